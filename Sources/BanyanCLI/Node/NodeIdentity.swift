internal import BanyanCore
public import BanyanLedger
@_spi(Storage) public import BanyanCrypto

/// A node's secrets, opened: its data key, its facility's keys and its card.
public struct NodeIdentity: Sendable {
    public let keys: FacilityKeys
    public let atRest: AtRestKey
    public let card: FacilityCard

    /// What `AtRestKey` seals the facility's keys for.
    static let purpose = "facility keys"

    /// - Throws: `CryptoFailure` when the secret does not fit, `CLIFailure` of category configuration when the files are damaged or
    ///   don't belong together.
    public static func load(_ directory: DataDirectory, unlock: Unlock) throws -> NodeIdentity {
        let wrapped = try LocalFile.read(directory.nodeKey, limit: Limits.smallFile, what: "the node's key")
        let atRest = try AtRest.open(wrapped, unlock)
        let sealed = try LocalFile.read(directory.identity, limit: Limits.smallFile, what: "the node's sealed keys")
        guard let plain = atRest.open(Sealed(stored: sealed), purpose: purpose) else { throw damaged(directory.identity) }
        let keys = try FacilityKeys(encoded: plain)
        let card = try FacilityCard(file: LocalFile.read(directory.card, limit: Limits.smallFile, what: "the facility's card"))
        guard card.id == keys.id, card.logKey == keys.log.publicKey, card.tlsKey == keys.tls.publicKey, card.kem == keys.kem.publicKey else {
            throw CLIFailure(
                .configuration, "foreign-card", "\(directory.card) is not the card of this node's keys",
                hint: "restore card.txt from the backup that the other files are from")
        }
        return NodeIdentity(keys: keys, atRest: atRest, card: card)
    }

    /// Whether the node's key is protected by a passphrase.
    public static func wantsPassphrase(_ directory: DataDirectory) throws -> Bool {
        try NodeKeyFile.wantsPassphrase(LocalFile.read(directory.nodeKey, limit: Limits.smallFile, what: "the node's key"))
    }

    private static func damaged(_ path: String) -> CLIFailure {
        CLIFailure(
            .configuration, "damaged-identity", "\(path) is damaged, or of another node", hint: "restore the data directory from one backup")
    }
}

/// A data key, wrapped in a file.
enum AtRest {
    static func open(_ wrapped: [UInt8], _ unlock: Unlock) throws -> AtRestKey {
        guard let key = AtRestKey(try NodeKeyFile.unwrap(wrapped, with: unlock)) else {
            throw CLIFailure(.configuration, "damaged-key-file", "the key file is damaged")
        }
        return key
    }

    /// A fresh data key. - Returns: the key, and the bytes that wrap it.
    static func make(_ unlock: Unlock, using random: inout some RandomNumberGenerator) throws -> (key: AtRestKey, wrapped: [UInt8]) {
        let secret = SecretBytes(randomCount: 32, using: &random)
        guard let key = AtRestKey(secret) else { throw CLIFailure(.failed, "internal", "a data key is 32 bytes") }
        return (key, try NodeKeyFile.wrap(secret, for: unlock, using: &random))
    }
}
