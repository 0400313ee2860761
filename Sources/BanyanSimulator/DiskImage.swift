internal import BanyanCore
internal import BanyanCrypto
internal import BanyanEngine
internal import BanyanLedger

/// A log as one disk holds it: so many entries of one history.
struct LogImage {
    var history: LogHistory
    var size = 0
    var checkpoint: SignedCheckpoint?
    var checkpointAt: Timestamp?
    /// Ranges of entries whose payload is not held, ascending.
    var missing: [Range<Int>] = []

    var log: LogID { history.log }
    var tree: CompactTree { history.tree(size) }
    var state: LogState { LogState(log: log, tree: tree, checkpoint: checkpoint) }

    func carries(_ index: Int) -> Bool { !missing.contains { $0.contains(index) } }

    func entry(_ index: Int) -> Entry {
        let entry = history.entries[index]
        guard !carries(index), entry.payload != nil else { return entry }
        // A header alone is an entry whatever its payload was.
        return (try? Entry(header: entry.header, payload: nil)) ?? entry
    }

    /// Takes a checkpoint; one that is already held keeps its time.
    mutating func take(_ new: SignedCheckpoint?, at now: Timestamp) {
        guard let new, new.note != checkpoint?.note else { return }
        checkpoint = new
        checkpointAt = now
    }

    mutating func noteMissing(_ entries: [Entry], from start: Int) {
        for (offset, entry) in entries.enumerated() where entry.payload == nil {
            let index = start + offset
            if let last = missing.last, last.upperBound == index {
                missing[missing.count - 1] = last.lowerBound..<index + 1
            } else {
                missing.append(index..<index + 1)
            }
        }
    }
}

/// Everything that lies on one machine's disk. A value: a backup is a copy.
struct DiskImage {
    struct Group: Hashable {
        let kind: RecordKind
        let group: Digest
    }

    var logs: [LogID: LogImage] = [:]
    private(set) var records: [RecordKind: [Digest: SealedRecord]] = [:]
    private var groups: [Group: Set<Digest>] = [:]
    var peers: [FacilityID: PeerRecord] = [:]
    /// The newest of each log by each witness.
    var cosignatures: [LogID: [FacilityID: Cosignature]] = [:]
    var parcels = ParcelImage()
    /// About how much space it takes.
    private(set) var bytes = 0

    func record(_ key: RecordKey) -> SealedRecord? { records[key.kind]?[key.key] }

    func members(of group: Group) -> [SealedRecord] {
        (groups[group] ?? []).sorted().compactMap { records[group.kind]?[$0] }
    }

    mutating func put(_ record: SealedRecord) {
        remove(record.key)
        records[record.key.kind, default: [:]][record.key.key] = record
        if let group = record.group { groups[Group(kind: record.key.kind, group: group), default: []].insert(record.key.key) }
        bytes += Self.size(of: record)
    }

    mutating func remove(_ key: RecordKey) {
        guard let former = records[key.kind]?.removeValue(forKey: key.key) else { return }
        if let group = former.group { groups[Group(kind: key.kind, group: group)]?.remove(key.key) }
        bytes -= Self.size(of: former)
    }

    mutating func apply(_ change: RecordChange) {
        switch change {
        case .put(let record): put(record)
        case .remove(let key): remove(key)
        }
    }

    mutating func grow(by entries: [Entry]) { bytes += Self.size(of: entries) }
    mutating func shrink(by count: Int) { bytes -= count }

    private static func size(of record: SealedRecord) -> Int { 110 + record.value.bytes.count }
    static func size(of entries: [Entry]) -> Int { entries.reduce(0) { $0 + 90 + ($1.payload?.count ?? 0) } }
}

/// What undoes one transaction.
struct Undo {
    var logs: [(log: LogID, former: LogImage?)] = []
    var records: [(key: RecordKey, former: SealedRecord?)] = []
    var cosignatures: [(log: LogID, former: [FacilityID: Cosignature]?)] = []
    var parcels: ParcelImage?
    var bytes = 0

    func apply(to image: inout DiskImage) {
        for (log, former) in logs.reversed() { image.logs[log] = former }
        for (key, former) in records.reversed() {
            if let former { image.put(former) } else { image.remove(key) }
        }
        for (log, former) in cosignatures.reversed() { image.cosignatures[log] = former }
        if let parcels { image.parcels = parcels }
        image.shrink(by: bytes)
    }
}
