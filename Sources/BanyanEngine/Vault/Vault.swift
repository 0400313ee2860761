import BanyanCore
import BanyanCrypto

/// A value that lies sealed in the store: its kind, what it is about, and its bytes.
protocol VaultRecord: Sendable {
    static var kind: RecordKind { get }
    /// What the record is about; only its keyed hash reaches the disk.
    var subject: [CBOR] { get }
    /// What gathers it with others (a patient), or `nil`.
    var group: [CBOR]? { get }
    var encoded: [UInt8] { get }
    init(encoded: [UInt8]) throws
}

/// Seals records before they reach the store, and opens them after.
///
/// Every record is bound to its kind, to the keyed hash under which it lies and to its group, so that rows can't be exchanged
/// on the disk.
struct Vault: Sendable {
    let key: AtRestKey
    let store: any NodeStore
    let random: any RandomSource
    /// Records in memory at a time while all of a kind are visited.
    private static let page = 256

    func recordKey(_ kind: RecordKind, _ subject: [CBOR]) -> RecordKey { RecordKey(kind, key.blindIndex("\(kind)", subject)) }

    func group(_ subject: [CBOR]) -> Digest { key.blindIndex("group", subject) }

    func seal<R: VaultRecord>(_ record: R) -> RecordChange {
        var random = random.generator()
        let at = recordKey(R.kind, record.subject)
        let sealed = key.seal(record.encoded, purpose: "\(R.kind)", context: at.key.bytes, using: &random)
        return .put(SealedRecord(key: at, group: record.group.map(group), value: sealed))
    }

    func removal<R: VaultRecord>(of record: R) -> RecordChange { .remove(recordKey(R.kind, record.subject)) }

    func load<R: VaultRecord>(_ type: R.Type, _ subject: [CBOR]) async throws -> R? {
        try await store.record(recordKey(R.kind, subject)).map(open)
    }

    func loadAll<R: VaultRecord>(_ type: R.Type, group subject: [CBOR]) async throws -> [R] {
        try await store.records(R.kind, group: group(subject)).map(open)
    }

    func count<R: VaultRecord>(_ type: R.Type) async throws -> Int { try await store.recordCount(R.kind) }

    /// Visits all records of a type, in an order that says nothing. Memory does not grow with their number.
    func forEach<R: VaultRecord>(_ type: R.Type, _ visit: (R) async throws -> Void) async throws {
        var last: Digest?
        while true {
            let page = try await store.records(R.kind, after: last, limit: Self.page)
            for record in page { try await visit(open(record)) }
            guard page.count == Self.page, let end = page.last else { return }
            last = end.key.key
        }
    }

    private func open<R: VaultRecord>(_ sealed: SealedRecord) throws -> R {
        guard sealed.key.kind == R.kind, let plain = key.open(sealed.value, purpose: "\(R.kind)", context: sealed.key.key.bytes),
            let record = try? R(encoded: plain), recordKey(R.kind, record.subject) == sealed.key, record.group.map(group) == sealed.group
        else { throw EngineFailure.damagedRecord }
        return record
    }
}

/// The largest sealed record that is decoded: one patient's clinical resources.
let vaultLimit = 512 << 20
