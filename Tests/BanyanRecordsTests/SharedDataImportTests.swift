import BanyanCore
import Testing

@testable import BanyanRecords

func importing(_ files: [SharedData.File], organization: String? = nil) -> ImportResult {
    var records = RecordImport(organization: organization) { file, index in "\(file)#\(index)" }
    for file in files { records.add(name: file.name, bytes: file.bytes) }
    return records.finish()
}

extension ImportReport {
    /// What is counted in one of the lists.
    var accounted: Int {
        [imported, shared, unreferenced, notPublished, droppedBySplit, repeated, refused].map(\.total).reduce(0, +)
    }
}

extension StoredPatient {
    init(_ patient: ImportedPatient) {
        self.init(demographics: patient.demographics, resources: patient.resources, shared: patient.shared)
    }
}

@Suite(.enabled(if: SharedData.isThere, Comment(rawValue: SharedData.absence)))
struct SharedDataImportTests {
    @Test func everySyntheaFileIsTakenInWhole() throws {
        let result = importing(try SharedData.files("synthea"))
        let report = result.report
        #expect(result.patients.count == 70)
        #expect(report.problems.isEmpty)
        #expect(report.read.total == report.accounted)
        let expected = [
            "AllergyIntolerance": 33, "CarePlan": 129, "Condition": 343, "DiagnosticReport": 257, "Encounter": 990, "Immunization": 646,
            "MedicationRequest": 226, "Observation": 4628, "Patient": 70, "Procedure": 479,
        ]
        for (type, count) in expected { #expect(report.imported[type] == count, "\(type)") }
        #expect(report.imported.total == expected.values.reduce(0, +))
        #expect(report.notPublished["Claim"] == 1216 && report.notPublished["ImagingStudy"] == 9)
        #expect(report.shared["Organization"] == 128 && report.shared["Practitioner"] == 128)
        #expect(result.patients.map(\.resources.count).reduce(70, +) == report.imported.total)
        #expect(result.patients.allSatisfy { $0.key.system == "http://hospital.smarthealthit.org" })
    }

    @Test func aBulkExportIsTakenInWithItsConditionalReferences() throws {
        let result = importing(try SharedData.files("synthea-bulk"))
        #expect(result.patients.count == 13)
        #expect(result.report.problems.map(\.position.file) == ["log.ndjson"])
        #expect(result.report.refusedFiles.map(\.code) == ["not-fhir"])
        #expect(result.report.read.total == result.report.accounted)
        #expect(result.report.imported["Encounter"] == 1215 && result.report.imported["Device"] == 16)
        #expect(result.report.shared["Organization"] == 39 && result.report.shared["Practitioner"] == 39)
        let unresolved = result.patients.flatMap(\.resources).flatMap(\.json.references).filter { $0.contains("?") }
        #expect(unresolved.isEmpty)
    }

    @Test func everyPublishedSummaryIsTakenIn() throws {
        let result = importing(try SharedData.files("ips"))
        #expect(result.report.problems.isEmpty)
        #expect(result.report.read.total == result.report.accounted)
        #expect(result.report.imported["Patient"] == 13 && result.report.repeated["Patient"] == 3)
    }

    @Test func twoWomenWithOnePatientIDStayApart() throws {
        let files = try SharedData.files("ips") { $0.hasPrefix("CH_") || $0 == "Bundle-IPS-examples-Bundle-01.json" }
        let result = importing(files)
        let alone = files.map { importing([$0]).patients }
        #expect(result.patients.map(\.identity.name) == ["Martha DeLarosa", "Elisabeth Brönnimann-Bertholet"])
        #expect(result.patients.map { Set($0.resources) } == alone.map { Set($0.flatMap(\.resources)) })
        #expect(result.patients.map(\.key.system) == ["urn:oid:2.16.840.1.113883.2.4.6.3", PatientKey.mintedSystem])
    }

    @Test func theOrganisationsOfAPatientPartTheirRecordsWithoutRest() throws {
        for file in try SharedData.files("synthea") {
            let whole = importing([file])
            let patient = try #require(whole.patients.first)
            let organizations = Set(patient.shared.filter { $0.type == "Organization" }.map(\.id)).sorted()
            var seen: [String: Int] = [:]
            for organization in organizations {
                let part = importing([file], organization: organization)
                #expect(part.report.read.total == part.report.accounted)
                #expect(part.patients.allSatisfy { $0.key == patient.key && $0.identity == patient.identity })
                for resource in part.patients.flatMap(\.resources) { seen[resource.reference, default: 0] += 1 }
            }
            #expect(seen.values.allSatisfy { $0 == 1 }, "\(file.name)")
            #expect(Set(seen.keys) == Set(patient.resources.map(\.reference)), "\(file.name)")
        }
    }

    @Test func storedBytesGiveTheSameResource() throws {
        for patient in importing(try SharedData.files("ips")).patients {
            for resource in patient.resources + patient.shared { #expect(try ImportedResource(bytes: resource.bytes) == resource) }
        }
    }

    @Test func theTextOfEveryNumberIsKept() throws {
        for part in ["synthea", "ips"] {
            let files = try SharedData.files(part)
            let imported = importing(files).patients.flatMap(\.resources).filter { $0.type == "Observation" }
            let read = try files.flatMap { try FHIRReader.read($0.name, $0.bytes).resources }.filter { $0.type == "Observation" }
            #expect(Set(imported.flatMap(\.json.numbers)) == Set(read.flatMap(\.json.numbers)))
            let texts = imported.reduce(into: [String: [String]]()) { $0[$1.id, default: []] += $1.json.numbers }
            for resource in read where part == "synthea" { #expect(texts[resource.id ?? ""] == resource.json.numbers) }
        }
    }
}

extension JSON {
    /// The text of every number, in order.
    var numbers: [String] {
        switch self {
        case .number(let text): [text]
        case .array(let items): items.flatMap(\.numbers)
        case .object(let members): members.flatMap(\.value.numbers)
        default: []
        }
    }
}
