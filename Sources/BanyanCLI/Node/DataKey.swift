internal import BanyanCore
internal import BanyanCrypto

/// A random key that seals files, itself wrapped in a file by a passphrase or a key file (`NodeKeyFile`).
struct DataKey: Sendable {
    let secret: SecretBytes

    /// - Throws: `CryptoFailure` when the file is damaged or the secret does not fit.
    init(unwrapping wrapped: [UInt8], with unlock: Unlock) throws { secret = try NodeKeyFile.unwrap(wrapped, with: unlock) }

    private init(secret: SecretBytes) { self.secret = secret }

    /// A fresh key. - Returns: the key, and the bytes that wrap it.
    static func make(_ unlock: Unlock, using random: inout some RandomNumberGenerator) throws -> (key: DataKey, wrapped: [UInt8]) {
        let secret = SecretBytes(randomCount: 32, using: &random)
        return (DataKey(secret: secret), try NodeKeyFile.wrap(secret, for: unlock, using: &random))
    }

    /// Seals a file's content for `purpose`: nonce (24) || XChaCha20-Poly1305 under HMAC(data key, ["banyan/1 file", purpose]).
    func seal(_ content: [UInt8], purpose: String, using random: inout some RandomNumberGenerator) -> [UInt8] {
        let nonce = random.bytes(AEAD.nonceSize)
        return nonce + AEAD.seal(content, key: key(purpose), nonce: nonce, associated: [])
    }

    /// - Returns: `nil` when it was not sealed under this key and purpose.
    func open(_ sealed: [UInt8], purpose: String) -> [UInt8]? {
        guard sealed.count >= AEAD.nonceSize else { return nil }
        return AEAD.open(
            Array(sealed.dropFirst(AEAD.nonceSize)), key: key(purpose), nonce: Array(sealed.prefix(AEAD.nonceSize)), associated: [])
    }

    private func key(_ purpose: String) -> SecretBytes { secret.derive("banyan/1 file", [.text(purpose)]) }
}
