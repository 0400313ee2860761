internal import ArgumentParser
internal import BanyanConsent
internal import BanyanCore
internal import BanyanCrypto
internal import BanyanLedger
internal import Foundation

/// Where a wallet lies and what opens it: the options of every wallet command.
struct WalletOptions: ParsableArguments {
    @Option(name: .customLong("wallet"), help: ArgumentHelp("The wallet's file.", valueName: "file")) var path: String?
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    /// `--wallet`, else `BANYAN_WALLET`, else `banyan-wallet` among the user's data: beside the node's directory and not in it,
    /// since a facility's node and a patient's wallet have nothing in common.
    var file: WalletFile {
        let environment = CommandEnvironment.current
        return WalletFile(path: path ?? environment.variable("BANYAN_WALLET") ?? "\(environment.dataHome)/banyan-wallet")
    }

    func open() throws -> OpenWallet { try file.open(unlock, lock: nil) }

    /// Opens it to be changed: no other command can do so until it is saved.
    func openToChange() throws -> OpenWallet { try file.open(unlock, lock: try file.takeLock()) }
}

/// A wallet at rest: CBOR `{1: 1, 2: wrapped data key (NodeKeyFile), 3: wallet sealed under it}`.
struct WalletFile {
    let path: String
    static let purpose = "wallet"

    /// `nil` where there is no wallet.
    fileprivate func takeLock() throws -> FileLock? {
        try FileLock.take(
            path, creating: false,
            orThrow: CLIFailure(
                .failed, "wallet-in-use", "another command is changing the wallet \(path)", hint: "wait for it to end, or end it"))
    }

    fileprivate func open(_ unlock: UnlockOptions, lock: FileLock?) throws -> OpenWallet {
        let bytes: [UInt8]
        do { bytes = try LocalFile.read(path, limit: Wallet.limit + Limits.smallFile, what: "a wallet") } catch let failure as CLIFailure
            where failure.code == "no-such-file"
        {
            throw CLIFailure(.notFound, "no-wallet", "there is no wallet \(path)", hint: "banyan wallet new, or pass --wallet FILE")
        }
        let (wrapped, sealed) = try parse(bytes)
        let key = try DataKey(unwrapping: wrapped, with: Self.secret(unlock, wantsPassphrase: NodeKeyFile.wantsPassphrase(wrapped)))
        guard let plain = key.open(sealed, purpose: Self.purpose), let wallet = Wallet(encoded: plain) else { throw damaged }
        return OpenWallet(file: self, wallet: wallet, key: key, wrapped: wrapped, lock: lock)
    }

    /// Makes a new wallet; never overwrites one.
    func create(_ unlock: UnlockOptions, using random: inout some RandomNumberGenerator) throws {
        let taken = CLIFailure(
            .failed, "wallet-exists", "there is a wallet \(path) already, and it is not overwritten", hint: "pass another --wallet FILE")
        guard access(path, F_OK) != 0 else { throw taken }
        let directory = AtomicFile.directory(of: path)
        do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) } catch {
            throw CLIFailure(.failed, "unwritable-directory", "\(directory) can't be made", hint: "pass another --wallet FILE")
        }
        var madeKeyFile: String?
        do {
            let secret: Unlock
            if let keyFile = unlock.keyFile {
                let (found, created) = try SecretFile.keyOrCreate(keyFile, using: &random)
                if created { madeKeyFile = keyFile }
                secret = found
            } else if let passphraseFile = unlock.passphraseFile {
                secret = try SecretFile.passphrase(passphraseFile)
            } else {
                secret = .passphrase(try Passphrase.choose("this wallet", orPass: "--passphrase-file PATH or --key-file PATH"))
            }
            let (key, wrapped) = try DataKey.make(secret, using: &random)
            let wallet = OpenWallet(file: self, wallet: Wallet(using: &random), key: key, wrapped: wrapped, lock: nil)
            try wallet.save(replacing: false, using: &random)
        } catch {
            if let madeKeyFile { unlink(madeKeyFile) }
            throw error
        }
    }

    private static func secret(_ unlock: UnlockOptions, wantsPassphrase: Bool) throws -> Unlock {
        if let path = unlock.keyFile { return try SecretFile.key(path) }
        if let path = unlock.passphraseFile { return try SecretFile.passphrase(path) }
        guard wantsPassphrase else {
            throw CLIFailure(
                .usage, "no-key-file", "this wallet is protected by a key file, and none is given", hint: "pass --key-file PATH")
        }
        return .passphrase(try Passphrase.ask("Passphrase of this wallet: ", orPass: "--passphrase-file PATH"))
    }

    private func parse(_ bytes: [UInt8]) throws -> (wrapped: [UInt8], sealed: [UInt8]) {
        do {
            var record = try CBORRecord(CBOR.decode(bytes, limit: bytes.count))
            _ = try record.take(1) { $0.uint == 1 ? true : nil }
            let parts = (wrapped: try record.take(2) { $0.byteString }, sealed: try record.take(3) { $0.byteString })
            try record.finish()
            return parts
        } catch { throw damaged }
    }

    private var damaged: CLIFailure {
        CLIFailure(.failed, "damaged-wallet", "\(path) is not a wallet, or is damaged", hint: "restore it from a copy")
    }
}

/// A wallet in memory, and what seals it again.
struct OpenWallet {
    let file: WalletFile
    var wallet: Wallet
    fileprivate let key: DataKey
    fileprivate let wrapped: [UInt8]
    /// Held by who opened the wallet to change it.
    fileprivate let lock: FileLock?

    func save(replacing: Bool = true, using random: inout some RandomNumberGenerator) throws {
        let sealed = key.seal(wallet.encoded, purpose: WalletFile.purpose, using: &random)
        let bytes = CBOR.record([1: .unsigned(1), 2: .bytes(wrapped), 3: .bytes(sealed)]).encoded
        try withExtendedLifetime(lock) { try AtomicFile.write(bytes, to: file.path, mode: 0o600, replacing: replacing) }
    }

    /// Writes a new file that the wallet's next state belongs to, then the wallet; without the second the first goes again.
    func save(with output: [UInt8], at path: String, using random: inout some RandomNumberGenerator) throws {
        try AtomicFile.write(output, to: path, mode: 0o600, replacing: false)
        do { try save(using: &random) } catch {
            unlink(path)
            throw error
        }
    }

    /// A grant by the beginning of its number.
    func grant(_ text: String) throws -> WalletGrant {
        let wanted = text.lowercased()
        let matches = wallet.grants.filter { wanted.utf8.count >= 4 && $0.id.description.hasPrefix(wanted) }
        guard matches.count == 1 else {
            throw CLIFailure(
                matches.isEmpty ? .notFound : .usage, matches.isEmpty ? "no-such-grant" : "ambiguous-grant",
                matches.isEmpty ? "the wallet has no such grant" : "\(matches.count) grants begin like that", hint: "banyan wallet list")
        }
        return matches[0]
    }
}

extension WalletFacility {
    /// From a card file, verified.
    init(card path: String) throws {
        let card = try FacilityCard(file: LocalFile.read(path, limit: Limits.smallFile, what: "a facility's card"))
        guard !card.isExpired(at: CommandEnvironment.current.now()) else {
            throw CLIFailure(
                .trust, "card-expired", "the card of \(printable(card.name)) has expired", hint: "ask the facility for its current card")
        }
        self.init(
            id: card.id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
    }
}
