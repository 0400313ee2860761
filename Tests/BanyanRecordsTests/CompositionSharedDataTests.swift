import BanyanCore
import BanyanRecords
import Testing

@Suite("Summaries of records that nobody here wrote", .enabled(if: SharedData.isThere, Comment(rawValue: SharedData.absence)))
struct CompositionSharedDataTests {
    private func compose(_ patients: [ImportedPatient]) throws -> Summary {
        let first = try #require(patients.first)
        let facilities = patients.indices.map { number in
            SourceFacility(id: "F\(number)", name: "Facility \(number)", kind: .clinic, code: "0090\(number)")
        }
        return try SummaryComposer.compose(
            patient: LocalPatient(key: first.key, identity: first.identity, demographics: first.demographics),
            sources: try zip(facilities, patients).map { Fixture.source($0, try CompositionWholeTests.sections(of: $1)) },
            at: Fixture.now, author: Fixture.bachMai)
    }

    @Test("a patient of several facilities: all that each published, once, under its own name")
    func severalFacilities() throws {
        var composed = 0
        for file in try SharedData.files("synthea") {
            let whole = try #require(importing([file]).patients.first)
            let organizations = Set(
                whole.resources.filter { $0.type == "Encounter" }.compactMap { $0.json.text("serviceProvider", "reference") }
            ).sorted()
            guard organizations.count > 1 else { continue }
            let parts = organizations.flatMap { importing([file], organization: $0).patients }
            #expect(parts.count == organizations.count)
            let summary = try compose(parts)
            try CompositionWholeTests.expectWhole(summary, parts)
            composed += 1
        }
        #expect(composed == 40)
    }

    @Test("every published summary and every bulk patient, as one source", arguments: ["ips", "synthea-bulk"])
    func oneFacility(part: String) throws {
        let patients = importing(try SharedData.files(part)).patients
        #expect(patients.count == 13)
        for patient in patients {
            try CompositionWholeTests.expectWhole(try compose([patient]), [patient])
        }
    }
}
