import BanyanCore

/// Shapes resources for one snapshot: nothing in it dangles, and nothing betrays another section.
///
/// Left out: narrative (`text`), `meta` and the bytes of attachments, at any depth. A reference stays where it leads to the
/// patient, into the snapshot, or to a shared resource, which then comes along; else it becomes the words for its target,
/// or goes where the target is in a closed section, entered in error, or has no words.
struct SnapshotShape {
    private let section: Section
    private let members: Set<String>
    private let placement: RecordPlacement
    private var wanted: [String] = []
    private var asked: Set<String> = []

    init(section: Section, members: Set<String>, placement: RecordPlacement) {
        self.section = section
        self.members = members
        self.placement = placement
    }

    mutating func shaped(_ resource: ImportedResource) -> JSON {
        let bare = resource.json.withoutNarrative
        let contained = Set(bare.at("contained", "id").compactMap(\.string))
        return bare.rewritingReferences { self.reference($0, contained) }
    }

    /// What the shaped resources asked for, and what that asks for, in the order of type and id.
    mutating func sharedResources() -> [ImportedResource] {
        var out: [ImportedResource] = []
        while let next = wanted.popLast() {
            guard let resource = placement.resource(next) else { continue }
            out.append(ImportedResource(type: resource.type, id: resource.id, json: shaped(resource)))
        }
        return out.sorted { ($0.type, $0.id) < ($1.type, $1.id) }
    }

    private mutating func reference(_ value: JSON, _ contained: Set<String>) -> JSON? {
        guard let literal = value["reference"]?.string else { return value }
        if literal.hasPrefix("#") { return contained.contains(String(literal.dropFirst())) ? value : words(value, nil) }
        if literal == Demographics.patientReference { return ["reference": .string(literal)] }
        if members.contains(literal) { return link(value, literal) }
        guard let target = placement.resource(literal) else { return words(value, nil) }
        if let other = placement.closedSection(of: literal), other != section { return nil }
        if SectionTable.isEnteredInError(target.json) { return nil }
        if SectionTable.isShared(target.json) {
            if asked.insert(literal).inserted { wanted.append(literal) }
            return link(value, literal)
        }
        return words(value, target.json)
    }

    private func link(_ value: JSON, _ literal: String) -> JSON {
        var out: JSON = ["reference": .string(literal)]
        out["display"] = value["display"]
        return out
    }

    private func words(_ value: JSON, _ target: JSON?) -> JSON? {
        guard let text = value["display"]?.string ?? target?.referenceDisplay, !text.isEmpty else { return nil }
        return ["display": .string(text)]
    }
}

extension JSON {
    /// Without `text` of resources, `meta`, photos, the bytes of attachments, identifiers in references to patients, and without
    /// the notes of the import and of a summary.
    fileprivate var withoutNarrative: JSON {
        switch self {
        case .array(let items): return .array(items.map(\.withoutNarrative))
        case .object(let members):
            let isResource = self["resourceType"] != nil
            let isPatient = self["type"] == "Patient"
            let isAttachment = self["contentType"] != nil || self["url"] != nil
            var kept: [Member] = []
            for member in members {
                if isResource, ["text", "meta", "photo"].contains(member.name) { continue }
                if isAttachment, member.name == "data" { continue }
                if isPatient, member.name == "identifier" { continue }
                if member.name == "extension" {
                    let own = [LeftBehind.url, DispensingMark.url, DispensingMark.stateURL]
                    let others = member.value.items.filter { !own.contains($0["url"]?.string ?? "") }
                    if !others.isEmpty { kept.append(Member("extension", JSON.array(others).withoutNarrative)) }
                    continue
                }
                kept.append(Member(member.name, member.value.withoutNarrative))
            }
            return .object(kept)
        default: return self
        }
    }
}
