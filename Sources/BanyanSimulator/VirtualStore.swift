@_spi(Append) internal import BanyanConsent
internal import BanyanCore
internal import BanyanEngine
@_spi(Append) internal import BanyanLedger

/// What a store tells of its disk, for those who watch.
protocol StoreObserver: AnyObject {
    /// Entries of a log came to lie on the disk.
    func stored(_ machine: Int, _ log: LogImage, from start: Int, isOwn: Bool)
    /// A caller was told that its entries are durable.
    func acknowledged(_ machine: Int, _ log: LogID, size: Int)
    /// The machine crashes now, at this touch of its disk.
    func crashes(_ machine: Int, at touch: DiskTouch)
}

/// The node's storage on a virtual disk, for one run of one process. It keeps what the SQLite store promises: a call that writes is durable
/// when it returns and all or nothing; writes run one after another.
final class VirtualStore: NodeStore, @unchecked Sendable {
    let disk: VirtualDisk
    let machine: Int
    let loop: Loop
    let histories: Histories
    weak var observer: (any StoreObserver)?
    /// The process is gone: nothing it still says reaches the disk.
    var isClosed = false

    init(_ disk: VirtualDisk, machine: Int, loop: Loop, histories: Histories, observer: (any StoreObserver)?) {
        self.disk = disk
        self.machine = machine
        self.loop = loop
        self.histories = histories
        self.observer = observer
        disk.reopen()
    }

    /// The disk's content, for a read.
    func image() throws -> DiskImage {
        loop.check()
        guard !isClosed else { throw DiskFailure.closed }
        return disk.image
    }

    /// One transaction: `change` alters the image and says what undoes it; when it throws, nothing happened.
    func write<R>(_ bytes: Int, _ change: (inout DiskImage, inout Undo) throws -> R) async throws -> R {
        loop.check()
        guard !isClosed else { throw DiskFailure.closed }
        try await loop.sleep(until: disk.reserve(bytes, now: loop.now))
        guard !isClosed else { throw DiskFailure.closed }
        let touch = disk.crash()
        if let touch, !disk.survives(touch) {
            observer?.crashes(machine, at: touch)
            throw DiskFailure.closed
        }
        guard disk.image.bytes + bytes <= disk.capacity || bytes == 0 else { throw DiskFailure.full }
        var undo = Undo()
        let result = try change(&disk.image, &undo)
        disk.committed(undo)
        if let touch {
            observer?.crashes(machine, at: touch)
            throw DiskFailure.closed
        }
        return result
    }
}

extension VirtualStore {
    func store(_ batch: VerifiedBatch, cosignature: Cosignature?, at now: Timestamp) async throws {
        try await write(DiskImage.size(of: batch.entries)) { image, undo in
            let present = image.logs[batch.log]
            let start = present?.size ?? 0
            guard batch.start == UInt64(start) else {
                throw DiskFailure("wrong-start", "a batch starts at entry \(batch.start) of a log that ends at \(start)")
            }
            let history = histories.following(present?.history, start, batch.entries, in: batch.log, isAuthored: false)
            var log = LogImage(history: history, size: start, checkpoint: present?.checkpoint, checkpointAt: present?.checkpointAt)
            log.missing = present?.missing ?? []
            log.noteMissing(batch.entries, from: start)
            log.size += batch.entries.count
            guard log.tree == batch.state.tree, batch.state.log == batch.log else {
                throw DiskFailure("batch-inconsistent", "a batch's entries do not make the tree that it names")
            }
            log.take(batch.state.checkpoint, at: now)
            if let cosignature { try keep(cosignature, of: log, &image, &undo) }
            commit(log, batch.entries, &image, &undo)
            observer?.stored(machine, log, from: start, isOwn: false)
        }
    }

    func record(_ cosignature: Cosignature) async throws {
        try await write(400) { image, undo in
            guard let log = image.logs[cosignature.checkpoint.log] else { throw DiskFailure.otherHistory }
            try keep(cosignature, of: log, &image, &undo)
        }
    }

    private func keep(_ cosignature: Cosignature, of log: LogImage, _ image: inout DiskImage, _ undo: inout Undo) throws {
        let claimed = cosignature.checkpoint
        let kept = image.cosignatures[claimed.log]
        let former = kept?[cosignature.witness]
        guard claimed.log == log.log, claimed.size <= UInt64(log.size), claimed.size < UInt64(log.size) || claimed.root == log.tree.root,
            former.map({ $0.checkpoint.size != claimed.size || $0.checkpoint.root == claimed.root }) ?? true
        else { throw DiskFailure.otherHistory }
        guard cosignature.isNewer(than: former) else { return }
        undo.cosignatures.append((claimed.log, kept))
        image.cosignatures[claimed.log, default: [:]][cosignature.witness] = cosignature
    }

    private func commit(_ log: LogImage, _ entries: [Entry], _ image: inout DiskImage, _ undo: inout Undo) {
        undo.logs.append((log.log, image.logs[log.log]))
        undo.bytes += DiskImage.size(of: entries)
        image.grow(by: entries)
        image.logs[log.log] = log
    }

    func apply(_ change: RecordChange, _ image: inout DiskImage, _ undo: inout Undo) {
        let key =
            switch change {
            case .put(let record): record.key
            case .remove(let key): key
            }
        undo.records.append((key, image.record(key)))
        image.apply(change)
    }

    func append(_ entries: [Entry], to log: LogID, changes: [RecordChange], at now: Timestamp) async throws -> DurableAppend {
        let (positions, tree) = try await appended(entries, to: log, changes: changes)
        return DurableAppend(log: log, positions: positions, tree: tree)
    }

    func append(receipt: Entry, digest: Digest, to log: LogID, changes: [RecordChange], at now: Timestamp) async throws -> (
        DurableAppend, DurableReceipt
    ) {
        guard digest == receipt.header.payloadDigest else {
            throw DiskFailure("wrong-receipt", "a receipt is not the one that its digest names")
        }
        let (positions, tree) = try await appended([receipt], to: log, changes: changes)
        return (
            DurableAppend(log: log, positions: positions, tree: tree),
            DurableReceipt(position: EntryPosition(log: log, index: positions.lowerBound), digest: digest)
        )
    }

    private func appended(_ entries: [Entry], to log: LogID, changes: [RecordChange]) async throws -> (Range<UInt64>, CompactTree) {
        guard entries.allSatisfy({ (1...Limits.payload).contains($0.payload?.count ?? 0) }) else {
            throw DiskFailure("invalid-entry", "an own entry has no payload or one of more than \(Limits.payload) bytes")
        }
        let result = try await write(DiskImage.size(of: entries) + 200 * changes.count) { image, undo in
            let present = image.logs[log]
            let start = present?.size ?? 0
            let history = histories.following(present?.history, start, entries, in: log, isAuthored: true)
            var grown = present ?? LogImage(history: history)
            grown.history = history
            grown.size += entries.count
            commit(grown, entries, &image, &undo)
            for change in changes { apply(change, &image, &undo) }
            observer?.stored(machine, grown, from: start, isOwn: true)
            return (UInt64(start)..<UInt64(grown.size), grown.tree)
        }
        observer?.acknowledged(machine, log, size: Int(result.0.upperBound))
        return result
    }

    func record(_ checkpoint: SignedCheckpoint, at now: Timestamp) async throws {
        let claimed = checkpoint.checkpoint
        try await write(200) { image, undo in
            guard var log = image.logs[claimed.log], claimed.size == UInt64(log.size), claimed.root == log.tree.root else {
                throw DiskFailure(
                    "checkpoint-differs", "a checkpoint of \(claimed.size) entries is not of the entries that are stored")
            }
            log.take(checkpoint, at: now)
            commit(log, [], &image, &undo)
        }
    }

    func apply(_ changes: [RecordChange]) async throws {
        try await write(200 * changes.count) { image, undo in for change in changes { apply(change, &image, &undo) } }
    }

    func save(_ peer: PeerRecord) async throws {
        try await write(100) { image, _ in
            if let former = image.peers[peer.id] {
                guard former.state != .removed || peer.state == .removed else {
                    throw DiskFailure(.trust, "peer-removed", "this facility was removed from the node, and removed stays removed")
                }
            } else if image.peers.count >= Limits.facilities {
                throw DiskFailure("too-many-facilities", "a node accepts at most \(Limits.facilities) facilities")
            }
            image.peers[peer.id] = peer
        }
    }
}
