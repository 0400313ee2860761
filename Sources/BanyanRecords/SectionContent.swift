public import BanyanCore

/// What the resources of a section say by being there: entries, the statement that there are none, or nothing.
///
/// The statements that there are none are coded resources: the `absent-unknown` codes of the International Patient Summary
/// and their kin in SNOMED CT. They stay resources in the snapshots; this tells them from entries.
public enum SectionContent {
    /// Listed where one entry is there, whatever else is stated; stated none where only that is said of the whole section;
    /// else not recorded, which is also what a "no information" code means. A statement on a part of the section ("no known
    /// food allergy") is an entry: it must not read as if nothing at all were known.
    public static func analyse(_ resources: [JSON], in section: Section) -> SectionState {
        let kinds = resources.filter { !SectionTable.isShared($0) }.map { (kind(of: $0), $0) }
        let entries = kinds.count { $0.0 == .entry }
        if entries > 0 { return .listed(count: entries) }
        let statements = kinds.filter { $0.0 == .statedNone }.map(\.1)
        guard !statements.isEmpty else { return .notRecorded }
        return .statedNone(when: statements.compactMap(stated(in:)).max { $0.earliest < $1.earliest }?.text)
    }

    /// How one resource counts.
    public enum Kind: Sendable, Hashable {
        case entry
        case statedNone
        case noInformation
    }

    public static func kind(of resource: JSON) -> Kind {
        var kind = Kind.entry
        for element in ["code", "medicationCodeableConcept", "vaccineCode", "type"] {
            for coding in resource.at(element, "coding") {
                guard let code = coding["code"]?.string else { continue }
                let system = coding["system"]?.string
                if system == absentUnknown, code.hasPrefix("no-"), code.hasSuffix("-info") { return .noInformation }
                if system == absentUnknown, wholeSection.contains(code) { kind = .statedNone }
                if isSNOMED(system), noneInSNOMED.contains(code) { kind = .statedNone }
            }
        }
        return kind
    }

    private static let absentUnknown = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

    private static let wholeSection: Set<String> = [
        "no-known-allergies", "no-known-medications", "no-known-problems", "no-known-procedures", "no-known-immunizations",
        "no-known-devices",
    ]

    /// No known allergy (two concepts), no current problems or disability, no known medications, no drug therapy prescribed.
    private static let noneInSNOMED: Set<String> = ["716186003", "160244002", "160245001", "787481004", "182849000"]

    private static func isSNOMED(_ system: String?) -> Bool {
        system == "http://snomed.info/sct" || system == "urn:oid:2.16.840.1.113883.6.96"
    }

    private static func stated(in resource: JSON) -> FHIRDate? {
        for element in [
            "recordedDate", "dateAsserted", "effectiveDateTime", "performedDateTime", "occurrenceDateTime", "recordedOn", "authoredOn",
        ] {
            if let date = resource[element]?.string.flatMap(FHIRDate.init) { return date }
        }
        return resource["effectivePeriod"]?["start"]?.string.flatMap(FHIRDate.init)
    }
}
