import BanyanCore
import Testing

@testable import BanyanRecords

private let cccd = "http://fhir.hl7.org.vn/core/sid/cccd"
private let citizen = "http://fhir.ehealth.gov.vn/core/sid/citizen_id"
private let card = "http://fhir.ehealth.gov.vn/core/sid/insurance_number"

@Suite struct IdentifierSystemsTests {
    @Test func `both guides' URIs and Banyan's own mean one kind, whichever is configured`() throws {
        let own = try #require(IdentifierSystems(configuredText: #"{"national-id":"https://example.vn/id"}"#))
        for systems in [IdentifierSystems.community, .ministry, own] {
            #expect([cccd, citizen, "urn:banyan:vn:cccd"].map(systems.kind) == [.nationalID, .nationalID, .nationalID])
            #expect(systems.kind(of: "urn:other") == nil && systems.kind(of: "") == nil)
        }
        #expect(
            own.kind(of: "https://example.vn/id") == .nationalID && IdentifierSystems.community.kind(of: "https://example.vn/id") == nil)
        #expect(own[.nationalID] == "https://example.vn/id" && own[.encounter] == IdentifierSystems.community[.encounter])
    }

    @Test(arguments: [
        "community", "ministry", #"{"national-id":"https://example.vn/id","prescription":"urn:x:y"}"#, "{}",
        #"{"insurance-card":"urn:a","insurance-number":"urn:a"}"#,
    ])
    func `what is configured is written as it is read`(text: String) throws {
        let systems = try #require(IdentifierSystems(configuredText: text))
        switch systems.configured {
        case .preset(let name): #expect(IdentifierSystems(configured: .string(name)) == systems)
        case .uris(let uris):
            let members = uris.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
            #expect(IdentifierSystems(configured: .object(members)) == systems)
        }
    }

    @Test(arguments: [
        "", "other", "Community", "[]", "{", #"{"nationalID":"urn:x"}"#, #"{"national-id":""}"#, #"{"national-id":"a b:c"}"#,
        #"{"national-id":"no-colon"}"#, #"{"national-id":"urn:a|b"}"#, #"{"national-id":1}"#, #"{"national-id":{}}"#,
        #"{"national-id":"urn:a","national-id":"urn:b"}"#, #"{"national-id":"urn:a","insurance-number":"urn:a"}"#,
    ])
    func `anything else is an error`(text: String) { #expect(IdentifierSystems(configuredText: text) == nil) }

    private func patient(_ identifiers: [(String, String)]) -> [UInt8] {
        let list = identifiers.map { #"{"system":"\#($0.0)","value":"\#($0.1)"}"# }.joined(separator: ",")
        return Array(
            #"{"resourceType":"Patient","id":"1","identifier":[\#(list)],"name":[{"text":"Lan"}],"gender":"female","birthDate":"1967"}"#
                .utf8)
    }

    private func imported(_ identifiers: [(String, String)], _ systems: IdentifierSystems = .community) -> ImportResult {
        var records = RecordImport(systems: systems) { "\($0)#\($1)" }
        records.add(name: "a.json", bytes: patient(identifiers))
        return records.finish()
    }

    @Test func `one person under either guide is one patient, kept under the configured URI`() throws {
        let one = try #require(imported([(citizen, "000 167 999 017")]).patients.first)
        let other = try #require(imported([(cccd, "000167999017")]).patients.first)
        #expect(one.key == other.key && one.key == PatientKey(system: cccd, value: "000167999017"))
        let ministry = try #require(imported([(cccd, "000167999017")], .ministry).patients.first)
        #expect(ministry.key.system == citizen)
        let twice = try #require(imported([(cccd, "000167999017"), (citizen, "000167999017")]).patients.first)
        #expect(twice.demographics.at("identifier").count == 1)
    }

    @Test func `the form decides among papers and among cards`() throws {
        let found = try #require(imported([(card, "9990000017"), (card, "HT3009990000017"), (citizen, "000123456")]).patients.first)
        let list = PatientIdentifiers.list(found.demographics, .community)
        #expect(list.map(\.kind) == [.insuranceNumber, .insuranceCard, .formerNationalID])
        #expect(list[0].system == IdentifierSystems.community[.insuranceNumber])
    }

    @Test func `a number without its form is left out and told, and the patient is taken`() throws {
        let result = imported([(cccd, "12345"), ("urn:hospital", "B-7")])
        let patient = try #require(result.patients.first)
        #expect(patient.key.value == "B-7")
        #expect(result.report.problems.map(\.code) == ["identifier"])
        #expect(result.report.problems.allSatisfy { !$0.reason.contains("12345") && $0.field == "Patient.identifier" })
    }

    // MARK: Searching

    @Test(arguments: [
        "national-id|000 167 999 017", "\(cccd)|000167999017", "\(citizen)|000167999017", " national-id | 000-167-999-017 ",
    ])
    func `a search may name the kind or either URI`(text: String) throws {
        let query = try #require(IdentifierQuery(text, .community))
        #expect(query.value == "000167999017" && query.kind == .nationalID)
        let patient = try #require(imported([(citizen, "000167999017")]).patients.first)
        #expect(PatientIdentifiers.list(patient.demographics, .community).contains(where: query.matches))
        let other = try #require(imported([(card, "9990000017")]).patients.first)
        #expect(!PatientIdentifiers.list(other.demographics, .community).contains(where: query.matches))
    }

    @Test(arguments: ["", "000167999017", "national-id|", "national-id|123", "insurance-card|HT9"])
    func `a search without a bar, or with a number that can't be, is refused`(text: String) {
        #expect(IdentifierQuery(text, .community) == nil)
    }

    @Test func `a card is found by the number in it, and other systems to the letter`() throws {
        let patient = try #require(imported([(card, "HT3009990000017"), ("urn:hospital", "b-7")]).patients.first)
        let list = PatientIdentifiers.list(patient.demographics, .community)
        #expect(list.contains { IdentifierQuery("insurance-number|9990000017", .community)?.matches($0) == true })
        #expect(list.contains { IdentifierQuery("urn:hospital|b-7", .community)?.matches($0) == true })
        #expect(!list.contains { IdentifierQuery("urn:hospital|B-7", .community)?.matches($0) == true })
        #expect(PatientIdentifiers.numbers(of: patient.demographics, .community) == ["HT3009990000017", "9990000017", "b-7"])
        #expect(PatientIdentifiers.forms(of: " ht3 009990000017 ") == ["ht3 009990000017", "HT3009990000017"])
    }
}

@Suite struct IdentifierHistoryTests {
    private func patient(_ identifiers: JSON...) -> JSON { ["resourceType": "Patient", "identifier": .array(identifiers)] }
    private func id(_ value: String, _ system: String = "urn:id", start: String? = nil, end: String? = nil) -> JSON {
        .record([
            ("system", .string(system)), ("value", .string(value)),
            (
                "period",
                start == nil && end == nil ? nil : .record([("start", start.map { .string($0) }), ("end", end.map { .string($0) })])
            ),
        ])
    }
    private func list(_ patient: JSON) -> [String] {
        PatientIdentifiers.list(patient, .community).map { "\($0.value) \($0.isOld ? "old" : "now") \($0.start ?? "-")..\($0.end ?? "-")" }
    }

    @Test func `a number that was issued anew keeps the old one, and until when it was`() {
        let kept = PatientIdentifiers.keeping(patient(id("1")), in: patient(id("2", start: "2026-05-01")), today: "2026-06-01")
        #expect(list(kept) == ["2 now 2026-05-01..-", "1 old -..2026-05-01"])
        let undated = PatientIdentifiers.keeping(patient(id("1", start: "2020-01-01")), in: patient(id("2")), today: "2026-06-01")
        #expect(list(undated) == ["2 now -..-", "1 old 2020-01-01..2026-06-01"])
        let ended = PatientIdentifiers.keeping(patient(id("1", end: "2025-12-31")), in: patient(id("2")), today: "2026-06-01")
        #expect(list(ended) == ["2 now -..-", "1 old -..2025-12-31"])
    }

    @Test func `an export that does not name a number does not end it`() {
        let kept = PatientIdentifiers.keeping(patient(id("1"), id("c", "urn:card")), in: patient(id("1")), today: "2026-06-01")
        #expect(list(kept) == ["1 now -..-", "c now -..-"])
        let same = patient(id("1"))
        #expect(PatientIdentifiers.keeping(same, in: same, today: "2026-06-01") == same)
    }

    @Test func `an older file that comes later does not make the older number the current one`() {
        let kept = PatientIdentifiers.keeping(
            patient(id("2", start: "2026-05-01")), in: patient(id("1", start: "2020-01-01")), today: "2026-06-01")
        #expect(list(kept) == ["1 old 2020-01-01..2026-05-01", "2 now 2026-05-01..-"])
    }

    @Test func `a third keeps both, and there is a bound`() {
        var known = patient(id("0"))
        for number in 1...40 { known = PatientIdentifiers.keeping(known, in: patient(id("\(number)")), today: "2026-06-01") }
        let all = list(known)
        #expect(all.count == PatientIdentifiers.limit && all[0] == "40 now -..-" && all[1].hasPrefix("39 old"))
    }
}
