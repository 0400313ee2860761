import BanyanAPI
import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanConsent
@testable import BanyanEngine

private let rx = "00901a1b2c3d-C"

private func prescription(
    _ id: String = "rx1", _ medicine: String = "Metformin 500 mg", code: String = rx, status: String = "active", quantity: Int = 60,
    more: String = "", of mrn: String = "000000000001"
) -> String {
    #"""
    {"resourceType":"MedicationRequest","id":"\#(id)","status":"\#(status)","intent":"order","groupIdentifier":{"value":"\#(code)"},\#
    "medicationCodeableConcept":{"text":"\#(medicine)"},"subject":{"reference":"Patient/p\#(mrn)"},"authoredOn":"2026-11-23",\#
    "dispenseRequest":{"quantity":{"value":\#(quantity),"unit":"viên"}\#(more)}}
    """#
}

/// A hospital, two pharmacies and a desk in one network, and a patient whose prescription all of them were granted.
private struct Pharmacies {
    let network = MemoryNetwork()
    let hospital: Site
    let one: Site
    let two: Site
    var wallet = Wallet.fresh()

    init(farProvince: String = "000") throws {
        hospital = try Site("Invented hospital", network, port: 1)
        one = try Site("Invented pharmacy 1", network, port: 2, kind: .pharmacy, code: "00902")
        two = try Site("Invented pharmacy 2", network, port: 3, province: farProvince, kind: .pharmacy, code: "00903")
    }

    var sites: [Site] { [hospital, one, two] }

    func importing(_ records: [String]) async throws {
        let file = ImportFile(
            name: "records.json", bytes: Array(bundle([patient(), allergy("a1", "Penicillin"), condition("c1", "Hen")] + records).utf8))
        _ = try await hospital.node.importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in }
    }

    func end() async throws {
        for site in sites {
            try await site.stop()
            try? FileManager.default.removeItem(at: site.directory)
        }
    }
}

private func withPharmacies(
    farProvince: String = "000", wants: WantedLogs = .all, sections: [Section]? = nil, _ records: String...,
    body: (Pharmacies) async throws -> Void
) async throws {
    var story = try Pharmacies(farProvince: farProvince)
    let result: Result<Void, any Error>
    do {
        for site in story.sites { try await site.start(wants: site === story.hospital ? .all : wants) }
        for site in story.sites { for other in story.sites where other !== site { try await site.accept(other) } }
        try await story.importing(records.isEmpty ? [prescription(), prescription("rx2", "Vitamin C", quantity: 10)] : records)
        try await story.hospital.enrol(&story.wallet, "000000000001")
        for pharmacy in [story.one, story.two] {
            try await pharmacy.importing(patient("5"))
            try await pharmacy.present(try story.wallet.grant(to: pharmacy, from: story.hospital, sections: sections), for: "5")
            try await pharmacy.catchUp(with: story.hospital)
        }
        try await body(story)
        result = .success(())
    } catch { result = .failure(error) }
    try await story.end()
    try result.get()
}

extension Site {
    fileprivate func dispense(
        _ code: String = rx, for mrn: String = "5", user: String = "ds-7", sections: [Section]? = nil
    ) async throws -> DispenseResult {
        try await node.dispense(
            DispenseRequest(
                code: code, mrn: mrn, sections: sections?.map(\.name), purpose: "TREAT", role: "pharmacist", user: user,
                overrideIdentity: nil, overrideStaleness: nil))
    }

    fileprivate func prescribed(_ code: String = rx) async throws -> PrescriptionView {
        try #require(try await node.prescriptions(PrescriptionQuery(code: code)).prescriptions.first)
    }

    fileprivate func dispensed(_ code: String = rx) async throws -> PrescriptionView {
        try #require(try await node.dispensings(PrescriptionQuery(code: code)).prescriptions.first)
    }

    fileprivate func row(_ text: String) async throws -> String {
        let summary = try await read("5")
        let rows = summary.sections.first { $0.section == "medications" }?.parts.flatMap(\.rows) ?? []
        return try #require(rows.first { $0.text == text }?.value)
    }
}

/// Prescriptions that pharmacies hand out once, and are found out about when they did it twice.
@Suite struct DispensingTests {
    @Test func `a dispensing is seen by the prescriber, and a second one is refused wherever it is known`() async throws {
        try await withPharmacies { story in
            #expect(try await story.hospital.prescribed().state == "none-known")
            #expect(try await story.one.row("Metformin 500 mg").contains("no dispensing known here"))
            let done = try await story.one.dispense()
            #expect(done.items.map(\.text) == ["Metformin 500 mg", "Vitamin C"] && done.items.map(\.quantity) == ["60", "10"])
            #expect(done.repeated == false && done.receipts.count == 1 && done.prescriber == story.hospital.id)
            #expect(done.document.contains("MedicationDispense") && done.document.contains(rx) && done.document.contains("whenHandedOver"))
            try await story.hospital.catchUp(with: story.one)
            try await story.two.catchUp(with: story.one)
            let seen = try await story.hospital.prescribed()
            #expect(seen.state == "dispensed" && seen.dispensings.map(\.facility) == [story.one.id])
            #expect(seen.dispensings.map(\.user) == ["ds-7"] && seen.dispensings[0].index == done.index)
            let size = try await story.two.size(of: story.two)
            await expectDenied("already-dispensed") { try await story.two.dispense() }
            let refusal = await failure { try await story.two.dispense() }
            #expect(refusal?.message.contains("Invented pharmacy 1") == true && refusal?.message.contains(noon.iso8601) == true)
            #expect(try await story.two.row("Vitamin C").contains("dispensed: Invented pharmacy 1"))
            // The refused readings left receipts, and no dispensing.
            #expect(try await story.two.size(of: story.two) == size + 3)
            #expect(try await story.two.node.dispensings(PrescriptionQuery()).prescriptions.isEmpty)
            #expect(try await story.hospital.node.status().problems.map(\.code).contains("dispensed-twice") == false)
        }
    }

    @Test func `the same word again is one dispensing, another act is refused at the same pharmacy too`() async throws {
        try await withPharmacies { story in
            let done = try await story.one.dispense()
            let size = try await story.one.size(of: story.one)
            let again = try await story.one.dispense()
            #expect(again.repeated && again.index == done.index && again.at == done.at && again.document == done.document)
            #expect(try await story.one.size(of: story.one) == size)
            await expectDenied("already-dispensed") { try await story.one.dispense(user: "other") }
            story.one.clock.move(901)
            await expectDenied("already-dispensed") { try await story.one.dispense() }
            try await story.one.restart()
            await expectDenied("already-dispensed") { try await story.one.dispense(user: "other") }
            #expect(try await story.one.dispensed().state == "dispensed")
            #expect(try await story.one.size(of: story.one) == size)
        }
    }

    @Test func `six at once at one pharmacy are one dispensing`() async throws {
        try await withPharmacies { story in
            let indexes = try await withThrowingTaskGroup(of: UInt64.self) { group in
                for _ in 0..<6 { group.addTask { try await story.one.dispense().index } }
                return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
            }
            #expect(indexes.count == 1)
        }
    }

    @Test func `two that dispensed before they heard of each other are both flagged, everywhere`() async throws {
        try await withPharmacies { story in
            // Each is deaf to the other for a while.
            _ = try await story.one.node.change(story.two.id, .suspend)
            _ = try await story.two.node.change(story.one.id, .suspend)
            _ = try await story.one.dispense()
            _ = try await story.two.dispense()
            #expect(try await story.one.dispensed().state == "dispensed")
            _ = try await story.one.node.change(story.two.id, .resume)
            _ = try await story.two.node.change(story.one.id, .resume)
            for site in story.sites { for other in [story.one, story.two] where other !== site { try await site.catchUp(with: other) } }
            let both = [story.one.id, story.two.id].sorted()
            #expect(try await story.hospital.prescribed().dispensings.map(\.facility) == both)
            for view in [try await story.hospital.prescribed(), try await story.one.dispensed(), try await story.two.dispensed()] {
                #expect(view.state == "dispensed-twice" && view.dispensings.map(\.facility) == both)
            }
            #expect(try await story.one.row("Vitamin C").contains("DISPENSED MORE THAN ONCE"))
            for site in story.sites {
                try await site.node.watchDispensings()
                #expect(try await site.node.status().problems.map(\.code).contains("dispensed-twice"))
            }
            #expect(try await story.one.node.dispensings(PrescriptionQuery(twice: true)).prescriptions.count == 1)
            #expect(story.sites.allSatisfy { !$0.log.lines.contains(rx) })
            await expectDenied("already-dispensed") { try await story.two.dispense(user: "other") }
        }
    }

    @Test func `a pharmacy that does not carry the dispenser's log learns of it from the prescriber's`() async throws {
        try await withPharmacies(farProvince: "001", wants: .province) { story in
            _ = try await story.one.dispense()
            try await story.hospital.catchUp(with: story.one)
            #expect(try await story.two.size(of: story.one) == 0, "another province")
            let size = try await story.hospital.size(of: story.hospital)
            try await story.hospital.node.watchDispensings()
            try await story.hospital.node.watchDispensings()
            #expect(try await story.hospital.size(of: story.hospital) == size + 1, "said again once")
            try await story.two.catchUp(with: story.hospital)
            let refusal = await failure { try await story.two.dispense() }
            #expect(refusal?.code == "already-dispensed" && refusal?.message.contains("Invented pharmacy 1") == true)
            let seen = try await story.hospital.prescribed()
            #expect(seen.state == "dispensed" && seen.dispensings.map(\.log) == [story.one.id], "the dispenser's own word goes first")
        }
    }

    // MARK: Who may

    @Test func `a pharmacy opens medicines and allergies alone unless more is named, and then what was granted`() async throws {
        try await withPharmacies(sections: [.allergies, .medications, .problems]) { story in
            let summary = try await story.one.read("5")
            #expect(
                summary.state(.medications, of: story.hospital) == "listed" && summary.state(.allergies, of: story.hospital) == "listed")
            #expect(summary.state(.problems, of: story.hospital) == "not-requested")
            for section in Section.allCases where ![.allergies, .medications, .problems].contains(section) {
                #expect(summary.state(section, of: story.hospital) == "not-granted", "\(section)")
            }
            #expect(try await story.one.read("5", [.problems]).texts(.problems, of: story.hospital) == ["Hen"])
        }
    }

    @Test func `what a patient grants a pharmacy without naming a section is medicines and allergies`() async throws {
        try await withPharmacies { story in
            let summary = try await story.one.read("5")
            for section in Section.allCases {
                let expected = Section.pharmacy.contains(section) ? "listed" : "not-granted"
                #expect(summary.state(section, of: story.hospital) == expected, "\(section)")
            }
            await expectDenied("not-granted") { try await story.one.read("5", [.problems]) }
        }
    }

    @Test func `nothing is dispensed without the patient's consent to the prescription`() async throws {
        try await withPharmacies(sections: [.allergies]) { story in
            await expectDenied("not-granted") { try await story.one.dispense() }
            try await story.one.importing(patient("6", name: "Trần Văn Thử", born: "1970-01-01"))
            await expectDenied("nothing-granted") { try await story.one.dispense(for: "6") }
            #expect(await failure { try await story.one.dispense("00999a1b2c3d-C") }?.code == "nothing-granted")
        }
    }

    @Test(arguments: ["", "00901A1B2C3D-C", "00901a1b2c3d-X", "00901a1b2c3d-C "]) func `what is no code is refused before anything is read`(
        code: String
    ) async throws {
        try await withSite { site in
            try await site.importing(patient("5"))
            #expect(await failure { try await site.dispense(code) }?.code == "not-a-prescription-code")
            #expect(try await site.size(of: site) == 0)
        }
    }

    @Test func `a prescription that is not there, not active or over is not dispensed`() async throws {
        let over = prescription("o", code: "00901aaaaaaa-C", more: #","validityPeriod":{"end":"2026-11-23"}"#)
        let last = prescription("l", code: "00901bbbbbbb-C", more: #","validityPeriod":{"end":"2026-11-24"}"#)
        let held = prescription("h", code: "00901ccccccc-C", status: "on-hold")
        let foreign = prescription("f", code: "00777ddddddd-C")
        try await withPharmacies(over, last, held, foreign) { story in
            await expectDenied("prescription-not-active") { try await story.one.dispense("00901ccccccc-C") }
            let absent = await failure { try await story.one.dispense() }
            #expect(absent?.code == "no-such-prescription")
            #expect(await failure { try await story.one.dispense("00777ddddddd-C") }?.code == "nothing-granted", "another facility's code")
            let lastDay = try await story.one.dispense("00901bbbbbbb-C")
            #expect(lastDay.repeated == false)
            // `over` ended before the publication and has not left at all, or is refused.
            let code = await failure { try await story.one.dispense("00901aaaaaaa-C") }?.code
            #expect(["prescription-ended", "no-such-prescription"].contains(code))
        }
    }

    @Test func `the prescriber dispenses its own prescription without a consent, and others see it`() async throws {
        try await withPharmacies { story in
            let done = try await story.hospital.dispense(for: "000000000001", user: "ds-1")
            #expect(done.receipts.isEmpty && done.prescriber == story.hospital.id)
            try await story.one.catchUp(with: story.hospital)
            await expectDenied("already-dispensed") { try await story.one.dispense() }
            #expect(try await story.hospital.prescribed().state == "dispensed")
        }
    }

    // MARK: Adversaries

    @Test func `a copied tag, an altered entry and a word under another key are no dispensing`() async throws {
        try await withPharmacies { story in
            _ = try await story.one.dispense()
            try await story.hospital.catchUp(with: story.one)
            let code = try #require(PrescriptionCode(rx))
            let record = try #require(try await story.one.node.vault.load(DispensingRecord.self, DispensingRecord.subject(code)))
            let entry = try #require(try await story.one.store.find([record.key.tag], in: story.one.id).first)
            var altered = try #require(entry.payload)
            altered[altered.count - 1] ^= 1
            var random = SodiumRandom()
            let other = try #require(DispensingKey(SecretBytes(randomCount: 32, using: &random)))
            let forged = try other.seal(record.dispensing, in: story.two.id, using: &random)
            // Pharmacy 2 turns hostile: it copies the tag with the payload, an altered payload, and its own under a key that it made up.
            let payload = try #require(entry.payload)
            for payload in [payload, altered, forged.payload] {
                _ = try await story.two.node.ownLog.append([SealedEntry(tag: record.key.tag, payload: payload)], changes: [])
            }
            try await story.hospital.catchUp(with: story.two)
            let seen = try await story.hospital.prescribed()
            #expect(seen.state == "dispensed" && seen.dispensings.map(\.facility) == [story.one.id])
            try await story.hospital.node.watchDispensings()
            #expect(try await story.hospital.node.status().problems.map(\.code).contains("dispensed-twice") == false)
        }
    }

    @Test func `before anything was dispensed a stranger's entry under the tag refuses nobody`() async throws {
        try await withPharmacies { story in
            let link = try #require(
                try await story.hospital.node.dispensingLink(of: story.hospital.node.record(ofPatient: "000000000001").key))
            let tag = link.dispensingKey(try #require(PrescriptionCode(rx))).tag
            _ = try await story.two.node.ownLog.append([SealedEntry(tag: tag, payload: [UInt8](repeating: 7, count: 1024))], changes: [])
            try await story.one.catchUp(with: story.two)
            let done = try await story.one.dispense()
            #expect(done.repeated == false)
        }
    }

    // MARK: Prescriptions

    @Test func `a prescription is not changed by a later import, but its status may`() async throws {
        try await withPharmacies { story in
            let changed = try await story.hospital.importing(patient(), prescription("rx1", "Insulin"))
            #expect(changed.problems.map(\.type) == ["MedicationRequest"] && changed.imported["MedicationRequest"] == nil)
            let added = try await story.hospital.importing(patient(), prescription("rx3", "Aspirin"))
            #expect(added.problems.count == 1)
            let anotherPatients = try await story.hospital.importing(
                patient("9", name: "Lê Thị Thử"), prescription("z", "Aspirin", of: "9"))
            #expect(anotherPatients.problems.count == 1)
            #expect(try await story.hospital.prescribed().items.map(\.text) == ["Metformin 500 mg", "Vitamin C"])
            let stopped = try await story.hospital.importing(patient(), prescription("rx1", status: "stopped"))
            #expect(stopped.problems.isEmpty)
            _ = try await story.hospital.node.publish(patient: "000000000001")
            try await story.one.catchUp(with: story.hospital)
            await expectDenied("prescription-not-active") { try await story.one.dispense() }
        }
    }

    @Test func `two enrolments of one patient share the tag of a prescription`() async throws {
        try await withPharmacies { story in
            _ = try await story.one.dispense()
            var wallet = story.wallet
            story.hospital.clock.move(60)
            try await story.hospital.enrol(&wallet, "000000000001")
            try await story.two.catchUp(with: story.hospital)
            try await story.two.catchUp(with: story.one)
            try await story.two.importing(patient("6"))
            try await story.two.present(try wallet.grant(to: story.two, from: story.hospital), for: "6")
            await expectDenied("already-dispensed") { try await story.two.dispense(for: "6") }
        }
    }

    @Test func `a patient who is not enrolled has prescriptions that nobody else sees`() async throws {
        try await withSite { site in
            try await site.importing(patient(), prescription())
            #expect(try await site.prescribed().state == "not-published")
            await expectDenied("not-enrolled") { try await site.dispense(for: "000000000001") }
            #expect(try await site.node.prescriptions(PrescriptionQuery(mrn: "000000000001")).prescriptions.count == 1)
            #expect(try await site.node.prescriptions(PrescriptionQuery(days: 1)).prescriptions.count == 1)
            #expect(await failure { try await site.node.prescriptions(PrescriptionQuery(days: 0)) }?.code == "too-many-days")
            #expect(await failure { try await site.prescribed("00901zzzzzzz-C") }?.code == "no-such-prescription")
            #expect(await failure { try await site.dispensed() }?.code == "no-such-dispensing")
        }
    }
}
