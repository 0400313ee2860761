import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanStore
import Foundation
import Testing

@testable import BanyanSimulator

/// What the flows rely on in a store, asked of the real one and of the virtual one: one body, so that what the simulator proves holds for
/// what runs.
struct StoreContractTests {
    enum Kind: String, CaseIterable, Sendable { case sqlite, virtual }

    static let noon = Timestamp(seconds: 1_800_000_000)
    private static let log = LogID(facility: FacilityID(Digest.sha256([1])), incarnation: 0)

    /// Runs `body` with a store of the kind: in the simulation's own thread for the virtual one.
    func withStore(_ kind: Kind, _ body: @escaping @Sendable (any NodeStore) async throws -> Void) async throws {
        switch kind {
        case .sqlite:
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-contract-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: directory) }
            let store = try SQLiteStore.open(directory: directory)
            try await body(store)
            try store.close()
        case .virtual:
            let result: Result<Void, any Error> = await SimulationThread.run {
                let loop = Loop()
                let store = VirtualStore(
                    VirtualDisk(SeededRandom(seed: 1, "disk")), machine: 0, loop: loop, histories: Histories(), observer: nil)
                let waiting = Waiting<Void>()
                nonisolated(unsafe) var result: Result<Void, any Error> = .failure(CancellationError())
                _ = loop.spawn {
                    do { result = .success(try await body(store)) } catch { result = .failure(error) }
                    waiting.resume(with: .success(()))
                }
                loop.run(until: 3_600_000_000)
                return result
            }
            try result.get()
        }
    }

    private static func entries(_ count: Int, seed: UInt64) -> [Entry] {
        var random = SeededRandom(seed: seed, "entries")
        return (0..<count).map { _ in
            Entry(tag: BanyanCore.Tag(random.octets(16)) ?? .open, payload: random.octets(1 + random.number(below: 60)))
        }
    }

    private static func code(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch { return (error as? any Failure)?.code ?? "\(error)" }
        return nil
    }

    @Test(arguments: Kind.allCases)
    func `an append grows the log by its entries and gives the tree`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let entries = Self.entries(300, seed: 1)
            var tree = CompactTree()
            for entry in entries { tree.append(entry.header.leaf) }
            let first = try await store.append(Array(entries[..<100]), to: Self.log, changes: [], at: Self.noon)
            let second = try await store.append(Array(entries[100...]), to: Self.log, changes: [], at: Self.noon)
            #expect(first.positions == 0..<100 && second.positions == 100..<300 && second.tree == tree)
            #expect(try await store.logState(Self.log).tree == tree)
            #expect(try await store.entries(in: Self.log, from: 50, count: 1000, maxBytes: .max) == Array(entries[50...]))
            #expect(try await store.entries(in: Self.log, from: 7, count: 10, maxBytes: 0) == [entries[7]])
            #expect(try await store.entries(in: Self.log, from: 300, count: 1, maxBytes: .max).isEmpty)
            let sealed = try await store.append([], to: Self.log, changes: [], at: Self.noon)
            #expect(sealed.positions == 300..<300 && sealed.tree == tree)
        }
    }

    @Test(arguments: Kind.allCases)
    func `an entry that no peer would take is refused, and nothing is written`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let good = Self.entries(1, seed: 2)
            let empty = Entry(tag: .open, payload: [])
            #expect(
                await Self.code { _ = try await store.append(good + [empty], to: Self.log, changes: [], at: Self.noon) } == "invalid-entry")
            let state = try await store.logState(Self.log)
            #expect(state.tree.size == 0)
        }
    }

    @Test(arguments: Kind.allCases)
    func `a checkpoint is taken for exactly what is stored`(kind: Kind) async throws {
        try await withStore(kind) { store in
            var random = SeededRandom(seed: 3, "key")
            let key = SigningKey.generate(using: &random)
            let early = try await store.append(Self.entries(3, seed: 3), to: Self.log, changes: [], at: Self.noon)
            let late = try await store.append(Self.entries(2, seed: 4), to: Self.log, changes: [], at: Self.noon)
            let stale = SignedCheckpoint.sign(early, with: key)
            #expect(await Self.code { try await store.record(stale, at: Self.noon) } == "checkpoint-differs")
            let checkpoint = SignedCheckpoint.sign(late, with: key)
            try await store.record(checkpoint, at: Self.noon)
            try await store.record(checkpoint, at: Self.noon.adding(60))
            #expect(try await store.logState(Self.log).checkpoint == checkpoint)
            #expect(try await store.logTimes() == [Self.log: Self.noon])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a verified batch is taken where the log ends and nowhere else`(kind: Kind) async throws {
        var random = SeededRandom(seed: 5, "key")
        let key = SigningKey.generate(using: &random)
        try await withStore(.virtual) { _ in }
        try await withStore(kind) { store in
            let other = LogID(facility: FacilityID(Digest.sha256([2])), incarnation: 0)
            let entries = Self.entries(20, seed: 6)
            // The same store is the origin of one log and the replica of none: its own log gives the batches.
            let durable = try await store.append(entries, to: other, changes: [], at: Self.noon)
            let checkpoint = SignedCheckpoint.sign(durable, with: key)
            let proof = try await store.consistencyProof(in: other, from: 8, to: 20)
            let batch = Batch(log: other, start: 0, entries: Array(entries[..<8]), checkpoint: checkpoint, consistency: proof)
            let verified = try verify(batch, after: .empty(other), key: key.publicKey)
            #expect(await Self.code { try await store.store(verified, at: Self.noon) } == "wrong-start")
            #expect(try await store.logState(other).tree == durable.tree)
            let path = try await store.inclusionProof(in: other, index: 13, size: 20)
            #expect(
                MerkleProof.verifyInclusion(
                    index: 13, size: 20, leaf: entries[13].header.leaf, root: durable.tree.root, proof: path))
            #expect(await Self.code { _ = try await store.inclusionProof(in: other, index: 1, size: 21) } == "not-held")
        }
    }

    @Test(arguments: Kind.allCases)
    func `tags find their entries in the order of positions`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let entries = Self.entries(5, seed: 7)
            let twin = Entry(tag: entries[1].header.tag, payload: [9, 9])
            let other = LogID(facility: FacilityID(Digest.sha256([3])), incarnation: 2)
            _ = try await store.append(entries + [twin], to: Self.log, changes: [], at: Self.noon)
            _ = try await store.append([twin], to: other, changes: [], at: Self.noon)
            let everywhere = try await store.find([entries[1].header.tag], in: nil)
            #expect(everywhere.map(\.position) == everywhere.map(\.position).sorted() && everywhere.count == 3)
            let here = try await store.find([entries[1].header.tag, entries[0].header.tag], in: Self.log.facility)
            #expect(here.map(\.position.index) == [0, 1, 5] && here.last?.payload == [9, 9])
            #expect(try await store.find([BanyanCore.Tag([UInt8](repeating: 7, count: 16)) ?? .open], in: nil).isEmpty)
        }
    }

    @Test(arguments: Kind.allCases)
    func `records change with the append that brings them, or not at all`(kind: Kind) async throws {
        var random = SeededRandom(seed: 8, "at rest")
        let atRest = try #require(AtRestKey(SecretBytes(randomCount: 32, using: &random)))
        let records = (0..<10).map { number in
            let key = RecordKey(.stream, Digest.sha256([UInt8(number)]))
            return SealedRecord(
                key: key, group: Digest.sha256([UInt8(number % 2)]),
                value: atRest.seal([UInt8(number)], purpose: "test", using: &random))
        }
        try await withStore(kind) { store in
            _ = try await store.append(Self.entries(1, seed: 9), to: Self.log, changes: records.map { .put($0) }, at: Self.noon)
            let sorted = records.sorted { $0.key.key < $1.key.key }
            #expect(try await store.record(records[3].key) == records[3])
            #expect(try await store.records(.stream, after: nil, limit: 4) == Array(sorted.prefix(4)))
            #expect(try await store.records(.stream, after: sorted[3].key.key, limit: 100) == Array(sorted.dropFirst(4)))
            #expect(try await store.records(.stream, group: Digest.sha256([1])) == sorted.filter { $0.group == Digest.sha256([1]) })
            let refused: [RecordChange] = [.remove(records[3].key)]
            #expect(
                await Self.code {
                    _ = try await store.append([Entry(tag: .open, payload: [])], to: Self.log, changes: refused, at: Self.noon)
                } == "invalid-entry")
            #expect(try await store.recordCount(.stream) == 10)
            try await store.apply(refused)
            #expect(try await store.recordCount(.stream) == 9)
            #expect(try await store.record(records[3].key) == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func `a receipt is licensed by its own digest alone`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let entry = Self.entries(1, seed: 10)[0]
            let wrong = await Self.code {
                _ = try await store.append(receipt: entry, digest: Digest.sha256([0]), to: Self.log, changes: [], at: Self.noon)
            }
            #expect(wrong == "wrong-receipt")
            let (durable, license) = try await store.append(
                receipt: entry, digest: entry.header.payloadDigest, to: Self.log, changes: [], at: Self.noon)
            #expect(license.position == EntryPosition(log: Self.log, index: 0) && durable.positions == 0..<1)
        }
    }

    @Test(arguments: Kind.allCases)
    func `removed stays removed`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let id = FacilityID(Digest.sha256([4]))
            var peer = PeerRecord(id: id, card: "card", state: .active, connects: true, addedAt: Self.noon)
            try await store.save(peer)
            peer.state = .removed
            try await store.save(peer)
            peer.state = .active
            #expect(await Self.code { try await store.save(peer) } == "peer-removed")
            #expect(try await store.peers().map(\.state) == [.removed])
        }
    }
}
