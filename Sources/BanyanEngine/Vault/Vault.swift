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
/// Every record is bound to its kind and to the keyed hash under which it lies, so that rows can't be exchanged on the disk.
struct Vault: Sendable {
    let key: AtRestKey
    let store: any NodeStore

    func recordKey(_ kind: RecordKind, _ subject: [CBOR]) -> RecordKey { RecordKey(kind, key.blindIndex("\(kind)", subject)) }

    func group(_ subject: [CBOR]) -> Digest { key.blindIndex("group", subject) }

    func seal<R: VaultRecord>(_ record: R) -> RecordChange {
        var random = SodiumRandom()
        let at = recordKey(R.kind, record.subject)
        let sealed = key.seal(record.encoded, purpose: "\(R.kind)", context: at.key.bytes, using: &random)
        return .put(SealedRecord(key: at, group: record.group.map(group), value: sealed))
    }

    func removal<R: VaultRecord>(of record: R) -> RecordChange { .remove(recordKey(R.kind, record.subject)) }

    func load<R: VaultRecord>(_ type: R.Type, _ subject: [CBOR]) async throws -> R? {
        try await store.record(recordKey(R.kind, subject)).map(open)
    }

    func loadAll<R: VaultRecord>(_ type: R.Type, group subject: [CBOR]?) async throws -> [R] {
        try await store.records(R.kind, group: subject.map(group)).map(open)
    }

    private func open<R: VaultRecord>(_ sealed: SealedRecord) throws -> R {
        guard sealed.key.kind == R.kind, let plain = key.open(sealed.value, purpose: "\(R.kind)", context: sealed.key.key.bytes) else {
            throw EngineFailure.damagedRecord
        }
        return try R(encoded: plain)
    }
}

/// The largest sealed record that is decoded: one patient's clinical resources.
let vaultLimit = 512 << 20
