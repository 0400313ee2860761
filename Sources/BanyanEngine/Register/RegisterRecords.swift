import BanyanConsent
import BanyanCore
import BanyanCrypto

/// Where the register stands: the number and key of its next entry. The key before is gone with the record that held it.
struct RegisterState: VaultRecord {
    static let kind = RecordKind.node
    static let subject: [CBOR] = [.text("register")]
    /// Entries that lie in the own log already.
    var count: UInt64
    var key: RegisterKey
    /// SHA-256 of the own card's text that was kept last.
    var card: Digest?

    var subject: [CBOR] { Self.subject }
    var group: [CBOR]? { nil }

    init(count: UInt64 = 0, key: RegisterKey, card: Digest? = nil) {
        self.count = count
        self.key = key
        self.card = card
    }

    mutating func advance() {
        count += 1
        key = key.next
    }

    var encoded: [UInt8] {
        CBOR.record([1: .unsigned(count), 2: .bytes(key.secret.exposed), 3: card.map { .bytes($0) }]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: 256))
        count = try record.take(1) { $0.uint.flatMap { $0 < Limits.logSize ? $0 : nil } }
        key = try record.take(2) { $0.byteString.flatMap { RegisterKey(SecretBytes(copying: $0)) } }
        card = try record.takeIfPresent(3) { $0.byteString.flatMap { Digest($0) } }
        try record.finish()
    }
}

/// Something that the register has yet to keep: it changed while the own log could not be appended to, or it can wait.
struct UnkeptRecord: VaultRecord {
    static let kind = RecordKind.unkept
    let about: RegisterItem

    var subject: [CBOR] { about.subject }
    var group: [CBOR]? { nil }

    init(_ item: RegisterItem) { about = item }

    var encoded: [UInt8] { RegisterItem.encode([about]) }

    init(encoded: [UInt8]) throws {
        guard let items = RegisterItem.decode(encoded), items.count == 1 else { throw EngineFailure.damagedRecord }
        about = items[0]
    }
}

/// How long the own log was when this disk last knew all of it: what lies beyond came back from peers, and the vault has yet to
/// learn from it. Written before anything is taken back, removed when that is done.
struct OwnLogMark: VaultRecord {
    static let kind = RecordKind.node
    static let subject: [CBOR] = [.text("own log mark")]
    let size: UInt64

    var subject: [CBOR] { Self.subject }
    var group: [CBOR]? { nil }

    init(size: UInt64) { self.size = size }

    var encoded: [UInt8] { CBOR.array([.unsigned(size)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 32).items, parts.count == 1, let size = parts[0].uint else {
            throw EngineFailure.damagedRecord
        }
        self.size = size
    }
}

/// The own card that the register kept last, as a restored node finds it.
struct KeptCard: VaultRecord {
    static let kind = RecordKind.node
    static let subject: [CBOR] = [.text("kept card")]
    let text: String

    var subject: [CBOR] { Self.subject }
    var group: [CBOR]? { nil }

    init(text: String) { self.text = text }

    var encoded: [UInt8] { CBOR.array([.text(text)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: Limits.smallFile * 2).items, parts.count == 1, let text = parts[0].string else {
            throw EngineFailure.damagedRecord
        }
        self.text = text
    }
}

/// A facility that the register has named.
struct KnownPeer: VaultRecord {
    static let kind = RecordKind.node
    static func subject(_ id: FacilityID) -> [CBOR] { [.text("known peer"), .bytes(id)] }
    let id: FacilityID

    var subject: [CBOR] { Self.subject(id) }
    var group: [CBOR]? { nil }

    init(id: FacilityID) { self.id = id }

    var encoded: [UInt8] { CBOR.array([.bytes(id)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 64).items, parts.count == 1,
            let id = parts[0].byteString.flatMap({ FacilityID($0) })
        else { throw EngineFailure.damagedRecord }
        self.id = id
    }
}
