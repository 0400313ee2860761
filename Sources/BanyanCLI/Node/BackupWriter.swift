internal import BanyanCore
public import BanyanCrypto
internal import Foundation

/// Writes a backup: a few kilobytes in memory whatever its size, flushed before it takes its name, and never over another file.
public struct BackupWriter {
    /// Writes the files of a data directory.
    /// - Parameters:
    ///   - database: a consistent copy of the node's database.
    ///   - progress: bytes written, of how many.
    /// - Throws: `CLIFailure` `file-exists`, `disk-full`, `unwritable-file`.
    public static func write(
        _ directory: DataDirectory, database: String, manifest: BackupManifest, to path: String, unlock: Unlock,
        using random: inout some RandomNumberGenerator, progress: (Int, Int) -> Void
    ) throws {
        guard access(path, F_OK) != 0 else {
            throw CLIFailure(.failed, "file-exists", "\(path) exists and is not overwritten", hint: "pass another path")
        }
        let key = SecretBytes(randomCount: 32, using: &random)
        let wrapped = try NodeKeyFile.wrap(key, for: unlock, using: &random)
        let header = BackupFormat.magic + BackupFormat.big(UInt64(wrapped.count), bytes: 4) + wrapped
        guard let seal = ChunkedSeal(key: key, header: header) else { preconditionFailure("the key is 32 bytes") }
        try AtomicFile.stream(to: path, mode: 0o600) { file in
            try file.write(header)
            var writer = BackupWriter(file: file, seal: seal)
            let total = size(of: database)
            for name in BackupFormat.names {
                switch name {
                case BackupFormat.manifest: try writer.add(name, manifest.encoded)
                case BackupFormat.database: try writer.add(name, fileAt: database) { progress($0, total) }
                default:
                    let source = "\(directory.path)/\(name)"
                    guard access(source, F_OK) == 0 || BackupFormat.required.contains(name) else { continue }
                    try writer.add(name, try LocalFile.read(source, limit: Limits.smallFile, what: "a file of the data directory"))
                }
            }
            try writer.finish()
        }
    }

    private let file: AtomicFile.Stream
    private var seal: ChunkedSeal
    private var pending: [UInt8] = []

    private init(file: AtomicFile.Stream, seal: ChunkedSeal) {
        self.file = file
        self.seal = seal
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private mutating func begin(_ name: String, count: Int) throws {
        try put([UInt8(truncatingIfNeeded: name.utf8.count)] + Array(name.utf8) + BackupFormat.big(UInt64(count), bytes: 8))
    }

    private mutating func add(_ name: String, _ content: [UInt8]) throws {
        try begin(name, count: content.count)
        try put(content)
    }

    private mutating func add(_ name: String, fileAt path: String, _ progress: (Int) -> Void) throws {
        let count = Self.size(of: path)
        try begin(name, count: count)
        var done = 0
        try LocalFile.readInPieces(path, what: "the copy of the database") { piece in
            done += piece.count
            try put(piece)
            progress(done)
        }
        guard done == count else { throw CLIFailure(.failed, "file-changed", "\(path) changed while it was read", hint: "try again") }
    }

    private mutating func put(_ bytes: [UInt8]) throws {
        pending += bytes
        // One chunk stays: which is the last is known only at the end.
        while pending.count > ChunkedSeal.chunk {
            try file.write(seal.seal(Array(pending.prefix(ChunkedSeal.chunk)), isLast: false))
            pending.removeFirst(ChunkedSeal.chunk)
        }
    }

    private mutating func finish() throws {
        try put([0])
        try file.write(seal.seal(pending, isLast: true))
    }
}
