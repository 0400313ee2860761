import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanEngine
@testable import BanyanRecords

private func person(
    _ mrn: String, _ name: String, born: String = "1967-04-12", id: String? = nil, card: String? = nil, since: String? = nil
)
    -> String
{
    var identifiers = [
        #"{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:mrn","value":"\#(mrn)"}"#
    ]
    let period = since.map { #","period":{"start":"\#($0)"}"# } ?? ""
    if let id { identifiers.append(#"{"system":"http://fhir.hl7.org.vn/core/sid/cccd","value":"\#(id)"\#(period)}"#) }
    if let card {
        identifiers.append(#"{"system":"http://fhir.ehealth.gov.vn/core/sid/insurance_number","value":"\#(card)"\#(period)}"#)
    }
    return #"{"resourceType":"Patient","id":"p\#(mrn)","identifier":[\#(identifiers.joined(separator: ","))],"#
        + #""name":[{"text":"\#(name)"}],"gender":"female","birthDate":"\#(born)"}"#
}

private func condition(_ id: String, _ code: String, of mrn: String) -> String {
    #"{"resourceType":"Condition","id":"\#(id)","subject":{"reference":"Patient/p\#(mrn)"},"#
        + #""code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"\#(code)"}]}}"#
}

extension Site {
    fileprivate func take(_ resources: String..., name: String = "a.ndjson") async throws {
        let file = ImportFile(name: name, bytes: Array(resources.joined(separator: "\n").utf8))
        let result = try await node.importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in }
        #expect(result.problems.isEmpty, "\(result.problems.map(\.reason))")
    }

    fileprivate func find(_ identifier: String? = nil, name: String? = nil, born: String? = nil) async throws -> [String] {
        try await node.findPatients(PatientFind(identifier: identifier, name: name, born: born)).patients.map(\.mrn)
    }
}

@Suite struct FindingPatientsTests {
    @Test func `a patient is found by any identifier, the ones before too, under either guide and without its system`() async throws {
        try await withSite { site in
            try await site.take(person("1", "Phạm Thị Lan", id: "000167999017", card: "HT3009990000017", since: "2020-01-01"))
            try await site.take(person("1", "Phạm Thị Lan", id: "000167999999", card: "DN4009990000017", since: "2026-05-01"))
            try await site.take(person("2", "Lê Thị Hoa", id: "000168000001"))
            for text in [
                "national-id|000167999999", "national-id|000 167 999 017", "http://fhir.ehealth.gov.vn/core/sid/citizen_id|000167999017",
                "insurance-card|HT3 00 9990000017", "insurance-number|9990000017", "urn:mrn|1",
            ] {
                #expect(try await site.find(text) == ["1"], "\(text)")
            }
            for mrn in ["000 167 999 017", "HT3009990000017", "9990000017", "national-id|000167999017", "urn:mrn|1", "1"] {
                #expect(try await site.node.patient(mrn).mrn == "1", "\(mrn)")
            }
            for text in ["national-id|000999999999", "urn:other|1"] { #expect(try await site.find(text) == []) }
            let known = try #require(try await site.node.patient("1").identifiers).map { "\($0.value) \($0.isOld) \($0.end ?? "-")" }
            #expect(known.contains("000167999017 true 2026-05-01") && known.contains("000167999999 false -"))
            #expect(known.contains("HT3009990000017 true 2026-05-01") && known.contains("DN4009990000017 false -"))
        }
    }

    /// Numbers are issued twice, and two people may show one: nothing may be unique that the world does not keep unique.
    @Test func `two patients may have one number, and then it names nobody alone`() async throws {
        try await withSite { site in
            try await site.take(person("1", "Phạm Thị Lan", id: "000167999017"), person("2", "Lê Thị Hoa", id: "000167999017"))
            #expect(try await site.find("national-id|000167999017").sorted() == ["1", "2"])
            #expect(await failure { try await site.node.patient("000167999017") }?.code == "ambiguous-patient")
            #expect(try await site.find("national-id|000167999017", name: "hoa") == ["2"])
        }
    }

    @Test(arguments: [
        ("Phạm Thị Lan", ["1"]), ("pham lan", ["1"]), ("LAN", ["3", "1"]), ("p", ["1"]), ("d", ["2"]), ("đào", ["2"]), ("th h", ["2"]),
        ("lan lan", []), ("xuan", []), ("", []), ("...", []),
    ])
    func `a name is found by the beginnings of its words, and listed by the Vietnamese alphabet`(text: String, found: [String]) async throws
    {
        try await withSite { site in
            try await site.take(
                person("1", "Phạm Thị Lan"), person("2", "Đào Thị Hoa", born: "1990"), person("3", "Lan", born: "1967-05"))
            #expect(try await site.find(name: text) == found)
            #expect(try await site.node.patients(search: nil).patients.map(\.mrn) == ["2", "3", "1"])
            if text == "LAN" { #expect(try await site.find(name: text, born: "1967-04") == ["1"]) }
        }
    }

    @Test(arguments: ["000167999017", "national-id|12", "national-id|", ""])
    func `an identifier that can't be one is wrong usage`(text: String) async throws {
        try await withSite { site in
            #expect(await failure { try await site.find(text) }?.category == .usage)
        }
    }

    @Test func `the systems are told with what else is read`() async throws {
        try await withSite { site in
            let list = try await site.node.identifierSystems().systems
            let id = try #require(list.first { $0.kind == "national-id" })
            #expect(id.uri == "http://fhir.hl7.org.vn/core/sid/cccd" && id.alsoRead == ["http://fhir.ehealth.gov.vn/core/sid/citizen_id"])
            #expect(Set(list.map(\.kind)) == Set(IdentifierKind.allCases.map(\.rawValue)))
        }
    }
}

@Suite struct SensitiveFlowTests {
    private let change = SensitiveChange(
        isRemoval: false, section: "mental-health", system: "icd-10", code: "K70", isPrefix: true, title: "t")

    @Test func `an added code closes what is stored, what is published follows on apply, and it outlives a restart`() async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.take(person("1", "Phạm Thị Lan"), condition("c1", "K70.3", of: "1"), condition("c2", "I10", of: "1"))
            try await reader.take(person("7", "Phạm Thị Lan"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "1")
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "7")
            try await reader.catchUp(with: origin)
            #expect(try await reader.read("7").texts(.problems, of: origin).sorted() == ["I10", "K70.3"])
            #expect(try await origin.node.changeSensitive(change).entries.contains { $0.origin == "added" && $0.code == "K70" })
            try await origin.restart()
            let lines = try await origin.node.records(patient: "1").records
            #expect(lines.first { $0.display == "K70.3" }?.section == "mental-health")
            #expect(try await origin.node.applySensitive().entries > 0)
            #expect(try await origin.node.applySensitive().entries == 0, "what has not changed is not published again")
            try await reader.catchUp(with: origin)
            let summary = try await reader.read("7")
            #expect(summary.texts(.problems, of: origin) == ["I10"] && summary.state(.mentalHealth, of: origin) == "not-granted")
        }
    }

    @Test func `what was added can be taken away, what ships can't`() async throws {
        try await withSite { site in
            _ = try await site.node.changeSensitive(change)
            #expect(try await site.node.checkSensitive(SensitiveCheck(code: "K70.3", system: nil)).section == "mental-health")
            var removal = change
            removal.isRemoval = true
            #expect(try await !site.node.changeSensitive(removal).entries.contains { $0.origin == "added" })
            #expect(await failure { try await site.node.changeSensitive(removal) }?.code == "no-such-entry")
            let built = SensitiveChange(isRemoval: true, section: "hiv", system: "icd-10", code: "B20", isPrefix: true, title: nil)
            #expect(await failure { try await site.node.changeSensitive(built) }?.category == .denied)
            #expect(try await site.node.checkSensitive(SensitiveCheck(code: "K70.3", system: nil)).section == nil)
            #expect(try await site.node.checkSensitive(SensitiveCheck(code: "B20.1", system: "icd-10")).section == "hiv")
        }
    }

    @Test func `the list is told whole or by section, and another section is wrong usage`() async throws {
        try await withSite { site in
            let all = try await site.node.sensitiveCodes(SensitiveQuery(section: nil))
            let some = try await site.node.sensitiveCodes(SensitiveQuery(section: "genetic"))
            #expect(!some.entries.isEmpty && some.entries.count < all.entries.count && some.entries.allSatisfy { $0.section == "genetic" })
            #expect(all.systems.contains("icd-10") && all.systems.contains("words"))
            #expect(await failure { try await site.node.sensitiveCodes(SensitiveQuery(section: "allergies")) }?.category == .usage)
            #expect(await failure { try await site.node.checkSensitive(SensitiveCheck(code: "", system: nil)) }?.category == .usage)
        }
    }

    @Test func `additions are read as they were stored, and nothing else is`() throws {
        var additions = SensitiveAdditions()
        let base = try SensitiveCodes.starter()
        try additions.add(section: "hiv", system: "words", code: "bệnh đặc biệt", isPrefix: false, title: nil, to: base)
        try additions.add(section: "genetic", system: "icd-10", code: "D56-D58", isPrefix: false, title: "t", to: base)
        let bytes = SensitiveRecord(additions: additions).encoded
        #expect(try SensitiveRecord(encoded: bytes).additions == additions)
        let rows: [[CBOR]] = [
            [], [.text("allergies"), .text("icd-10"), .text("A"), .int(0), .text("")],
            [.text("hiv"), .text("icd-10"), .text(""), .int(0), .text("")],
            [.text("hiv"), .text("icd-10"), .text("A"), .int(2), .text("")],
            [.text("hiv"), .text("icd-10"), .text("A"), .int(0)],
        ]
        for row in rows { #expect(throws: (any Error).self) { try SensitiveRecord(encoded: CBOR.array([.array(row)]).encoded) } }
        #expect(throws: (any Error).self) { try SensitiveRecord(encoded: bytes.dropLast()) }
    }
}

@Suite struct SignedImportTests {
    private func take(_ text: String, _ certificates: [String]?, at site: Site) async throws -> BanyanAPI.ImportResult {
        try await site.node.importRecords(
            ImportRequest(organization: nil, dryRun: false, certificates: certificates),
            files: [ImportFile(name: "a.xml", bytes: Array(text.utf8))]
        ) { _, _ in }
    }

    @Test func `a signature is checked under the import's certificates, and a bad one stores nothing`() async throws {
        try await withSite { site in
            let forged = SignedInsurance.whole.replacingOccurrences(of: "I10", with: "E11")
            let refused = await failure { try await take(forged, [SignedInsurance.certificate], at: site) }
            #expect(refused?.code == "bad-signature" && refused?.category == .trust)
            #expect(try await site.node.patients(search: nil).patients.isEmpty)
            let taken = try await take(SignedInsurance.whole, [SignedInsurance.certificate], at: site)
            #expect(taken.insurance?.signaturesValid == 1 && taken.patients == 1)
            let unchecked = try await take(SignedInsurance.whole, nil, at: site)
            #expect(unchecked.insurance?.signaturesNotChecked == 1 && unchecked.insurance?.unsigned == 0)
            let bad = await failure { try await take(SignedInsurance.whole, ["no certificate"], at: site) }
            #expect(bad?.code == "bad-certificate")
        }
    }
}
