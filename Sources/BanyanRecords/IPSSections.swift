import BanyanCore

/// One section of the document: how a section of the closed list is coded and whether the International Patient Summary
/// requires it.
///
/// The codes are the LOINC codes of the IPS sections (hl7.fhir.uv.ips), and 46240-8 for encounters, which IPS has no section
/// for. Every section bears our own code as well. The closed sections bear only that: no LOINC section code means exactly
/// what they hold, and IPS's pregnancy section (10162-6) admits observations alone.
struct IPSSection: Hashable {
    let section: Section
    /// The history of past illness: conditions that are over, beside the section of active problems (nested sections are
    /// banned by IPS, so both stand at the top).
    let isPast: Bool

    static let codeSystem = "urn:banyan:section"
    /// On a section, one for each source: source, state, count, and when or as of.
    static let stateExtension = "urn:banyan:fhir:section-state"
    /// On the Composition, one for each source: how far the log is held and when the source was last heard from.
    static let logExtension = "urn:banyan:fhir:source-log"
    static let loinc = "http://loinc.org"
    /// LOINC "Patient summary Document": what makes a Composition an IPS.
    static let documentCode = "60591-5"
    static let required: Set<Section> = [.medications, .allergies, .problems]

    var title: Bilingual { isPast ? SummaryGlossary.pastProblems : SummaryGlossary.title(of: section) }

    var code: String { isPast ? "past-problems" : section.name }

    var loincCode: String? {
        if isPast { return "11348-0" }
        switch section {
        case .allergies: return "48765-2"
        case .problems: return "11450-4"
        case .medications: return "10160-0"
        case .devices: return "46264-8"
        case .directives: return "42348-3"
        case .immunizations: return "11369-6"
        case .results: return "30954-2"
        case .procedures: return "47519-4"
        case .encounters: return "46240-8"
        case .vitals: return "8716-3"
        case .social: return "29762-2"
        case .plan: return "18776-5"
        case .hiv, .mentalHealth, .reproductive, .genetic: return nil
        }
    }

    /// `Composition.section.code`.
    var concept: JSON {
        var codings: [JSON] = []
        if let loincCode { codings.append(["system": .string(Self.loinc), "code": .string(loincCode)]) }
        codings.append(["system": .string(Self.codeSystem), "code": .string(code), "display": .string(title.en)])
        return ["coding": .array(codings), "text": .string(title.joined)]
    }
}

/// A condition that is over: `clinicalStatus` inactive, remission or resolved, or none and an abatement (invariant con-4:
/// what has abated is not active). Without either it counts as active: a mistake that way hides nothing.
func isPastCondition(_ resource: JSON) -> Bool {
    guard resource["resourceType"]?.string == "Condition" else { return false }
    let codes = resource.at("clinicalStatus", "coding", "code").compactMap(\.string)
    if codes.isEmpty {
        return resource.members.contains { $0.name.hasPrefix("abatement") && $0.value != .bool(false) }
    }
    return codes.allSatisfy { ["inactive", "remission", "resolved"].contains($0) }
}
