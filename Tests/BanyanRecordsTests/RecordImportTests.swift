import BanyanCore
import Testing

@testable import BanyanRecords

@Suite struct RecordImportTests {
    private func key(_ identifiers: String) throws -> PatientKey? {
        PatientKey(of: try RecordFixture.json(#"{"resourceType":"Patient","identifier":\#(identifiers)}"#))
    }

    @Test func theRecordNumberIsTheKey() throws {
        #expect(
            try key(#"[{"system":"a","value":"1"},{"type":{"coding":[{"code":"MR"}]},"system":"b","value":"2"}]"#)
                == PatientKey(system: "b", value: "2"))
        #expect(try key(#"[{"system":"a","value":"1"}]"#) == PatientKey(system: "a", value: "1"))
        #expect(try key(#"[{"value":"1"},{"system":"b"}]"#) == PatientKey(system: "", value: "1"))
        #expect(try key(#"[{"system":"a","value":"1"},{"system":"b","value":"2"}]"#) == nil)
        #expect(try key(#"[{"type":{"coding":[{"system":"urn:other","code":"MR"}]},"value":"1"},{"value":"2"}]"#) == nil)
        #expect(try key("[]") == nil)
    }

    @Test func withoutANumberOneIsMintedPerFile() {
        let bundle = RecordFixture.bundle([RecordFixture.condition("c1"), RecordFixture.patient(mrn: nil)])
        let result = RecordFixture.imported(("a.json", bundle), ("b.json", bundle))
        #expect(result.patients.map(\.key) == ["a.json#1", "b.json#1"].map { PatientKey(system: PatientKey.mintedSystem, value: $0) })
    }

    @Test(arguments: [
        (#"[{"use":"usual","text":"Usual"},{"use":"official","family":"Trần","given":["Văn","Thử"],"prefix":["Ông"]}]"#, "Văn Thử Trần"),
        (#"[{"use":"old","text":"Old"},{"use":"usual","text":"Lê  Thị\tThử"}]"#, "Lê Thị Thử"),
        (#"[{"use":"maiden","text":"Maiden"}]"#, "Maiden"),
        (#"[{"family":""},{"given":["Thử"]}]"#, "Thử"),
    ])
    func theNameIsTheOfficialOne(_ names: String, _ name: String) throws {
        let identity = try Identity(of: try RecordFixture.json(#"{"name":\#(names)}"#))
        #expect(identity == Identity(name: name, birthDate: "", sex: .unknown))
    }

    static let subjects: [(String, String?)] = [
        ("Patient/p1", nil), ("urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:00000000-0000-4000-8000-000000000001"),
        ("https://example.org/fhir/Patient/p1", nil), ("https://example.org/fhir/Patient/p1/_history/3", nil),
        ("https://example.org/fhir/Patient/p9", "https://example.org/fhir/Patient/p9"),
        ("Patient/p9", "https://example.org/fhir/Patient/p9"),
        ("Patient?identifier=urn:x:mrn|00100001", nil), ("Patient?identifier=urn:x:mrn%7C00100001", nil),
    ]

    @Test(arguments: subjects)
    func referencesAreResolved(_ subject: String, _ fullUrl: String?) {
        let resources = [RecordFixture.condition("c1", of: subject), RecordFixture.patient()]
        let result = RecordFixture.imported(("a.json", RecordFixture.bundle(resources, fullUrls: [nil, fullUrl])))
        #expect(result.report.problems.isEmpty)
        #expect(result.patients.first?.resources.first?.json["subject"] == ["reference": "Patient/patient"])
    }

    @Test func anAppointmentFollowsItsParticipant() {
        let appointment =
            #"""
            {"resourceType":"Appointment","status":"booked","participant":[{"actor":{"reference":"Practitioner/d"},\#
            "status":"accepted"},{"actor":{"reference":"Patient/p1"},"status":"accepted"}]}
            """#
        let doctor = #"{"resourceType":"Practitioner","id":"d","name":[{"family":"Thử"}]}"#
        let result = RecordFixture.imported(("a.json", RecordFixture.bundle([RecordFixture.patient(), appointment, doctor])))
        #expect(result.report.problems.isEmpty)
        #expect(result.patients.first?.resources.count == 1 && result.patients.first?.shared.map(\.reference) == ["Practitioner/d"])
        #expect(result.patients.first?.resources.first?.json.references == ["Practitioner/d", "Patient/patient"])
    }

    @Test func sharedResourcesComeWithWhatTheyReferTo() {
        let request =
            #"""
            {"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order",\#
            "medicationReference":{"reference":"urn:uuid:med"},"subject":{"reference":"Patient/p1"},\#
            "requester":{"reference":"PractitionerRole/r"}}
            """#
        let role =
            #"""
            {"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/d"},\#
            "organization":{"reference":"Organization/o"}}
            """#
        let others = [
            #"{"resourceType":"Practitioner","id":"d"}"#, #"{"resourceType":"Organization","id":"o"}"#,
            #"{"resourceType":"Organization","id":"unused"}"#,
            #"{"resourceType":"Medication","code":{"text":"Amoxicillin"}}"#,
        ]
        let bundle = RecordFixture.bundle(
            [RecordFixture.patient(), request, role] + others, fullUrls: [nil, nil, nil, nil, nil, nil, "urn:uuid:med"])
        let result = RecordFixture.imported(("a.json", bundle))
        #expect(
            result.patients.first?.shared.map(\.reference).sorted() == [
                "Medication/med", "Organization/o", "Practitioner/d", "PractitionerRole/r",
            ])
        #expect(result.report.unreferenced["Organization"] == 1 && result.report.shared.total == 4)
        #expect(result.patients.first?.resources.first?.json["medicationReference"] == ["reference": "Medication/med"])
    }

    @Test func theSameAgainIsNotTakenTwiceAndAContradictionIsReported() {
        let bundle = RecordFixture.bundle([RecordFixture.patient(), RecordFixture.condition("c1")])
        let again = RecordFixture.imported(("a.json", bundle), ("b.json", bundle))
        #expect(again.patients.count == 1 && again.patients.first?.resources.count == 1)
        #expect(again.report.repeated.total == 2 && again.report.problems.isEmpty)
        let other = RecordFixture.imported(
            ("a.json", bundle), ("b.json", RecordFixture.bundle([RecordFixture.patient(), RecordFixture.condition("c1", code: "J46")])))
        #expect(other.patients.first?.resources.count == 1 && other.report.problems.count == 1)
    }

    @Test func resourcesWithoutAnIDKeepOneFromImportToImport() {
        let bare = #"{"resourceType":"Condition","subject":{"reference":"Patient/p1"},"code":{"text":"Asthma"}}"#
        let odd = RecordFixture.condition("a_b/c")
        let first =
            RecordFixture.imported(("a.json", RecordFixture.bundle([RecordFixture.patient(), bare, odd]))).patients.first?.resources.map(
                \.id) ?? []
        let second =
            RecordFixture.imported(("b.json", RecordFixture.bundle([RecordFixture.patient(), odd, bare]))).patients.first?.resources.map(
                \.id) ?? []
        #expect(first.count == 2 && Set(first) == Set(second) && first.allSatisfy(StableID.isID))
    }

    @Test func typesOfNoSectionAreCountedAndNotKept() {
        let result = RecordFixture.imported(
            ("a.json", RecordFixture.bundle([RecordFixture.patient(), #"{"resourceType":"Claim","id":"1"}"#])))
        #expect(result.report.notPublished.sorted.map(\.type) == ["Claim"] && result.report.problems.isEmpty)
        #expect(result.patients.first?.resources.isEmpty == true)
    }

    @Test func anotherPatientIsNotNamed() {
        let mother = RecordFixture.condition("c1", rest: #","asserter":{"reference":"Patient/p2","display":"Somebody Else"}"#)
        let result = RecordFixture.imported(
            ("a.json", RecordFixture.bundle([RecordFixture.patient(), RecordFixture.patient("p2", mrn: "00100002"), mother])))
        #expect(result.patients.first?.resources.first?.json["asserter"] == nil)
    }

    @Test func aSingleResourceAndLinesWithoutTheirNameAreRead() {
        let single = RecordFixture.imported(("p.json", RecordFixture.patient()))
        #expect(single.patients.count == 1 && single.report.problems.isEmpty)
        let lines = RecordFixture.imported(
            ("export.txt", [RecordFixture.patient(), RecordFixture.condition("c1")].joined(separator: "\n") + "\n"))
        #expect(lines.patients.first?.resources.count == 1)
    }
}

@Suite struct OrganizationSplitTests {
    private static func encounter(_ id: String, _ organization: String, _ start: String) -> String {
        #"""
        {"resourceType":"Encounter","id":"\#(id)","status":"finished","class":{"code":"AMB"},\#
        "subject":{"reference":"Patient/p1"},"period":{"start":"\#(start)"},\#
        "serviceProvider":{"reference":"Organization/\#(organization)"}}
        """#
    }

    private static let bundle = RecordFixture.bundle([
        RecordFixture.patient(), encounter("e1", "o1", "2020-05-01T08:00:00+07:00"), encounter("e2", "o2", "2019"),
        #"{"resourceType":"Organization","id":"o1","identifier":[{"system":"urn:x:org","value":"00271"}]}"#,
        #"{"resourceType":"Organization","id":"o2","identifier":[{"system":"urn:x:org","value":"00191"}]}"#,
        RecordFixture.condition("c1", rest: #","encounter":{"reference":"Encounter/e1"}"#),
        RecordFixture.condition("c2", rest: #","encounter":{"reference":"Encounter/e2"}"#), RecordFixture.condition("c3"),
        #"{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"}}"#,
        #"{"resourceType":"AllergyIntolerance","id":"a2","patient":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"}}"#,
        #"""
        {"resourceType":"MedicationStatement","id":"m1","status":"active","subject":{"reference":"Patient/p1"},\#
        "context":{"reference":"Encounter/e1"},"medicationCodeableConcept":{"text":"Amoxicillin"},\#
        "reasonReference":[{"reference":"Condition/c2"}]}
        """#,
    ])

    @Test(arguments: ["o1", "00271", "urn:x:org|00271", "Organization/o1"])
    func anOrganisationIsNamedInEachOfItsWays(_ name: String) {
        let result = RecordFixture.imported(("a.json", Self.bundle), organization: name)
        #expect(result.patients.first?.resources.map(\.id) == ["e1", "c1", "a2", "m1"])
        #expect(result.report.droppedBySplit.total == 4)
        #expect(result.report.read.total == result.report.accounted)
    }

    @Test func anAllergyWithoutAnEncounterFollowsTheEarliest() {
        #expect(
            RecordFixture.imported(("a.json", Self.bundle), organization: "o2").patients.first?.resources.map(\.id) == ["e2", "c2", "a1"])
    }

    @Test func nobodyElsesPatientIsTakenIn() {
        let result = RecordFixture.imported(("a.json", Self.bundle), organization: "o3")
        #expect(result.patients.isEmpty && result.report.droppedBySplit["Patient"] == 1)
    }

    @Test func whatIsLeftBehindIsStillKnownForSensitive() throws {
        let bundle = Self.bundle.replacing(
            #""code":"J45","display":"words for J45"}]},"subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e2"}"#,
            with: #""code":"B20","display":"secret"}]},"subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e2"}"#)
        let patient = try #require(RecordFixture.imported(("a.json", bundle), organization: "o1").patients.first)
        let snapshots = SnapshotBuilder.snapshots(
            of: StoredPatient(patient), publishedAt: Timestamp(seconds: 1_700_000_000), sensitive: try .starter())
        for snapshot in snapshots {
            let text = String(decoding: snapshot.json, as: UTF8.self)
            #expect(text.contains("Amoxicillin") == (snapshot.section == .hiv))
            #expect(text.contains("secret") == (snapshot.section == .hiv))
            #expect(!text.contains(LeftBehind.url))
        }
    }
}
