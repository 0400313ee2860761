import BanyanCore

/// Collects the entries of the document: gives each resource its place once, and follows references until every one of them
/// resolves inside the bundle or says in words what it meant.
///
/// A resource that several snapshots of one source carry in the same words is one entry; where the words differ (an
/// organisation that was renamed between two months), each version is an entry, and each snapshot refers to its own.
struct CompositionAssembly {
    /// Bundle entries in the order in which they were first needed.
    private(set) var entries: [JSON] = []
    private var names = CompositionNames()
    private var pending: [Placement] = []
    /// The addresses of the resources placed so far.
    private var known: [Key: String] = [:]
    private let patient: String

    private struct Key: Hashable {
        let source: Int
        let resource: JSON
    }

    private struct Placement {
        let resource: JSON
        let id: String
        let urn: String
        let source: Int
        let origin: String
        let snapshot: CompositionSnapshot
    }

    /// The local patient comes first; references to any Patient point to it.
    init(patient: LocalPatient, reader: SourceFacility) {
        let name = names.allot(
            prefix: "", origin: "\(reader.uri)\n\(patient.key.system)\n\(patient.key.value)", type: "Patient", id: "patient")
        self.patient = name.urn
        entries.append(Self.entry(name.urn, Self.redirecting(Self.demographics(of: patient, id: name.id)) { _ in nil }))
    }

    var patientURN: String { patient }

    /// Adds an Organization for a facility. - Returns: its address.
    mutating func add(_ facility: SourceFacility, id: String) -> String {
        let name = names.allot(prefix: "", origin: facility.uri, type: "Organization", id: id)
        entries.append(Self.entry(name.urn, facility.organization(id: name.id)))
        return name.urn
    }

    /// Gives a resource of a snapshot its place. - Returns: its address.
    mutating func place(_ resource: JSON, of snapshot: CompositionSnapshot, source: Int, origin: String) -> String {
        let type = resource["resourceType"]?.string ?? ""
        let id = resource["id"]?.string
        let key = Key(source: source, resource: resource)
        if let same = known[key] { return same }
        let name = names.allot(prefix: "s\(source + 1)", origin: origin, type: type, id: id)
        known[key] = name.urn
        pending.append(
            Placement(resource: resource, id: name.id, urn: name.urn, source: source, origin: origin, snapshot: snapshot))
        return name.urn
    }

    /// Writes out what was placed, and what that refers to: in a queue, not by recursion, so that a long chain of references
    /// costs no stack.
    mutating func settle() {
        var next = 0
        while next < pending.count {
            let placement = pending[next]
            next += 1
            let rewritten = Self.redirecting(placement.resource) { resolve($0, from: placement) }
            entries.append(Self.entry(placement.urn, finish(rewritten, of: placement)))
        }
        pending.removeAll()
    }

    private mutating func resolve(_ reference: String, from placement: Placement) -> String? {
        if reference.hasPrefix("Patient/") { return patient }
        guard let target = placement.snapshot.target(of: reference) else { return nil }
        return place(target, of: placement.snapshot, source: placement.source, origin: placement.origin)
    }

    /// The new id, the source in `meta.source`, and for a clinical resource a narrative made from its content. A narrative
    /// that the source sent is left out: it is free text that no grant was checked against.
    private func finish(_ resource: JSON, of placement: Placement) -> JSON {
        let type = resource["resourceType"] ?? .null
        var meta = resource["meta"] ?? .null
        if meta.members.isEmpty { meta = .object([]) }
        meta["source"] = .string(placement.origin)
        var members: [JSON.Member] = [.init("resourceType", type), .init("id", .string(placement.id)), .init("meta", meta)]
        if SectionTable.clinicalTypes[type.string ?? ""] != nil {
            let row = RowReader(resource: placement.resource, target: placement.snapshot.target).row
            members.append(.init("text", Narrative(.paragraph(row.line)).json))
        }
        members += resource.members.filter { !["resourceType", "id", "meta", "text"].contains($0.name) }
        return .object(members)
    }

    private static func entry(_ urn: String, _ resource: JSON) -> JSON { ["fullUrl": .string(urn), "resource": resource] }
}

// MARK: - References

extension CompositionAssembly {
    /// Replaces every reference of a resource by the address that `resolve` has for it. One that it does not know keeps its
    /// words and loses its address, and one that has no words either is said to lead elsewhere.
    private static func redirecting(_ resource: JSON, resolve: (String) -> String?) -> JSON {
        let contained = Set(resource.at("contained", "id").compactMap(\.string).map { "#\($0)" } + ["#"])
        return resource.rewritingReferences { redirected($0, contained: contained, resolve: resolve) }
    }

    private static func redirected(_ value: JSON, contained: Set<String>, resolve: (String) -> String?) -> JSON {
        // A Reference can hold others: in the assigner of its identifier, in extensions.
        var value = value.rewritingReferences { redirected($0, contained: contained, resolve: resolve) }
        guard let reference = value["reference"]?.string, !contained.contains(reference) else { return value }
        value["reference"] = resolve(reference).map(JSON.string)
        if value["reference"] == nil, value["display"]?.string == nil, value["identifier"] == nil {
            value["display"] = .string(SummaryGlossary.elsewhere.joined)
        }
        return value
    }
}

// MARK: - Patient and organisations

extension CompositionAssembly {
    /// The local registration, made complete with the identity that the enrolments were compared with.
    fileprivate static func demographics(of patient: LocalPatient, id: String) -> JSON {
        var members: [JSON.Member] = [.init("resourceType", "Patient"), .init("id", .string(id))]
        let own = patient.demographics.members.filter { !["resourceType", "id", "text"].contains($0.name) }
        let missing: [JSON.Member] = [
            .init("identifier", [["system": .string(patient.key.system), "value": .string(patient.key.value)]]),
            .init("name", [["text": .string(patient.identity.name)]]),
            .init("gender", .string(patient.identity.sex.rawValue)),
            .init("birthDate", .string(patient.identity.birthDate)),
        ].filter { candidate in candidate.value != "" && !own.contains { $0.name == candidate.name } }
        let line = "\(patient.identity.name), \(patient.identity.birthDate), \(patient.identity.sex.rawValue)"
        members.append(.init("text", Narrative(.paragraph(line)).json))
        return .object(members + own + missing)
    }
}

extension SourceFacility {
    /// The facility as a FHIR Organization.
    fileprivate func organization(id: String) -> JSON {
        [
            "resourceType": "Organization", "id": .string(id),
            "identifier": [
                ["system": "urn:banyan:facility", "value": .string(self.id)],
                ["system": "urn:banyan:facility-code", "value": .string(code)],
            ],
            "active": true,
            "type": [["coding": [["system": "urn:banyan:facility-kind", "code": .string(kind.rawValue)]]]],
            "name": .string(name.isEmpty ? self.id : name),
        ]
    }
}
