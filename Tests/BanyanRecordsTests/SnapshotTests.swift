import BanyanCore
import Testing

@testable import BanyanRecords

private let now = Timestamp(seconds: 1_795_478_400)

private func snapshots(_ resources: [String]) throws -> [Snapshot] {
    let result = RecordFixture.imported(("a.json", RecordFixture.bundle([RecordFixture.patient()] + resources)))
    #expect(result.report.problems.isEmpty)
    let patient = try #require(result.patients.first)
    return SnapshotBuilder.snapshots(of: StoredPatient(patient), publishedAt: now, sensitive: try .starter())
}

extension [Snapshot] {
    fileprivate func resource(_ id: String, in section: Section) throws -> JSON? {
        for snapshot in self where snapshot.section == section {
            let found = try JSON.parse(snapshot.json, limit: Limits.snapshot).at("entry", "resource").first { $0.text("id") == id }
            if let found { return found }
        }
        return nil
    }
}

private let icd = #""system":"http://hl7.org/fhir/sid/icd-10""#
private let subject = #""subject":{"reference":"Patient/p1","display":"Nguyễn Thị Thử","identifier":{"value":"00100001"}}"#

@Suite struct SnapshotTests {
    @Test func everyStateSectionHasOneAndEventSectionsWhatTheyHold() throws {
        let made = try snapshots([])
        #expect(made.map(\.section) == Section.allCases.filter { $0.kind == .state })
        #expect(
            made.allSatisfy { $0.json == Array(#"{"resourceType":"Bundle","type":"collection"}"#.utf8) && $0.count == 0 && $0.month == nil }
        )
    }

    @Test func theSubjectIsOneFixedReferenceAndNumbersKeepTheirText() throws {
        let result =
            #"""
            {"resourceType":"Observation","id":"o1","meta":{"tag":[{"code":"x"}]},"text":{"status":"generated",\#
            "div":"<div/>"},"status":"final","code":{"text":"Creatinine"},\#(subject),"effectiveDateTime":"2026-03-02",\#
            "valueQuantity":{"value":1.10,"unit":"mg/dL"}}
            """#
        let made = try snapshots([result])
        let expected =
            #"""
            {"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:banyan:Observation/o1",\#
            "resource":{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Creatinine"},\#
            "subject":{"reference":"Patient/patient"},"effectiveDateTime":"2026-03-02","valueQuantity":{"value":1.10,\#
            "unit":"mg/dL"}}}]}
            """#
        let snapshot = try #require(made.first { $0.section == .results })
        #expect(snapshot.month == CivilMonth("2026-03") && snapshot.count == 1)
        #expect(snapshot.json == Array(expected.utf8))
    }

    @Test func aSensitiveCodeAnywhereClosesTheResource() throws {
        let concept = #"{"coding":[{\#(icd),"code":"B20.1"}]}"#
        let made = try snapshots([
            RecordFixture.condition("c1", code: "B20"), RecordFixture.condition("c2", code: "F32.1"),
            RecordFixture.condition("c3", code: "O80"),
            RecordFixture.condition("c4"),
            #"{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},\#(subject),"reasonCode":[\#(concept)]}"#,
            #"""
            {"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},\#(subject),\#
            "component":[{"code":{"text":"y"},"valueCodeableConcept":\#(concept)}]}
            """#,
            #"{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"code":\#(concept)}"#,
            ##"""
            {"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order",\##(subject),\##
            "contained":[{"resourceType":"Medication","id":"k","code":\##(concept)}],"medicationReference":{"reference":"#k"}}
            """##,
            #"""
            {"resourceType":"Observation","id":"o2","status":"final","code":{"coding":[{"system":"http://loinc.org",\#
            "code":"55277-8"}]},\#(subject)}
            """#,
        ])
        for id in ["c1", "e1", "o1", "m1", "o2"] { #expect(try made.resource(id, in: .hiv) != nil, "\(id)") }
        #expect(try made.resource("c2", in: .mentalHealth) != nil && made.resource("c3", in: .reproductive) != nil)
        #expect(try made.resource("c4", in: .problems) != nil && made.resource("a1", in: .allergies) != nil)
        #expect(made.filter { !$0.section.isSensitive }.map(\.count).reduce(0, +) == 2)
    }

    @Test func whatIsDoneForSomethingSensitiveIsSensitive() throws {
        let made = try snapshots([
            RecordFixture.condition("c1", code: "B20"),
            #"{"resourceType":"Medication","id":"k","code":{"coding":[{\#(icd),"code":"F32"}]}}"#,
            #"{"resourceType":"Procedure","id":"p1","status":"completed",\#(subject),"reasonReference":[{"reference":"Condition/c1"}]}"#,
            #"""
            {"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},\#(subject),\#
            "diagnosis":[{"condition":{"reference":"Condition/c1"}}]}
            """#,
            #"""
            {"resourceType":"CarePlan","id":"q1","status":"active","intent":"plan",\#(subject),\#
            "addresses":[{"reference":"Condition/c1"}]}
            """#,
            #"""
            {"resourceType":"Encounter","id":"e2","status":"finished","class":{"code":"AMB"},\#(subject),\#
            "reasonReference":[{"reference":"Procedure/p1"}]}
            """#,
            #"""
            {"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order",\#(subject),\#
            "medicationReference":{"reference":"Medication/k"}}
            """#,
        ])
        for id in ["p1", "e1", "q1", "e2"] { #expect(try made.resource(id, in: .hiv) != nil, "\(id)") }
        #expect(try made.resource("m1", in: .mentalHealth) != nil)
        #expect(made.filter { !$0.section.isSensitive }.map(\.count).reduce(0, +) == 0)
    }

    @Test func openSectionsKeepNoTraceOfClosedOnes() throws {
        let made = try snapshots([
            RecordFixture.condition("c1", code: "B20"),
            #"""
            {"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},\#(subject),\#
            "reasonCode":[{"coding":[{\#(icd),"code":"Z21"}]}]}
            """#,
            RecordFixture.condition(
                "c2",
                rest:
                    #"""
                    ,"encounter":{"reference":"Encounter/e1","display":"secret visit"},\#
                    "evidence":[{"detail":[{"reference":"Condition/c1","display":"secret"}]}]
                    """#
            ),
            #"""
            {"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Weight"},\#(subject),\#
            "derivedFrom":[{"reference":"Condition/c1","display":"secret"}],"focus":[{"display":"kept"}]}
            """#,
        ])
        #expect(made.filter { !$0.section.isSensitive }.allSatisfy { !String(decoding: $0.json, as: UTF8.self).contains("secret") })
        #expect(try made.resource("c2", in: .problems)?["encounter"] == nil && made.resource("c2", in: .problems)?["evidence"] == nil)
        #expect(try made.resource("o1", in: .results)?["derivedFrom"] == nil && made.resource("o1", in: .results)?["focus"] != nil)
    }

    @Test func otherReferencesBecomeTheirWords() throws {
        let made = try snapshots([
            RecordFixture.condition("c1"),
            #"""
            {"resourceType":"Procedure","id":"p1","status":"completed",\#(subject),"encounter":{"reference":"Encounter/none"},\#
            "reasonReference":[{"reference":"Condition/c1"},{"reference":"Condition/none","display":"as written"}],\#
            "performer":[{"actor":{"reference":"Practitioner/none"}},{"actor":{"reference":"Practitioner/d","display":"Dr"}}],\#
            "location":{"reference":"Location/l"}}
            """#,
            #"{"resourceType":"Practitioner","id":"d","text":{"status":"generated","div":"<div/>"},"name":[{"family":"Thử"}]}"#,
            #"{"resourceType":"Location","id":"l","managingOrganization":{"reference":"Organization/o"}}"#,
            #"{"resourceType":"Organization","id":"o","name":"A"}"#,
        ])
        let procedure = try #require(try made.resource("p1", in: .procedures))
        #expect(procedure["encounter"] == nil)
        #expect(procedure["reasonReference"] == [["display": "words for J45"], ["display": "as written"]])
        #expect(procedure["performer"] == [["actor": ["reference": "Practitioner/d", "display": "Dr"]]])
        for id in ["d", "l", "o"] { #expect(try made.resource(id, in: .procedures) != nil) }
        #expect(try made.resource("d", in: .procedures)?["text"] == nil)
        #expect(made.first { $0.section == .procedures }?.count == 1)
    }

    @Test func enteredInErrorLeavesNotEvenItsName() throws {
        let wrong = RecordFixture.condition("c1", code: "J99", rest: #","verificationStatus":{"coding":[{"code":"entered-in-error"}]}"#)
        let made = try snapshots([
            wrong,
            #"{"resourceType":"Procedure","id":"p1","status":"completed",\#(subject),"reasonReference":[{"reference":"Condition/c1"}]}"#,
        ])
        #expect(made.allSatisfy { !String(decoding: $0.json, as: UTF8.self).contains("J99") })
    }

    @Test func bytesOfAttachmentsStay() throws {
        let report =
            #"""
            {"resourceType":"DiagnosticReport","id":"r1","status":"final","code":{"text":"X-ray"},\#(subject),\#
            "presentedForm":[{"contentType":"application/pdf","data":"QUJD","title":"Report"}]}
            """#
        #expect(
            try snapshots([report]).resource("r1", in: .results)?["presentedForm"] == [
                ["contentType": "application/pdf", "title": "Report"]
            ])
    }
}

@Suite struct SensitiveCodesTests {
    @Test(arguments: [
        ("http://hl7.org/fhir/sid/icd-10", "B20", Section.hiv), ("http://hl7.org/fhir/sid/icd-10", "B24.9", .hiv),
        ("http://hl7.org/fhir/sid/icd-10-cm", "Z21", .hiv),
        ("urn:oid:2.16.840.1.113883.6.3", "R75", .hiv), ("https://example.org/CodeSystem/ICD-10-VN", "f32", .mentalHealth),
        ("http://hl7.org/fhir/sid/icd-10", "O80", .reproductive),
        ("http://snomed.info/sct", "31676001", .hiv), ("http://loinc.org", "82810-3", .reproductive),
        ("http://snomed.info/sct", "715252007", .mentalHealth),
        ("http://snomed.info/sct", "433114000", .genetic), ("http://www.nlm.nih.gov/research/umls/rxnorm", "807283", .reproductive),
    ])
    func theStarterListKnows(_ system: String, _ code: String, _ section: Section) throws {
        #expect(try SensitiveCodes.starter().section(system: system, code: code) == section)
    }

    @Test(arguments: [
        ("http://hl7.org/fhir/sid/icd-10", "B19"), ("http://hl7.org/fhir/sid/icd-10", "B25"), ("http://hl7.org/fhir/sid/icd-10", "Z20"),
        ("http://loinc.org", "F32"),
        ("http://snomed.info/sct", "3167600"), ("http://snomed.info/sct", "316760010"), ("", "F32"), ("http://unitsofmeasure.org", "F"),
    ])
    func theStarterListDoesNotKnow(_ system: String, _ code: String) throws {
        #expect(try SensitiveCodes.starter().section(system: system, code: code) == nil)
    }

    @Test func anAdminAddsToIt() throws {
        let extra =
            #"""
            {"format":"banyan-sensitive-codes/1","systems":[{"name":"own","uris":["urn:own"]}],\#
            "entries":[{"section":"genetic","system":"own","codes":[{"code":"G1"}]},{"section":"genetic","system":"icd-10",\#
            "prefixes":["Z15","F70"]}]}
            """#
        let list = try SensitiveCodes.starter().adding(json: Array(extra.utf8))
        #expect(list.section(system: "urn:own", code: "g1") == .genetic)
        #expect(list.section(system: "http://hl7.org/fhir/sid/icd-10", code: "Z15.0") == .genetic)
        #expect(list.section(system: "http://hl7.org/fhir/sid/icd-10", code: "F70") == .mentalHealth)
        #expect(list.section(system: "http://hl7.org/fhir/sid/icd-10", code: "B20") == .hiv)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"format":"banyan-sensitive-codes/2","entries":[]}"#, #"{"format":"banyan-sensitive-codes/1"}"#,
        #"{"format":"banyan-sensitive-codes/1","entries":[],"more":1}"#,
        #"{"format":"banyan-sensitive-codes/1","entries":[{"section":"hiv","system":"none","codes":[{"code":"1"}]}]}"#,
        #"""
        {"format":"banyan-sensitive-codes/1","systems":[{"name":"a","uris":["u"]}],"entries":[{"section":"problems",\#
        "system":"a","codes":[{"code":"1"}]}]}
        """#,
        #"{"format":"banyan-sensitive-codes/1","systems":[{"name":"a","uris":["u"]}],"entries":[{"section":"hiv","system":"a"}]}"#,
        #"""
        {"format":"banyan-sensitive-codes/1","systems":[{"name":"a","uris":["u"]}],"entries":[{"section":"hiv","system":"a",\#
        "codes":["1"]}]}
        """#,
        #"""
        {"format":"banyan-sensitive-codes/1","systems":[{"name":"a","uris":["u"]}],"entries":[{"section":"hiv","system":"a",\#
        "prefixes":[""]}]}
        """#,
        #"{"format":"banyan-sensitive-codes/1","systems":[{"name":"a"}],"entries":[]}"#,
    ])
    func aListThatIsNotOneIsRefused(_ text: String) {
        #expect(throws: RecordsError.self) { try SensitiveCodes(json: Array(text.utf8)) }
    }
}
