internal import BanyanCore
public import BanyanCrypto
internal import Foundation

/// What is to protect the keys of a node that is being made.
public enum NewProtection {
    /// In this order: `--key-file`, `BANYAN_KEY_FILE` unless a passphrase file is given, `--passphrase-file`,
    /// `BANYAN_PASSPHRASE_FILE`, a prompt. A key file that is missing is made.
    /// - Parameters:
    ///   - directory: the data directory, in which a key file must not lie.
    ///   - undo: paths to remove if what follows fails.
    /// - Returns: the secret, and the absolute path of the key file where it is one.
    public static func choose(
        _ unlock: UnlockOptions, for directory: DataDirectory, _ random: inout any RandomNumberGenerator & Sendable, _ undo: inout [String]
    ) throws -> (secret: Unlock, keyFile: String?) {
        let environment = CommandEnvironment.current
        if let path = unlock.keyFile ?? (unlock.passphraseFile == nil ? environment.variable("BANYAN_KEY_FILE") : nil) {
            let absolute = DataDirectory(path: path).path
            guard !absolute.hasPrefix(directory.path + "/") else {
                throw CLIFailure(
                    .usage, "key-file-inside", "a key file beside the keys that it protects would protect nothing",
                    hint: "put it elsewhere, such as a removable disk or a systemd credential")
            }
            let (secret, created) = try SecretFile.keyOrCreate(absolute, using: &random)
            if created { undo.append(absolute) }
            return (secret, absolute)
        }
        if let path = unlock.passphraseFile ?? environment.variable("BANYAN_PASSPHRASE_FILE") {
            return (try SecretFile.passphrase(path), nil)
        }
        return (.passphrase(try Passphrase.choose("this node", orPass: "--passphrase-file PATH or --key-file PATH")), nil)
    }
}
