public import BanyanCore
internal import BanyanCrypto
internal import Foundation

/// The form of a backup file (docs/protocol.md): `banyan/1 backup` and a line feed, the length (4 bytes, big-endian) and bytes of a
/// `NodeKeyFile` that wraps the file's own key, then chunks (`ChunkedSeal`) of an archive. The archive: for each file the length of its
/// name (1 byte), the name, the length of its content (8 bytes, big-endian), the content; then a zero byte.
enum BackupFormat {
    static let magic = Array("banyan/1 backup\n".utf8)
    static let manifest = "manifest"
    static let database = "banyan.db"
    static let configuration = "config.json"
    /// What a backup may hold, in this order; the register's key only where the node has not started yet.
    static let names = [manifest, "node.key", "identity.sealed", "register.sealed", "card.txt", database, configuration]
    static let required = Set(names).subtracting(["register.sealed"])

    static func big(_ value: UInt64, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64((bytes - 1 - $0) * 8)) }
    }

    static func value(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    static let damaged = CLIFailure(
        .trust, "backup-damaged", "the backup is damaged: altered, cut off, or not written to its end",
        hint: "use another copy; banyan backup verify FILE tells whether one is whole")
}

/// What a backup says of itself: CBOR `[1, facility, created]`.
public struct BackupManifest: Sendable, Hashable {
    public let facility: FacilityID
    public let created: Timestamp

    public init(facility: FacilityID, created: Timestamp) {
        self.facility = facility
        self.created = created
    }

    var encoded: [UInt8] { CBOR.array([.unsigned(1), .bytes(facility), .int(created.seconds)]).encoded }

    init?(encoded: [UInt8]) {
        guard let parts = (try? CBOR.decode(encoded, limit: 256))?.items, parts.count == 3, parts[0].uint == 1,
            let facility = parts[1].byteString.flatMap({ FacilityID($0) }), let seconds = parts[2].integer
        else { return nil }
        self.init(facility: facility, created: Timestamp(seconds: seconds))
    }
}
