public import BanyanCore
internal import BanyanEngine
public import BanyanLedger
internal import Foundation
internal import GRDB

extension SQLiteStore {
    public func logStates() async throws -> [LogState] {
        try await read { db in try LogRow.fetchAll(db).map(\.state) }
    }

    public func logState(_ log: LogID) async throws -> LogState {
        try await read { db in try LogRow.fetch(db, log)?.state ?? .empty(log) }
    }

    public func logTimes() async throws -> [LogID: Timestamp] {
        try await read { db in
            try LogRow.fetchAll(db).reduce(into: [:]) { times, row in times[row.log] = row.checkpointAt }
        }
    }

    /// Consecutive entries. - Throws: `database-damaged` rather than pass on an entry that is not what it was.
    public func entries(in log: LogID, from index: UInt64, count: Int, maxBytes: Int) async throws -> [Entry] {
        try await read { db in
            guard count > 0, let row = try LogRow.fetch(db, log), index < row.tree.size else { return [] }
            let wanted = min(UInt64(count), row.tree.size - index)
            let statement = try db.cachedStatement(sql: "SELECT \(EntryRow.columns) FROM entry WHERE id BETWEEN ? AND ? ORDER BY id")
            let first = EntryKey(log: row.id, index: index).raw
            let rows = try Row.fetchCursor(statement, arguments: [first, first + Int64(wanted) - 1])
            var entries: [Entry] = []
            var bytes = 0
            while let next = try rows.next() {
                guard try next.decode(Int64.self, atIndex: 0) == first + Int64(entries.count) else { break }
                let entry = try EntryRow.entry(next)
                bytes += entry.payload?.count ?? 0
                if bytes > maxBytes, !entries.isEmpty { return entries }
                entries.append(entry)
            }
            guard entries.count == Int(wanted) else { throw StoreFailure.damaged("entries of a log are missing") }
            return entries
        }
    }

    public func consistencyProof(in log: LogID, from: UInt64, to: UInt64) async throws -> [Digest] {
        try await read { db in
            let row = try Self.covering(to, of: log, db)
            // The empty tree is the beginning of every log: nothing to prove.
            guard from > 0 else { return [] }
            return try MerkleProof.consistency(from: from, to: to, node: StoredTree(db: db, log: row.id).node)
        }
    }

    public func inclusionProof(in log: LogID, index: UInt64, size: UInt64) async throws -> [Digest] {
        try await read { db in
            let row = try Self.covering(size, of: log, db)
            return try MerkleProof.inclusion(index: index, size: size, node: StoredTree(db: db, log: row.id).node)
        }
    }

    private static func covering(_ size: UInt64, of log: LogID, _ db: Database) throws -> LogRow {
        guard let row = try LogRow.fetch(db, log), size <= row.tree.size else {
            throw StoreFailure(.notFound, "not-held", "this node does not hold the first \(size) entries of that log")
        }
        return row
    }
}
