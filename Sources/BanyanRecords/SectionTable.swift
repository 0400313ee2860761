public import BanyanCore

/// The table of `docs/records.md` in code: which section a resource belongs to, and by which date (protocol section 6).
///
/// This is the table alone, one resource at a time: sensitive codes, which need what a resource refers to, are `RecordPlacement`'s.
public enum SectionTable {
    /// Types that go where what refers to them goes.
    public static let sharedTypes: Set<String> = ["Practitioner", "PractitionerRole", "Organization", "Medication", "Location"]

    /// Types of the table, each with the element that names the patient.
    public static let clinicalTypes: [String: String] = [
        "AllergyIntolerance": "patient", "Condition": "subject", "MedicationRequest": "subject", "MedicationStatement": "subject",
        "Immunization": "patient", "Observation": "subject", "DiagnosticReport": "subject", "Procedure": "subject", "Encounter": "subject",
        "CarePlan": "subject", "ServiceRequest": "subject", "Appointment": "participant", "Device": "patient",
        "DeviceUseStatement": "subject", "Consent": "patient",
    ]

    /// A Device without a patient is equipment that records refer to; with one it is the patient's.
    public static func isShared(_ resource: JSON) -> Bool {
        guard let type = resource["resourceType"]?.string else { return false }
        return sharedTypes.contains(type) || (type == "Device" && resource["patient"] == nil)
    }

    /// - Parameter publishedAt: the time of publication: its month takes what has no date, and medicines are recent or not by it.
    public static func place(_ resource: JSON, publishedAt: Timestamp) -> Placement {
        guard !isEnteredInError(resource) else { return .notPublished(.enteredInError) }
        if isShared(resource) { return .shared }
        switch resource["resourceType"]?.string ?? "" {
        case "AllergyIntolerance": return state(.allergies)
        case "Condition": return state(.problems)
        case "MedicationRequest", "MedicationStatement": return MedicationRule.place(resource, publishedAt: publishedAt)
        case "Device", "DeviceUseStatement": return state(.devices)
        case "Consent": return DirectiveRule.isDirective(resource) ? state(.directives) : .notPublished(.otherConsent)
        case let type:
            guard let section = eventSection(type, resource) else { return .notPublished(.notInTable) }
            return event(section, resource, dates[type] ?? [], publishedAt)
        }
    }

    /// The elements that date a resource of an event section, the first that holds a date first.
    static let dates: [String: [[String]]] = [
        "Immunization": [["occurrenceDateTime"], ["recorded"]],
        "Observation": [
            ["effectiveDateTime"], ["effectivePeriod", "start"], ["effectivePeriod", "end"], ["effectiveInstant"],
            ["effectiveTiming", "event"], ["issued"],
        ],
        "DiagnosticReport": [["effectiveDateTime"], ["effectivePeriod", "start"], ["effectivePeriod", "end"], ["issued"]],
        "Procedure": [["performedDateTime"], ["performedPeriod", "start"], ["performedPeriod", "end"]],
        "Encounter": [["period", "start"], ["period", "end"]],
        "CarePlan": [["period", "start"], ["period", "end"], ["created"]],
        "ServiceRequest": [
            ["occurrenceDateTime"], ["occurrencePeriod", "start"], ["occurrencePeriod", "end"], ["occurrenceTiming", "event"],
            ["authoredOn"],
        ],
        "Appointment": [["start"], ["requestedPeriod", "start"], ["created"]],
    ]

    private static func eventSection(_ type: String, _ resource: JSON) -> Section? {
        switch type {
        case "Immunization": .immunizations
        case "Observation": observationSection(resource)
        case "DiagnosticReport": .results
        case "Procedure": .procedures
        case "Encounter": .encounters
        case "CarePlan", "ServiceRequest", "Appointment": .plan
        default: nil
        }
    }

    private static func observationSection(_ resource: JSON) -> Section {
        let categories = Set(resource.at("category", "coding", "code").compactMap(\.string))
        if categories.contains("vital-signs") { return .vitals }
        return categories.contains("social-history") ? .social : .results
    }

    private static func state(_ section: Section) -> Placement { .section(section, month: nil, date: nil) }

    private static func event(_ section: Section, _ resource: JSON, _ paths: [[String]], _ publishedAt: Timestamp) -> Placement {
        for path in paths {
            for value in resource.at(path) {
                guard let date = value.string.flatMap(FHIRDate.init) else { continue }
                return .section(section, month: date.civilMonth, date: path.joined(separator: "."))
            }
        }
        return .section(section, month: publishedAt.month, date: nil)
    }

    static func isEnteredInError(_ resource: JSON) -> Bool {
        resource["status"]?.string == "entered-in-error"
            || resource.at("verificationStatus", "coding", "code").contains { $0.string == "entered-in-error" }
    }
}

/// Which medicines leave: active, on hold, undated, or ended within twelve months before publication.
enum MedicationRule {
    static func place(_ resource: JSON, publishedAt: Timestamp) -> Placement {
        let status = resource["status"]?.string
        switch status {
        case "draft", "cancelled": return .notPublished(.status)
        case "active", "on-hold": return .section(.medications, month: nil, date: nil)
        default: break
        }
        let isOver = status == "completed" || status == "stopped"
        guard let end = end(of: resource, isOver: isOver) else { return .section(.medications, month: nil, date: nil) }
        guard let last = end.date.lastDay, last >= publishedAt.day.yearBefore else { return .notPublished(.ended) }
        return .section(.medications, month: nil, date: end.element)
    }

    /// `authoredOn` ends only what is over: of a request in another state it is no end.
    private static func end(of resource: JSON, isOver: Bool) -> (date: FHIRDate, element: String)? {
        let paths = [["effectivePeriod", "end"], ["dispenseRequest", "validityPeriod", "end"]] + (isOver ? [["authoredOn"]] : [])
        for path in paths {
            if let date = resource.at(path).first?.string.flatMap(FHIRDate.init) { return (date, path.joined(separator: ".")) }
        }
        return nil
    }
}

/// Which Consents are advance directives.
enum DirectiveRule {
    static func isDirective(_ consent: JSON) -> Bool {
        let codings = consent.at("scope", "coding") + consent.at("category", "coding")
        return codings.contains { coding in
            let system = coding["system"]?.string ?? ""
            guard let code = coding["code"]?.string else { return false }
            return codes.contains { $0.0 == code && (system.isEmpty || system.hasSuffix($0.1)) }
        }
    }

    /// Advanced care directive as scope; acknowledged directive, do not resuscitate, health care directive, POLST and
    /// emergency-only as category; the LOINC codes of directives and their documents.
    private static let codes: [(String, String)] =
        [("adr", "consentscope")] + ["acd", "dnr", "hcd", "polst", "emrgonly"].map { ($0, "consentcategorycodes") }
        + [
            "42348-3", "42349-1", "75320-2", "64298-3", "75787-2", "75792-2", "75793-0", "81334-5", "81351-9", "84095-9", "86533-7",
            "86534-5",
        ].map { ($0, "loinc.org") }
}
