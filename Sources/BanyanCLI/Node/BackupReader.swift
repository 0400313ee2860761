internal import BanyanCore
public import BanyanCrypto
internal import Foundation

/// Reads a backup into a directory. What it writes before the last chunk was seen to be right is no node: the configuration comes last.
public struct BackupReader {
    /// Extracts into an existing directory. On failure what was written is removed again.
    /// - Parameter progress: bytes read, of how many.
    /// - Throws: `CLIFailure` `not-a-backup`, `backup-damaged`; `CryptoFailure` `wrong-unlock-secret`, `wrong-unlock-method`.
    @discardableResult
    public static func extract(
        _ path: String, into directory: DataDirectory, unlock: (_ wantsPassphrase: Bool) throws -> Unlock, progress: (Int, Int) -> Void
    ) throws -> BackupManifest {
        let source = try LocalFile.Pieces(path, what: "a backup")
        let header = try header(source)
        let key = try NodeKeyFile.unwrap(header.wrapped, with: try unlock(try NodeKeyFile.wantsPassphrase(header.wrapped)))
        guard let seal = ChunkedSeal(key: key, header: header.bytes) else { throw BackupFormat.damaged }
        var archive = Archive(directory: directory)
        do {
            try archive.read(source, seal, progress)
            return try archive.finish()
        } catch {
            archive.removeAll()
            throw error
        }
    }

    private static func header(_ source: LocalFile.Pieces) throws -> (bytes: [UInt8], wrapped: [UInt8]) {
        let start = try source.next(BackupFormat.magic.count + 4)
        guard start.count == BackupFormat.magic.count + 4, start.starts(with: BackupFormat.magic) else {
            throw CLIFailure(.trust, "not-a-backup", "this is not a backup of a Banyan node", hint: "banyan backup create makes one")
        }
        let count = BackupFormat.value(start.suffix(4))
        guard count <= 1024 else { throw BackupFormat.damaged }
        let wrapped = try source.next(Int(count))
        guard wrapped.count == Int(count) else { throw BackupFormat.damaged }
        return (start + wrapped, wrapped)
    }
}

/// The archive within a backup, as it is read.
private struct Archive {
    let directory: DataDirectory
    private var buffer: [UInt8] = []
    private var file: (name: String, left: UInt64, stream: AtomicFile.Stream)?
    private var written: [String] = []
    private var isEnded = false

    init(directory: DataDirectory) { self.directory = directory }

    mutating func read(_ source: LocalFile.Pieces, _ seal: ChunkedSeal, _ progress: (Int, Int) -> Void) throws {
        var seal = seal
        var isLast = false
        while !isLast {
            let sealed = try source.next(ChunkedSeal.sealedChunk)
            isLast = source.isAtEnd
            guard let chunk = seal.open(sealed, isLast: isLast), isLast || chunk.count == ChunkedSeal.chunk else {
                throw BackupFormat.damaged
            }
            buffer += chunk
            try drain()
            progress(source.done, source.total)
        }
        guard isEnded, buffer.isEmpty, file == nil else { throw BackupFormat.damaged }
    }

    private mutating func drain() throws {
        while !buffer.isEmpty {
            guard !isEnded else { throw BackupFormat.damaged }
            if var open = file {
                let piece = buffer.prefix(Int(min(open.left, UInt64(buffer.count))))
                try open.stream.write(Array(piece))
                buffer.removeFirst(piece.count)
                open.left -= UInt64(piece.count)
                file = open
                if open.left == 0 { try close() }
            } else {
                guard try begin() else { return }
            }
        }
    }

    /// - Returns: `false` when the name or length has yet to come.
    private mutating func begin() throws -> Bool {
        let count = Int(buffer[0])
        if count == 0 {
            isEnded = true
            buffer.removeFirst()
            return true
        }
        guard buffer.count >= 1 + count + 8 else { return false }
        guard let name = String(validating: buffer[1...count], as: UTF8.self), BackupFormat.names.contains(name), !written.contains(name)
        else {
            throw BackupFormat.damaged
        }
        let length = BackupFormat.value(buffer[(1 + count)..<(1 + count + 8)])
        guard length > 0, name == BackupFormat.database || length <= UInt64(Limits.smallFile) else { throw BackupFormat.damaged }
        buffer.removeFirst(1 + count + 8)
        written.append(name)
        file = (name, length, try AtomicFile.Stream(path(name)))
        return true
    }

    /// The configuration makes a node of the directory, and the archive's end is not known yet.
    private func path(_ name: String) -> String {
        "\(directory.path)/\(name == BackupFormat.configuration ? "config.next" : name)"
    }

    private mutating func close() throws {
        try file?.stream.finish()
        file = nil
    }

    func finish() throws -> BackupManifest {
        guard BackupFormat.required.isSubset(of: written) else { throw BackupFormat.damaged }
        let manifest = path(BackupFormat.manifest)
        guard let said = BackupManifest(encoded: try LocalFile.read(manifest, limit: Limits.smallFile, what: "the backup's manifest"))
        else {
            throw BackupFormat.damaged
        }
        unlink(manifest)
        return said
    }

    mutating func removeAll() {
        file = nil
        for name in written { unlink(path(name)) }
    }
}

extension DataDirectory {
    /// Begins to put a backup here; what an earlier attempt left is removed.
    public func beginRestore() throws { try RestoreDirectory.prepare(self) }

    /// The last step: the directory becomes a node.
    public func finishRestore() throws {
        guard rename("\(path)/config.next", configuration) == 0 else {
            throw CLIFailure(.failed, "unwritable-file", "\(configuration) can't be written: \(systemReason())")
        }
        AtomicFile.syncDirectory(of: configuration)
        unlink(restoring)
    }
}
