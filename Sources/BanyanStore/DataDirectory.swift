internal import BanyanCore
internal import Foundation
internal import Synchronization

/// The directory of one node's data: private to its user, and held by one process at a time through an exclusive `flock` on
/// its file `lock`, which the system lets go however the process ends.
final class DataDirectory: Sendable {
    static let databaseName = "banyan.db"
    private static let lockName = "lock"

    let url: URL
    /// The descriptor that holds the lock; `nil` once released.
    private let descriptor: Mutex<Int32?>

    var database: URL { url.appendingPathComponent(Self.databaseName) }

    /// Creates the directory where it is missing (mode 0700), takes the lock and makes sure of a database file of mode 0600.
    ///
    /// A directory that others may enter is tightened when it is empty or holds a node's database; any other is refused, so
    /// that a mistyped path never changes the modes of someone's home.
    /// - Parameter creating: whether a missing directory or database is made; otherwise it is an error.
    init(_ url: URL, creating: Bool) throws(StoreFailure) {
        self.url = url
        let database = url.appendingPathComponent(Self.databaseName)
        if !creating, Self.size(of: database.path) ?? 0 == 0 {
            throw StoreFailure(
                .configuration, "no-database", "there is no node in \(url.path)",
                hint: "run 'banyan init', or name the directory with --data")
        }
        try Self.makePrivate(url)
        descriptor = Mutex(try Self.lock(url))
        do { try Self.makePrivateFile(database.path) } catch {
            release()
            throw error
        }
    }

    deinit { release() }

    /// Lets the lock go; the directory must not be used any more.
    func release() {
        descriptor.withLock { held in
            if let descriptor = held {
                // Not by closing alone: a process that was just spawned holds a copy of the descriptor until it runs its program.
                flock(descriptor, LOCK_UN)
                close(descriptor)
            }
            held = nil
        }
    }

    /// Bytes on the disk of the database with its log and index files.
    var databaseBytes: UInt64 {
        ["", "-wal", "-shm"].reduce(0) { $0 + UInt64(Self.size(of: database.path + $1) ?? 0) }
    }

    /// Bytes that this user may still write on the directory's disk.
    var freeBytes: UInt64 {
        var status = statvfs()
        guard statvfs(url.path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private static func makePrivate(_ url: URL) throws(StoreFailure) {
        let files = FileManager.default
        if !files.fileExists(atPath: url.path) {
            do { try files.createDirectory(at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) } catch {
                throw unusable(url, "can't be created")
            }
        }
        var status = stat()
        guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw unusable(url, "is not a directory") }
        guard status.st_mode & 0o077 != 0 else { return }
        guard let names = try? files.contentsOfDirectory(atPath: url.path) else { throw unusable(url, "can't be read") }
        guard names.isEmpty || names.contains(databaseName) else {
            throw StoreFailure(
                .configuration, "directory-not-private", "other users may read the data directory \(url.path)",
                hint: "chmod 700 \(url.path)")
        }
        guard chmod(url.path, 0o700) == 0 else { throw unusable(url, "can't be made private") }
    }

    private static func lock(_ url: URL) throws(StoreFailure) -> Int32 {
        let descriptor = open(url.appendingPathComponent(lockName).path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unusable(url, "can't be written to") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = processNumber(in: descriptor)
            close(descriptor)
            guard reason == EWOULDBLOCK else { throw unusable(url, "can't be locked (its file system may not support locks)") }
            throw StoreFailure(
                .failed, "directory-in-use", "another banyan\(holder.map { " (process \($0))" } ?? "") uses the data directory \(url.path)",
                hint: "stop it first, or give this node its own directory with --data")
        }
        let number = Array("\(getpid())\n".utf8)
        // Only a courtesy to whoever is refused: a full disk must not keep the node from starting.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, number, number.count, 0) }
        return descriptor
    }

    private static func processNumber(in descriptor: Int32) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    /// SQLite gives its log and index files the mode of the database, so that one mode decides.
    private static func makePrivateFile(_ path: String) throws(StoreFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unusable(URL(fileURLWithPath: path), "can't be opened for writing") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw unusable(URL(fileURLWithPath: path), "can't be made private") }
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    private static func unusable(_ url: URL, _ problem: String) -> StoreFailure {
        StoreFailure(
            .configuration, "directory-unusable", "\(url.path) \(problem)",
            hint: "name a directory of the user that runs banyan, on a local disk, with --data")
    }
}
