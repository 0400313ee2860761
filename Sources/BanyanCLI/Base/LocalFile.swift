internal import BanyanCore
internal import Foundation

/// Reading and writing whole files that a person named, with caps, modes and errors that say what to do.
enum LocalFile {
    /// Reads a file, or stdin for `-`.
    /// - Throws: `CLIFailure` of category notFound where it is missing, usage where it is larger than `limit` bytes.
    static func read(_ path: String, limit: Int, what: String) throws -> [UInt8] {
        if path == "-" {
            guard let bytes = CommandEnvironment.current.console.input(limit: limit) else { throw tooLarge(what, limit) }
            return bytes
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, what) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, what) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw CLIFailure(.usage, "is-a-directory", "\(path) is a directory, and \(what) is a file")
        }
        guard status.st_size <= limit else { throw tooLarge(path, limit) }
        return try readAll(descriptor, limit: limit, path, what)
    }

    static func text(_ path: String, limit: Int, what: String) throws -> String {
        guard let text = String(validating: try read(path, limit: limit, what: what), as: UTF8.self) else {
            throw CLIFailure(.usage, "not-text", "\(path == "-" ? "the input" : path) is not a text file, so it is not \(what)")
        }
        return text
    }

    private static func readAll(_ descriptor: Int32, limit: Int, _ path: String, _ what: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw unreadable(path, what) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            // What grows while it is read, or has no size of its own, must not pass the cap either.
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    /// A file read piece by piece.
    final class Pieces {
        private let descriptor: Int32
        private let path: String
        private let what: String
        let total: Int
        private(set) var done = 0

        init(_ path: String, what: String) throws {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw LocalFile.unreadable(path, what) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                close(descriptor)
                throw CLIFailure(.usage, "not-a-file", "\(path) is not a file, and \(what) is one")
            }
            (self.descriptor, self.path, self.what, total) = (descriptor, path, what, Int(status.st_size))
        }

        deinit { close(descriptor) }

        var isAtEnd: Bool { done >= total }

        /// The next bytes, `count` of them unless the file ends before.
        func next(_ count: Int) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            var filled = 0
            while filled < count {
                let read = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), count - filled) }
                guard read >= 0 else { throw LocalFile.unreadable(path, what) }
                if read == 0 { break }
                filled += read
            }
            done += filled
            bytes.removeLast(count - filled)
            return bytes
        }
    }

    /// Reads a whole file of any size in pieces of a mebibyte.
    static func readInPieces(_ path: String, what: String, _ body: ([UInt8]) throws -> Void) throws {
        let pieces = try Pieces(path, what: what)
        while true {
            let piece = try pieces.next(1 << 20)
            if piece.isEmpty { return }
            try body(piece)
        }
    }

    fileprivate static func unreadable(_ path: String, _ what: String) -> CLIFailure {
        errno == ENOENT
            ? CLIFailure(.notFound, "no-such-file", "there is no file \(path)", hint: "pass the path of \(what)")
            : CLIFailure(.failed, "unreadable-file", "\(path) can't be read: \(systemReason())")
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> CLIFailure {
        CLIFailure(.usage, "file-too-large", "\(path) is larger than \(limit) bytes")
    }
}

/// Writing so that a reader finds the old content or the new, never a part, whatever happens in between.
enum AtomicFile {
    /// Writes beside the target with the mode, flushes, renames over it, and flushes the directory.
    /// - Parameter replacing: `false` refuses a target that exists.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t, replacing: Bool) throws {
        let staged = "\(path).\(getpid()).new"
        unlink(staged)
        let descriptor = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw failure(path) }
        do {
            defer { close(descriptor) }
            // The mode of `open` passes through the umask.
            guard fchmod(descriptor, mode) == 0 else { throw failure(path) }
            try writeAll(bytes, descriptor, path)
            guard fsync(descriptor) == 0 else { throw failure(path) }
        } catch {
            unlink(staged)
            throw error
        }
        try put(staged, at: path, replacing: replacing)
        syncDirectory(of: path)
    }

    /// Writes zeros over a file's first bytes, in place: what a disk may still show of the file afterwards is not its content. (A disk
    /// that writes elsewhere, as solid-state disks do, may keep it all the same.)
    static func overwrite(_ path: String, count: Int) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        try writeAll([UInt8](repeating: 0, count: count), descriptor, path)
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    /// A file that is being written.
    final class Stream {
        private let descriptor: Int32
        private let path: String

        /// Makes the file, mode 0600; one that is there is emptied.
        init(_ path: String, mode: mode_t = 0o600) throws {
            self.path = path
            descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
            guard descriptor >= 0, fchmod(descriptor, mode) == 0 else { throw failure(path) }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        func write(_ bytes: [UInt8]) throws { try writeAll(bytes, descriptor, path) }

        func finish() throws {
            guard fsync(descriptor) == 0 else { throw failure(path) }
        }
    }

    /// As `write`, for content that comes piece by piece. A file that is there is refused.
    static func stream(to path: String, mode: mode_t, _ body: (Stream) throws -> Void) throws {
        let staged = "\(path).\(getpid()).new"
        do {
            let file = try Stream(staged, mode: mode)
            try body(file)
            try file.finish()
        } catch {
            unlink(staged)
            throw error
        }
        try put(staged, at: path, replacing: false)
        syncDirectory(of: path)
    }

    private static func put(_ staged: String, at path: String, replacing: Bool) throws {
        if replacing {
            guard rename(staged, path) == 0 else {
                defer { unlink(staged) }
                throw failure(path)
            }
            return
        }
        defer { unlink(staged) }
        guard link(staged, path) == 0 else {
            throw errno == EEXIST
                ? CLIFailure(.failed, "file-exists", "\(path) exists and is not overwritten", hint: "pass another path") : failure(path)
        }
    }

    fileprivate static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// The directory that a path's last name stands in; `.` where the path is just a name. (`NSString` traps on a name of one byte.)
    static func directory(of path: String) -> String {
        let name = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }
        guard let slash = name.firstIndex(of: UInt8(ascii: "/")) else { return name.isEmpty && !path.isEmpty ? "/" : "." }
        let before = name[slash...].drop { $0 == UInt8(ascii: "/") }.reversed()
        return before.isEmpty ? "/" : String(decoding: before, as: UTF8.self)
    }

    /// A rename is durable only once its directory is flushed.
    static func syncDirectory(of path: String) {
        let descriptor = open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    fileprivate static func failure(_ path: String) -> CLIFailure {
        CLIFailure(.failed, errno == ENOSPC ? "disk-full" : "unwritable-file", "\(path) can't be written: \(systemReason())")
    }
}

/// Text that the executable's own commands read: a file that a person named, or stdin for `-`.
public enum InputFile {
    /// - Throws: `CLIFailure` `no-such-file`, `file-too-large`, `not-text`.
    public static func text(_ path: String, what: String) throws -> String {
        try LocalFile.text(path, limit: Limits.smallFile, what: what)
    }
}
