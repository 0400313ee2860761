import ArgumentParser
import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanStore
import Foundation

/// `banyan backup`: one encrypted file of the whole node.
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, prove and put back backups of this node.",
        discussion: """
            A backup is one file, encrypted with the node's own passphrase or key file. It is made while the node runs.

              banyan backup create -o /mnt/usb/banyan-2026-11-25.backup
              banyan backup verify /mnt/usb/banyan-2026-11-25.backup
              banyan backup restore /mnt/usb/banyan-2026-11-25.backup --data /srv/banyan
            """,
        subcommands: [BackupCreate.self, BackupVerify.self, BackupRestore.self])
}

/// `banyan backup create`.
struct BackupCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write a backup to a new file.",
        discussion: "It needs room for a copy of the database in the data directory while it works, and for the file itself.")

    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The new file.", valueName: "path")) var output: String
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let environment = CommandEnvironment.current
        let directory = options.dataDirectory
        let configuration = try NodeConfiguration.load(directory)
        let secret = try NodeUnlock.find(
            unlock, configuration: configuration, wantsPassphrase: try NodeIdentity.wantsPassphrase(directory))
        // A backup that the secret does not open would be found out when it is too late.
        let identity = try NodeIdentity.load(directory, unlock: secret)
        guard !FileManager.default.fileExists(atPath: output) else {
            throw EngineFailure(.failed, "file-exists", "\(output) exists and is not overwritten", hint: "pass another path")
        }
        var random = environment.random()
        removeLeftovers(in: directory)
        let copy = "\(directory.path)/backup.\(getpid()).db"
        defer { unlink(copy) }
        try SQLiteStore.snapshot(of: URL(fileURLWithPath: directory.path), into: URL(fileURLWithPath: copy))
        let manifest = BackupManifest(facility: identity.card.id, created: environment.now())
        let progress = ProgressLine(console: environment.console, what: "bytes")
        defer { progress.clear() }
        try BackupWriter.write(
            directory, database: copy, manifest: manifest, to: output, unlock: secret, using: &random,
            progress: { progress.show($0, of: $1) })
        let size = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
        try options.output.render(
            BackupResult(facility: manifest.facility, created: manifest.created, file: output, bytes: size))
    }
}

extension BackupCreate {
    /// Copies that a killed `backup create` left: their process is gone.
    private func removeLeftovers(in directory: DataDirectory) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [] {
            let parts = name.split(separator: ".")
            guard parts.count == 3, parts[0] == "backup", parts[2] == "db", let process = pid_t(parts[1]), kill(process, 0) != 0 else {
                continue
            }
            unlink("\(directory.path)/\(name)")
        }
    }
}

/// `banyan backup verify`.
struct BackupVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove a backup: restore it into a scratch place and check all of it.",
        discussion: """
            The scratch place is removed afterwards. Every entry of every log is hashed again and compared, and every sealed record is \
            opened.
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("Where to make the scratch place, if not in the system's temporary directory.", valueName: "dir"))
    var scratch: String?
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = CommandEnvironment.current.console
        let place = try ScratchPlace(in: scratch)
        defer { place.remove() }
        let reading = ProgressLine(console: console, what: "bytes")
        var secret: Unlock?
        let manifest = try BackupReader.extract(
            file, into: place.directory,
            unlock: {
                let found = try NodeUnlock.find(unlock, configuration: nil, wantsPassphrase: $0)
                secret = found
                return found
            }, progress: { reading.show($0, of: $1) })
        reading.clear()
        guard let secret else { preconditionFailure("extracting asks for the secret") }
        try place.directory.finishRestore()
        let identity = try NodeIdentity.load(place.directory, unlock: secret)
        let store = try SQLiteStore.open(directory: URL(fileURLWithPath: place.directory.path), creating: false)
        defer { try? store.close() }
        let checking = ProgressLine(console: console, what: "entries checked")
        let total = try await store.logStates().map { Int(clamping: $0.tree.size) }.reduce(0, +)
        let check = try await DiskCheck.run(
            store, identity.atRest, facility: identity.card.id, key: identity.keys.log.publicKey,
            progress: { checking.show(Int(clamping: $0), of: total) })
        checking.clear()
        guard identity.card.id == manifest.facility, check.isWhole else {
            throw EngineFailure(
                .trust, "backup-wrong",
                "the backup is not whole: \(check.unreadableRecords) sealed records don't open, and these logs are not what they were: "
                    + check.logs.filter { !$0.isRight || !$0.damaged.isEmpty }.map { "\($0.log.origin)" }.joined(separator: ", "),
                hint: "make another: banyan backup create; and check the node itself: banyan log verify")
        }
        let own = check.logs.filter { $0.log.facility == identity.card.id }.map(\.size).reduce(0, +)
        try options.output.render(
            BackupVerified(
                facility: manifest.facility, created: manifest.created, file: file, logs: check.logs.count,
                entries: check.logs.map(\.size).reduce(0, +), ownLogSize: own, records: check.records))
    }
}

/// `banyan backup restore`.
struct BackupRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into an empty data directory.",
        discussion: """
            Be sure that the node it was made of is off for good. When this one starts, it asks its peers how long its own log is, takes \
            back what came after the backup, and appends nothing before.
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file")) var file: String
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let directory = options.dataDirectory
        try directory.beginRestore()
        let progress = ProgressLine(console: CommandEnvironment.current.console, what: "bytes")
        defer { progress.clear() }
        let manifest = try BackupReader.extract(
            file, into: directory, unlock: { try NodeUnlock.find(unlock, configuration: nil, wantsPassphrase: $0) },
            progress: { progress.show($0, of: $1) })
        try directory.finishRestore()
        try options.output.render(BackupRestored(facility: manifest.facility, created: manifest.created, data: directory.path))
    }
}

/// A private directory that is removed again.
private struct ScratchPlace {
    let directory: DataDirectory

    init(in parent: String?) throws {
        let parent = parent ?? FileManager.default.temporaryDirectory.path
        var template = Array("\(parent)/banyan-verify-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw EngineFailure(
                .failed, "no-scratch-place", "\(parent) can't be written to", hint: "pass --scratch DIR with room for the database")
        }
        directory = DataDirectory(path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory.path) }
}
