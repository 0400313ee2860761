internal import BanyanCore
internal import Crypto
internal import FoundationEssentials

/// An X-Wing private key (ML-KEM-768 + X25519, draft-connolly-cfrg-xwing-kem), restored from its 32-byte seed.
public struct KEMPrivateKey: Sendable {
    public let seed: SecretBytes
    public let publicKey: KEMPublicKey

    /// - Returns: `nil` unless the seed is 32 bytes.
    public init?(seed: SecretBytes) {
        guard seed.count == 32, let key = try? Self.key(seed) else { return nil }
        self.seed = seed
        publicKey = KEMPublicKey(checked: Array(key.publicKey.rawRepresentation))
    }

    public static func generate(using random: inout some RandomNumberGenerator) -> KEMPrivateKey {
        guard let key = KEMPrivateKey(seed: SecretBytes(randomCount: 32, using: &random)) else { fatalError("a seed is 32 bytes") }
        return key
    }

    fileprivate static func key(_ seed: SecretBytes) throws -> XWingMLKEM768X25519.PrivateKey {
        try seed.withBytes { try XWingMLKEM768X25519.PrivateKey(seedRepresentation: Data($0), publicKey: nil) }
    }
}

/// An X-Wing public key (1,216 bytes) to which sealing works.
public struct KEMPublicKey: Hashable, Sendable {
    public static let size = 1216
    public let bytes: [UInt8]

    fileprivate init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// - Returns: `nil` for a wrong size or an encoding that X-Wing refuses, such as coefficients beyond the modulus (FIPS 203
    ///   section 7.2). The library checks that only when it encapsulates, so one encapsulation is made and dropped.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size, let key = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: Data(bytes)),
            (try? key.encapsulate()) != nil
        else { return nil }
        self.bytes = bytes
    }
}

/// HPKE (RFC 9180) base mode with X-Wing (KEM 0x647a), HKDF-SHA256 and ChaCha20-Poly1305, one message:
/// suite byte 1 || encapsulated key (1,120 bytes) || ciphertext. Nothing is passed as associated data: whatever the message is
/// bound to goes into `info`, so that libraries without that argument can open it.
public enum HPKEnvelope {
    static let suite: UInt8 = 1
    static let encapsulated = 1120
    /// Bytes that sealing adds.
    public static let overhead = 1 + encapsulated + 16

    static var ciphersuite: HPKE.Ciphersuite {
        HPKE.Ciphersuite(kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)
    }

    /// The randomness of the encapsulation is the library's own.
    public static func seal(_ plaintext: [UInt8], to recipient: KEMPublicKey, info: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        do {
            let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: Data(recipient.bytes))
            var sender = try HPKE.Sender(recipientKey: key, ciphersuite: ciphersuite, info: Data(info))
            let ciphertext = try sender.seal(Data(plaintext))
            return [suite] + Array(sender.encapsulatedKey) + Array(ciphertext)
        } catch { throw CryptoFailure(.failed, "seal-failed", "sealing to the recipient's key failed") }
    }

    /// - Returns: `nil` when the suite is unknown, or the key, `info` or any byte is not what was sealed.
    public static func open(_ envelope: [UInt8], with key: KEMPrivateKey, info: [UInt8]) -> [UInt8]? {
        guard envelope.count >= overhead, envelope[0] == suite, let secret = try? KEMPrivateKey.key(key.seed) else { return nil }
        let split = 1 + encapsulated
        guard
            var recipient = try? HPKE.Recipient(
                privateKey: secret, ciphersuite: ciphersuite, info: Data(info), encapsulatedKey: Data(envelope[1..<split])),
            let plaintext = try? recipient.open(Data(envelope[split...]))
        else { return nil }
        return Array(plaintext)
    }
}
