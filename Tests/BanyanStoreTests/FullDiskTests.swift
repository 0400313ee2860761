import BanyanCore
@_spi(Storage) import BanyanCrypto
import BanyanEngine
import BanyanLedger
import Testing

@testable import BanyanStore

/// SQLite reports a bound on its pages as it reports a full disk.
struct FullDiskTests {
    @Test func anAppendThatDoesNotFitLeavesNothing() async throws {
        let directory = try TemporaryDirectory()
        let log = logID("Tram y te thu")
        let store = try SQLiteStore.open(directory: directory.url, maximumPages: 100)
        var held = CompactTree()
        var refused: (any Error)?
        var late: [Entry] = []
        for seed in 0..<100 where refused == nil {
            late = try entries(40, size: 2048, seed: UInt64(seed))
            let change = RecordChange.put(
                SealedRecord(key: RecordKey(.stream, digest("s")), group: nil, value: Sealed(stored: [UInt8(seed)])))
            do { held = try await store.append(late, to: log, changes: [change], at: noon).tree } catch { refused = error }
        }
        let failure = try #require(refused as? StoreFailure)
        #expect(failure.code == "disk-full" && failure.category == .failed && failure.hint?.contains("free space") == true)
        #expect(held.size > 0)
        try await expectOnly(held, in: store, log, without: late)
        try store.close()
        // With room again it goes on where it stopped.
        let again = try SQLiteStore.open(directory: directory.url)
        try await expectOnly(held, in: again, log, without: late)
        #expect(try await again.append(late, to: log, changes: [], at: noon).positions.lowerBound == held.size)
    }

    func expectOnly(_ tree: CompactTree, in store: SQLiteStore, _ log: LogID, without late: [Entry]) async throws {
        #expect(try await store.logState(log).tree == tree)
        let audit = try await store.recomputedRoot(of: log, progress: { _ in })
        #expect(audit.tree == tree && audit.damaged.isEmpty && audit.missing == 0)
        #expect(try await store.find(late.map(\.header.tag), in: nil).isEmpty)
        let value = try await store.record(RecordKey(.stream, digest("s")))?.value
        #expect(value == Sealed(stored: [UInt8(tree.size / 40 - 1)]))
    }

    @Test func aBatchThatDoesNotFitLeavesNothing() async throws {
        let origin = try Origin("Bac Ninh thu")
        try await origin.append(try entries(600, size: 2048, seed: 1))
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url, maximumPages: 60)
        #expect(await failure { try await origin.replicate(to: replica, step: 100) } == "disk-full")
        let state = try await replica.logState(origin.log)
        #expect(state.tree.size > 0 && state.tree.size < 600 && state.tree.size.isMultiple(of: 100))
        #expect(try await replica.recomputedRoot(of: origin.log, progress: { _ in }).tree == state.tree)
    }
}
