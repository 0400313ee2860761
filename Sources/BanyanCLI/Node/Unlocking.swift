public import ArgumentParser
internal import BanyanCore
public import BanyanCrypto
internal import Foundation

/// What protects keys at rest: a key file, or a passphrase that a file or a person gives.
public struct UnlockOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The file whose bytes protect the keys, for unattended start.", valueName: "path"))
    public var keyFile: String?

    @Option(name: .long, help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "path"))
    public var passphraseFile: String?

    public init() {}

    public func validate() throws {
        guard keyFile == nil || passphraseFile == nil else {
            throw ValidationError("Keys are protected by a key file or by a passphrase, not by both.")
        }
    }
}

/// Finds the secret that opens a node, in this order: `--key-file`, `BANYAN_KEY_FILE`, the systemd credential `banyan-key`,
/// `keyFile` of the configuration; `--passphrase-file`, `BANYAN_PASSPHRASE_FILE`, a prompt.
public struct NodeUnlock: Sendable {
    /// The name of the systemd credential (`LoadCredential=banyan-key:PATH`).
    static let credentialName = "banyan-key"

    /// - Throws: `CLIFailure` when nothing can be found, or a file is missing.
    public static func find(_ options: UnlockOptions, configuration: NodeConfiguration?, wantsPassphrase: Bool) throws -> Unlock {
        let environment = CommandEnvironment.current
        if let path = options.keyFile ?? environment.variable("BANYAN_KEY_FILE") { return try SecretFile.key(path) }
        if !wantsPassphrase {
            let credential = environment.variable("CREDENTIALS_DIRECTORY").map { "\($0)/\(credentialName)" }
            // systemd lets one user read a credential by an access list, which shows in the mode as a right of the group.
            if let credential, SecretFile.exists(credential) { return try SecretFile.key(credential, mindsMode: false) }
            if let path = configuration?.keyFile { return try SecretFile.key(path) }
            throw CLIFailure(
                .configuration, "no-key-file", "this node's keys are protected by a key file, and none is given",
                hint: "pass --key-file PATH or set BANYAN_KEY_FILE")
        }
        if let path = options.passphraseFile ?? environment.variable("BANYAN_PASSPHRASE_FILE") { return try SecretFile.passphrase(path) }
        return .passphrase(try Passphrase.ask("Passphrase of this node: ", orPass: "--passphrase-file PATH or set BANYAN_PASSPHRASE_FILE"))
    }
}

/// Secrets in files.
enum SecretFile {
    static let longest = 64 << 10

    static func exists(_ path: String) -> Bool { (try? LocalFile.read(path, limit: longest, what: "a key file")) != nil }

    /// - Parameter mindsMode: whether to warn of a file that others may read.
    static func key(_ path: String, mindsMode: Bool = true) throws -> Unlock {
        let bytes = try readConfigured(path, "a key file", mindsMode)
        guard bytes.count >= NodeKeyFile.minimumKeyFile else {
            throw CLIFailure(.configuration, "short-key-file", "\(path) must hold at least \(NodeKeyFile.minimumKeyFile) bytes")
        }
        return .keyFile(SecretBytes(copying: bytes))
    }

    /// The first line without its end.
    static func passphrase(_ path: String) throws -> Unlock {
        let line = try readConfigured(path, "a passphrase file", true).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw CLIFailure(.configuration, "empty-passphrase", "the first line of \(path) is empty") }
        return .passphrase(SecretBytes(copying: line))
    }

    /// Takes the key file, or makes it with 32 fresh bytes, mode 0600, where it is missing.
    /// - Returns: also whether it was made, so that a failure can take it back.
    static func keyOrCreate(_ path: String, using random: inout some RandomNumberGenerator) throws -> (unlock: Unlock, created: Bool) {
        do { return (try key(path), false) } catch let failure as CLIFailure where failure.code == "no-such-file" {
            let secret = SecretBytes(randomCount: NodeKeyFile.minimumKeyFile, using: &random)
            try AtomicFile.write(secret.exposed, to: path, mode: 0o600, replacing: false)
            return (.keyFile(secret), true)
        }
    }

    private static func readConfigured(_ path: String, _ what: String, _ mindsMode: Bool) throws -> [UInt8] {
        if mindsMode { warnOfReaders(path) }
        do { return try LocalFile.read(path, limit: longest, what: what) } catch let failure as CLIFailure {
            // A file that start-up depends on is configuration, whichever way it is wrong; its absence keeps its own code.
            throw CLIFailure(.configuration, failure.code, failure.message, hint: failure.hint)
        }
    }

    /// A secret that others may read protects nothing from them; whether that is meant only its owner knows.
    private static func warnOfReaders(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o044 != 0 else { return }
        let mode = String(status.st_mode & 0o777, radix: 8)
        CommandEnvironment.current.console.err(
            said("banyan: warning: other users may read \(path) (mode \(mode)): chmod 600 \(path)\n"))
    }
}

/// Passphrases that a person types.
enum Passphrase {
    static let shortest = 8

    static func ask(_ prompt: Phrase, orPass option: String) throws -> SecretBytes {
        let console = CommandEnvironment.current.console
        guard console.canAsk else {
            throw CLIFailure(.usage, "no-terminal", "there is no terminal to ask for the passphrase", hint: "pass \(option)")
        }
        guard let typed = console.askSecret(said(prompt)), !typed.isEmpty else {
            throw CLIFailure(.usage, "no-passphrase", "no passphrase was typed")
        }
        return SecretBytes(copying: typed)
    }

    /// Asks twice.
    static func choose(_ what: String, orPass option: String) throws -> SecretBytes {
        let first = try ask("New passphrase for \(said(english: what)): ", orPass: option)
        guard first.count >= shortest else {
            throw CLIFailure(.usage, "short-passphrase", "a passphrase has at least \(shortest) characters", hint: "several words are best")
        }
        guard try ask("The same once more: ", orPass: option).matches(first) else {
            throw CLIFailure(.usage, "passphrases-differ", "the two passphrases differ")
        }
        return first
    }
}
