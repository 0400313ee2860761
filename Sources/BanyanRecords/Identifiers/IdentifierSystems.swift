/// The URIs under which Vietnamese identifiers go: none is binding, so they are a value, with the two published guides as presets.
/// What a guide has no URI for goes under `urn:banyan:vn:`.
public struct IdentifierSystems: Sendable, Hashable {
    private var uris: [IdentifierKind: String]

    /// The URI of a kind.
    public subscript(_ kind: IdentifierKind) -> String { uris[kind] ?? kind.ownSystem }

    /// fhir.hl7.org.vn, the community's guide.
    public static let community = IdentifierSystems(uris: [
        .nationalID: "http://fhir.hl7.org.vn/core/sid/cccd", .encounter: "http://fhir.hl7.org.vn/core/sid/ma-lk",
    ])

    /// fhir.ehealth.gov.vn, the Ministry's draft of HL7 Vietnam.
    public static let ministry = IdentifierSystems(uris: [
        .nationalID: "http://fhir.ehealth.gov.vn/core/sid/citizen_id",
        .formerNationalID: "http://fhir.ehealth.gov.vn/core/sid/national_id",
        .passport: "http://fhir.ehealth.gov.vn/core/sid/passport_number",
        .insuranceCard: "http://fhir.ehealth.gov.vn/core/sid/insurance_number",
        .encounter: "http://fhir.ehealth.gov.vn/core/sid/VisitNumber", .facility: "http://fhir.ehealth.gov.vn/core/sid/provider-code",
        .practitioner: "http://fhir.ehealth.gov.vn/core/sid/provider-license-number",
    ])

    /// The guides by the names that a configuration has for them.
    public static let presets: [(name: String, systems: IdentifierSystems)] = [("community", .community), ("ministry", .ministry)]

    /// The system of a facility's own patient numbers (`MA_BN`).
    public static func recordNumbers(of facility: String) -> String { "urn:banyan:mrn:\(facility)" }

    /// What a URI says a number is: by these systems, by either guide, or by Banyan's own URIs.
    public func kind(of uri: String) -> IdentifierKind? {
        for systems in [self, .community, .ministry] {
            if let kind = IdentifierKind.allCases.first(where: { systems[$0] == uri }) { return kind }
        }
        return IdentifierKind.allCases.first { $0.ownSystem == uri }
    }
}

// MARK: - As it is configured

extension IdentifierSystems {
    /// `"community"`, `"ministry"`, or an object with URIs by kind over those of the community. `nil` for anything else, a
    /// key that is no kind among it.
    public init?(configured value: JSON) {
        switch value {
        case .string(let name):
            guard let preset = Self.presets.first(where: { $0.name == name }) else { return nil }
            self = preset.systems
        case .object(let members):
            self = .community
            for member in members {
                guard let kind = IdentifierKind(rawValue: member.name), let uri = member.value.string, Self.isURI(uri) else { return nil }
                uris[kind] = uri
            }
            guard isUnambiguous else { return nil }
        default: return nil
        }
    }

    /// The same as text: a word, or the object's JSON.
    public init?(configuredText text: String) {
        guard text.utf8.first == UInt8(ascii: "{") else {
            self.init(configured: .string(text))
            return
        }
        guard let value = try? JSON.parse(Array(text.utf8), limit: 16 << 10, depth: 2) else { return nil }
        self.init(configured: value)
    }

    /// What the configuration file holds for these systems.
    public var configured: Configured {
        if let preset = Self.presets.first(where: { $0.systems == self }) { return .preset(preset.name) }
        let own = IdentifierKind.allCases.filter { self[$0] != Self.community[$0] }
        return .uris(Dictionary(own.map { ($0.rawValue, self[$0]) }, uniquingKeysWith: { first, _ in first }))
    }

    public enum Configured: Encodable, Sendable, Hashable {
        case preset(String)
        case uris([String: String])

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .preset(let name): try container.encode(name)
            case .uris(let uris): try container.encode(uris)
            }
        }
    }

    /// One URI may stand for both papers, or for both numbers of an insurance, which their forms tell apart, and for nothing else.
    private var isUnambiguous: Bool {
        var seen: [String: String] = [:]
        return IdentifierKind.allCases.allSatisfy { kind in
            let family =
                switch kind {
                case .nationalID, .formerNationalID: "paper"
                case .insuranceCard, .insuranceNumber: "insurance"
                default: kind.rawValue
                }
            return seen.updateValue(family, forKey: self[kind]).map { $0 == family } ?? true
        }
    }

    /// Absolute, short, and without what would end it in a search (`|`) or on a terminal.
    private static func isURI(_ text: String) -> Bool {
        (3...200).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "|") }
            && text.contains(":")
    }
}
