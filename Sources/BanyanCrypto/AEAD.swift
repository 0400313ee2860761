public import BanyanCore
internal import CSodium

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) through libsodium: 32-byte key, 24-byte nonce, 16-byte authenticator at the end.
public enum AEAD {
    public static let nonceSize = 24
    public static let overhead = 16

    /// - Precondition: the key is 32 and the nonce 24 bytes; both are the caller's own, never from outside.
    public static func seal(_ plaintext: [UInt8], key: SecretBytes, nonce: [UInt8], associated: [UInt8]) -> [UInt8] {
        precondition(key.count == 32 && nonce.count == nonceSize, "wrong key or nonce size")
        var out = [UInt8](repeating: 0, count: plaintext.count + overhead)
        key.withBytes { key in
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                &out, nil, plaintext, UInt64(plaintext.count), associated, UInt64(associated.count), nil, nonce, key.octets)
        }
        return out
    }

    /// Seals a secret without a copy of it in ordinary memory. - Precondition: as for `seal(_:key:nonce:associated:)`.
    public static func seal(secret: SecretBytes, key: SecretBytes, nonce: [UInt8], associated: [UInt8]) -> [UInt8] {
        precondition(key.count == 32 && nonce.count == nonceSize, "wrong key or nonce size")
        var out = [UInt8](repeating: 0, count: secret.count + overhead)
        key.withBytes { key in
            secret.withBytes { secret in
                _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &out, nil, secret.octets, UInt64(secret.count), associated, UInt64(associated.count), nil, nonce, key.octets)
            }
        }
        return out
    }

    /// Opens straight into secret memory; `nil` as for `open(_:key:nonce:associated:)`.
    public static func openSecret(_ ciphertext: [UInt8], key: SecretBytes, nonce: [UInt8], associated: [UInt8]) -> SecretBytes? {
        guard key.count == 32, nonce.count == nonceSize, ciphertext.count >= overhead else { return nil }
        var result: Int32 = -1
        let secret = SecretBytes(count: ciphertext.count - overhead) { out in
            result = key.withBytes { key in
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    out.octets, nil, nil, ciphertext, UInt64(ciphertext.count), associated, UInt64(associated.count), nonce, key.octets)
            }
        }
        return result == 0 ? secret : nil
    }

    /// - Returns: `nil` when the key, nonce, associated data or any byte is not what was sealed.
    public static func open(_ ciphertext: [UInt8], key: SecretBytes, nonce: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard key.count == 32, nonce.count == nonceSize, ciphertext.count >= overhead else { return nil }
        var out = [UInt8](repeating: 0, count: ciphertext.count - overhead)
        let result = key.withBytes { key in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &out, nil, nil, ciphertext, UInt64(ciphertext.count), associated, UInt64(associated.count), nonce, key.octets)
        }
        return result == 0 ? out : nil
    }
}

/// Bytes that are encrypted at rest: the only form in which clinical content and keys reach the store.
public struct Sealed: Hashable, Sendable {
    /// nonce (24) || ciphertext and authenticator.
    public let bytes: [UInt8]

    fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

    /// What the store read back. For the store alone: anything else must come from `AtRestKey.seal`.
    @_spi(Storage) public init(stored bytes: [UInt8]) { self.bytes = bytes }
}

/// The node's data key: seals what lies on the disk and keys its blind indexes.
public struct AtRestKey: Sendable {
    let secret: SecretBytes

    /// - Returns: `nil` unless the secret is 32 bytes.
    public init?(_ secret: SecretBytes) {
        guard secret.count == 32 else { return nil }
        self.secret = secret
    }

    /// Seals under a key for `purpose`, bound to `context` (such as a row's identity), so that rows can't be swapped.
    public func seal(
        _ plaintext: [UInt8], purpose: String, context: [UInt8] = [], using random: inout some RandomNumberGenerator
    ) -> Sealed {
        let nonce = random.bytes(AEAD.nonceSize)
        let key = secret.derive("banyan/1 at rest", [.text(purpose)])
        return Sealed(bytes: nonce + AEAD.seal(plaintext, key: key, nonce: nonce, associated: context))
    }

    /// - Returns: `nil` when it was not sealed under this key, purpose and context.
    public func open(_ sealed: Sealed, purpose: String, context: [UInt8] = []) -> [UInt8]? {
        open(stored: sealed.bytes, purpose: purpose, context: context)
    }

    /// Opens the bytes of a `Sealed` as they were read back from a file; `nil` as for `open(_:purpose:context:)`.
    public func open(stored bytes: [UInt8], purpose: String, context: [UInt8] = []) -> [UInt8]? {
        guard bytes.count >= AEAD.nonceSize else { return nil }
        let key = secret.derive("banyan/1 at rest", [.text(purpose)])
        return AEAD.open(
            Array(bytes.dropFirst(AEAD.nonceSize)), key: key, nonce: Array(bytes.prefix(AEAD.nonceSize)), associated: context)
    }

    /// A keyed hash for looking rows up without writing what they are about: 32 bytes.
    public func blindIndex(_ purpose: String, _ value: [CBOR]) -> Digest {
        guard let digest = Digest(secret.derive("banyan/1 blind index", [.text(purpose)]).deriveOpenly("value", value)) else {
            fatalError("HMAC-SHA256 is 32 bytes")
        }
        return digest
    }
}
