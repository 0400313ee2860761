import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanStore

struct ReplicationTests {
    @Test(arguments: [1, 7, 100, 300])
    func aReplicaHoldsWhatTheOriginAppended(step: Int) async throws {
        let origin = try Origin("Bac Ninh thu")
        let written = try entries(300, seed: 1)
        let checkpoint = try await origin.append(written)
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url)
        try await origin.replicate(to: replica, step: step)
        let state = try await replica.logState(origin.log)
        #expect(state.tree.size == 300 && state.tree.root == checkpoint.checkpoint.root && state.checkpoint?.note == checkpoint.note)
        #expect(try await replica.entries(in: origin.log, from: 0, count: 300, maxBytes: .max) == written)
        #expect(try await replica.logTimes() == [origin.log: noon])
    }

    @Test func aReopenedStoreIsTheSame() async throws {
        let origin = try Origin("Bac Ninh thu")
        let written = try entries(20, seed: 2)
        try await origin.append(written)
        let states = try await origin.store.logStates()
        try origin.store.close()
        let again = try SQLiteStore.open(directory: origin.directory.url)
        #expect(try await again.logStates() == states)
        #expect(try await again.entries(in: origin.log, from: 0, count: 99, maxBytes: .max) == written)
        #expect(await failure { _ = try await origin.store.logStates() } == "store-closed")
    }

    @Test func batchesThatDoNotStartAtTheEndAreRefused() async throws {
        let origin = try Origin("Bac Ninh thu")
        try await origin.append(try entries(10, seed: 3))
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url)
        let first = try await origin.batch(after: .empty(origin.log), count: 4)
        let second = try await origin.batch(after: first.state, count: 4)
        #expect(await failure { try await replica.store(second, at: noon) } == "wrong-start")
        #expect(try await replica.logStates().isEmpty, "the refusal left nothing")
        try await replica.store(first, at: noon)
        #expect(await failure { try await replica.store(first, at: noon) } == "wrong-start")
        try await replica.store(second, at: noon)
        #expect(try await replica.logState(origin.log).tree.size == 8)
    }

    @Test func aBatchOfOneHistoryIsNotPutOnAnother() async throws {
        let origin = try Origin("Bac Ninh thu")
        let other = try Origin("Bac Ninh thu")
        try await origin.append(try entries(6, seed: 4))
        try await other.append(try entries(6, seed: 5))
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url)
        let first = try await origin.batch(after: .empty(origin.log), count: 3)
        let foreign = try await other.batch(after: .empty(origin.log), count: 3)
        let continued = try await other.batch(after: foreign.state, count: 3)
        try await replica.store(first, at: noon)
        #expect(await failure { try await replica.store(continued, at: noon) } == "batch-inconsistent")
        #expect(try await replica.logState(origin.log) == first.state)
        #expect(try await replica.entries(in: origin.log, from: 3, count: 9, maxBytes: .max).isEmpty)
    }

    @Test func headersCanBeCarriedWithoutPayloads() async throws {
        let origin = try Origin("Bac Ninh thu")
        let written = try entries(5, seed: 6)
        try await origin.append(written)
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url)
        try await origin.replicate(to: replica, step: 5, withPayloads: false)
        let held = try await replica.entries(in: origin.log, from: 0, count: 5, maxBytes: .max)
        #expect(held.map(\.header) == written.map(\.header) && held.allSatisfy { $0.payload == nil })
        let found = try await replica.find([written[2].header.tag], in: nil)
        #expect(found.map(\.position.index) == [2] && found.allSatisfy { $0.payload == nil })
    }

    @Test func aCheckpointAloneCanBeStored() async throws {
        let origin = try Origin("Bac Ninh thu")
        try await origin.append(try entries(3, seed: 7))
        let directory = try TemporaryDirectory()
        let replica = try SQLiteStore.open(directory: directory.url)
        try await replica.store(try await origin.batch(after: .empty(origin.log), count: 3), at: noon)
        try await origin.append(try entries(2, seed: 8))
        let ahead = try await origin.batch(after: try await replica.logState(origin.log), count: 0)
        try await replica.store(ahead, at: noon.adding(60))
        let state = try await replica.logState(origin.log)
        #expect(state.tree.size == 3 && state.checkpoint?.checkpoint.size == 5)
        #expect(try await replica.logTimes() == [origin.log: noon.adding(60)])
        // Hearing the same again is not news.
        try await replica.store(try await origin.batch(after: state, count: 0), at: noon.adding(120))
        #expect(try await replica.logTimes() == [origin.log: noon.adding(60)])
    }

    @Test(
        arguments: [
            (0, 99, Int.max, 10), (4, 3, .max, 3), (9, 5, .max, 1), (10, 5, .max, 0), (.max, 5, .max, 0), (0, 0, .max, 0),
            (0, -1, .max, 0), (0, 99, 0, 1), (0, 99, 100, 1), (0, 99, 250, 2), (2, .max, 300, 3),
        ] as [(UInt64, Int, Int, Int)])
    func entriesComeInTheAmountThatWasAskedFor(from: UInt64, count: Int, maxBytes: Int, expected: Int) async throws {
        let origin = try Origin("Bac Ninh thu")
        var random = SeededRandom(seed: 9)
        let written = try (0..<10).map { _ in Entry(tag: try tag(&random), payload: random.bytes(100)) }
        try await origin.append(written)
        let got = try await origin.store.entries(in: origin.log, from: from, count: count, maxBytes: maxBytes)
        #expect(got.count == expected)
        if expected > 0 { #expect(got == Array(written[Int(from)..<Int(from) + expected])) }
        #expect(try await origin.store.entries(in: logID("unknown"), from: 0, count: 5, maxBytes: .max).isEmpty)
    }
}
