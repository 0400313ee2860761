public import BanyanCore
internal import BanyanCrypto

/// A private entry, ready to be appended: without the secret behind it, tag and payload are random bytes.
public struct SealedEntry: Hashable, Sendable {
    public let tag: Tag
    public let payload: [UInt8]
}

/// Why a payload did not open.
enum SealProblem: String, Error {
    /// Shorter than any payload, longer than the limit, or not of a padded size.
    case size
    /// Sealed under another key; nothing was decrypted.
    case commitment
    /// Altered, or moved from another log or tag.
    case authentication
    /// Decrypted, but not in the one form that sealing gives.
    case padding
}

/// The secret of one entry: its tag and what seals its payload.
///
/// payload = commitment (32) || nonce (24) || XChaCha20-Poly1305(padded plaintext), associated data = facility ID || tag. The
/// commitment is a hash of the secret that also gives the key, and is checked first, so no payload opens under two secrets.
struct EntrySlot: Sendable {
    static let overhead = 32 + AEAD.nonceSize + AEAD.overhead + 4
    /// Largest plaintext.
    static let capacity = Limits.payload - overhead

    let tag: Tag
    private let secret: SecretBytes

    init(_ base: SecretBytes, _ context: [CBOR] = []) {
        tag = base.deriveTag(Label.tag, context)
        secret = base.derive(Label.slot, context)
    }

    /// - Parameter facility: whose log the entry goes into.
    func seal(
        _ plaintext: [UInt8], in facility: FacilityID, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedEntry {
        guard plaintext.count <= Self.capacity else {
            throw ConsentFailure(.failed, "entry-too-large", "an entry holds at most \(Self.capacity) bytes")
        }
        let size = Padding.padded(plaintext.count + Self.overhead)
        let padded = Padding.pad(plaintext, to: size - Self.overhead + 4)
        let nonce = random.bytes(AEAD.nonceSize)
        let sealed = AEAD.seal(padded, key: secret.derive(Label.content), nonce: nonce, associated: facility.bytes + tag.bytes)
        return SealedEntry(tag: tag, payload: secret.deriveOpenly(Label.commitment) + nonce + sealed)
    }

    func open(_ payload: [UInt8], in facility: FacilityID) throws(SealProblem) -> [UInt8] {
        guard payload.count <= Limits.payload, payload.count >= Padding.floor else { throw .size }
        guard constantTimeEqual(Array(payload[..<32]), secret.deriveOpenly(Label.commitment)) else { throw .commitment }
        let nonce = Array(payload[32..<32 + AEAD.nonceSize])
        let sealed = Array(payload[(32 + AEAD.nonceSize)...])
        guard let padded = AEAD.open(sealed, key: secret.derive(Label.content), nonce: nonce, associated: facility.bytes + tag.bytes)
        else { throw .authentication }
        guard let plaintext = Padding.unpad(padded), payload.count == Padding.padded(plaintext.count + Self.overhead) else {
            throw .padding
        }
        return plaintext
    }
}
