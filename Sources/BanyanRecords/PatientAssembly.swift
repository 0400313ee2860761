/// Gives one patient's resources their stable ids and rewrites the references between them.
struct PatientAssembly {
    let source: RecordImport
    /// The draft of each Patient resource, and the one at hand.
    let draftOf: [Int: Int]
    let draft: Int?
    /// `Type/id` of each resource that stays.
    private var references: [Int: String] = [:]
    private var taken: [String: Int] = [:]
    private(set) var sharedHandles: [Int] = []
    /// Shared resources of other files that say word for word what one of `sharedHandles` says.
    private(set) var repeatedShared: [Int] = []

    init(source: RecordImport, draftOf: [Int: Int], draft: Int?) {
        self.source = source
        self.draftOf = draftOf
        self.draft = draft
    }

    /// - Returns: what stays with its id, what was there already word for word, and what has the id of something else.
    mutating func add(_ handles: [Int]) -> (kept: [(handle: Int, id: String)], repeated: [Int], conflicts: [Int]) {
        var kept: [(handle: Int, id: String)] = []
        var repeated: [Int] = []
        var conflicts: [Int] = []
        for handle in handles {
            let read = source.resources[handle]
            let id = StableID.of(read)
            let reference = "\(read.type)/\(id)"
            if let earlier = taken[reference] {
                if source.resources[earlier].json == read.json { repeated.append(handle) } else { conflicts.append(handle) }
                references[handle] = reference
            } else {
                taken[reference] = handle
                references[handle] = reference
                kept.append((handle, id))
            }
        }
        return (kept, repeated, conflicts)
    }

    mutating func rewritten(_ handle: Int, id: String) -> ImportedResource {
        let read = source.resources[handle]
        var json = read.json.rewritingReferences { self.reference($0, from: handle) }
        let owner = SectionTable.clinicalTypes[read.type]
        if let owner, owner != "participant" { json[owner] = ["reference": .string(Demographics.patientReference)] }
        return ImportedResource(type: read.type, id: id, json: json.identified(as: id, type: read.type))
    }

    /// What the rewritten resources refer to, and what that refers to in turn.
    mutating func sharedResources() -> [ImportedResource] {
        var out: [ImportedResource] = []
        while out.count < sharedHandles.count {
            let handle = sharedHandles[out.count]
            let read = source.resources[handle]
            let json = read.json.rewritingReferences { self.reference($0, from: handle) }
            let id = String((references[handle] ?? "").drop { $0 != "/" }.dropFirst())
            out.append(ImportedResource(type: read.type, id: id, json: json.identified(as: id, type: read.type)))
        }
        return out
    }

    private mutating func reference(_ value: JSON, from handle: Int) -> JSON? {
        guard let literal = value["reference"]?.string, !literal.hasPrefix("#") else { return value }
        guard let target = target(of: literal, from: handle) else { return value }
        var out = value
        if source.resources[target].type == "Patient" {
            let isSelf = draft != nil && draftOf[target] == draft
            return isSelf ? ["reference": .string(Demographics.patientReference)] : nil
        }
        if references[target] == nil, SectionTable.isShared(source.resources[target].json) { carry(target) }
        guard let local = references[target] else { return leftBehind(value, source.resources[target].json) }
        out["reference"] = .string(local)
        return out
    }

    private func target(of literal: String, from handle: Int) -> Int? {
        switch source.resolve(literal, from: handle) {
        case .one(let target): target
        case .several(let targets) where targets.allSatisfy({ source.resources[$0].type == "Patient" }):
            targets.first { draft != nil && draftOf[$0] == draft } ?? targets.first
        case .several, .none: nil
        }
    }

    /// Gives a shared resource an id of its own: where different files say different things under one id, each is kept.
    private mutating func carry(_ handle: Int) {
        let read = source.resources[handle]
        let base = StableID.of(read)
        var id = base
        var number = 1
        while let other = taken["\(read.type)/\(id)"] {
            if source.resources[other].json == read.json {
                references[handle] = "\(read.type)/\(id)"
                repeatedShared.append(handle)
                return
            }
            number += 1
            id = "\(base.prefix(58))-\(number)"
        }
        taken["\(read.type)/\(id)"] = handle
        references[handle] = "\(read.type)/\(id)"
        sharedHandles.append(handle)
    }

    /// A reference to what was not taken in keeps words for it. The target's codes go along, so that a reason which is
    /// sensitive is still known for one when the resource is placed; they never leave the node.
    private func leftBehind(_ value: JSON, _ target: JSON) -> JSON? {
        guard let display = value["display"]?.string ?? target.referenceDisplay else { return nil }
        var out: JSON = ["display": .string(display)]
        let codings = ["code", "medicationCodeableConcept", "vaccineCode", "type", "reasonCode"].flatMap { target.at($0, "coding") }
        if !codings.isEmpty {
            out["extension"] = [["url": .string(LeftBehind.url), "valueCodeableConcept": ["coding": .array(codings)]]]
        }
        return out
    }
}

/// The note on a reference that its target was not taken in.
enum LeftBehind {
    static let url = "urn:banyan:left-behind"
}

extension JSON {
    /// `resourceType` and `id` first, the rest in its order.
    fileprivate func identified(as id: String, type: String) -> JSON {
        let rest = members.filter { $0.name != "resourceType" && $0.name != "id" }
        return .object([Member("resourceType", .string(type)), Member("id", .string(id))] + rest)
    }
}

/// Ids that stay the same from import to import.
enum StableID {
    /// The resource's own id; else the UUID or last part of its `fullUrl`; else one made of its content.
    static func of(_ read: ReadResource) -> String {
        if let id = read.id { return isID(id) ? id : "i-" + fingerprint(Array(id.utf8)) }
        if let url = read.fullUrl {
            let uuid = url.hasPrefix("urn:uuid:") ? String(url.dropFirst("urn:uuid:".count)) : url
            if isID(uuid) { return uuid }
            if let local = ReferenceIndex.localPart(url), let id = local.split(separator: "/").last, isID(String(id)) { return String(id) }
            return "u-" + fingerprint(Array(url.utf8))
        }
        return "c-" + fingerprint(read.json.serialized)
    }

    /// The grammar of FHIR R4 `id`.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            }
    }

    /// Two FNV-1a sums of 64 bits, forwards and backwards: tells texts apart, keeps no secret.
    static func fingerprint(_ bytes: [UInt8]) -> String {
        func sum(_ bytes: some Sequence<UInt8>) -> UInt64 {
            bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
        return [sum(bytes), sum(bytes.reversed())].map { value in
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }
}
