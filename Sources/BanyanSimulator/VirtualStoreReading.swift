internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// Reads: at once, on the image as it stands.
extension VirtualStore {
    /// As the SQLite store has it.
    private static let searchBytes = 256 << 20

    func logStates() async throws -> [LogState] { try image().logs.values.map(\.state).sorted { $0.log < $1.log } }

    func logState(_ log: LogID) async throws -> LogState { try image().logs[log]?.state ?? .empty(log) }

    func logTimes() async throws -> [LogID: Timestamp] { try image().logs.compactMapValues(\.checkpointAt) }

    func cosignatures() async throws -> [Cosignature] {
        try image().cosignatures.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
    }

    func entries(in log: LogID, from index: UInt64, count: Int, maxBytes: Int) async throws -> [Entry] {
        guard count > 0, let held = try image().logs[log], index < UInt64(held.size) else { return [] }
        var entries: [Entry] = []
        var bytes = 0
        for place in Int(index)..<min(held.size, Int(index) + count) {
            let entry = held.entry(place)
            bytes += entry.payload?.count ?? 0
            if bytes > maxBytes, !entries.isEmpty { break }
            entries.append(entry)
        }
        return entries
    }

    func find(_ tags: [Tag], in facility: FacilityID?) async throws -> [FoundEntry] {
        let image = try image()
        let wanted = Set(tags).sorted()
        var found: [FoundEntry] = []
        var bytes = 0
        for (log, held) in image.logs where facility == nil || log.facility == facility {
            for tag in wanted {
                for index in held.history.positions(of: tag, below: held.size) {
                    let payload = held.entry(index).payload
                    bytes += payload?.count ?? 0
                    found.append(FoundEntry(tag: tag, position: EntryPosition(log: log, index: UInt64(index)), payload: payload))
                }
            }
        }
        guard bytes <= Self.searchBytes else {
            throw DiskFailure("search-too-large", "more than \(Self.searchBytes) bytes of entries lie under these tags")
        }
        return found.sorted { $0.position < $1.position }
    }

    func consistencyProof(in log: LogID, from: UInt64, to: UInt64) async throws -> [Digest] {
        let held = try covering(to, of: log)
        guard from > 0 else { return [] }
        return try MerkleProof.consistency(from: from, to: to) { held.history.node($0, $1) }
    }

    func inclusionProof(in log: LogID, index: UInt64, size: UInt64) async throws -> [Digest] {
        let held = try covering(size, of: log)
        return try MerkleProof.inclusion(index: index, size: size) { held.history.node($0, $1) }
    }

    private func covering(_ size: UInt64, of log: LogID) throws -> LogImage {
        guard let held = try image().logs[log], size <= UInt64(held.size) else {
            throw DiskFailure(.notFound, "not-held", "this node does not hold the first \(size) entries of that log")
        }
        return held
    }

    func recomputedRoot(of log: LogID, progress: @Sendable (UInt64) -> Void) async throws -> (
        tree: CompactTree, damaged: [UInt64], missing: UInt64
    ) {
        var tree = CompactTree()
        guard let held = try image().logs[log] else { return (tree, [], 0) }
        for index in 0..<held.size { tree.append(held.history.entries[index].header.leaf) }
        progress(tree.size)
        return (tree, [], UInt64(held.missing.reduce(0) { $0 + $1.count }))
    }

    func record(_ key: RecordKey) async throws -> SealedRecord? { try image().record(key) }

    func records(_ kind: RecordKind, group: Digest) async throws -> [SealedRecord] {
        try image().members(of: DiskImage.Group(kind: kind, group: group))
    }

    func records(_ kind: RecordKind, after key: Digest?, limit: Int) async throws -> [SealedRecord] {
        let all = try image().records[kind] ?? [:]
        let keys = all.keys.filter { next in key.map { $0 < next } ?? true }.sorted()
        return keys.prefix(limit).compactMap { all[$0] }
    }

    func recordCount(_ kind: RecordKind) async throws -> Int { try image().records[kind]?.count ?? 0 }

    func peers() async throws -> [PeerRecord] { try image().peers.values.sorted { $0.id < $1.id } }

    func statistics() async throws -> StoreStatistics {
        let bytes = try image().bytes
        return StoreStatistics(
            databaseBytes: UInt64(max(0, bytes)), freeDiskBytes: UInt64(max(0, disk.capacity - bytes)), schemaVersion: 1)
    }
}
