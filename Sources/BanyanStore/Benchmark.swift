public import BanyanLedger
public import Foundation
internal import GRDB

/// What catch-up is measured against: the same rows, put into the same tables and indexes of a fresh database with the same
/// settings, by the same prepared statements and in the same order. No verification, no tree, no state of a log.
///
/// `make bench` is its only user; a node never calls it.
public enum PlainInsert {
    /// Inserts the entries as those of log number 1.
    /// - Parameters:
    ///   - directory: an empty directory; the database stays there, closed.
    ///   - batch: rows of one transaction, at least 1.
    public static func run(_ entries: [Entry], into directory: URL, batch: Int) throws {
        let store = try SQLiteStore.open(directory: directory)
        let step = max(batch, 1)
        do {
            for start in stride(from: 0, to: entries.count, by: step) {
                try store.pool.write { db in
                    try EntryWriter(db: db, log: 1).writeRows(Array(entries[start..<min(start + step, entries.count)]), from: UInt64(start))
                }
            }
        } catch { throw StoreFailure.translating(error) }
        try store.close()
    }
}
