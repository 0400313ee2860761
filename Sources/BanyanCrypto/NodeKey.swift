public import BanyanCore
internal import CSodium

/// What unlocks a node: a passphrase that a person types, or 32 or more bytes from a key file or a systemd credential for
/// unattended start.
public enum Unlock: Sendable {
    case passphrase(SecretBytes)
    case keyFile(SecretBytes)

    var method: UInt64 {
        switch self {
        case .passphrase: 0
        case .keyFile: 1
        }
    }
}

/// A failure of this module.
public struct CryptoFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}

/// The file that holds the wrapped data key: CBOR `{1: 1, 2: method, 3: salt, 4: passes, 5: memory in bytes, 6: nonce || sealed key}`.
public enum NodeKeyFile {
    /// Argon2id cost for new files: libsodium's MODERATE (3 passes, 256 MiB; about 0.4 s of one core).
    static let passes: UInt64 = 3
    static let memory: UInt64 = 256 << 20
    /// What a file may ask for: room to raise the cost, and a bound on what a forged one can spend before it is refused.
    static let acceptedPasses: ClosedRange<UInt64> = 1...10
    static let acceptedMemory: ClosedRange<UInt64> = (8 << 10)...(1 << 30)
    /// Shortest key file in bytes.
    public static let minimumKeyFile = 32

    /// Wraps a data key.
    /// - Precondition: the data key is 32 bytes; it is the caller's own.
    /// - Returns: the file's bytes.
    /// - Throws: `CryptoFailure` for an empty passphrase, a key file that is too short, or too little memory for Argon2id.
    public static func wrap(
        _ key: SecretBytes, for unlock: Unlock, using random: inout some RandomNumberGenerator
    ) throws(CryptoFailure) -> [UInt8] {
        precondition(key.count == 32, "a data key is 32 bytes")
        let salt = random.bytes(16)
        let nonce = random.bytes(AEAD.nonceSize)
        let wrapping = try wrappingKey(unlock, salt: salt, passes: passes, memory: memory)
        let sealed = nonce + AEAD.seal(secret: key, key: wrapping, nonce: nonce, associated: salt)
        return CBOR.record([
            1: .unsigned(1), 2: .unsigned(unlock.method), 3: .bytes(salt), 4: .unsigned(passes), 5: .unsigned(memory), 6: .bytes(sealed),
        ]).encoded
    }

    /// Whether the file wants a passphrase (`true`) or a key file.
    public static func wantsPassphrase(_ file: [UInt8]) throws(CryptoFailure) -> Bool { try parse(file).method == 0 }

    /// - Throws: `CryptoFailure` when the file is damaged or the passphrase or key does not fit.
    public static func unwrap(_ file: [UInt8], with unlock: Unlock) throws(CryptoFailure) -> SecretBytes {
        let parts = try parse(file)
        guard parts.method == unlock.method else { throw .wrongMethod(wantsPassphrase: parts.method == 0) }
        let wrapping = try wrappingKey(unlock, salt: parts.salt, passes: parts.passes, memory: parts.memory)
        let nonce = Array(parts.sealed.prefix(AEAD.nonceSize))
        let sealed = Array(parts.sealed.dropFirst(AEAD.nonceSize))
        guard let key = AEAD.openSecret(sealed, key: wrapping, nonce: nonce, associated: parts.salt) else {
            throw CryptoFailure(.trust, "wrong-unlock-secret", "the passphrase or key file does not open these keys")
        }
        return key
    }

    private struct Parts {
        let method: UInt64
        let salt: [UInt8]
        let passes: UInt64
        let memory: UInt64
        let sealed: [UInt8]
    }

    private static func parse(_ file: [UInt8]) throws(CryptoFailure) -> Parts {
        do {
            var record = try CBORRecord(CBOR.decode(file, limit: 1024))
            _ = try record.take(1) { $0.uint == 1 ? true : nil }
            let parts = Parts(
                method: try record.take(2) { $0.uint.flatMap { $0 <= 1 ? $0 : nil } },
                salt: try record.take(3) { $0.byteString.flatMap { $0.count == 16 ? $0 : nil } },
                passes: try record.take(4) { $0.uint.flatMap { acceptedPasses.contains($0) ? $0 : nil } },
                memory: try record.take(5) { $0.uint.flatMap { acceptedMemory.contains($0) ? $0 : nil } },
                sealed: try record.take(6) { $0.byteString.flatMap { $0.count == AEAD.nonceSize + 32 + AEAD.overhead ? $0 : nil } })
            try record.finish()
            return parts
        } catch { throw CryptoFailure(.configuration, "damaged-key-file", "the node's key file is damaged") }
    }

    private static func wrappingKey(_ unlock: Unlock, salt: [UInt8], passes: UInt64, memory: UInt64) throws(CryptoFailure) -> SecretBytes {
        switch unlock {
        case .keyFile(let secret):
            guard secret.count >= minimumKeyFile else {
                throw CryptoFailure(.configuration, "short-key-file", "a key file must hold at least \(minimumKeyFile) bytes")
            }
            return secret.derive("banyan/1 key file", [.bytes(salt)])
        case .passphrase(let secret):
            guard secret.count > 0 else {
                throw CryptoFailure(.configuration, "empty-passphrase", "the passphrase is empty")
            }
            return try argon2id(secret, salt: salt, passes: passes, memory: memory)
        }
    }

    /// Argon2id, version 1.3, one lane (RFC 9106), 32 bytes.
    private static func argon2id(
        _ passphrase: SecretBytes, salt: [UInt8], passes: UInt64, memory: UInt64
    ) throws(CryptoFailure) -> SecretBytes {
        var result: Int32 = -1
        let key = SecretBytes(count: 32) { out in
            passphrase.withBytes { passphrase in
                passphrase.withMemoryRebound(to: CChar.self) { text in
                    guard let text = text.baseAddress else { return }
                    result = crypto_pwhash(
                        out.octets, 32, text, UInt64(passphrase.count), salt, passes, Int(memory), crypto_pwhash_alg_argon2id13())
                }
            }
        }
        guard result == 0 else { throw CryptoFailure(.failed, "no-memory", "Argon2id needs \(memory >> 20) MiB of memory") }
        return key
    }
}

extension CryptoFailure {
    fileprivate static func wrongMethod(wantsPassphrase: Bool) -> CryptoFailure {
        wantsPassphrase
            ? CryptoFailure(
                .configuration, "wrong-unlock-method", "this node's keys are protected by a passphrase",
                hint: "set BANYAN_PASSPHRASE_FILE or type the passphrase")
            : CryptoFailure(
                .configuration, "wrong-unlock-method", "this node's keys are protected by a key file",
                hint: "pass --key-file PATH or set BANYAN_KEY_FILE")
    }
}
