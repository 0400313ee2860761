internal import BanyanCore
internal import BanyanEngine
public import BanyanLedger
internal import Foundation
internal import GRDB

extension SQLiteStore {
    /// - Throws: `StoreFailure` `cosignature-differs` for one that speaks of more than is held, of the whole log under another root, or of
    ///   another history than what this witness cosigned before.
    public func record(_ cosignature: Cosignature) async throws {
        try await write { db in
            guard let row = try LogRow.fetch(db, cosignature.checkpoint.log) else { throw CosignatureRow.differs }
            try CosignatureRow.put(cosignature, of: row, db)
        }
    }

    public func cosignatures() async throws -> [Cosignature] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT note FROM cosignature JOIN log ON log.id = cosignature.log
                    ORDER BY log.facility, log.incarnation, cosignature.witness
                    """
            ).map { try CosignatureRow.decode(try $0.decode(String.self, atIndex: 0)) }
        }
    }
}

/// Rows of `cosignature`.
enum CosignatureRow {
    static var differs: StoreFailure {
        StoreFailure(.trust, "cosignature-differs", "a cosignature is not of the entries that are stored, or contradicts an earlier one")
    }

    static func decode(_ note: String) throws -> Cosignature {
        guard let cosignature = try? Cosignature(parsing: note) else { throw StoreFailure.damaged("a cosignature can't be read") }
        return cosignature
    }

    /// Keeps the newer of two of one witness.
    static func put(_ cosignature: Cosignature, of row: LogRow, _ db: Database) throws {
        let claimed = cosignature.checkpoint
        guard claimed.log == row.log, claimed.size <= row.tree.size, claimed.size < row.tree.size || claimed.root == row.tree.root else {
            throw differs
        }
        let known = try String.fetchOne(
            db.cachedStatement(sql: "SELECT note FROM cosignature WHERE log = ? AND witness = ?"),
            arguments: [row.id, Data(cosignature.witness.bytes)])
        if let former = try known.map(decode) {
            if claimed.size == former.checkpoint.size, claimed.root != former.checkpoint.root { throw differs }
            guard cosignature.isNewer(than: former) else { return }
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO cosignature (log, witness, size, root, note) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (log, witness) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note
                """
        ).execute(arguments: [
            row.id, Data(cosignature.witness.bytes), Int64(claimed.size), Data(claimed.root.bytes), cosignature.note,
        ])
    }
}
