import BanyanCore
import BanyanRecords
import Testing

@Suite("Composing one summary from several sources")
struct CompositionTests {
    @Test("a listed allergy stays listed beside another facility's statement that there is none")
    func noneCancelsNothing() throws {
        let summary = try Fixture.compose(
            Fixture.source(Fixture.bacNinh, [Fixture.listing(.allergies, Fixture.allergy("a", "Penicillin"))]),
            Fixture.source(Fixture.thaiNguyen, [Fixture.listing(.allergies, Fixture.noKnownAllergy("a"))]))
        let allergies = summary.sections[0]
        #expect(allergies.statements.map(\.state) == [.listed(count: 1), .statedNone(when: "2024-05-06")])
        #expect(allergies.statements[0].rows.map(\.text) == ["Penicillin"])
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(check.entries("48765-2").compactMap { $0.text("meta", "source") } == ["urn:banyan:facility:BN", "urn:banyan:facility:TN"])
        #expect(DocumentCheck.agree(summary))
    }

    @Test(
        "active and past conditions stand in two sections, neither nested",
        arguments: [
            ("active", false), ("recurrence", false), ("relapse", false), (nil, false), ("inactive", true), ("remission", true),
            ("resolved", true),
        ])
    func activeAndPast(status: String?, isPast: Bool) throws {
        let condition = Fixture.condition("c", "Viêm phổi", status: status)
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [Fixture.listing(.problems, condition)]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(check.entries("11450-4").count == (isPast ? 0 : 1))
        #expect(check.entries("11348-0").count == (isPast ? 1 : 0))
        #expect((check.section("11348-0") != nil) == isPast)
        #expect(summary.sections[1].statements[0].rows.map(\.isPast) == [isPast])
        #expect(DocumentCheck.agree(summary))
    }

    @Test("where one source lists past conditions alone and another is withheld, the empty active section says both")
    func pastBesideWithheld() throws {
        let past = Fixture.condition("c", "Viêm phổi", status: "resolved")
        let summary = try Fixture.compose(
            Fixture.source(Fixture.bacNinh, [Fixture.listing(.problems, past)]),
            Fixture.source(Fixture.thaiNguyen, [SectionReading(section: .problems, state: .notGranted)]))
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(DocumentCheck.agree(summary))
        let reason = check.section("11450-4")?["emptyReason"]
        #expect(reason?.text("coding", "code") == "withheld")
        #expect(reason?["text"]?.string?.hasSuffix("see the history of past illness; not granted") == true)
    }

    @Test(
        "every state that the reader found is the one in the lines and in the document",
        arguments: [
            SectionState.notPublished, .notGranted, .notRequested, .notReplicated(asOf: Fixture.now), .notReplicated(asOf: nil),
            .superseded, .erased, .unreadable,
        ])
    func states(state: SectionState) throws {
        let reading = SectionReading(section: .medications, state: state, snapshots: [])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        #expect(summary.sections[2].statements.map(\.state) == [state])
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(DocumentCheck.agree(summary))
        let reason = check.section("10160-0")?.text("emptyReason", "coding", "code")
        let expected = [.notPublished, .notGranted].contains(state) ? "withheld" : state == .notRequested ? "notasked" : "unavailable"
        #expect(reason == expected)
    }

    @Test(
        "what may not be shown is not shown, whatever the caller hands over",
        arguments: [
            SectionState.notPublished, .notGranted, .notRequested, .superseded, .erased,
        ])
    func withheld(state: SectionState) throws {
        let snapshot = Fixture.snapshot([Fixture.observation("o", "1.10")])
        let reading = SectionReading(section: .results, state: state, snapshots: [snapshot])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        #expect(!String(decoding: summary.document.serialized, as: UTF8.self).contains("1.10"))
        #expect(summary.sections.allSatisfy { $0.statements.allSatisfy { $0.rows.isEmpty } })
    }

    @Test("months that are here are shown though another month is missing")
    func partlyReplicated() throws {
        let snapshot = Fixture.snapshot([Fixture.observation("o", "1.10")])
        let reading = SectionReading(section: .results, state: .notReplicated(asOf: Fixture.now), snapshots: [snapshot])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        let statement = summary.sections[6].statements[0]
        #expect(statement.state == .notReplicated(asOf: Fixture.now))
        #expect(statement.rows.map(\.value) == ["1.10 mg/dL"])
        #expect(DocumentCheck(document: summary.document).entries("30954-2").count == 1)
    }

    @Test(
        "bytes that are no snapshot read as unreadable, and what can be read is shown",
        arguments: [
            "", "{", "[]", "null", #"{"resourceType":"Bundle","type":"document"}"#, #"{"resourceType":"Patient"}"#,
            #"{"resourceType":"Bundle","type":"collection","entry":{}}"#, #"{"resourceType":"Bundle","type":"collection","entry":[7]}"#,
            #"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Unheard"}}]}"#,
        ])
    func unreadable(text: String) throws {
        let good = Fixture.snapshot([Fixture.observation("o", "1.10")])
        let reading = SectionReading(section: .results, snapshots: [Array(text.utf8), good])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        #expect(summary.sections[6].statements[0].state == .unreadable)
        #expect(summary.sections[6].statements[0].rows.count == 1)
        #expect(DocumentCheck(document: summary.document).faults.isEmpty)
    }

    @Test("what is not recorded in the granted months is said of these months alone")
    func limitedMonths() throws {
        let range = try #require(CivilMonth("2026-01"))...(try #require(CivilMonth("2026-02")))
        let summary = try Fixture.compose(
            Fixture.source(Fixture.bacNinh, [SectionReading(section: .results, state: .notRecorded, months: [range])]))
        #expect(summary.sections[6].statements[0].months == [range])
        let check = DocumentCheck(document: summary.document)
        #expect(check.faults.isEmpty)
        #expect(DocumentCheck.agree(summary))
        #expect(check.section("30954-2")?.text("emptyReason", "coding", "code") == "withheld")
        let text = String(decoding: summary.document.serialized, as: UTF8.self)
        #expect(text.contains(#"{"url":"months","valuePeriod":{"start":"2026-01","end":"2026-02"}}"#))
        #expect(text.contains("granted months only: 2026-01..2026-02"))
    }

    @Test("a source that was denied has its place and its reason in the document")
    func deniedSource() throws {
        var source = Fixture.source(Fixture.thaiNguyen, Section.allCases.map { SectionReading(section: $0, state: .notGranted) })
        source.denied = SourceDenial(code: "revoked", message: "the patient revoked this consent")
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, []), source)
        #expect(DocumentCheck(document: summary.document).faults.isEmpty)
        let text = String(decoding: summary.document.serialized, as: UTF8.self)
        #expect(text.contains(#"{"url":"denied","valueCode":"revoked"}"#))
        #expect(text.contains("not shown (revoked): the patient revoked this consent"))
    }

    @Test("an empty collection is the source's word that nothing is recorded")
    func empty() throws {
        let reading = SectionReading(section: .results, snapshots: [Array(#"{"resourceType":"Bundle","type":"collection"}"#.utf8)])
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [reading]))
        #expect(summary.sections[6].statements[0].state == .notRecorded)
    }

    @Test("numbers keep their source text in the lines and in the document", arguments: ["1.10", "0.020", "7", "1E2", "-0.50"])
    func numbers(text: String) throws {
        let summary = try Fixture.compose(Fixture.source(Fixture.bacNinh, [Fixture.listing(.results, Fixture.observation("o", text))]))
        #expect(summary.sections[6].statements[0].rows[0].value == "\(text) mg/dL")
        #expect(String(decoding: summary.document.serialized, as: UTF8.self).contains(#""value":\#(text),"#))
    }

    @Test("the same input gives the same bytes, and another time another document")
    func deterministic() throws {
        let source = Fixture.source(
            Fixture.bacNinh, [Fixture.listing(.results, Fixture.observation("o", "1"), Fixture.observation("p", "2"))])
        let first = try Fixture.compose(source)
        #expect(try Fixture.compose(source).document.serialized == first.document.serialized)
        let later = try SummaryComposer.compose(
            patient: Fixture.patient, sources: [source], at: Fixture.now.adding(1), author: Fixture.bachMai)
        #expect(later.document["id"] != first.document["id"])
    }

    @Test(
        "the document says that it may be incomplete, how far each log is held, and that a source was never heard from",
        arguments: [true, false])
    func says(isHeld: Bool) throws {
        var source = Fixture.source(Fixture.bacNinh, [])
        if !isHeld { source.asOf = nil }
        let summary = try Fixture.compose(source)
        let check = DocumentCheck(document: summary.document)
        let text = check.composition.text("text", "div") ?? ""
        #expect(text.contains(SummaryGlossary.notice.vi) && text.contains(SummaryGlossary.notice.en))
        #expect(text.contains(" 12, ") && text.contains(SummaryGlossary.never.en) == !isHeld)
        // A log that is here came through somebody.
        #expect(text.contains(SummaryGlossary.throughOthers.en) == isHeld)
        let log = check.composition.at("extension").first { $0["url"] == "urn:banyan:fhir:source-log" }
        #expect(log?.at("extension", "url").compactMap(\.string) == ["source", "logSize"] + (isHeld ? ["asOf"] : []))
    }

    @Test("a reading that leaves a section out, or no source at all, is refused")
    func refused() {
        var short = Fixture.source(Fixture.bacNinh, [])
        short.sections.removeLast()
        #expect(throws: RecordsError.self) { try Fixture.compose(short) }
        var twice = Fixture.source(Fixture.bacNinh, [])
        twice.sections[1] = twice.sections[0]
        #expect(throws: RecordsError.self) { try Fixture.compose(twice) }
        #expect(throws: RecordsError.self) { try Fixture.compose() }
    }
}
