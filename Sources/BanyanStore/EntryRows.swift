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

    /// The first key of a log at an index, and the last that any index can have.
    static func range(of log: Int64, from index: UInt64 = 0) -> (first: Int64, last: Int64) {
        (EntryKey(log: log, index: min(index, limit)).raw, EntryKey(log: log, index: limit - 1).raw)
    }
}

extension Tag {
    /// What the tag index is sorted by.
    var prefix: Int64 { Int64(bitPattern: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }) }
}

/// Writes consecutive entries of one log: rows, tag index, subtree hashes.
struct EntryWriter {
    static let insertEntry = "INSERT INTO entry (id, tag, digest, length, payload) VALUES (?, ?, ?, ?, ?)"
    static let insertTag = "INSERT INTO tag_index (prefix, entry) VALUES (?, ?)"
    private static let insertNode = "INSERT INTO tree_node (log, level, place, hash) VALUES (?, ?, ?, ?)"

    let db: Database
    let log: Int64

    /// - Returns: the tree with the entries.
    func write(_ entries: [Entry], after tree: CompactTree) throws -> CompactTree {
        guard tree.size <= EntryKey.limit, UInt64(entries.count) <= EntryKey.limit - tree.size else {
            throw StoreFailure(.failed, "log-full", "a log can't have more than \(EntryKey.limit) entries")
        }
        try writeRows(entries, from: tree.size)
        try writeTags(entries, from: tree.size)
        return try writeNodes(entries, after: tree)
    }

    private func writeRows(_ entries: [Entry], from start: UInt64) throws {
        let statement = try db.cachedStatement(sql: Self.insertEntry)
        for (offset, entry) in entries.enumerated() {
            let key = EntryKey(log: log, index: start + UInt64(offset)).raw
            let header = entry.header
            try statement.execute(arguments: [
                key, Data(header.tag.bytes), Data(header.payloadDigest.bytes), Int64(header.payloadLength), entry.payload.map { Data($0) },
            ])
        }
    }

    /// In the order of the index: what lies on one page is written together.
    private func writeTags(_ entries: [Entry], from start: UInt64) throws {
        let sorted = entries.enumerated().map { (prefix: $1.header.tag.prefix, offset: $0) }.sorted { ($0.prefix, $0.offset) < ($1.prefix, $1.offset) }
        let statement = try db.cachedStatement(sql: Self.insertTag)
        for (prefix, offset) in sorted {
            try statement.execute(arguments: [prefix, EntryKey(log: log, index: start + UInt64(offset)).raw])
        }
    }

    private func writeNodes(_ entries: [Entry], after tree: CompactTree) throws -> CompactTree {
        var tree = tree
        var kept: [(level: Int, place: UInt64, hash: Digest)] = []
        for entry in entries {
            tree.append(entry.header.leaf) { level, place, hash in
                if StoredTree.keptLevels.contains(level) { kept.append((level, place, hash)) }
            }
        }
        let statement = try db.cachedStatement(sql: Self.insertNode)
        for node in kept { try statement.execute(arguments: [log, node.level, Int64(node.place), Data(node.hash.bytes)]) }
        return tree
    }
}

/// Reads rows of `entry`.
enum EntryRow {
    static let columns = "id, tag, digest, length, payload"
    static let headerColumns = "id, tag, digest, length"

    /// - Throws: `database-damaged` when the columns are not those of a header.
    static func header(_ row: Row) throws -> EntryHeader {
        guard let header = readableHeader(row) else { throw StoreFailure.damaged("the header of an entry can't be read") }
        return header
    }

    static func readableHeader(_ row: Row) -> EntryHeader? {
        guard let tag = row.bytes(1).flatMap({ Tag($0) }), let digest = row.bytes(2).flatMap({ Digest($0) }),
            let length = (try? row.decode(Int64.self, atIndex: 3)).flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return EntryHeader(tag: tag, payloadDigest: digest, payloadLength: length)
    }

    /// - Throws: `database-damaged` also when the payload is not the header's, so that damage is never passed on to a peer.
    static func entry(_ row: Row) throws -> Entry {
        let header = try header(row)
        do { return try Entry(header: header, payload: row.bytes(4)) } catch {
            throw StoreFailure.damaged("entry \(EntryKey(raw: try row.decode(Int64.self, atIndex: 0)).index) of a log is not what it was")
        }
    }
}
