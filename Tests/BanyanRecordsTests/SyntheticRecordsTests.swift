import BanyanCore
import Testing

@testable import BanyanRecords

@Suite("Invented patients from a seed")
struct SyntheticRecordsTests {
    static let today = CivilDate(year: 2026, month: 11, day: 24)!
    static let facilities = [
        SyntheticFacility(code: "00101", name: "Bach Mai", kind: .hospital),
        SyntheticFacility(code: "00271", name: "Bac Ninh", kind: .hospital),
        SyntheticFacility(code: "00191", name: "Thai Nguyen", kind: .hospital),
        SyntheticFacility(code: "00801", name: "Hieu thuoc", kind: .pharmacy),
        SyntheticFacility(code: "00802", name: "Xet nghiem", kind: .laboratory),
        SyntheticFacility(code: "00803", name: "Tram y te", kind: .station),
    ]
    static let exports = SyntheticRecords(seed: 7, today: today).bundles(for: facilities)

    static func imported(_ export: SyntheticRecords.Export) -> ImportResult {
        var records = RecordImport { "\($0)-\($1)" }
        records.add(name: "\(export.facility.code).json", bytes: export.bundle.serialized)
        return records.finish()
    }

    @Test("a seed and a day give the same files, another seed others")
    func reproducible() {
        let again = SyntheticRecords(seed: 7, today: Self.today).bundles(for: Self.facilities)
        #expect(again.map(\.bundle.serialized) == Self.exports.map(\.bundle.serialized))
        let other = SyntheticRecords(seed: 8, today: Self.today).bundles(for: Self.facilities)
        #expect(zip(other, Self.exports).allSatisfy { $0.bundle != $1.bundle })
    }

    @Test("the generator is SplitMix64, by its published values")
    func algorithm() {
        // The first outputs for seed 1234567, as the reference implementation gives them.
        var generator = SyntheticGenerator(seed: 1_234_567)
        let drawn = (0..<3).map { _ in generator.next() }
        #expect(drawn == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(
        "every file imports whole: each patient under the number told, each resource with a section or shared", arguments: exports.indices)
    func imports(index: Int) {
        let export = Self.exports[index]
        let result = Self.imported(export)
        #expect(result.report.problems.isEmpty)
        #expect(result.report.notPublished.total == 0 && result.report.refused.total == 0 && result.report.unreferenced.total == 0)
        #expect(result.report.read.total == export.bundle.at("entry").count)
        #expect(result.patients.map(\.key) == export.patients.map { PatientKey(system: export.facility.numberSystem, value: $0.number) })
        #expect(result.patients.map(\.identity) == export.patients.map(\.person.identity))
        #expect((10...21).contains(export.patients.count))
        #expect(Set(export.patients.map(\.number)).count == export.patients.count)
    }

    @Test("any seed and any number of facilities will do", arguments: [0, 1, 42, UInt64.max], [0, 1, 2])
    func anySeed(seed: UInt64, count: Int) {
        let exports = SyntheticRecords(seed: seed, today: Self.today).bundles(for: Array(Self.facilities.prefix(count)))
        #expect(exports.count == count)
        #expect(exports.allSatisfy { Self.imported($0).report.problems.isEmpty })
    }

    @Test("no number is one that the State issues")
    func unassigned() {
        for person in Self.exports.flatMap(\.patients).map(\.person) {
            #expect(person.nationalID.count == 12 && person.nationalID.hasPrefix("000"))
            #expect(person.nationalID.allSatisfy { $0.isNumber })
        }
    }

    @Test("some people are known at two facilities: one identity, two numbers")
    func shared() {
        let homes = Self.exports.flatMap { export in export.patients.map { ($0, export.facility.code) } }
        let twice = Dictionary(grouping: homes, by: \.0.person).filter { $0.value.count > 1 }
        #expect(twice.count > 3)
        #expect(Set(homes.map(\.0.person.nationalID)).count == Set(homes.map(\.0.person)).count)
    }

    @Test(
        "the kinds of record that the demonstration needs are all there",
        arguments: [
            "AllergyIntolerance", "Condition", "MedicationRequest", "Medication", "Observation", "DiagnosticReport", "Encounter",
            "Immunization",
            "Procedure", "Appointment", "ServiceRequest", "Practitioner", "Organization",
        ])
    func kinds(type: String) {
        let resources = Self.exports.flatMap { $0.bundle.at("entry", "resource") }
        #expect(resources.contains { $0["resourceType"]?.string == type })
    }

    @Test("dates lie within the life of the patient; some from before 1970, some sensitive codes, some discharges")
    func content() {
        var old = 0
        for export in Self.exports {
            for patient in Self.imported(export).patients {
                for resource in patient.resources {
                    let dates = [
                        "onsetDateTime", "recordedDate", "authoredOn", "effectiveDateTime", "occurrenceDateTime", "performedDateTime",
                    ]
                    .compactMap { resource.json[$0]?.string }
                    #expect(dates.allSatisfy { $0.prefix(10) >= patient.identity.birthDate && $0.prefix(10) <= Self.today.description })
                    old += dates.count { $0 < "1970" }
                }
            }
        }
        #expect(old > 3)
        let codes = Self.exports.flatMap { $0.bundle.at("entry", "resource", "code", "coding", "code") }
        #expect(codes.contains("B20") && codes.contains("F32.1"))
        #expect(Self.exports.contains { !$0.bundle.at("entry", "resource", "hospitalization", "dischargeDisposition").isEmpty })
    }

    @Test("the patient of the story is first at each of her facilities and unknown elsewhere")
    func story() throws {
        for export in Self.exports {
            let isHers = ["00101", "00271", "00191", "00801"].contains(export.facility.code)
            #expect((export.patients[0].person == SyntheticRecords.storyPatient) == isHers)
            #expect(export.patients.dropFirst().allSatisfy { $0.person != SyntheticRecords.storyPatient })
            if isHers { #expect(export.patients[0].number == SyntheticRecords.storyNumber) }
        }
        let bacNinh = try #require(Self.imported(Self.exports[1]).patients.first)
        let text = bacNinh.resources.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(text.contains("Z88.0") && text.contains("F32.1") && text.contains(#""value":1.10,"#) && text.contains("1968-"))
        let bachMai = try #require(Self.imported(Self.exports[0]).patients.first)
        #expect(bachMai.resources.map(\.type) == ["Encounter"])
    }
}
