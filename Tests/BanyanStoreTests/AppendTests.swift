import BanyanConsent
import BanyanCore
@_spi(Storage) import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import GRDB
import Testing

@testable import BanyanStore

struct AppendTests {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let log = logID("Tram y te thu")

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(directory: directory.url)
    }

    func put(_ kind: RecordKind, _ name: String) -> RecordChange {
        .put(SealedRecord(key: RecordKey(kind, digest(name)), group: nil, value: Sealed(stored: [1, 2, 3])))
    }

    @Test func whatIsMintedDescribesWhatIsStored() async throws {
        let first = try await store.append(try entries(3, seed: 1), to: log, changes: [put(.stream, "a")], at: noon)
        let second = try await store.append(try entries(300, seed: 2), to: log, changes: [], at: noon)
        #expect(first.positions == 0..<3 && second.positions == 3..<303)
        #expect(try await store.logState(log).tree == second.tree)
        #expect(try await store.record(RecordKey(.stream, digest("a"))) != nil)
    }

    @Test func aFailingChangeTakesTheAppendBack() async throws {
        let before = try await store.append(try entries(2, seed: 3), to: log, changes: [], at: noon)
        try await store.write { db in
            try db.execute(
                sql: "CREATE TEMP TRIGGER refuse BEFORE INSERT ON record WHEN NEW.kind = 10 BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let late = try entries(5, seed: 4)
        let error = await failure { [store, log] in
            _ = try await store.append(late, to: log, changes: [put(.stream, "a"), put(.revocation, "b"), put(.stream, "c")], at: noon)
        }
        #expect(error == "database-error")
        #expect(try await store.logState(log).tree == before.tree)
        #expect(try await store.find(late.map(\.header.tag), in: nil).isEmpty)
        #expect(try await store.records(.stream, after: nil, limit: 10).isEmpty)
        // And the next one goes where the failed one would have gone.
        #expect(try await store.append(late, to: log, changes: [], at: noon).positions == 2..<7)
    }

    @Test func aReceiptLicenceNamesItsPositionAndDigest() async throws {
        _ = try await store.append(try entries(4, seed: 5), to: log, changes: [], at: noon)
        let receipt = try entries(1, seed: 6)[0]
        let digest = receipt.header.payloadDigest
        let (durable, licence) = try await store.append(
            receipt: receipt, digest: digest, to: log, changes: [put(.receiptCounter, "r")], at: noon)
        #expect(durable.positions == 4..<5 && licence.position == EntryPosition(log: log, index: 4) && licence.digest == digest)
        let other = BanyanCore.Digest.sha256([1])
        #expect(
            await failure { _ = try await store.append(receipt: receipt, digest: other, to: log, changes: [], at: noon) } == "wrong-receipt"
        )
        #expect(try await store.logState(log).tree.size == 5)
    }

    @Test func entriesThatNoPeerWouldAcceptAreRefused() async throws {
        var random = SeededRandom(seed: 10)
        let header = try entries(1, seed: 7)[0].header
        let bad = [
            try Entry(header: header, payload: nil), Entry(tag: try tag(&random), payload: []),
            Entry(tag: try tag(&random), payload: [UInt8](repeating: 0, count: Limits.payload + 1)),
        ]
        for entry in bad {
            #expect(await failure { _ = try await store.append([entry], to: log, changes: [], at: noon) } == "invalid-entry")
        }
        let largest = Entry(tag: try tag(&random), payload: [UInt8](repeating: 0, count: Limits.payload))
        #expect(try await store.append([largest], to: log, changes: [], at: noon).positions == 0..<1)
    }

    @Test func withoutEntriesWhatIsStoredCanBeSigned() async throws {
        var random = SeededRandom(seed: 11)
        let key = SigningKey.generate(using: &random)
        let tree = try await store.append(try entries(5, seed: 8), to: log, changes: [], at: noon).tree
        let again = try await store.append([], to: log, changes: [], at: noon)
        #expect(again.positions == 5..<5 && again.tree == tree)
        let checkpoint = SignedCheckpoint.sign(again, with: key)
        try await store.record(checkpoint, at: noon)
        #expect(try await store.logState(log).checkpoint == checkpoint)
    }

    @Test func checkpointsOfAnotherSizeOrRootAreRefused() async throws {
        var random = SeededRandom(seed: 12)
        let key = SigningKey.generate(using: &random)
        let other = try Origin("Tram y te thu")
        let elsewhere = try await other.append(try entries(5, seed: 9))
        let small = SignedCheckpoint.sign(try await store.append(try entries(4, seed: 10), to: log, changes: [], at: noon), with: key)
        _ = try await store.append(try entries(1, seed: 11), to: log, changes: [], at: noon)
        for checkpoint in [small, elsewhere] {
            #expect(await failure { try await store.record(checkpoint, at: noon) } == "checkpoint-differs")
        }
        #expect(try await store.logState(log).checkpoint == nil)
        let unknown = try Origin("unknown")
        let foreign = try await unknown.append([])
        #expect(await failure { try await store.record(foreign, at: noon) } == "checkpoint-differs")
    }

    @Test func concurrentAppendsFollowOneAnother() async throws {
        let ranges = try await withThrowingTaskGroup(of: Range<UInt64>.self) { group in
            for seed in 0..<20 {
                group.addTask { [store, log] in
                    try await store.append(try entries(seed + 1, seed: UInt64(100 + seed)), to: log, changes: [], at: noon).positions
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.lowerBound < $1.lowerBound }
        }
        #expect(ranges.first?.lowerBound == 0 && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        let state = try await store.logState(log)
        #expect(state.tree.size == 210)
        #expect(try await store.recomputedRoot(of: log, progress: { _ in }).tree == state.tree)
    }

    @Test func theTablesThemselvesOnlyGrow() async throws {
        _ = try await store.append(try entries(3, seed: 12), to: log, changes: [], at: noon)
        for sql in [
            "UPDATE log SET size = 2", "DELETE FROM entry WHERE id & 0xFF = 2", "UPDATE entry SET header = zeroblob(52)",
            "UPDATE entry SET id = id + 100",
        ] {
            #expect(await failure { try await store.execute(sql) } == "database-error", "\(sql)")
        }
        try await store.write { try $0.execute(sql: "UPDATE entry SET payload = NULL WHERE id & 0xFF = 2") }
        #expect(try await store.recomputedRoot(of: log, progress: { _ in }).missing == 1)
    }
}
