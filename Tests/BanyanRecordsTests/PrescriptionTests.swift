import BanyanCore
import Testing

@testable import BanyanRecords

/// Prescriptions in records, snapshots and summaries.
@Suite struct PrescriptionTests {
    static let code = PrescriptionCode("00271a1b2c3d-C")!
    static let now = Timestamp(seconds: 1_795_521_600)

    static func request(
        _ id: String = "m1", code: String? = "00271a1b2c3d-C", inGroup: Bool = true, medicine: String = "Metformin 500 mg",
        status: String = "active", ends: String? = nil, more: [JSON.Member] = []
    ) -> JSON {
        var out: JSON = [
            "resourceType": "MedicationRequest", "id": .string(id), "status": .string(status), "intent": "order",
            "medicationCodeableConcept": ["text": .string(medicine)], "subject": ["reference": "Patient/patient"],
            "authoredOn": "2026-11-20",
        ]
        if let code {
            let identifier: JSON = ["system": "http://example.org/rx", "value": .string(code)]
            out[inGroup ? "groupIdentifier" : "identifier"] = inGroup ? identifier : [identifier]
        }
        var supply: JSON = ["quantity": ["value": .number("60"), "unit": "viên"]]
        if let ends { supply["validityPeriod"] = ["end": .string(ends)] }
        out["dispenseRequest"] = supply
        for member in more { out[member.name] = member.value }
        return out
    }

    private func snapshot(_ resources: [JSON], secret: String? = "c2VjcmV0") throws -> [UInt8] {
        let stored = StoredPatient(
            demographics: ["resourceType": "Patient", "id": "patient"],
            resources: try resources.map { try ImportedResource(bytes: $0.serialized) }, shared: [])
        let all = SnapshotBuilder.snapshots(of: stored, publishedAt: Self.now, sensitive: try .starter()) { code in
            code == Self.code ? secret : nil
        }
        return try #require(all.first { $0.section == .medications }).json
    }

    @Test func `a code is found in either identifier, and only in a MedicationRequest`() {
        #expect(Prescription.code(of: Self.request()) == Self.code)
        #expect(Prescription.code(of: Self.request(inGroup: false)) == Self.code)
        #expect(Prescription.code(of: Self.request(code: nil)) == nil)
        #expect(Prescription.code(of: Self.request(code: "REQ-17")) == nil)
        var other = Self.request()
        other["resourceType"] = "MedicationStatement"
        #expect(Prescription.code(of: other) == nil)
    }

    @Test func `the medicines of one code are one prescription`() throws {
        let all = Prescription.all(
            in: [Self.request("m2", medicine: "B", ends: "2026-11-25"), Self.request("m1", medicine: "A"), Self.request("x", code: nil)]
        ) { _ in nil }
        let prescription = try #require(all.first)
        #expect(all.count == 1 && prescription.items.map(\.medicine) == ["A", "B"] && prescription.items[0].quantity == "60")
        #expect(prescription.isActive() && prescription.dispensingSecret == nil)
        let last = try #require(CivilDate("2026-11-25"))
        let after = try #require(CivilDate("2026-11-26"))
        #expect(!prescription.hasEnded(on: last) && prescription.hasEnded(on: after))
    }

    @Test(arguments: ["on-hold", "stopped", "completed", "unknown"]) func `a prescription with a medicine in another state is not active`(
        status: String
    ) {
        let all = Prescription.all(in: [Self.request("m1"), Self.request("m2", status: status)]) { _ in nil }
        #expect(all.map { $0.isActive() } == [false])
    }

    @Test func `a snapshot carries the secret of its own prescriptions alone`() throws {
        let other = Self.request("m3", code: "00999a1b2c3d-C")
        let json = try snapshot([Self.request("m1"), Self.request("m2"), other])
        let read = Prescription.all(in: json)
        #expect(read.map(\.code.description) == ["00271a1b2c3d-C", "00999a1b2c3d-C"])
        #expect(read.map(\.dispensingSecret) == ["c2VjcmV0", nil])
    }

    @Test func `secrets that differ within one prescription are none`() {
        let marked = [("m1", "AAAA"), ("m2", "BBBB")].map { DispensingMark.marked(Self.request($0.0), $0.1) }
        #expect(Prescription.all(in: marked) { _ in nil }.map(\.dispensingSecret) == [nil])
        let partly = [DispensingMark.marked(Self.request("m1"), "AAAA"), Self.request("m2")]
        #expect(Prescription.all(in: partly) { _ in nil }.map(\.dispensingSecret) == [nil])
    }

    @Test func `an imported mark never leaves, and a snapshot that comes back is published again in the same bytes`() throws {
        let extensions = JSON.Member("extension", [["url": "urn:x:kept", "valueString": "y"]])
        let forged = DispensingMark.marked(Self.request("m1", more: [extensions]), "Zm9yZ2Vk")
        let first = try snapshot([forged, Self.request("m2")])
        let text = String(decoding: first, as: UTF8.self)
        #expect(!text.contains("Zm9yZ2Vk") && text.contains("urn:x:kept"))
        let back = try #require(PublishedSnapshot(first))
        #expect(!back.resources.contains { String(decoding: $0.bytes, as: UTF8.self).contains(DispensingMark.url) })
        #expect(try snapshot(back.resources.map(\.json)) == first)
        #expect(!String(decoding: try snapshot([forged], secret: nil), as: UTF8.self).contains(DispensingMark.url))
    }

    // MARK: Summaries

    private func compose(_ json: [UInt8], _ notes: [PrescriptionCode: DispensingNote], section: Section = .medications) throws -> Summary {
        let facility = SourceFacility(id: "AAAA", name: "Bệnh viện Thử", kind: .hospital, code: "00271")
        let sections = Section.allCases.map { one -> SectionReading in
            var reading = SectionReading(section: one, snapshots: one == section ? [json] : [])
            reading.dispensings = notes
            return reading
        }
        return try SummaryComposer.compose(
            patient: LocalPatient(
                key: PatientKey(system: "", value: "7"), identity: Identity(name: "Thử", birthDate: "1980-01-01", sex: .female),
                demographics: ["resourceType": "Patient"]),
            sources: [SourceReading(facility: facility, logSize: 1, asOf: nil, lastHeard: nil, sections: sections)], at: Self.now,
            author: facility)
    }

    private func value(_ summary: Summary, _ section: Section = .medications) -> String {
        summary.sections.first { $0.section == section }?.statements[0].rows[0].value ?? ""
    }

    static let notes: [([DispensingNote.Dispensed], String)] = [
        ([], "no dispensing known here"),
        ([.init(facility: "A", name: "Nhà thuốc Một", at: now)], "đã cấp phát / dispensed: Nhà thuốc Một"),
        ([.init(facility: "A", name: "Một", at: now), .init(facility: "B", name: "Hai", at: now)], "DISPENSED MORE THAN ONCE: Một"),
    ]

    @Test(arguments: notes.indices) func `a row says the code and what is known of its dispensing, and the secret is nowhere`(index: Int)
        throws
    {
        let (dispensed, words) = Self.notes[index]
        let summary = try compose(
            try snapshot([Self.request()]), [Self.code: DispensingNote(dispensed: dispensed, asOf: Self.now)])
        #expect(value(summary).contains("đơn thuốc / prescription 00271a1b2c3d-C") && value(summary).contains(words))
        let text = String(decoding: summary.document.serialized, as: UTF8.self)
        #expect(!text.contains("c2VjcmV0") && text.contains("urn:banyan:dispensing-state"))
    }

    @Test(arguments: [Section.medications, .plan]) func `what a source itself says of dispensings is not believed`(section: Section) throws
    {
        var claimed = Self.request()
        claimed["extension"] = [DispensingNote(dispensed: Self.notes[1].0, asOf: nil).json]
        let bundle: JSON = [
            "resourceType": "Bundle", "type": "collection", "entry": [["fullUrl": "urn:banyan:MedicationRequest/m1", "resource": claimed]],
        ]
        let summary = try compose(bundle.serialized, [:], section: section)
        #expect(value(summary, section).contains("00271a1b2c3d-C") && !value(summary, section).contains("Nhà thuốc Một"))
        #expect(!String(decoding: summary.document.serialized, as: UTF8.self).contains("dispensing-state"))
    }

    @Test func `a dispensing in FHIR names its prescription, the time, the quantity and who handed it out`() throws {
        let prescription = try #require(Prescription.all(in: [Self.request()]) { _ in nil }.first)
        let facility = SourceFacility(id: "AAAA", name: "Nhà thuốc Thử", kind: .pharmacy, code: "00272")
        let bundle = MedicationDispenses.bundle(
            of: prescription, handedOver: Self.now, role: "pharmacist", pseudonym: "ds-7", facility: facility)
        let dispense = try #require(bundle.at("entry", "resource").first)
        #expect(dispense["status"] == "completed" && dispense["whenHandedOver"]?.string == Self.now.iso8601)
        #expect(dispense.text("authorizingPrescription", "identifier", "value") == "00271a1b2c3d-C")
        #expect(dispense.at("quantity", "value").first == .number("60") && dispense.text("performer", "function", "text") == "pharmacist")
        #expect(dispense.text("performer", "actor", "display")?.contains("ds-7") == true)
    }
}
