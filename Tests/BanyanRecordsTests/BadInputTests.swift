import BanyanCore
import Testing

@testable import BanyanRecords

@Suite struct BadInputTests {
    private static let good = RecordFixture.bundle([RecordFixture.patient(), RecordFixture.condition("c1")])

    @Test(arguments: ["transaction", "batch", "collection", "document", "searchset"])
    func bundlesOfTheseTypesAreRead(_ type: String) {
        let result = RecordFixture.imported(
            ("a.json", RecordFixture.bundle([RecordFixture.patient(), RecordFixture.condition("c1")], type: type)))
        #expect(result.report.problems.isEmpty)
        #expect(result.patients.first?.resources.map(\.reference) == ["Condition/c1"])
    }

    static let refused: [(String, String)] = [
        ("", "truncated"), ("not JSON", "not-json"), ("[]", "not-fhir"), ("42", "not-fhir"), ("{}", "not-fhir"),
        (#"{"resourceType":1}"#, "not-fhir"),
        (String(good.dropLast(5)), "truncated"), (good + "x", "not-json"), (RecordFixture.bundle([], type: "history"), "not-fhir"),
        (#"{"resourceType":"Bundle"}"#, "not-fhir"), (#"{"resourceType":"Bundle","type":"batch","entry":{}}"#, "not-fhir"),
        (#"{"resourceType":"Bundle","type":"batch","a":\#(String(repeating: "[", count: 100))"#, "too-deep"),
        (RecordFixture.bundle([RecordFixture.patient()], rest: #","type":"batch""#), "not-json"),
    ]

    @Test(arguments: refused)
    func suchAFileIsRefusedAsAWhole(_ text: String, _ code: String) {
        let result = RecordFixture.imported(("bad.json", text), ("good.json", Self.good))
        #expect(result.report.refusedFiles.map(\.code) == [code])
        #expect(result.report.refusedFiles.map(\.position.file) == ["bad.json"])
        #expect(result.patients.first?.resources.count == 1)
    }

    @Test func aTruncatedBundleIsRefusedWhereverItEnds() {
        for length in stride(from: 0, to: Self.good.utf8.count, by: 7) {
            let result = RecordFixture.imported(("bad.json", String(decoding: Array(Self.good.utf8).prefix(length), as: UTF8.self)))
            #expect(result.patients.isEmpty && result.report.refusedFiles.count == 1)
        }
    }

    @Test func aFileOverTheCapIsRefused() throws {
        let bytes = Array(RecordFixture.patient().utf8)
        #expect(try FHIRReader.read("a.json", bytes, limit: bytes.count).resources.count == 1)
        #expect(throws: RecordsError.json(JSONProblem(.tooLarge(limit: bytes.count), at: bytes.count))) {
            try FHIRReader.read("a.json", bytes + [0x20], limit: bytes.count)
        }
    }

    @Test func anOversizedResourceIsReportedAndTheOthersStay() {
        let note = String(repeating: "a", count: Limits.resource)
        let large = RecordFixture.condition("c2", rest: #","note":[{"text":"\#(note)"}]"#)
        let result = RecordFixture.imported(
            ("a.json", RecordFixture.bundle([RecordFixture.patient(), large, RecordFixture.condition("c3")])))
        #expect(result.report.problems.map(\.position.place) == [.entry(1)])
        #expect(result.patients.first?.resources.map(\.id) == ["c3"])
    }

    @Test func nestingIsCappedAlikeInBundlesAndLines() {
        for (levels, fits) in [(60, true), (61, false)] {
            let nested = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            let condition = RecordFixture.condition("c1", rest: #","extension":\#(nested)"#)
            let bundle = RecordFixture.imported(("a.json", RecordFixture.bundle([RecordFixture.patient(), condition])))
            #expect((bundle.patients.first?.resources.count == 1) == fits)
            #expect(bundle.report.refusedFiles.map(\.code) == (fits ? [] : ["too-deep"]))
            let lines = RecordFixture.imported(("a.ndjson", RecordFixture.patient() + "\n" + condition))
            #expect((lines.patients.first?.resources.count == 1) == fits)
            #expect(lines.report.problems.map(\.position.place) == (fits ? [] : [.line(2)]))
        }
    }

    static let versions: [(String, FHIRVersion)] = [
        (
            #"""
            {"resourceType":"Encounter","status":"completed","class":[{"coding":[{"code":"AMB"}]}],\#
            "subject":{"reference":"Patient/p1"}}
            """#,
            .r5
        ),
        (#"{"resourceType":"Encounter","status":"completed","actualPeriod":{"start":"2020"}}"#, .r5),
        (#"{"resourceType":"AllergyIntolerance","type":{"coding":[]}}"#, .r5),
        (#"{"resourceType":"MedicationRequest","medication":{"reference":{"reference":"Medication/1"}}}"#, .r5),
        (#"{"resourceType":"MedicationUsage"}"#, .r5), (#"{"resourceType":"MedicationStatement","taken":"y"}"#, .stu3),
        (#"{"resourceType":"Condition","context":{"reference":"Encounter/1"}}"#, .stu3),
        (#"{"resourceType":"Condition","clinicalStatus":"active"}"#, .stu3), (#"{"resourceType":"ProcedureRequest"}"#, .stu3),
        (#"{"resourceType":"MedicationOrder"}"#, .dstu2), (#"{"resourceType":"Encounter","class":"inpatient"}"#, .dstu2),
        (#"{"resourceType":"Observation","meta":{"profile":["http://hl7.org/fhir/5.0/StructureDefinition/vitalsigns"]}}"#, .r5),
        (#"{"resourceType":"Observation","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/vitalsigns|3.0.1"]}}"#, .stu3),
        (#"{"resourceType":"CapabilityStatement","fhirVersion":"5.0.0"}"#, .r5),
    ]

    @Test(arguments: versions)
    func anotherVersionOfFHIRIsNamed(_ resource: String, _ version: FHIRVersion) {
        let bundle = RecordFixture.bundle([RecordFixture.patient(), resource])
        let lines = RecordFixture.patient() + "\n" + resource + "\n"
        for (name, text) in [("a.json", bundle), ("a.ndjson", lines), ("b.json", resource)] {
            let result = RecordFixture.imported((name, text))
            #expect(result.patients.isEmpty)
            #expect(result.report.problems.map(\.code) == ["other-fhir-version"])
            #expect(result.report.problems.first?.reason.contains(version.rawValue) == true)
        }
    }

    @Test func aBundleWithIssuesIsR5() {
        let result = RecordFixture.imported(
            ("a.json", RecordFixture.bundle([RecordFixture.patient()], rest: #","issues":{"resourceType":"OperationOutcome"}"#)))
        #expect(result.report.refusedFiles.map(\.code) == ["other-fhir-version"])
    }

    static let flaws: [(String, String)] = [
        (#"{"id":"x"}"#, "resourceType"), (#"{"resourceType":"Condition","id":"x"}"#, "Condition.subject is missing"),
        (RecordFixture.condition("x", of: "Patient/other"), "no patient of this import"),
        (RecordFixture.condition("x", of: "Condition/c1"), "no patient"),
        (#"{"resourceType":"Condition","subject":"Patient/p1"}"#, "wrong JSON type"),
        (#"{"resourceType":"Condition","subject":{"reference":7}}"#, "wrong JSON type"),
        (#"{"resourceType":"Condition","subject":{"display":"somebody"}}"#, "names nobody"),
        (RecordFixture.condition("x", rest: #","onsetDateTime":"2020-02-30""#), "onsetDateTime is not a date"),
        (RecordFixture.condition("x", rest: #","onsetDateTime":20200203"#), "onsetDateTime is not a date"),
        (RecordFixture.condition("x", rest: #","onsetPeriod":{"start":"soon"}"#), "onsetPeriod is not a period"),
        (#"{"resourceType":"Condition","code":"J45","subject":{"reference":"Patient/p1"}}"#, "code has the wrong JSON type"),
        (#"{"resourceType":"Observation","status":"done","code":{},"subject":{"reference":"Patient/p1"}}"#, "status is not a code"),
        (#"{"resourceType":"Observation","status":true,"code":{},"subject":{"reference":"Patient/p1"}}"#, "status has the wrong JSON type"),
        (#"{"resourceType":"Observation","code":{},"subject":{"reference":"Patient/p1"}}"#, "status is missing"),
        (#"{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p1"}}"#, "code is missing"),
        (#"{"resourceType":"MedicationRequest","status":"active","subject":{"reference":"Patient/p1"}}"#, "medication[x] is missing"),
        (RecordFixture.patient("p2", mrn: "00100002", birth: "yesterday"), "birthDate"), (#"{"resourceType":"Patient","id":"p2"}"#, "name"),
        (#"{"resourceType":"Patient","id":"p2","name":[{"text":"Trần Văn Thử"}],"gender":"F"}"#, "gender"), ("[]", "without a resource"),
        (RecordFixture.patient("p2", mrn: "2", name: "Thử\\u001b[2J"), "control characters"),
        (RecordFixture.patient("p2", mrn: String(repeating: "2", count: 300)), "too long"),
    ]

    @Test(arguments: flaws)
    func oneBadResourceIsReportedWithItsPositionAndTheOthersStay(_ flaw: String, _ reason: String) {
        let resources = [RecordFixture.patient(), RecordFixture.condition("c1"), flaw] + (2..<40).map { RecordFixture.condition("c\($0)") }
        let bundle = RecordFixture.imported(("a.json", RecordFixture.bundle(resources)))
        #expect(bundle.report.problems.map(\.position.description) == ["a.json: Bundle.entry[2]"])
        #expect(bundle.report.problems.first?.reason.contains(reason) == true, "\(bundle.report.problems)")
        #expect(bundle.patients.first?.resources.count == 39)
        guard flaw != "[]" else { return }
        let lines = RecordFixture.imported(("a.ndjson", resources.joined(separator: "\n")))
        #expect(lines.report.problems.map(\.position.description) == ["a.ndjson: line 3"])
        #expect(lines.patients.first?.resources.count == 39)
    }

    @Test func aBadLineIsReportedAndTheOthersStay() {
        let lines = [RecordFixture.patient(), String(RecordFixture.condition("c1").dropLast(4)), "", RecordFixture.condition("c2")].joined(
            separator: "\r\n")
        let result = RecordFixture.imported(("a.ndjson", lines))
        #expect(result.report.problems.map(\.position.place) == [.line(2)])
        #expect(result.patients.first?.resources.map(\.id) == ["c2"])
    }

    @Test func anotherPersonWithTheSameNumberIsRefusedWithTheirRecords() {
        let first = RecordFixture.bundle([RecordFixture.patient(), RecordFixture.condition("c1")])
        for other in [RecordFixture.patient(name: "Lê Thị Khác"), RecordFixture.patient(birth: "1980-02-04")] {
            let result = RecordFixture.imported(
                ("a.json", first), ("b.json", RecordFixture.bundle([other, RecordFixture.condition("c2")])))
            #expect(result.patients.map(\.identity.name) == ["Nguyễn Thị Thử"])
            #expect(result.patients.first?.resources.map(\.id) == ["c1"])
            #expect(result.report.problems.map(\.code) == ["same-number", "unknown-patient"])
            #expect(result.report.problems.allSatisfy { $0.position.file == "b.json" })
        }
    }

    @Test func aReferenceThatMayMeanTwoPeopleIsRefused() {
        let two = [RecordFixture.patient("p1", mrn: "1"), RecordFixture.patient("p1", mrn: "2"), RecordFixture.condition("c1")]
        let result = RecordFixture.imported(("a.json", RecordFixture.bundle(two)))
        #expect(result.patients.count == 2 && result.patients.allSatisfy(\.resources.isEmpty))
        #expect(result.report.problems.map(\.reason) == ["Condition.subject may mean several patients"])
    }

    @Test func nothingOfTheRecordIsQuotedInAProblem() {
        for (flaw, _) in Self.flaws {
            let result = RecordFixture.imported(("a.json", RecordFixture.bundle([RecordFixture.patient(), flaw])))
            for problem in result.report.problems {
                #expect(!"\(problem)".contains("Thử") && !"\(problem)".contains("yesterday") && !"\(problem)".contains("soon"))
            }
        }
    }
}
