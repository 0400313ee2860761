internal import BanyanCore
public import BanyanLedger
public import Foundation
internal import GRDB

/// What catch-up is measured against: the same rows, put into the same tables and indexes of a fresh database with the same
/// settings, by prepared statements alone. No verification, no tree, no state of a log.
///
/// `make bench` is its only user; a node never calls it.
public enum PlainInsert {
    /// Inserts the entries as log number 1, each row and its tag in the order in which they come.
    /// - Parameters:
    ///   - directory: an empty directory; the database stays there, closed.
    ///   - batch: rows of one transaction, at least 1.
    public static func run(_ entries: [Entry], into directory: URL, batch: Int) throws {
        let store = try SQLiteStore.open(directory: directory)
        do {
            for start in stride(from: 0, to: entries.count, by: max(batch, 1)) {
                try store.pool.write { db in try insert(entries, start..<min(start + max(batch, 1), entries.count), db) }
            }
        } catch { throw StoreFailure.translating(error) }
        try store.close()
    }

    private static func insert(_ entries: [Entry], _ range: Range<Int>, _ db: Database) throws {
        let rows = try db.cachedStatement(sql: EntryWriter.insertEntry)
        let tags = try db.cachedStatement(sql: EntryWriter.insertTag)
        for index in range {
            let (header, payload) = (entries[index].header, entries[index].payload)
            let key = EntryKey(log: 1, index: UInt64(index)).raw
            try rows.execute(arguments: [
                key, Data(header.tag.bytes), Data(header.payloadDigest.bytes), Int64(header.payloadLength), payload.map { Data($0) },
            ])
            try tags.execute(arguments: [header.tag.prefix, key])
        }
    }
}
