internal import BanyanCore
internal import GRDB

/// How a connection to the database is set up; the one place for its numbers.
enum Connection {
    /// Bytes of one page: at entries of about 1 KiB a page of 8 KiB wastes less than one of 4 and is written faster.
    private static let pageSize = 8192
    /// Cache of the writing connection, KiB: the tag index of some hundred thousand entries.
    private static let writerCache = 16 << 10
    /// Cache of each reading connection, KiB.
    private static let readerCache = 2 << 10
    private static let readers = 3
    /// Pages in the write-ahead log at which it is written back: 32 MiB, so that catch-up rewrites index pages in memory.
    private static let checkpointPages = 4096
    /// Bytes that the write-ahead log may keep on the disk when it is not in use.
    private static let logFile = 64 << 20
    /// Seconds to wait for another program, such as a backup, that holds the database.
    private static let patience = 5.0

    /// Opens, checks and migrates.
    static func openPool(at path: String, maximumPages: Int?) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "banyan"
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY")
            if db.configuration.readonly {
                try db.execute(sql: "PRAGMA cache_size = -\(readerCache)")
            } else {
                // Before anything is written: a database that is not ours stays as it is.
                try Schema.check(db)
                try prepareWriter(db)
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // The pool has just set NORMAL, under which a power cut may take back a transaction that was reported as done.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2, try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
                throw StoreFailure(.failed, "not-durable", "the database can't be made to flush its transactions")
            }
        }
        try Schema.migrate(pool)
        if let maximumPages { try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(maximumPages)") } }
        return pool
    }

    private static func prepareWriter(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA page_size = \(pageSize);
                PRAGMA cache_size = -\(writerCache);
                PRAGMA wal_autocheckpoint = \(checkpointPages);
                PRAGMA journal_size_limit = \(logFile);
                PRAGMA secure_delete = ON
                """)
    }
}
