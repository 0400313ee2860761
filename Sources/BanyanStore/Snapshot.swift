internal import BanyanCore
public import Foundation
internal import GRDB
internal import Glibc

extension SQLiteStore {
    /// Copies the database of a data directory as it is at one moment, through SQLite's online backup, whether or not a node has the
    /// directory at the time.
    /// - Parameters:
    ///   - directory: the data directory; nothing of it is changed.
    ///   - file: where the copy goes, mode 0600; what is there is replaced. It needs no other file beside it.
    /// - Throws: `StoreFailure` `no-database`, `disk-full`, `database-locked`, `database-damaged`.
    public static func snapshot(of directory: URL, into file: URL) throws {
        let database = directory.appendingPathComponent(DataDirectory.databaseName).path
        guard FileManager.default.fileExists(atPath: database) else {
            throw StoreFailure(
                .configuration, "no-database", "there is no node in \(directory.path)",
                hint: "run 'banyan init', or name the directory with --data")
        }
        try? FileManager.default.removeItem(at: file)
        let descriptor = Glibc.open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(.failed, "snapshot-unwritable", "\(file.path) can't be written")
        }
        Glibc.close(descriptor)
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON")
            }
            let source = try DatabaseQueue(path: database, configuration: configuration)
            let copy = try DatabaseQueue(path: file.path)
            try source.backup(to: copy)
            // Without it the copy would want files of its own beside it.
            try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
            try source.close()
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw StoreFailure.translating(error)
        }
    }
}
