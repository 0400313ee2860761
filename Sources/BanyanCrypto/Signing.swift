public import BanyanCore
internal import CSodium

/// An Ed25519 signing key (RFC 8032), held as its 32-byte seed in secret memory.
public struct SigningKey: Sendable {
    /// The 32-byte seed, for sealing at rest.
    public let seed: SecretBytes
    public let publicKey: PublicKey

    /// - Returns: `nil` unless the seed is 32 bytes.
    public init?(seed: SecretBytes) {
        guard seed.count == 32 else { return nil }
        var encoded = [UInt8](repeating: 0, count: PublicKey.size)
        Self.withExpanded(seed, publicKey: &encoded) { _ in }
        guard let publicKey = PublicKey(encoded) else { return nil }
        self.seed = seed
        self.publicKey = publicKey
    }

    public static func generate(using random: inout some RandomNumberGenerator) -> SigningKey {
        guard let key = SigningKey(seed: SecretBytes(randomCount: 32, using: &random)) else { fatalError("a seed is 32 bytes") }
        return key
    }

    /// The 64-byte signature of `message`; deterministic (RFC 8032 section 5.1.6).
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        var encoded = [UInt8](repeating: 0, count: PublicKey.size)
        Self.withExpanded(seed, publicKey: &encoded) { secret in
            _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        }
        return signature
    }

    private static func withExpanded(_ seed: SecretBytes, publicKey: inout [UInt8], _ body: (UnsafePointer<UInt8>) -> Void) {
        let expanded = SecretBytes(count: 64) { buffer in
            seed.withBytes { seed in
                _ = crypto_sign_seed_keypair(&publicKey, buffer.octets, seed.octets)
            }
        }
        expanded.withBytes { body($0.octets) }
    }
}

extension PublicKey {
    /// Verifies with libsodium's rules: S and A canonical, A and R not of small order, and R equal to the encoding that the
    /// cofactorless equation of RFC 8032 section 5.1.7 yields; anything else is `false`.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        Sodium.ready && signature.count == 64
            && crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
    }

    /// Whether this is a canonical encoding of a point of prime order: what enrolment and certificates demand, so that no
    /// signature can verify under a key that nobody holds (low order) or under two encodings of one key.
    public var isSound: Bool { Sodium.ready && crypto_core_ed25519_is_valid_point(bytes) == 1 }
}
