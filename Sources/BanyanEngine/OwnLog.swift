import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger

/// The facility's own log: the only place that appends to it, signs its checkpoints and tells the exchange.
///
/// Order of every append: durable in the store, then signed, then the checkpoint stored, then announced; a crash in between
/// leaves entries that no checkpoint names yet, and `settle()` signs them at the next start.
struct OwnLog: Sendable {
    let log: LogID
    let key: SigningKey
    let store: any NodeStore
    let clock: any WallClock
    /// Tells the exchange that the log grew.
    let announce: @Sendable (SignedCheckpoint) async -> Void

    func append(_ entries: [SealedEntry], changes: [RecordChange]) async throws -> DurableAppend {
        let durable = try await store.append(entries.map(Entry.init), to: log, changes: changes, at: clock.now())
        try await publish(durable)
        return durable
    }

    func append(receipt: SealedEntry, digest: Digest, changes: [RecordChange]) async throws -> DurableReceipt {
        let (durable, license) = try await store.append(
            receipt: Entry(receipt), digest: digest, to: log, changes: changes, at: clock.now())
        try await publish(durable)
        return license
    }

    /// Appends an open entry: a public object in clear.
    func append(open object: [UInt8]) async throws {
        let durable = try await store.append([Entry(tag: .open, payload: object)], to: log, changes: [], at: clock.now())
        try await publish(durable)
    }

    /// Signs what an earlier run appended without living to sign it.
    func settle() async throws {
        let state = try await store.logState(log)
        guard state.tree.size > (state.checkpoint?.checkpoint.size ?? 0) else { return }
        let durable = try await store.append([], to: log, changes: [], at: clock.now())
        try await publish(durable)
    }

    private func publish(_ durable: DurableAppend) async throws {
        let checkpoint = SignedCheckpoint.sign(durable, with: key)
        try await store.record(checkpoint, at: clock.now())
        await announce(checkpoint)
    }
}

extension Entry {
    init(_ sealed: SealedEntry) { self.init(tag: sealed.tag, payload: sealed.payload) }
}
