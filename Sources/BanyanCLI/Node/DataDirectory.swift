internal import BanyanCore
internal import Foundation

/// A node's directory: which file is where, and how the files come into being.
public struct DataDirectory: Sendable, Hashable {
    public let path: String

    /// - Parameter path: `~` and relative paths are made absolute.
    public init(path: String) {
        let expanded = (path as NSString).expandingTildeInPath
        let absolute = expanded.hasPrefix("/") ? expanded : FileManager.default.currentDirectoryPath + "/" + expanded
        self.path = (absolute as NSString).standardizingPath
    }

    /// The wrapped data key (`NodeKeyFile`).
    public var nodeKey: String { "\(path)/node.key" }
    /// The facility's keys, sealed under the data key.
    public var identity: String { "\(path)/identity.sealed" }
    public var configuration: String { "\(path)/config.json" }
    /// The facility's card as text.
    public var card: String { "\(path)/card.txt" }
    /// The card that a renewal is about to put in its place.
    var nextCard: String { "\(path)/card.next" }
    /// The first key of the register, sealed under the data key; from `init` to the first start alone.
    var register: String { "\(path)/register.sealed" }
    /// Says that a restore is under way here, and may go on or begin anew.
    var restoring: String { "\(path)/restoring" }
    /// Held by the one process that uses the directory.
    var lock: String { "\(path)/lock" }
    /// The control socket, in a directory of its own.
    public var socket: String { "\(path)/run/banyan.sock" }

    public var isNode: Bool { access(configuration, F_OK) == 0 }

    /// What `init` writes.
    struct Contents {
        let nodeKey: [UInt8]
        let identity: [UInt8]
        let register: [UInt8]
        let card: String
        let configuration: [UInt8]
    }

    /// Makes the directory with all its files, or nothing. Where the directory is there already it must be empty; its own
    /// owner and mount stay, and the configuration comes last, which is what makes it a node.
    func create(_ contents: Contents) throws {
        try refuseUnlessFree()
        let files: [(String, [UInt8])] = [
            ("node.key", contents.nodeKey), ("identity.sealed", contents.identity), ("register.sealed", contents.register),
            ("card.txt", Array(contents.card.utf8)),
            ("config.json", contents.configuration),
        ]
        if access(path, F_OK) == 0 {
            try fill(files)
        } else {
            try createAnew(files)
        }
        AtomicFile.syncDirectory(of: path)
    }

    /// Keeps a node from starting here while the lock lives.
    /// - Throws: `CLIFailure` with code `node-running` where one has the directory already.
    func lockAgainstNode(hint: String) throws -> FileLock {
        let busy = CLIFailure(.failed, "node-running", "the node of \(path) is running, and it holds these keys", hint: hint)
        guard let lock = try FileLock.take(lock, creating: true, orThrow: busy) else { throw busy }
        return lock
    }

    /// Puts keys and card in the place of the former ones, so that they belong together whenever this stops: the keys' rename decides, and
    /// `NodeIdentity.load` takes the card that belongs to the keys it finds.
    func replaceIdentity(_ sealed: [UInt8], card text: String) throws {
        try AtomicFile.write(Array(text.utf8), to: nextCard, mode: 0o600, replacing: true)
        try AtomicFile.write(sealed, to: identity, mode: 0o600, replacing: true)
        try finishCard(text)
    }

    /// Once the store has the register's first key, this copy must go: it opens all that the register keeps.
    public func forgetRegisterKey() {
        guard let size = try? LocalFile.read(register, limit: Limits.smallFile, what: "the register's key").count else { return }
        try? AtomicFile.overwrite(register, count: size)
        unlink(register)
        AtomicFile.syncDirectory(of: register)
    }

    /// The last step of `replaceIdentity`; doing it twice does no harm.
    func finishCard(_ text: String) throws {
        try AtomicFile.write(Array(text.utf8), to: card, mode: 0o600, replacing: true)
        unlink(nextCard)
    }

    /// - Throws: `CLIFailure` when the directory holds a node or anything else.
    func refuseUnlessFree() throws {
        guard !isNode else {
            throw CLIFailure(
                .failed, "already-a-node", "\(path) holds a node already, and it is not overwritten", hint: "banyan serve --data \(path)")
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw CLIFailure(.usage, "not-a-directory", "\(path) is not a directory") }
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard let names else { throw CLIFailure(.failed, "unreadable-directory", "\(path) can't be read") }
        guard names.allSatisfy({ $0 == "lost+found" }) else {
            throw CLIFailure(
                .usage, "directory-not-empty", "\(path) is not empty, and a node needs a directory of its own",
                hint: "pass another --data DIR")
        }
    }

    private func createAnew(_ files: [(String, [UInt8])]) throws {
        let parent = AtomicFile.directory(of: path)
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CLIFailure(.failed, "unwritable-directory", "\(parent) can't be made", hint: "pass another --data DIR")
        }
        let staged = "\(path).\(getpid()).new"
        guard mkdir(staged, 0o700) == 0 else {
            throw CLIFailure(.failed, "unwritable-directory", "\(staged) can't be made: \(systemReason())", hint: "pass another --data DIR")
        }
        do {
            for (name, bytes) in files { try AtomicFile.write(bytes, to: "\(staged)/\(name)", mode: 0o600, replacing: false) }
            guard rename(staged, path) == 0 else {
                throw CLIFailure(.failed, "unwritable-directory", "\(path) can't be made: \(systemReason())")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: staged)
            throw error
        }
    }

    private func fill(_ files: [(String, [UInt8])]) throws {
        guard chmod(path, 0o700) == 0 else {
            throw CLIFailure(
                .failed, "unwritable-directory", "the mode of \(path) can't be set: \(systemReason())", hint: "run the command as its owner"
            )
        }
        do {
            for (name, bytes) in files { try AtomicFile.write(bytes, to: "\(path)/\(name)", mode: 0o600, replacing: false) }
        } catch {
            for (name, _) in files.reversed() { unlink("\(path)/\(name)") }
            throw error
        }
    }
}
