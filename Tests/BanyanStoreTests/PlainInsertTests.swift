import BanyanCore
import BanyanLedger
import GRDB
import Testing

@testable import BanyanStore

struct PlainInsertTests {
    /// What is compared in the benchmark is the work for the same rows.
    @Test func itWritesTheRowsThatReplicationWrites() async throws {
        let origin = try Origin("Bac Ninh thu")
        let written = try entries(700, seed: 1)
        try await origin.append(written)
        let (copied, plain) = (try TemporaryDirectory(), try TemporaryDirectory())
        let replica = try SQLiteStore.open(directory: copied.url)
        try await origin.replicate(to: replica, step: 200)
        try PlainInsert.run(written, into: plain.url, batch: 200)
        let other = try SQLiteStore.open(directory: plain.url)
        for table in ["SELECT * FROM entry ORDER BY id", "SELECT * FROM tag_index ORDER BY prefix, entry"] {
            let rows = try await replica.read { db in try Row.fetchAll(db, sql: table).map(\.description) }
            #expect(rows.count == 700)
            #expect(try await other.read { db in try Row.fetchAll(db, sql: table).map(\.description) } == rows)
        }
    }

    @Test func anythingButNewRowsFails() async throws {
        let directory = try TemporaryDirectory()
        let written = try entries(3, seed: 2)
        try PlainInsert.run(written, into: directory.url, batch: 0)
        #expect(await failure { try PlainInsert.run(written, into: directory.url, batch: 2) } == "database-error")
    }
}
