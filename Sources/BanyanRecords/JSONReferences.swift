extension JSON {
    /// The resource with each FHIR Reference (an object with a literal `reference`) replaced by what `change` makes of it.
    ///
    /// Where `change` returns `nil` the reference goes, with what is nothing without it: list elements, objects that become
    /// empty, and backbone elements in which FHIR R4 requires the reference. A reference that the resource itself requires
    /// becomes one that states nothing.
    func rewritingReferences(_ change: (JSON) -> JSON?) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(
            members.compactMap { member in
                if let value = member.value.rewritten(change) { return Member(member.name, value) }
                return Self.requiredOnTop.contains(member.name) ? Member(member.name, ["display": "not stated"]) : nil
            })
    }

    private static let requiredOnTop: Set<String> = ["device", "medicationReference", "subject", "patient"]
    private static let requiredInside: Set<String> = ["condition", "actor", "manipulated", "location", "link", "itemReference"]

    private func rewritten(_ change: (JSON) -> JSON?) -> JSON? {
        switch self {
        case .array(let items):
            let kept = items.compactMap { $0.rewritten(change) }
            return kept.isEmpty && !items.isEmpty ? nil : .array(kept)
        case .object(let members):
            if self["reference"]?.string != nil { return change(self) }
            var kept: [Member] = []
            for member in members {
                if let value = member.value.rewritten(change) {
                    kept.append(Member(member.name, value))
                } else if Self.requiredInside.contains(member.name) {
                    return nil
                }
            }
            return kept.isEmpty && !members.isEmpty ? nil : .object(kept)
        default: return self
        }
    }

    /// Every literal reference in the value.
    var references: [String] {
        switch self {
        case .array(let items): items.flatMap(\.references)
        case .object(let members):
            if let literal = self["reference"]?.string { [literal] } else { members.flatMap(\.value.references) }
        default: []
        }
    }

    /// What a resource is called, for a reference that can't lead to it: its name, or the text of its code.
    var referenceDisplay: String? {
        for element in ["code", "medicationCodeableConcept", "vaccineCode", "description", "type", "class", "deviceName"] {
            let concepts = at(element)
            for text in concepts.map({ $0["text"]?.string }) + concepts.flatMap({ $0.at("coding", "display").map(\.string) }) {
                if let text, !text.isEmpty { return text }
            }
            if let text = concepts.first?["display"]?.string ?? concepts.first?["name"]?.string, !text.isEmpty { return text }
        }
        if let name = self["name"]?.string ?? self["title"]?.string, !name.isEmpty { return name }
        let name = at("name").first
        let parts = (name?.at("prefix") ?? []) + (name?.at("given") ?? []) + (name?.at("family") ?? [])
        let text = name?["text"]?.string ?? parts.compactMap(\.string).joined(separator: " ")
        return text.isEmpty ? nil : text
    }
}
