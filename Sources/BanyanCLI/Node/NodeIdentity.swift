public import BanyanConsent
public import BanyanCore
public import BanyanCrypto
public import BanyanLedger
internal import Foundation

/// A node's secrets, opened: its data key, its facility's keys and its card.
public struct NodeIdentity: Sendable {
    public let keys: FacilityKeys
    public let atRest: AtRestKey
    public let card: FacilityCard
    let dataKey: DataKey
    /// The first key of the register, where the node has not started yet.
    public let registerKey: RegisterKey?

    /// What the data key seals the facility's keys for.
    static let purpose = "facility keys"
    /// What the data key seals the register's first key for.
    static let registerPurpose = "register key"

    /// - Parameter now: former keys that are past their time then are left out.
    /// - Throws: `CryptoFailure` when the secret does not fit, `CLIFailure` of category configuration when the files are damaged or
    ///   don't belong together.
    public static func load(
        _ directory: DataDirectory, unlock: Unlock, now: Timestamp = CommandEnvironment.current.now()
    ) throws -> NodeIdentity {
        let wrapped = try LocalFile.read(directory.nodeKey, limit: Limits.smallFile, what: "the node's key")
        let dataKey = try DataKey(unwrapping: wrapped, with: unlock)
        let sealed = try LocalFile.read(directory.identity, limit: Limits.smallFile, what: "the node's sealed keys")
        guard let plain = dataKey.open(sealed, purpose: purpose), let atRest = AtRestKey(dataKey.secret) else {
            throw damaged(directory.identity)
        }
        let keys = try FacilityKeys(encoded: plain)
        return NodeIdentity(
            keys: keys.withoutPastKeys(at: now), atRest: atRest, card: try card(of: keys, directory), dataKey: dataKey,
            registerKey: try registerKey(directory, dataKey))
    }

    private static func registerKey(_ directory: DataDirectory, _ dataKey: DataKey) throws -> RegisterKey? {
        guard access(directory.register, F_OK) == 0 else { return nil }
        let sealed = try LocalFile.read(directory.register, limit: Limits.smallFile, what: "the register's key")
        // Overwritten, and not yet gone when the power went.
        if sealed.allSatisfy({ $0 == 0 }) { return nil }
        guard let secret = dataKey.open(sealed, purpose: registerPurpose), let key = RegisterKey(SecretBytes(copying: secret)) else {
            throw damaged(directory.register)
        }
        return key
    }

    /// The card that belongs to the keys: where a renewal was cut short after it replaced the keys, the one that it had ready.
    private static func card(of keys: FacilityKeys, _ directory: DataDirectory) throws -> FacilityCard {
        let card = try FacilityCard(file: LocalFile.read(directory.card, limit: Limits.smallFile, what: "the facility's card"))
        if keys.belong(to: card) { return card }
        guard let bytes = try? LocalFile.read(directory.nextCard, limit: Limits.smallFile, what: "the facility's next card"),
            let next = try? FacilityCard(file: bytes), keys.belong(to: next)
        else {
            throw CLIFailure(
                .configuration, "foreign-card", "\(directory.card) is not the card of this node's keys",
                hint: "restore card.txt from the backup that the other files are from")
        }
        // Without it the next start finds the same two cards again.
        try? directory.finishCard(next.text)
        return next
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
