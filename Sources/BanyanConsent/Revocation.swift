public import BanyanCore
internal import BanyanCrypto

/// rs: whoever knows it can revoke one token, and nothing else (protocol section 7). 32 bytes.
public struct RevocationSecret: Sendable {
    let secret: SecretBytes

    /// rs of a token: HMAC of the wallet's key for the origin and the token ID.
    init(key: SecretBytes, token: TokenID) { secret = key.derive(Label.revocationSecret, [.bytes(token)]) }

    /// - Returns: `nil` unless the bytes are 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        secret = SecretBytes(copying: bytes)
    }

    /// rh, which the token names.
    public var hash: Digest { .sha256(secret.exposed) }

    /// For printing on a slip.
    var text: String { CheckedText.encode(secret.exposed) }
}

/// The entry that revokes a token. Its tag and key come from rh, so only who holds the token recognises it; its content is
/// rs, so only who holds a slip can make it.
public enum Revocation {
    /// Where revocations of a token lie, in every log.
    public static func tag(hash: Digest) -> Tag { slot(hash).tag }

    /// The entry to append to the log of `facility`, whichever accepted the slip.
    public static func entry(
        for revocation: RevocationSecret, in facility: FacilityID, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedEntry {
        try slot(revocation.hash).seal(revocation.secret.exposed, in: facility, using: &random)
    }

    /// Whether a payload of the log of `facility` revokes the token that names `hash`.
    public static func isValid(_ payload: [UInt8], in facility: FacilityID, hash: Digest) -> Bool {
        guard let plaintext = try? slot(hash).open(payload, in: facility), plaintext.count == 32 else { return false }
        return .sha256(plaintext) == hash
    }

    private static func slot(_ hash: Digest) -> EntrySlot {
        EntrySlot(SecretBytes(copying: hash.bytes).derive(Label.revocationEntry))
    }
}
