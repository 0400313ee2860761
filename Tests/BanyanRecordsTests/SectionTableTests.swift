import BanyanCore
import Testing

@testable import BanyanRecords

/// 2026-11-24T00:00:00Z.
private let now = Timestamp(seconds: 1_795_478_400)

private func place(_ text: String) throws -> Placement { SectionTable.place(try RecordFixture.json(text), publishedAt: now) }

private func month(_ text: String) -> CivilMonth? { CivilMonth(text) }

@Suite struct SectionTableTests {
    static let states: [(String, Section)] = [
        (#"{"resourceType":"AllergyIntolerance"}"#, .allergies), (#"{"resourceType":"Condition","abatementDateTime":"1999"}"#, .problems),
        (#"{"resourceType":"Device","patient":{"reference":"Patient/patient"}}"#, .devices),
        (#"{"resourceType":"DeviceUseStatement"}"#, .devices),
        (
            #"""
            {"resourceType":"Consent",\#
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentcategorycodes","code":"dnr"}]}]}
            """#,
            .directives
        ),
        (
            #"""
            {"resourceType":"Consent","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope",\#
            "code":"adr"}]}}
            """#,
            .directives
        ),
        (#"{"resourceType":"Consent","category":[{"coding":[{"system":"http://loinc.org","code":"42348-3"}]}]}"#, .directives),
    ]

    @Test(arguments: states)
    func stateSectionsHaveNoMonth(_ text: String, _ section: Section) throws {
        #expect(try place(text) == .section(section, month: nil, date: nil))
    }

    static let events: [(String, Section, String, String?)] = [
        (
            #"{"resourceType":"Observation","category":[{"coding":[{"code":"vital-signs"}]}],"effectiveDateTime":"1965-03-04"}"#, .vitals,
            "1965-03", "effectiveDateTime"
        ),
        (
            #"""
            {"resourceType":"Observation","category":[{"coding":[{"code":"social-history"}]}],\#
            "effectivePeriod":{"start":"2020-01-31T23:30:00-05:00"}}
            """#,
            .social, "2020-01", "effectivePeriod.start"
        ),
        (
            #"""
            {"resourceType":"Observation","category":[{"coding":[{"code":"laboratory"}]}],\#
            "effectiveInstant":"2020-01-31T23:30:00.123Z"}
            """#,
            .results, "2020-01", "effectiveInstant"
        ),
        (#"{"resourceType":"Observation","issued":"2021-06-01T00:00:00Z"}"#, .results, "2021-06", "issued"),
        (#"{"resourceType":"Observation","effectiveTiming":{"event":["2018-07-01"]}}"#, .results, "2018-07", "effectiveTiming.event"),
        (#"{"resourceType":"DiagnosticReport","effectiveDateTime":"2019"}"#, .results, "2019-01", "effectiveDateTime"),
        (#"{"resourceType":"Procedure","performedPeriod":{"start":"2019-12"}}"#, .procedures, "2019-12", "performedPeriod.start"),
        (#"{"resourceType":"Procedure","performedString":"long ago"}"#, .procedures, "2026-11", nil),
        (#"{"resourceType":"Immunization","occurrenceDateTime":"2018-07-01"}"#, .immunizations, "2018-07", "occurrenceDateTime"),
        (#"{"resourceType":"Immunization","occurrenceString":"as a child"}"#, .immunizations, "2026-11", nil),
        (#"{"resourceType":"Encounter","period":{"start":"2018-07-01"}}"#, .encounters, "2018-07", "period.start"),
        (#"{"resourceType":"CarePlan","period":{"end":"2018-08"},"created":"2018-07-01"}"#, .plan, "2018-08", "period.end"),
        (#"{"resourceType":"ServiceRequest","authoredOn":"2018-07-01"}"#, .plan, "2018-07", "authoredOn"),
        (#"{"resourceType":"Appointment","start":"2026-12-01T08:00:00+07:00"}"#, .plan, "2026-12", "start"),
        (#"{"resourceType":"Encounter","period":{"start":"1850"}}"#, .encounters, "1900-01", "period.start"),
    ]

    @Test(arguments: events)
    func eventSectionsGoByTheMonthAsWritten(_ text: String, _ section: Section, _ expected: String, _ date: String?) throws {
        #expect(try place(text) == .section(section, month: month(expected), date: date))
    }

    static let unpublished: [(String, Placement.Reason)] = [
        (#"{"resourceType":"Claim"}"#, .notInTable), (#"{"resourceType":"Patient"}"#, .notInTable), (#"{}"#, .notInTable),
        (#"{"resourceType":"Consent","scope":{"coding":[{"code":"patient-privacy"}]}}"#, .otherConsent),
        (#"{"resourceType":"Consent","category":[{"coding":[{"system":"urn:other","code":"dnr"}]}]}"#, .otherConsent),
        (#"{"resourceType":"Observation","status":"entered-in-error"}"#, .enteredInError),
        (#"{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"entered-in-error"}]}}"#, .enteredInError),
    ]

    @Test(arguments: unpublished)
    func whatDoesNotLeaveSaysWhy(_ text: String, _ reason: Placement.Reason) throws { #expect(try place(text) == .notPublished(reason)) }

    @Test(arguments: ["Practitioner", "PractitionerRole", "Organization", "Medication", "Location", "Device"])
    func sharedTypesFollow(_ type: String) throws { #expect(try place(#"{"resourceType":"\#(type)"}"#) == .shared) }

    @Test(arguments: [
        (#""status":"active""#, true), (#""status":"active","dispenseRequest":{"validityPeriod":{"end":"2010"}}"#, true),
        (#""status":"on-hold","authoredOn":"2001""#, true), (#""status":"stopped""#, true),
        (#""status":"unknown","authoredOn":"2001""#, true),
        (#""status":"completed","authoredOn":"2025-11-24""#, true), (#""status":"completed","authoredOn":"2025-11-23""#, false),
        (#""status":"completed","authoredOn":"2025-11""#, true), (#""status":"completed","authoredOn":"2025-10""#, false),
        (#""status":"completed","authoredOn":"2025""#, true), (#""status":"completed","authoredOn":"2024""#, false),
        (#""status":"completed","authoredOn":"2020-01-01","dispenseRequest":{"validityPeriod":{"end":"2026-01-01"}}"#, true),
        (#""status":"completed","authoredOn":"2026-01-01","dispenseRequest":{"validityPeriod":{"end":"2020-01-01"}}"#, false),
        (#""status":"completed","effectivePeriod":{"end":"2026-01-01"}"#, true),
        (#""status":"completed","effectivePeriod":{"end":"2024-01-01"}"#, false),
        (#""status":"unknown","effectivePeriod":{"end":"2024-01-01"}"#, false), (#""status":"completed","effectiveDateTime":"2001""#, true),
        (#""status":"completed","effectivePeriod":{"end":"2030"}"#, true), (#""status":"draft""#, false), (#""status":"cancelled""#, false),
        (#""status":"entered-in-error""#, false),
    ])
    func medicinesLeaveWhileTheyAreRecent(_ elements: String, _ leaves: Bool) throws {
        #expect((try place(#"{"resourceType":"MedicationRequest",\#(elements)}"#).section == .medications) == leaves)
    }

    @Test(arguments: ["2020", "2020-02", "2020-02-29", "2020-02-29T23:59:60Z", "2020-02-29T08:00:00.000+07:00", "2020-02-29T08:00", "0001"])
    func datesOfFHIRAreRead(_ text: String) { #expect(FHIRDate(text) != nil) }

    @Test(arguments: [
        "", "20", "2020-", "2020-2", "2020-13", "2021-02-29", "2020-02-29T", "2020-02-29T24:00:00Z", "2020-02-29T08:00:00+7",
        "2020-02-29 08:00",
        "2020-02-29T08:00:00.Z", "2020/02/29", "２０２０", "0000", "2020-02-29T08:00:00+15:00", "2020-02-29Z", "last year",
    ])
    func otherDatesAreNot(_ text: String) { #expect(FHIRDate(text) == nil) }

    @Test func momentsCompareAcrossOffsets() throws {
        let first = try #require(FHIRDate("2020-03-01T06:00:00+07:00"))
        let second = try #require(FHIRDate("2020-02-29T23:30:00Z"))
        #expect(first.earliest < second.earliest)
        #expect(FHIRDate("1970-01-01T00:00:00Z")?.earliest == 0)
    }
}

@Suite struct SectionContentTests {
    private func analyse(_ resources: [String]) throws -> SectionState {
        SectionContent.analyse(try resources.map(RecordFixture.json), in: .allergies)
    }

    private func allergy(
        _ code: String, system: String = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", when: String? = nil
    ) -> String {
        let date = when.map { #","recordedDate":"\#($0)""# } ?? ""
        return #"{"resourceType":"AllergyIntolerance","code":{"coding":[{"system":"\#(system)","code":"\#(code)"}]}\#(date)}"#
    }

    @Test func noneIsToldFromNothingSaid() throws {
        #expect(try analyse([]) == .notRecorded)
        #expect(try analyse([allergy("no-allergy-info")]) == .notRecorded)
        #expect(try analyse([allergy("no-known-allergies")]) == .statedNone(when: nil))
        #expect(
            try analyse([
                allergy("no-known-allergies", when: "2019"), allergy("716186003", system: "http://snomed.info/sct", when: "2021-02"),
            ]) == .statedNone(when: "2021-02"))
        #expect(try analyse([#"{"resourceType":"Organization"}"#]) == .notRecorded)
    }

    @Test func anEntryStandsAgainstAStatementOfNone() throws {
        #expect(try analyse([allergy("no-known-allergies"), allergy("91936005", system: "http://snomed.info/sct")]) == .listed(count: 1))
        #expect(try analyse([allergy("716186003", system: "urn:other")]) == .listed(count: 1))
    }

    @Test func aStatementOnAPartIsAnEntry() throws { #expect(try analyse([allergy("no-known-food-allergies")]) == .listed(count: 1)) }
}
