internal import BanyanCore
public import BanyanCrypto
public import BanyanLedger

/// A node's secrets, opened: its data key, its facility's keys and its card.
public struct NodeIdentity: Sendable {
    public let keys: FacilityKeys
    public let atRest: AtRestKey
    public let card: FacilityCard

    /// What the data key seals the facility's keys for.
    static let purpose = "facility keys"

    /// - Throws: `CryptoFailure` when the secret does not fit, `CLIFailure` of category configuration when the files are damaged or
    ///   don't belong together.
    public static func load(_ directory: DataDirectory, unlock: Unlock) throws -> NodeIdentity {
        let wrapped = try LocalFile.read(directory.nodeKey, limit: Limits.smallFile, what: "the node's key")
        let dataKey = try DataKey(unwrapping: wrapped, with: unlock)
        let sealed = try LocalFile.read(directory.identity, limit: Limits.smallFile, what: "the node's sealed keys")
        guard let plain = dataKey.open(sealed, purpose: purpose), let atRest = AtRestKey(dataKey.secret) else {
            throw damaged(directory.identity)
        }
        let keys = try FacilityKeys(encoded: plain)
        let card = try FacilityCard(file: LocalFile.read(directory.card, limit: Limits.smallFile, what: "the facility's card"))
        guard card.id == keys.id, card.logKey == keys.log.publicKey, card.tlsKey == keys.tls.publicKey, card.kem == keys.kem.publicKey
        else {
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
            .configuration, "damaged-identity", "\(path) is damaged, or of another node", hint: "restore the data directory from one backup"
        )
    }
}
