import BanyanCore
import BanyanRecords
import Testing

@Suite("References and names in a composed document")
struct CompositionReferenceTests {
    private func request(_ id: String, medication: JSON) -> JSON {
        [
            "resourceType": "MedicationRequest", "id": .string(id), "status": "active", "intent": "order",
            "medicationReference": medication,
            "subject": ["reference": "Patient/patient"], "authoredOn": "2025-01-01",
        ]
    }

    @Test("what is referred to comes along, and the line names it")
    func medication() throws {
        let medication: JSON = ["resourceType": "Medication", "id": "m", "code": ["text": "Metformin"]]
        let summary = try Fixture.compose(
            Fixture.source(
                Fixture.bacNinh, [Fixture.listing(.medications, request("r", medication: ["reference": "Medication/m"]), medication)]),
            Fixture.source(
                Fixture.thaiNguyen, [Fixture.listing(.medications, request("r", medication: ["reference": "Medication/m"]), medication)]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(check.entries("10160-0").count == 2)
        #expect(summary.sections[2].statements.map { $0.rows.map(\.text) } == [["Metformin"], ["Metformin"]])
        #expect(check.document.at("entry", "resource", "resourceType").count { $0 == "Medication" } == 2)
    }

    @Test(
        "a reference that leads nowhere keeps its words, and without words says so",
        arguments: [
            ("Medication/gone", nil), ("Medication/gone", "Thuốc nam"), ("#gone", nil), ("https://example.org/fhir/Medication/1", nil),
            ("urn:uuid:00000000-0000-8000-8000-000000000000", nil),
        ] as [(String, String?)])
    func dangling(reference: String, display: String?) throws {
        var target: JSON = ["reference": .string(reference)]
        if let display { target["display"] = .string(display) }
        let summary = try Fixture.compose(
            Fixture.source(Fixture.bacNinh, [Fixture.listing(.medications, request("r", medication: target))]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        let shown = check.entries("10160-0").first?["medicationReference"]
        #expect(shown == ["display": .string(display ?? SummaryGlossary.elsewhere.joined)])
    }

    @Test("a contained resource stays where it is")
    func contained() throws {
        var own = request("r", medication: ["reference": "#m"])
        own["contained"] = [["resourceType": "Medication", "id": "m", "code": ["text": "Insulin"]]]
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [Fixture.listing(.medications, own)]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(check.entries("10160-0").first?["medicationReference"] == ["reference": "#m"])
    }

    @Test("a patient of the source is the local patient")
    func subject() throws {
        let stranger: JSON = ["resourceType": "Patient", "id": "patient", "name": [["text": "Ai đó"]]]
        let summary = try Fixture.compose(
            Fixture.source(Fixture.bacNinh, [Fixture.listing(.allergies, Fixture.allergy("a", "Penicillin"), stranger)]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(!String(decoding: summary.document.serialized, as: UTF8.self).contains("Ai đó"))
        #expect(check.entries("48765-2").first?["patient"]?["reference"] == check.composition["subject"]?["reference"])
    }

    @Test("a resource that two snapshots carry in the same words is one entry, in other words two")
    func versions() throws {
        let one = Fixture.observation("o", "1.10")
        let same = SectionReading(section: .results, snapshots: [Fixture.snapshot([one]), Fixture.snapshot([one])])
        let unlike = SectionReading(
            section: .results, snapshots: [Fixture.snapshot([one]), Fixture.snapshot([Fixture.observation("o", "1.20")])])
        for (reading, count) in [(same, 1), (unlike, 2)] {
            let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
            let check = DocumentCheck(document: summary.document)
            #expect(check.faults.isEmpty)
            #expect(check.entries("30954-2").count == count)
            #expect(summary.sections[6].statements[0].state == .listed(count: count))
        }
    }

    @Test(
        "ids that are missing, too long, not FHIR or made to collide become unique ones",
        arguments: [
            "", "r1", "r2", "a b", "ñ", String(repeating: "x", count: 65), "../..", "\u{0}",
        ])
    func ids(id: String) throws {
        var nameless = Fixture.observation("x", "3")
        nameless["id"] = nil
        let reading = Fixture.listing(
            .results, Fixture.observation(id, "1"), nameless, Fixture.observation(id, "2"), Fixture.observation("r1", "4"))
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]), Fixture.source(Fixture.bacNinh, [reading]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(check.entries("30954-2").count == 8)
    }

    @Test("a long chain of references costs no stack")
    func chain() throws {
        let links: [JSON] = (0..<5_000).map { number in
            [
                "resourceType": "Organization", "id": .string("o\(number)"), "name": "Khoa",
                "partOf": ["reference": .string("Organization/o\((number + 1) % 5_000)")],
            ]
        }
        var observation = Fixture.observation("o", "1")
        observation["performer"] = [["reference": "Organization/o0"]]
        let reading = SectionReading(section: .results, snapshots: [Fixture.snapshot([observation] + links)])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        #expect(summary.document.at("entry").count == 5_000 + 5)
    }

    @Test("markup in a source's words is text, and a source's own narrative is left out")
    func markup() throws {
        var allergy = Fixture.allergy("a", "<script>alert(\"&\")</script>\u{0}")
        allergy["text"] = ["status": "generated", "div": "<div>smuggled</div>"]
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [Fixture.listing(.allergies, allergy)]))
        let narratives =
            summary.document.at("entry", "resource", "text", "div") + summary.document.at("entry", "resource", "section", "text", "div")
        let text = narratives.compactMap(\.string).joined()
        #expect(text.contains("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;\u{FFFD}"))
        #expect(!text.contains("<script") && !text.contains("smuggled") && !text.contains("\u{0}"))
    }

    @Test("the patient's own references do not dangle, and missing demographics come from the identity")
    func demographics() throws {
        let patient = LocalPatient(
            key: Fixture.patient.key, identity: Fixture.patient.identity,
            demographics: ["resourceType": "Patient", "managingOrganization": ["reference": "Organization/1"]])
        let summary = try SummaryComposer.compose(
            patient: patient, sources: [Fixture.source(Fixture.bacNinh, [])], at: Fixture.now, author: Fixture.bachMai)
        #expect(DocumentCheck(document: summary.document).faults.isEmpty)
        let shown = summary.document.at("entry", "resource").first { $0["resourceType"] == "Patient" }
        #expect(shown?["birthDate"] == "1961-02-28")
        #expect(shown?.at("identifier", "value") == ["BN-000001"])
        #expect(shown?["managingOrganization"] == ["display": .string(SummaryGlossary.elsewhere.joined)])
    }
}
