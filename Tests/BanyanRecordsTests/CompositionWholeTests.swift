import BanyanCore
import BanyanRecords
import Testing

@Suite("From records to summary and back: nothing lost, nothing twice")
struct CompositionWholeTests {
    static func sections(of patient: ImportedPatient) throws -> [SectionReading] {
        let stored = StoredPatient(demographics: patient.demographics, resources: patient.resources, shared: patient.shared)
        let snapshots = SnapshotBuilder.snapshots(of: stored, publishedAt: Fixture.now, sensitive: try SensitiveCodes.starter())
        return Section.allCases.map { section in
            SectionReading(section: section, snapshots: snapshots.filter { $0.section == section }.map(\.json))
        }
    }

    /// What the table places, by section, must be what the lines show.
    static func expectWhole(_ summary: Summary, _ patients: [ImportedPatient]) throws {
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty, "\(check.faults.prefix(5))")
        #expect(DocumentCheck.agree(summary))
        for (number, patient) in patients.enumerated() {
            let stored = StoredPatient(demographics: patient.demographics, resources: patient.resources, shared: patient.shared)
            let placement = RecordPlacement(stored, publishedAt: Fixture.now, sensitive: try SensitiveCodes.starter())
            let placed = patient.resources.compactMap { placement.place($0).section }
            let shown = summary.sections.flatMap { section in section.statements[number].rows.map { _ in section.section } }
            #expect(placed.sorted() == shown.sorted())
        }
        let listed = check.sections.flatMap { $0.at("entry", "reference").compactMap(\.string) }
        #expect(listed.count == Set(listed).count)
        #expect(listed.count == summary.sections.flatMap(\.statements).map(\.rows.count).reduce(0, +))
    }

    @Test("the patient of the story: what Bac Ninh and Thai Nguyen hold is in one summary, each with its source")
    func story() throws {
        let patients = try SyntheticRecordsTests.exports[1...2].map { try #require(SyntheticRecordsTests.imported($0).patients.first) }
        let summary = try SummaryComposer.compose(
            patient: LocalPatient(key: patients[0].key, identity: patients[0].identity, demographics: patients[0].demographics),
            sources: [
                Fixture.source(Fixture.bacNinh, try Self.sections(of: patients[0])),
                Fixture.source(Fixture.thaiNguyen, try Self.sections(of: patients[1])),
            ], at: Fixture.now, author: Fixture.bachMai)
        try Self.expectWhole(summary, patients)
        #expect(summary.sections[0].statements[0].rows.map(\.text) == ["Dị ứng penicillin"])
        #expect(summary.sections[0].statements[1].state.code == "stated-none")
        #expect(summary.sections[2].statements.map(\.state) == [.listed(count: 2), .listed(count: 3)])
        #expect(summary.sections[6].statements[0].rows.contains { $0.value == "1.10 mg/dL" })
        let mental = summary.sections.first { $0.section == .mentalHealth }
        #expect(mental?.statements[0].rows.count == 3)
        let open = summary.sections.filter { !$0.section.isSensitive }.flatMap(\.statements).flatMap(\.rows)
        #expect(!open.contains { "\($0)".contains("trầm cảm") || "\($0)".contains("Sertralin") })
    }

    @Test("every invented patient", arguments: SyntheticRecordsTests.exports.indices)
    func invented(index: Int) throws {
        for patient in SyntheticRecordsTests.imported(SyntheticRecordsTests.exports[index]).patients {
            let summary = try SummaryComposer.compose(
                patient: LocalPatient(key: patient.key, identity: patient.identity, demographics: patient.demographics),
                sources: [Fixture.source(Fixture.bacNinh, try Self.sections(of: patient))], at: Fixture.now, author: Fixture.bachMai)
            try Self.expectWhole(summary, [patient])
        }
    }
}
