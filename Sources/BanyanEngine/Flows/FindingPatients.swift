public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanRecords

extension Node {
    /// Most patients of one answer.
    private static let found = 200

    public func findPatients(_ request: PatientFind) async throws -> PatientList {
        var records: [PatientRecord]
        if let identifier = request.identifier {
            guard let query = IdentifierQuery(identifier, parts.settings.identifierSystems) else {
                throw EngineFailure(
                    .usage, "bad-identifier", "an identifier is written SYSTEM|VALUE, and a known system's value must have its form",
                    hint: "banyan patient systems")
            }
            records = try await found(by: query)
        } else {
            records = try await named(request.name ?? "")
        }
        if request.identifier != nil, let name = request.name {
            records = records.filter { Self.matches(NameFolding.words(name), NameFolding.words($0.identity.name)) }
        }
        if let born = request.born { records = records.filter { $0.identity.birthDate.hasPrefix(born) } }
        guard records.count <= Self.found else {
            throw EngineFailure(
                .usage, "too-many-patients", "more than \(Self.found) patients fit: give more of the name, or the year of birth")
        }
        var views: [PatientView] = []
        for record in records { views.append(try await view(of: record)) }
        return PatientList(patients: Self.inOrder(views))
    }

    /// By number, or by name: a full one from the blind index, else by the beginnings of its words.
    func found(by search: String) async throws -> [PatientRecord] {
        var keys: [PatientKey] = []
        for form in PatientIdentifiers.forms(of: search) {
            keys += try await vault.loadAll(NumberRecord.self, group: NumberRecord.group(form)).map(\.patient)
        }
        let records = try await load(keys)
        return records.isEmpty ? try await named(search) : records
    }

    /// Whoever has the identifier now or had it: the value from the blind index, the system from the patient.
    func found(by query: IdentifierQuery?) async throws -> [PatientRecord] {
        guard let query else { return [] }
        let keys = try await vault.loadAll(NumberRecord.self, group: NumberRecord.group(query.value)).map(\.patient)
        return try await load(keys).filter { record in
            try PatientIdentifiers.list(demographics(of: record), parts.settings.identifierSystems).contains(where: query.matches)
                || (query.kind == nil && record.key == PatientKey(system: query.system, value: query.value))
        }
    }

    /// A full name of several words is found by its keyed hash. Of part of a name the disk must know nothing, so the names are
    /// opened one by one.
    private func named(_ name: String) async throws -> [PatientRecord] {
        let words = NameFolding.words(name)
        guard !words.isEmpty else { return [] }
        let whole = try await vault.loadAll(NameRecord.self, group: [.text("name"), .text(words.joined(separator: " "))])
        if !whole.isEmpty, words.count > 1 { return try await load(whole.map(\.patient)) }
        var keys: [PatientKey] = []
        try await vault.forEach(NameRecord.self) { record in
            guard keys.count <= Self.found else { return }
            let parts = record.foldedName.split(separator: " ").map(String.init)
            if Self.matches(words, parts) { keys.append(record.patient) }
        }
        return try await load(keys)
    }

    /// Whether every word begins another word of the name.
    static func matches(_ words: [String], _ name: [String]) -> Bool {
        var left = name
        // The longest first, so that a short word does not take what only a longer one could have.
        for word in words.sorted(by: { ($1.utf8.count, $0) < ($0.utf8.count, $1) }) {
            guard let place = left.firstIndex(where: { $0.hasPrefix(word) }) else { return false }
            left.remove(at: place)
        }
        return true
    }

    private func load(_ keys: [PatientKey]) async throws -> [PatientRecord] {
        var records: [PatientRecord] = []
        var seen: Set<PatientKey> = []
        for key in keys where seen.insert(key).inserted {
            if let record = try await vault.load(PatientRecord.self, key.subject) { records.append(record) }
        }
        return records
    }

    /// By name in the order of the Vietnamese alphabet, then by number.
    static func inOrder(_ views: [PatientView]) -> [PatientView] {
        views.map { (VietnameseOrder($0.name), $0) }.sorted { ($0.0, $0.1.mrn) < ($1.0, $1.1.mrn) }.map(\.1)
    }

    // MARK: Identifiers

    private func demographics(of record: PatientRecord) throws -> JSON { try JSON.parse(record.demographics, limit: Limits.resource) }

    func identifiers(of record: PatientRecord) throws -> [PatientView.Identifier] {
        try PatientIdentifiers.list(demographics(of: record), parts.settings.identifierSystems).map {
            PatientView.Identifier(
                kind: $0.kind?.rawValue, system: $0.system, value: $0.value, isOld: $0.isOld, start: $0.start, end: $0.end)
        }
    }

    public func identifierSystems() async throws -> IdentifierSystemList {
        let systems = parts.settings.identifierSystems
        return IdentifierSystemList(
            systems: IdentifierKind.allCases.map { kind in
                let others = IdentifierSystems.presets.map { $0.systems[kind] }.filter { $0 != systems[kind] }
                return IdentifierSystemList.System(
                    kind: kind.rawValue, uri: systems[kind], alsoRead: others.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
            })
    }
}
