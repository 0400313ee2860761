public import BanyanConsent
public import BanyanCore
public import BanyanEngine
public import BanyanLedger
internal import GRDB

extension SQLiteStore {
    /// Stores a verified batch, and this node's cosignature of what the log then is: both or neither.
    /// - Throws: `StoreFailure` `wrong-start` when the log does not end where the batch begins, `batch-inconsistent` when the
    ///   batch was verified against other entries than those that are stored, `cosignature-differs` for a cosignature of anything else.
    public func store(_ batch: VerifiedBatch, cosignature: Cosignature?, at now: Timestamp) async throws {
        try await write { db in
            var row = try LogRow.fetchOrInsert(db, batch.log)
            guard batch.start == row.tree.size else {
                throw StoreFailure(
                    .failed, "wrong-start", "a batch starts at entry \(batch.start) of a log that ends at \(row.tree.size)",
                    hint: "the log grew meanwhile: fetch from its present end")
            }
            guard row.tree == batch.base, batch.state.log == batch.log else {
                throw StoreFailure(.failed, "batch-inconsistent", "a batch was verified against other entries than those that are stored")
            }
            try EntryWriter(db: db, log: row.id).write(batch.entries, after: row.tree, completing: batch.subtrees)
            row.tree = batch.state.tree
            row.take(batch.state.checkpoint, at: now)
            try row.update(db)
            guard let cosignature else { return }
            guard cosignature.checkpoint.size == row.tree.size else { throw CosignatureRow.differs }
            try CosignatureRow.put(cosignature, of: row, db)
        }
    }

    /// Appends own entries and applies the changes, all or nothing, and mints the licence to sign a checkpoint once they are
    /// on the disk. Without entries it is the licence for what is stored already: a node that stopped between append and
    /// checkpoint catches up with it.
    /// - Throws: `StoreFailure` `invalid-entry` for an entry that no peer would accept: without payload, empty or too large.
    public func append(_ entries: [Entry], to log: LogID, changes: [RecordChange], at now: Timestamp) async throws -> DurableAppend {
        try await appended(entries, to: log, changes: changes).durable
    }

    /// Appends one receipt; the second value is the licence to open what it names.
    /// - Parameter digest: SHA-256 of the receipt's payload. - Throws: `StoreFailure` `wrong-receipt` for another's digest.
    public func append(
        receipt: Entry, digest: Digest, to log: LogID, changes: [RecordChange], at now: Timestamp
    ) async throws -> (DurableAppend, DurableReceipt) {
        guard digest == receipt.header.payloadDigest else {
            throw StoreFailure(.failed, "wrong-receipt", "a receipt is not the one that its digest names")
        }
        let done = try await appended([receipt], to: log, changes: changes)
        return (done.durable, done.receipt(at: done.positions.lowerBound, digest: digest))
    }

    /// Records an own checkpoint.
    /// - Throws: `StoreFailure` `checkpoint-differs` unless it speaks of exactly the entries that are stored.
    public func record(_ checkpoint: SignedCheckpoint, at now: Timestamp) async throws {
        let claimed = checkpoint.checkpoint
        try await write { db in
            guard var row = try LogRow.fetch(db, claimed.log), claimed.size == row.tree.size, claimed.root == row.tree.root else {
                throw StoreFailure(
                    .failed, "checkpoint-differs", "a checkpoint of \(claimed.size) entries is not of the entries that are stored")
            }
            row.take(checkpoint, at: now)
            try row.update(db)
        }
    }

    private func appended(_ entries: [Entry], to log: LogID, changes: [RecordChange]) async throws -> Appended {
        guard entries.allSatisfy({ (1...Limits.payload).contains($0.payload?.count ?? 0) }) else {
            throw StoreFailure(.failed, "invalid-entry", "an own entry has no payload or one of more than \(Limits.payload) bytes")
        }
        return try await write { db in
            var row = try LogRow.fetchOrInsert(db, log)
            let start = row.tree.size
            row.tree = try EntryWriter(db: db, log: row.id).write(entries, after: row.tree)
            try row.update(db)
            for change in changes { try RecordRow.apply(change, db) }
            return Appended(log: log, positions: start..<row.tree.size, tree: row.tree)
        }
    }
}
