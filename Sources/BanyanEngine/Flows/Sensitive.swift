public import BanyanAPI
import BanyanCore
import BanyanRecords

extension Node {
    public func sensitiveCodes(_ query: SensitiveQuery) async throws -> SensitiveList {
        let section = try query.section.map(Self.closedSection)
        let list = sensitive.list
        return SensitiveList(
            entries: list.rows.filter { section == nil || $0.section == section }.map(\.entry),
            systems: list.systemNames + [SensitiveRow.words])
    }

    public func checkSensitive(_ query: SensitiveCheck) async throws -> SensitiveFinding {
        guard !query.code.isEmpty, query.code.utf8.count <= Limits.name else {
            throw EngineFailure(.usage, "bad-code", "a code is 1 to \(Limits.name) bytes")
        }
        let rows = sensitive.list.rows(for: query.code, system: query.system)
        return SensitiveFinding(code: query.code, section: rows.map(\.section).min()?.name, entries: rows.map(\.entry))
    }

    /// Counts from here on for whatever is placed; what is published already stays until it is published again.
    public func changeSensitive(_ change: SensitiveChange) async throws -> SensitiveList {
        try await writing.through {
            var additions = sensitive.additions
            if change.isRemoval {
                try additions.remove(
                    section: change.section, system: change.system, code: change.code, isPrefix: change.isPrefix, from: sensitive.base)
            } else {
                try additions.add(
                    section: change.section, system: change.system, code: change.code, isPrefix: change.isPrefix, title: change.title,
                    to: sensitive.base)
            }
            try await store.apply([vault.seal(SensitiveRecord(additions: additions))])
            sensitive.put(additions)
        }
        return try await sensitiveCodes(SensitiveQuery(section: nil))
    }

    /// Places everything anew and publishes what moved: the section that it left, too. Who holds keys of the older entries can
    /// still open those.
    public func applySensitive() async throws -> PublishResult { try await publish(patient: nil) }

    private static func closedSection(_ name: String) throws -> Section {
        guard let section = Section(name: name), section.isSensitive else {
            throw EngineFailure(
                .usage, "bad-section", "the section is not hiv, mental-health, reproductive or genetic", hint: "banyan sensitive list")
        }
        return section
    }
}

extension SensitiveRow {
    fileprivate var entry: SensitiveEntry {
        SensitiveEntry(section: section.name, system: system, code: code, isPrefix: isPrefix, title: title, origin: origin.rawValue)
    }
}
