internal import BanyanCore
internal import BanyanLedger
internal import Foundation
internal import GRDB

/// The number of an entry in the database: the log's number and the index, so that a log's entries lie in one run.
struct EntryKey {
    let log: Int64
    let index: UInt64

    private static let indexBits: Int64 = 40
    /// Entries of one log; the index of the next must stay below.
    static let limit: UInt64 = min(Limits.logSize, 1 << UInt64(indexBits))

    init(log: Int64, index: UInt64) {
        self.log = log
        self.index = index
    }

    init(raw: Int64) {
        log = raw >> Self.indexBits
        index = UInt64(raw & (1 << Self.indexBits - 1))
    }

    var raw: Int64 { log << Self.indexBits | Int64(index) }
}

/// Writes consecutive entries of one log: rows, tag index, subtree hashes.
struct EntryWriter {
    let db: Database
    let log: Int64

    /// Writes own entries. - Returns: the tree with them.
    func write(_ entries: [Entry], after tree: CompactTree) throws -> CompactTree {
        var grown = tree
        var subtrees: [Subtree] = []
        for entry in entries {
            grown.append(entry.header.leaf) { level, place, hash in subtrees.append(Subtree(level: level, place: place, hash: hash)) }
        }
        try write(entries, after: tree, completing: subtrees)
        return grown
    }

    /// Writes entries whose subtrees were hashed before, when they were verified.
    func write(_ entries: [Entry], after tree: CompactTree, completing subtrees: [Subtree]) throws {
        guard tree.size <= EntryKey.limit, UInt64(entries.count) <= EntryKey.limit - tree.size else {
            throw StoreFailure(.failed, "log-full", "a log can't have more than \(EntryKey.limit) entries")
        }
        try writeRows(entries, from: tree.size)
        let statement = try db.cachedStatement(sql: "INSERT INTO tree_node (log, level, place, hash) VALUES (?, ?, ?, ?)")
        for node in subtrees where StoredTree.keptLevels.contains(node.level) {
            try statement.execute(arguments: [log, node.level, Int64(node.place), Data(node.hash.bytes)])
        }
    }

    /// Rows of `entry` and `tag_index` alone.
    func writeRows(_ entries: [Entry], from start: UInt64) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO entry (id, header, payload) VALUES (?, ?, ?)")
        let first = EntryKey(log: log, index: start).raw
        for (offset, entry) in entries.enumerated() {
            try insert.execute(arguments: [first + Int64(offset), Data(entry.header.encoded), entry.payload.map { Data($0) }])
        }
        // Sorted: what lies on one page of the index is written together.
        try db.cachedStatement(
            sql: """
                INSERT INTO tag_index (prefix, entry) SELECT substr(header, 1, 8) AS prefix, id FROM entry
                WHERE id BETWEEN ? AND ? ORDER BY prefix, id
                """
        ).execute(arguments: [first, first + Int64(entries.count) - 1])
    }
}

/// Reads rows of `entry`.
enum EntryRow {
    static let columns = "id, header, payload"
    static let headerColumns = "id, header"

    /// - Throws: `database-damaged` when it is not a header.
    static func header(_ row: Row) throws -> EntryHeader {
        guard let header = readableHeader(row) else { throw StoreFailure.damaged("the header of an entry can't be read") }
        return header
    }

    static func readableHeader(_ row: Row) -> EntryHeader? { row.bytes(1).flatMap { EntryHeader(encoded: $0) } }

    static func payload(_ row: Row) -> [UInt8]? { row.bytes(2) }

    /// - Throws: `database-damaged` also when the payload is not the header's, so that damage is never passed on to a peer.
    static func entry(_ row: Row) throws -> Entry {
        let header = try header(row)
        do { return try Entry(header: header, payload: payload(row)) } catch {
            throw StoreFailure.damaged("entry \(EntryKey(raw: try row.decode(Int64.self, atIndex: 0)).index) of a log is not what it was")
        }
    }
}
