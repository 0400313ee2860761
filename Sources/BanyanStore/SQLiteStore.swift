internal import BanyanCore
public import BanyanEngine
public import Foundation
internal import GRDB

/// The node's storage in one SQLite database, `banyan.db`, in a data directory that one process holds at a time.
///
/// Write-ahead log, `synchronous=FULL`: a call that writes returns after its transaction reached the disk, and a call that
/// throws wrote nothing. Writes run one after another; reads run beside them, each on one snapshot.
///
/// What clinical content and keys are, this module can't know: it takes `Sealed` bytes and sealed payloads alone.
public final class SQLiteStore: NodeStore {
    let pool: DatabasePool
    let directory: DataDirectory

    private init(pool: DatabasePool, directory: DataDirectory) {
        self.pool = pool
        self.directory = directory
    }

    /// Opens the database of a data directory.
    ///
    /// On opening each log's newest entry is compared with the log's recorded size; a whole check of the file would read all
    /// of it, and `recomputedRoot` proves more.
    /// - Parameters:
    ///   - directory: the data directory; `creating` makes it (mode 0700) and the database (0600) where they are missing.
    /// - Throws: `StoreFailure`: `directory-in-use`, `directory-not-private`, `directory-unusable`, `no-database`,
    ///   `database-newer`, `not-a-node-database`, `database-damaged`, `disk-full`.
    public static func open(directory: URL, creating: Bool = true) throws -> SQLiteStore {
        try open(directory: directory, creating: creating, maximumPages: nil)
    }

    /// - Parameter maximumPages: a bound on the database's pages, by which a test fills the disk.
    static func open(directory url: URL, creating: Bool = true, maximumPages: Int?) throws -> SQLiteStore {
        let directory = try DataDirectory(url, creating: creating)
        do {
            let pool = try Connection.openPool(at: directory.database.path, maximumPages: maximumPages)
            try pool.read(checkTails)
            return SQLiteStore(pool: pool, directory: directory)
        } catch {
            directory.release()
            throw StoreFailure.translating(error)
        }
    }

    /// Writes the log of the database back into it, closes it and lets the directory go. Calls after it throw `store-closed`.
    public func close() throws {
        do {
            // Without it the write-ahead log stays beside the database; a disk that is too full for it loses nothing.
            pool.writeWithoutTransaction { db in _ = try? db.checkpoint(.truncate) }
            try pool.close()
        } catch { throw StoreFailure.translating(error) }
        directory.release()
    }

    public func statistics() async throws -> StoreStatistics {
        let version = try await read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }
        return StoreStatistics(databaseBytes: directory.databaseBytes, freeDiskBytes: directory.freeBytes, schemaVersion: version)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do { return try await pool.read(body) } catch { throw StoreFailure.translating(error) }
    }

    /// One transaction: durable when this returns, undone when it throws.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do { return try await pool.write(body) } catch { throw StoreFailure.translating(error) }
    }

    private static func checkTails(_ db: Database) throws {
        let logs = try Row.fetchCursor(
            db,
            sql: """
                SELECT size, (SELECT max(id) FROM entry WHERE id BETWEEN log.id << 40 AND (log.id << 40) + 0xFFFFFFFFFF) & 0xFFFFFFFFFF
                FROM log
                """)
        while let row = try logs.next() {
            let size = try row.decode(Int64.self, atIndex: 0)
            guard try row.decode(Int64?.self, atIndex: 1) == (size == 0 ? nil : size - 1) else {
                throw StoreFailure.damaged("a log does not end where its size says")
            }
        }
    }
}
