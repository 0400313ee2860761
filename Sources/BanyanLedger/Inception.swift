public import BanyanCore
internal import BanyanCrypto

/// The beginning of a facility: its root key and a commitment to the root key that may follow. The facility's ID is its hash, so neither can
/// be changed without becoming another facility (protocol section 4).
public struct Inception: Hashable, Sendable {
    /// The Ed25519 key that signs key certificates.
    public let rootKey: PublicKey
    /// `Inception.commitment(to:)` of the next root key.
    public let nextRootCommitment: Digest

    private static let label = "banyan/1 inception"

    public init(rootKey: PublicKey, nextRootCommitment: Digest) {
        self.rootKey = rootKey
        self.nextRootCommitment = nextRootCommitment
    }

    /// SHA-256 of the CBOR array `["banyan/1 next root", key]`: says nothing about the key until it is shown.
    public static func commitment(to nextRootKey: PublicKey) -> Digest {
        .sha256(CBOR.array([.text("banyan/1 next root"), .bytes(nextRootKey)]).encoded)
    }

    /// The CBOR array `["banyan/1 inception", root key, commitment]`.
    public var encoded: [UInt8] { CBOR.array([.text(Self.label), .bytes(rootKey), .bytes(nextRootCommitment)]).encoded }

    /// SHA-256 of the encoding.
    public var id: FacilityID { FacilityID(.sha256(encoded)) }

    /// - Throws: `LedgerFailure` with code `inception-malformed` for another encoding or a root key that no one can hold (of low order, not canonical).
    public init(encoded: [UInt8]) throws(LedgerFailure) {
        guard let item = try? CBOR.decode(encoded, limit: 256), let parts = item.items, parts.count == 3, parts[0] == .text(Self.label),
            let rootKey = parts[1].byteString.flatMap({ PublicKey($0) }), rootKey.isSound,
            let commitment = parts[2].byteString.flatMap({ Digest($0) })
        else { throw LedgerFailure(.failed, "inception-malformed", "an inception object is not a root key and a commitment") }
        self.init(rootKey: rootKey, nextRootCommitment: commitment)
    }
}
