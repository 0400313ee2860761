import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import GRDB
import Testing

@testable import BanyanStore

/// Proofs out of kept subtree hashes and headers, checked by the verifiers of the ledger and against a tree in memory.
struct ProofTests {
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let log = logID("Cho Ray thu")

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(directory: directory.url)
    }

    /// Fills the log in uneven batches; the root at every size from 0.
    func fill(_ count: Int) async throws -> (entries: [Entry], roots: [BanyanCore.Digest]) {
        let written = try entries(count, size: 8, seed: 1)
        var random = SeededRandom(seed: 2)
        var start = 0
        while start < count {
            let end = min(count, start + Int.random(in: 1...700, using: &random))
            _ = try await store.append(Array(written[start..<end]), to: log, changes: [], at: noon)
            start = end
        }
        var tree = CompactTree()
        var roots = [tree.root]
        for entry in written {
            tree.append(entry.header.leaf)
            roots.append(tree.root)
        }
        return (written, roots)
    }

    @Test(arguments: [1, 255, 256, 257, 1000, 5000])
    func proofsVerify(count: Int) async throws {
        let (written, roots) = try await fill(count)
        var random = SeededRandom(seed: UInt64(count))
        for _ in 0..<40 {
            let size = UInt64.random(in: 1...UInt64(count), using: &random)
            let index = UInt64.random(in: 0..<size, using: &random)
            let inclusion = try await store.inclusionProof(in: log, index: index, size: size)
            let leaf = written[Int(index)].header.leaf
            #expect(MerkleProof.verifyInclusion(index: index, size: size, leaf: leaf, root: roots[Int(size)], proof: inclusion))
            let from = UInt64.random(in: 1...size, using: &random)
            let consistency = try await store.consistencyProof(in: log, from: from, to: size)
            #expect(
                MerkleProof.verifyConsistency(from: from, root: roots[Int(from)], to: size, root: roots[Int(size)], proof: consistency))
        }
    }

    @Test func subtreesOfEveryLevelAreWhatTheTreeSays() async throws {
        let count = (1 << 16) + 300
        let (written, roots) = try await fill(count)
        let size = UInt64(count)
        for index in [0, 255, 256, 40_000, 65_535, 65_536, size - 1] {
            let proof = try await store.inclusionProof(in: log, index: index, size: size)
            let leaf = written[Int(index)].header.leaf
            #expect(MerkleProof.verifyInclusion(index: index, size: size, leaf: leaf, root: roots[count], proof: proof))
        }
        let kept = try await store.read { db in try Int.fetchAll(db, sql: "SELECT count(*) FROM tree_node GROUP BY level ORDER BY level") }
        #expect(kept == [257, 1])
    }

    @Test func proofsBeyondWhatIsHeldAreRefused() async throws {
        _ = try await fill(10)
        #expect(await failure { _ = try await store.inclusionProof(in: log, index: 0, size: 11) } == "not-held")
        #expect(await failure { _ = try await store.consistencyProof(in: log, from: 3, to: 11) } == "not-held")
        #expect(await failure { _ = try await store.inclusionProof(in: logID("unknown"), index: 0, size: 1) } == "not-held")
        await #expect(throws: LedgerFailure.self) { _ = try await store.inclusionProof(in: log, index: 5, size: 5) }
        await #expect(throws: LedgerFailure.self) { _ = try await store.consistencyProof(in: log, from: 6, to: 5) }
        #expect(try await store.consistencyProof(in: log, from: 0, to: 10).isEmpty)
    }

    @Test func anAuditFindsWhatIsDamagedOrNotHeld() async throws {
        let (_, roots) = try await fill(5000)
        let clean = try await store.recomputedRoot(of: log, progress: { _ in })
        #expect(clean.tree.root == roots[5000] && clean.damaged.isEmpty && clean.missing == 0)
        try await store.write { db in
            let base = EntryKey(log: 1, index: 0).raw
            try db.execute(sql: "UPDATE entry SET payload = x'00' WHERE id = ?", arguments: [base + 4999])
            try db.execute(sql: "UPDATE entry SET payload = NULL WHERE id IN (?, ?)", arguments: [base + 1, base + 4097])
        }
        let damaged = try await store.recomputedRoot(of: log, progress: { _ in })
        #expect(damaged.tree.root == roots[5000] && damaged.damaged == [4999] && damaged.missing == 2)
        try await store.write { db in
            try db.execute(sql: "DROP TRIGGER entry_stays; DELETE FROM entry WHERE id = \(EntryKey(log: 1, index: 17).raw)")
        }
        let torn = try await store.recomputedRoot(of: log, progress: { _ in })
        #expect(torn.tree.size == 5000 && torn.tree.root != roots[5000] && torn.damaged == [17, 4999])
        #expect(try await store.recomputedRoot(of: logID("unknown"), progress: { _ in }).tree.size == 0)
    }

    @Test func damageIsNeverPassedOn() async throws {
        _ = try await fill(600)
        try await store.write { db in
            try db.execute(sql: "UPDATE entry SET payload = x'00' WHERE id = \(EntryKey(log: 1, index: 5).raw)")
            try db.execute(sql: "DROP TRIGGER entry_stays; DELETE FROM entry WHERE id = \(EntryKey(log: 1, index: 290).raw)")
            try db.execute(sql: "DELETE FROM tree_node WHERE place = 0")
        }
        #expect(await failure { _ = try await store.entries(in: log, from: 0, count: 10, maxBytes: .max) } == "database-damaged")
        #expect(await failure { _ = try await store.entries(in: log, from: 288, count: 10, maxBytes: .max) } == "database-damaged")
        #expect(await failure { _ = try await store.inclusionProof(in: log, index: 291, size: 600) } == "database-damaged")
        #expect(try await store.entries(in: log, from: 0, count: 5, maxBytes: .max).count == 5)
    }
}
