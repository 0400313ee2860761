internal import BanyanCore
internal import GRDB

/// One step of the schema. What was released is never edited: a later need is a further step.
struct Migration: Sendable {
    /// Counted from 1; `PRAGMA user_version` of a database that has it.
    let version: Int
    /// The first binary that understands it, for the message of an older one.
    let needs: String
    let sql: String
}

/// The tables of the node, and the check that this binary is the one to open them.
enum Schema {
    /// `PRAGMA application_id`: "Bany".
    static let applicationID = 0x4261_6E79

    static let migrations = [
        Migration(version: 1, needs: "banyan 0.1.0", sql: first), Migration(version: 2, needs: "banyan 0.1.0", sql: witnesses),
        Migration(version: 3, needs: "banyan 0.1.0", sql: parcels),
    ]
    static var version: Int { migrations.last?.version ?? 0 }

    /// - `log`: one replicated log. `peaks`: the roots of its tree's perfect subtrees, 32 bytes each.
    /// - `entry.id`: `log.id << 40 | index`. `header`: the 52 bytes that are hashed: tag (16), digest (32), length (4).
    ///   `payload`: NULL where it is not carried or was erased.
    /// - `tag_index.prefix`: the first 8 bytes of the tag. The rest is compared in `entry`: an index on the whole tag would be
    ///   twice as large, and it is what catch-up waits for.
    /// - `tree_node`: hashes of the perfect subtrees of some levels (`StoredTree.keptLevels`).
    /// - `record`: sealed values under keyed hashes.
    private static let first = """
        CREATE TABLE meta (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        ) STRICT;
        CREATE TABLE log (
            id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 8388607),
            facility BLOB NOT NULL CHECK (length(facility) = 32),
            incarnation INTEGER NOT NULL CHECK (incarnation BETWEEN 0 AND 4294967295),
            size INTEGER NOT NULL CHECK (size BETWEEN 0 AND 1099511627776),
            peaks BLOB NOT NULL CHECK (length(peaks) % 32 = 0),
            checkpoint TEXT,
            checkpoint_at INTEGER,
            UNIQUE (facility, incarnation),
            CHECK ((checkpoint IS NULL) = (checkpoint_at IS NULL))
        ) STRICT;
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
            header BLOB NOT NULL,
            payload BLOB
        ) STRICT;
        CREATE TABLE tag_index (
            prefix BLOB NOT NULL,
            entry INTEGER NOT NULL,
            PRIMARY KEY (prefix, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tree_node (
            log INTEGER NOT NULL REFERENCES log (id),
            level INTEGER NOT NULL,
            place INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (log, level, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
            kind INTEGER NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 32),
            grp BLOB CHECK (length(grp) = 32),
            value BLOB NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT;
        CREATE INDEX record_group ON record (kind, grp);
        CREATE TABLE peer (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 32),
            card TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'removed')),
            connects INTEGER NOT NULL CHECK (connects IN (0, 1)),
            added_at INTEGER NOT NULL,
            last_heard INTEGER,
            last_synced INTEGER
        ) STRICT;
        CREATE TRIGGER log_only_grows BEFORE UPDATE OF size ON log WHEN NEW.size < OLD.size
            BEGIN SELECT RAISE(ABORT, 'a log never shrinks'); END;
        CREATE TRIGGER entry_header_stays BEFORE UPDATE OF id, header ON entry
            BEGIN SELECT RAISE(ABORT, 'an entry header never changes'); END;
        CREATE TRIGGER entry_stays BEFORE DELETE ON entry
            BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
        CREATE TRIGGER peer_removed_stays BEFORE UPDATE OF state ON peer WHEN OLD.state = 'removed' AND NEW.state <> 'removed'
            BEGIN SELECT RAISE(ABORT, 'a removed facility stays removed'); END;
        CREATE TRIGGER peer_stays BEFORE DELETE ON peer
            BEGIN SELECT RAISE(ABORT, 'a facility is removed, never deleted'); END;
        """

    /// - `cosignature`: the newest cosignature of each log by each witness: of others' logs this node's own, of its own log its peers'.
    ///   `note` holds all; the other columns keep a witness from ever contradicting itself.
    private static let witnesses = """
        CREATE TABLE cosignature (
            log INTEGER NOT NULL REFERENCES log (id),
            witness BLOB NOT NULL CHECK (length(witness) = 32),
            size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 1099511627776),
            root BLOB NOT NULL CHECK (length(root) = 32),
            note TEXT NOT NULL,
            PRIMARY KEY (log, witness)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER cosignature_only_grows BEFORE UPDATE ON cosignature
            WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
            BEGIN SELECT RAISE(ABORT, 'a witness never contradicts itself'); END;
        """

    /// - `parcel`: sealed by their senders. `bringer`: who handed it over; NULL: an own one.
    /// - `parcel_receipt`: until they would have expired. `bringers`: facilities, 32 bytes each.
    private static let parcels = """
        CREATE TABLE parcel (
            name BLOB PRIMARY KEY NOT NULL CHECK (length(name) = 32),
            id BLOB NOT NULL CHECK (length(id) = 32),
            recipient BLOB NOT NULL CHECK (length(recipient) = 32),
            expires INTEGER NOT NULL,
            bringer BLOB CHECK (length(bringer) = 32),
            copies INTEGER NOT NULL CHECK (copies BETWEEN 1 AND 255),
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX parcel_id ON parcel (id);
        CREATE TABLE parcel_receipt (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 32),
            secret BLOB NOT NULL CHECK (length(secret) = 32),
            expires INTEGER NOT NULL,
            bringers BLOB NOT NULL CHECK (length(bringers) % 32 = 0)
        ) STRICT, WITHOUT ROWID;
        """

    /// Refuses, before anything is written, what is not a database of this binary or an older one.
    /// - Throws: `StoreFailure` with code `database-newer` or `not-a-node-database`.
    static func check(_ db: Database) throws {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard application == applicationID else {
            // The migrator's own table may be all that a first start got to before it was interrupted.
            let isFresh = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
            guard application == 0, found == 0, isFresh else {
                throw StoreFailure(
                    .configuration, "not-a-node-database", "\(DataDirectory.databaseName) is a database of another program",
                    hint: "name the node's own data directory with --data")
            }
            return
        }
        guard found > version else { return }
        let needed = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE name = 'minimum-binary'") ?? "a newer banyan"
        throw StoreFailure(
            .configuration, "database-newer", "this database was written by a newer program: it needs at least \(needed)",
            hint: "install \(needed) or later; this binary knows schema \(version), the database has \(found)")
    }

    /// Brings the database to `version`, one transaction a step.
    static func migrate(_ pool: DatabasePool) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration("schema \(migration.version)") { db in
                try db.execute(sql: migration.sql)
                try db.execute(
                    sql: "INSERT INTO meta VALUES ('minimum-binary', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    arguments: [migration.needs])
                try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(migration.version)")
            }
        }
        try migrator.migrate(pool)
    }
}
