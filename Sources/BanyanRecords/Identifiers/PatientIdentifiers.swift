public import BanyanCore

/// One identifier of a patient as it is kept.
public struct PatientIdentifier: Hashable, Sendable {
    /// What it is, where its system is known to be one of Vietnam's.
    public let kind: IdentifierKind?
    public let system: String
    public let value: String
    /// Whether another of its kind has taken its place.
    public let isOld: Bool
    /// FHIR dates; `nil` where nobody said.
    public let start: String?
    public let end: String?

    /// - Returns: `nil` without a value.
    init?(_ identifier: JSON, _ systems: IdentifierSystems) {
        guard let value = identifier["value"]?.string, !value.isEmpty else { return nil }
        system = identifier["system"]?.string ?? ""
        self.value = value
        kind = systems.kind(of: system).map { VietnameseIdentifier($0, value)?.kind ?? $0 }
        isOld = identifier["use"]?.string == "old"
        start = identifier["period"]?["start"]?.string
        end = identifier["period"]?["end"]?.string
    }
}

/// The identifiers of a FHIR Patient: in one form whichever guide an export follows, kept when new ones come, and found again.
public enum PatientIdentifiers {
    /// Identifiers of one patient that are kept.
    static let limit = 32

    /// The patient with every identifier of a Vietnamese system under these systems' URI, in its one written form, and once.
    /// - Returns: also what was left out: the kinds of those that do not have their kind's form.
    static func normalised(_ patient: JSON, _ systems: IdentifierSystems) -> (patient: JSON, leftOut: [IdentifierKind]) {
        let given = patient.at("identifier")
        guard given.contains(where: { $0["system"]?.string.flatMap(systems.kind) != nil }) else { return (patient, []) }
        var kept: [JSON] = []
        var leftOut: [IdentifierKind] = []
        var seen: Set<[String]> = []
        for identifier in given {
            guard let uri = identifier["system"]?.string, let value = identifier["value"]?.string, let kind = systems.kind(of: uri),
                kind.isOfPerson
            else {
                kept.append(identifier)
                continue
            }
            guard let known = VietnameseIdentifier(kind, value) else {
                leftOut.append(kind)
                continue
            }
            guard seen.insert([known.kind.rawValue, known.value]).inserted else { continue }
            var plain = identifier
            plain["system"] = .string(systems[known.kind])
            plain["value"] = .string(known.value)
            kept.append(plain)
        }
        var out = patient
        out["identifier"] = .array(kept)
        return (out, leftOut)
    }

    /// The newer patient with the identifiers that were known before. One in whose system there is another number now is kept
    /// as an old one, with the day on which it was replaced where its end is not known; papers of the past carry it. Of two of
    /// one system that both say since when they hold, the later one is the current one, in whichever order they came.
    /// - Parameter today: a FHIR date.
    public static func keeping(_ former: JSON, in newer: JSON, today: String) -> JSON {
        let old = former.at("identifier").filter { known in !newer.at("identifier").contains { isSame($0, known) } }
        guard !old.isEmpty else { return newer }
        var own = newer.at("identifier")
        let kept = old.map { known -> JSON in
            guard known["use"]?.string != "old", let rival = own.firstIndex(where: { isRival($0, known) }) else { return known }
            if let start = known["period"]?["start"]?.string, let other = own[rival]["period"]?["start"]?.string, start > other {
                own[rival] = replaced(own[rival], on: start)
                return known
            }
            return replaced(known, on: own[rival]["period"]?["start"]?.string ?? today)
        }
        var out = newer
        out["identifier"] = .array(Array((own + kept).prefix(limit)))
        return out
    }

    private static func isSame(_ a: JSON, _ b: JSON) -> Bool {
        a["system"]?.string == b["system"]?.string && a["value"]?.string == b["value"]?.string
    }

    private static func isRival(_ a: JSON, _ b: JSON) -> Bool {
        a["system"]?.string == b["system"]?.string && a["use"]?.string != "old"
            && a.at("type", "coding").first?["code"]?.string == b.at("type", "coding").first?["code"]?.string
    }

    private static func replaced(_ identifier: JSON, on day: String) -> JSON {
        var out = identifier
        out["use"] = "old"
        guard identifier["period"]?["end"] == nil else { return out }
        var period = identifier["period"] ?? .object([])
        period["end"] = .string(day)
        out["period"] = period
        return out
    }

    /// All identifiers of a patient, in their order.
    public static func list(_ patient: JSON, _ systems: IdentifierSystems) -> [PatientIdentifier] {
        patient.at("identifier").compactMap { PatientIdentifier($0, systems) }
    }

    /// What a patient may be looked up by: the values of all identifiers, and of a card the number in it.
    public static func numbers(of patient: JSON, _ systems: IdentifierSystems) -> [String] {
        var seen: Set<String> = []
        return list(patient, systems).flatMap { identifier -> [String] in
            let card = identifier.kind == .insuranceCard ? InsuranceCard(identifier.value)?.number.description : nil
            return [identifier.value, card].compactMap { $0 }
        }.filter { $0.utf8.count <= Limits.name && seen.insert($0).inserted }
    }

    /// The forms in which a number that somebody typed may be kept: as it is, and in the form of each kind that it may be of.
    public static func forms(of text: String) -> [String] {
        let plain = text.trimmingWhitespace()
        let forms = [VietnameseIdentifier(identityPaper: plain)?.value, VietnameseIdentifier(insurance: plain)?.value]
        return forms.compactMap { $0 }.reduce(into: [plain]) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// A search for whoever has an identifier: `SYSTEM|VALUE`, the system a URI of either guide, another URI, or the word for a
/// kind, such as `national-id`.
public struct IdentifierQuery: Hashable, Sendable {
    public let system: String
    public let kind: IdentifierKind?
    /// In the form in which it is kept.
    public let value: String

    /// - Returns: `nil` without a bar or a value, and where a known system's number does not have its form.
    public init?(_ text: String, _ systems: IdentifierSystems) {
        guard let bar = text.firstIndex(of: "|") else { return nil }
        let system = text[..<bar].trimmingWhitespace()
        let value = text[text.index(after: bar)...].trimmingWhitespace()
        guard !value.isEmpty, value.utf8.count <= Limits.name else { return nil }
        guard let kind = IdentifierKind(rawValue: system) ?? systems.kind(of: system), kind.isOfPerson else {
            (self.system, kind, self.value) = (system, nil, value)
            return
        }
        guard let known = VietnameseIdentifier(kind, value) else { return nil }
        (self.system, self.kind, self.value) = (systems[known.kind], known.kind, known.value)
    }

    /// Whether the patient has it, or had it. The ten digits of a card are found under the card too.
    public func matches(_ identifier: PatientIdentifier) -> Bool {
        guard let kind else { return identifier.system == system && identifier.value == value }
        if kind == .insuranceNumber, identifier.kind == .insuranceCard {
            return InsuranceCard(identifier.value)?.number.description == value
        }
        return identifier.kind == kind && identifier.value == value
    }
}
