/// Splits a shared export among organisations: each encounter belongs to its `serviceProvider`, what names an encounter to
/// that encounter's organisation, and an AllergyIntolerance without one to the organisation of the patient's earliest
/// encounter. The parts of all organisations are disjoint.
struct OrganizationSplit {
    private let wanted: String
    private let source: RecordImport

    init(_ wanted: String, _ source: RecordImport) {
        self.wanted = wanted
        self.source = source
    }

    /// - Parameter members: the resources of one patient.
    func kept(of members: [Int]) -> Set<Int> {
        let encounters = members.filter { source.resources[$0].type == "Encounter" }
        let own = Set(encounters.filter(isOwn))
        let takesAllergies = earliest(encounters).map(own.contains) ?? false
        var kept = own
        for handle in members where source.resources[handle].type != "Encounter" {
            if let encounter = encounter(of: handle) {
                if own.contains(encounter) { kept.insert(handle) }
            } else if takesAllergies, source.resources[handle].type == "AllergyIntolerance" {
                kept.insert(handle)
            }
        }
        return kept
    }

    private func earliest(_ encounters: [Int]) -> Int? {
        func start(_ handle: Int) -> Int64 {
            let period = source.resources[handle].json["period"]
            let text = period?["start"]?.string ?? period?["end"]?.string
            return text.flatMap(FHIRDate.init)?.earliest ?? .max
        }
        return encounters.map { (start($0), $0) }.min { $0 < $1 }?.1
    }

    /// The encounter that a resource names in `.encounter` (MedicationStatement: `.context`).
    private func encounter(of handle: Int) -> Int? {
        let json = source.resources[handle].json
        let element = source.resources[handle].type == "MedicationStatement" ? "context" : "encounter"
        guard let literal = json[element]?["reference"]?.string, case .one(let target) = source.resolve(literal, from: handle),
            source.resources[target].type == "Encounter"
        else { return nil }
        return target
    }

    private func isOwn(_ encounter: Int) -> Bool {
        guard let provider = source.resources[encounter].json["serviceProvider"] else { return false }
        if provider.at("identifier").contains(where: isWanted(identifier:)) { return true }
        guard let literal = provider["reference"]?.string else { return false }
        if literal == wanted || literal == "urn:uuid:\(wanted)" || literal.hasSuffix("/\(wanted)") || literal.hasSuffix("|\(wanted)") {
            return true
        }
        guard case .one(let target) = source.resolve(literal, from: encounter) else { return false }
        let organization = source.resources[target]
        return organization.id == wanted || organization.fullUrl == wanted || "Organization/\(organization.id ?? "")" == wanted
            || organization.json.at("identifier").contains(where: isWanted(identifier:))
    }

    private func isWanted(identifier: JSON) -> Bool {
        guard let value = identifier["value"]?.string else { return false }
        return value == wanted || "\(identifier["system"]?.string ?? "")|\(value)" == wanted
    }
}
