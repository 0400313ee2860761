public import BanyanCore
@_spi(Storage) internal import BanyanCrypto
public import BanyanEngine
internal import Foundation
internal import GRDB

extension SQLiteStore {
    public func record(_ key: RecordKey) async throws -> SealedRecord? {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT \(RecordRow.columns) FROM record WHERE kind = ? AND key = ?")
            return try Row.fetchOne(statement, arguments: [key.kind.rawValue, Data(key.key.bytes)]).map {
                try RecordRow.decode($0, key.kind)
            }
        }
    }

    /// The records of one group of a kind, ordered by key.
    public func records(_ kind: RecordKind, group: Digest) async throws -> [SealedRecord] {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT \(RecordRow.columns) FROM record WHERE kind = ? AND grp = ? ORDER BY key")
            return try Row.fetchAll(statement, arguments: [kind.rawValue, Data(group.bytes)]).map { try RecordRow.decode($0, kind) }
        }
    }

    public func records(_ kind: RecordKind, after key: Digest?, limit: Int) async throws -> [SealedRecord] {
        try await read { db in
            // Every key is longer than the empty one, and so comes after it.
            let statement = try db.cachedStatement(
                sql: "SELECT \(RecordRow.columns) FROM record WHERE kind = ? AND key > ? ORDER BY key LIMIT ?")
            return try Row.fetchAll(statement, arguments: [kind.rawValue, Data(key?.bytes ?? []), limit]).map {
                try RecordRow.decode($0, kind)
            }
        }
    }

    public func recordCount(_ kind: RecordKind) async throws -> Int {
        try await read { db in
            try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM record WHERE kind = ?"), arguments: [kind.rawValue]) ?? 0
        }
    }

    /// All of the changes, in order, or none.
    public func apply(_ changes: [RecordChange]) async throws {
        try await write { db in for change in changes { try RecordRow.apply(change, db) } }
    }
}

/// Rows of `record`.
enum RecordRow {
    static let columns = "key, grp, value"

    static func decode(_ row: Row, _ kind: RecordKind) throws -> SealedRecord {
        let group = row.bytes(1).map { Digest($0) }
        guard let key = row.bytes(0).flatMap({ Digest($0) }), let value = row.bytes(2), group == nil || group != .some(nil) else {
            throw StoreFailure.damaged("a record can't be read")
        }
        return SealedRecord(key: RecordKey(kind, key), group: group ?? nil, value: Sealed(stored: value))
    }

    static func apply(_ change: RecordChange, _ db: Database) throws {
        switch change {
        case .put(let record): try put(record, db)
        // What was never there is gone too.
        case .remove(let key):
            try db.cachedStatement(sql: "DELETE FROM record WHERE kind = ? AND key = ?")
                .execute(arguments: [key.kind.rawValue, Data(key.key.bytes)])
        }
    }

    private static func put(_ record: SealedRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO record (kind, key, grp, value) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, key) DO UPDATE SET grp = excluded.grp, value = excluded.value
                """)
        try statement.execute(arguments: [
            record.key.kind.rawValue, Data(record.key.key.bytes), record.group.map { Data($0.bytes) }, Data(record.value.bytes),
        ])
    }
}
