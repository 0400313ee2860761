import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import Foundation
import GRDB
import Testing

@testable import BanyanStore

/// What a witness said lies on the disk before it is said, and can never be taken back.
struct CosignatureTests {
    private let directory: TemporaryDirectory
    private let replica: SQLiteStore
    private let origin: Origin
    private let key: SigningKey

    init() throws {
        directory = try TemporaryDirectory()
        replica = try SQLiteStore.open(directory: directory.url)
        origin = try Origin("Bac Ninh thu")
        var random = SeededRandom(seed: 3)
        key = SigningKey.generate(using: &random)
    }

    private func cosign(_ state: LogState, after seconds: Int64 = 0, as name: String = "Bach Mai thu") throws -> Cosignature {
        try #require(Cosignature.sign(state, as: facility(name), at: noon.adding(seconds), with: key))
    }

    private func next(_ count: Int, seed: UInt64) async throws -> VerifiedBatch {
        try await origin.append(try entries(count, seed: seed))
        return try await origin.batch(after: try await replica.logState(origin.log), count: count)
    }

    @Test func itIsStoredWithTheBatchAndOutlivesARestart() async throws {
        let batch = try await next(5, seed: 1)
        let cosignature = try cosign(batch.state)
        try await replica.store(batch, cosignature: cosignature, at: noon)
        #expect(try await replica.cosignatures() == [cosignature])
        try replica.close()
        let again = try SQLiteStore.open(directory: directory.url)
        #expect(try await again.cosignatures() == [cosignature])
        #expect(try await again.logState(origin.log) == batch.state)
    }

    @Test func bothAreStoredOrNeither() async throws {
        let first = try await next(5, seed: 1)
        let stale = try cosign(first.state)
        try await replica.store(first, cosignature: nil, at: noon)
        let second = try await next(3, seed: 2)
        #expect(await failure { try await replica.store(second, cosignature: stale, at: noon) } == "cosignature-differs")
        #expect(try await replica.logState(origin.log).tree.size == 5)
        #expect(try await replica.cosignatures().isEmpty)
        let other = try Origin("Thai Nguyen thu")
        try await other.append(try entries(8, seed: 3))
        let elsewhere = try cosign(try await other.store.logState(other.log))
        #expect(await failure { try await replica.store(second, cosignature: elsewhere, at: noon) } == "cosignature-differs")
        #expect(try await replica.logState(origin.log).tree.size == 5)
        // What the disk refuses takes the cosignature with it.
        try await replica.execute("CREATE TRIGGER full BEFORE INSERT ON cosignature BEGIN SELECT RAISE(ABORT, 'full'); END")
        #expect(await failure { try await replica.store(second, cosignature: try cosign(second.state), at: noon) } != nil)
        #expect(try await replica.logState(origin.log).tree.size == 5)
        #expect(try await replica.cosignatures().isEmpty)
        try await replica.execute("DROP TRIGGER full")
        try await replica.store(second, cosignature: try cosign(second.state), at: noon)
        #expect(try await replica.logState(origin.log).tree.size == 8)
    }

    @Test func aWitnessNeverContradictsItself() async throws {
        let batch = try await next(5, seed: 1)
        try await replica.store(batch, cosignature: try cosign(batch.state), at: noon)
        let more = try await next(2, seed: 2)
        try await replica.store(more, cosignature: try cosign(more.state, after: 3600), at: noon)
        try await replica.record(try cosign(batch.state, after: 7200))
        #expect(try await replica.cosignatures().map(\.checkpoint.size) == [7], "an older size does not come back")
        // Another history of the same size, or more than is held.
        let fork = try Origin("Bac Ninh thu")
        try await fork.append(try entries(7, seed: 9))
        let forked = try cosign(try await fork.store.logState(fork.log), after: 9000)
        #expect(await failure { try await replica.record(forked) } == "cosignature-differs")
        try await fork.append(try entries(1, seed: 10))
        let ahead = try cosign(try await fork.store.logState(fork.log), after: 9000)
        #expect(await failure { try await replica.record(ahead) } == "cosignature-differs")
        let raw = Data([UInt8](repeating: 1, count: 32)).map { String(format: "%02x", $0) }.joined()
        #expect(await failure { try await replica.execute("UPDATE cosignature SET root = x'\(raw)'") } != nil)
        #expect(await failure { try await replica.execute("UPDATE cosignature SET size = 6") } != nil)
    }

    @Test func ofEachWitnessTheNewestIsKept() async throws {
        try await origin.append(try entries(4, seed: 1))
        let four = try await origin.store.logState(origin.log)
        try await origin.append(try entries(4, seed: 2))
        let eight = try await origin.store.logState(origin.log)
        for (state, name, seconds) in [(four, "a", 5), (eight, "b", 6), (eight, "a", 7), (four, "a", 8), (eight, "b", 3)] {
            try await origin.store.record(try cosign(state, after: Int64(seconds), as: name))
        }
        let kept = try await origin.store.cosignatures().sorted { $0.time < $1.time }
        #expect(kept.map(\.witness) == [facility("b"), facility("a")] && kept.allSatisfy { $0.checkpoint.size == 8 })
        #expect(await failure { try await replica.record(try cosign(four)) } == "cosignature-differs", "a log that is not held")
    }

    /// What a node of the version before wrote is brought up to date, and keeps what it holds.
    @Test func anOlderDatabaseGetsTheTable() async throws {
        let older = try TemporaryDirectory()
        let raw = try DatabaseQueue(path: older.url.appendingPathComponent("banyan.db").path)
        try await raw.write { db in
            try db.execute(sql: Schema.migrations[0].sql)
            try db.execute(
                sql: """
                    INSERT INTO meta VALUES ('minimum-binary', 'banyan 0.1.0');
                    INSERT INTO log (facility, incarnation, size, peaks) VALUES (zeroblob(32), 7, 0, x'');
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('schema 1');
                    PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1
                    """)
        }
        try raw.close()
        let again = try SQLiteStore.open(directory: older.url)
        #expect(try await again.logStates().map(\.log.incarnation) == [7])
        try await origin.append(try entries(5, seed: 1))
        let batch = try await origin.batch(after: .empty(origin.log), count: 5)
        try await again.store(batch, cosignature: try cosign(batch.state), at: noon)
        #expect(try await again.cosignatures().count == 1)
        #expect(try await again.statistics().schemaVersion == Schema.version)
    }

    @Test func oneThatCanNotBeReadIsDamage() async throws {
        let batch = try await next(5, seed: 1)
        try await replica.store(batch, cosignature: try cosign(batch.state), at: noon)
        try await replica.execute("UPDATE cosignature SET note = 'nothing'")
        #expect(await failure { _ = try await replica.cosignatures() } == "database-damaged")
    }
}
