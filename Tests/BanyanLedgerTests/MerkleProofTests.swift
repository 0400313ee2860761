import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

struct MerkleProofTests {
    private static let leaves: [Digest] = {
        var random = SeededRandom(seed: 21)
        return (0..<300).map { _ in random.digest() }
    }()
    private static let roots: [Digest] = {
        var tree = CompactTree()
        return [tree.root]
            + leaves.map { leaf in
                tree.append(leaf)
                return tree.root
            }
    }()

    /// Row n: the hashes of the perfect subtrees of level n.
    private static let rows: [[Digest]] = (0...8).map { level in
        (0..<(leaves.count >> level)).map { Reference.node(leaves, level, UInt64($0)) }
    }

    private func node(_ level: Int, _ index: UInt64) -> Digest { Self.rows[level][Int(index)] }

    /// Small sizes and the edges of powers of two, then sizes at random.
    private static let sizes: [Int] = {
        var random = SeededRandom(seed: 22)
        return Array(1...9) + [15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 256, 257, 300] + (0..<6).map { _ in random.number(10...300) }
    }()

    @Test(arguments: sizes)
    func everyInclusionProofVerifiesAndNoAlteredOneDoes(size: Int) throws {
        var random = SeededRandom(seed: UInt64(size))
        let (count, root) = (UInt64(size), Self.roots[size])
        for index in 0..<count {
            let leaf = Self.leaves[Int(index)]
            let proof = try MerkleProof.inclusion(index: index, size: count, node: node)
            func verifies(_ index: UInt64, _ leaf: Digest, _ root: Digest, _ proof: [Digest]) -> Bool {
                MerkleProof.verifyInclusion(index: index, size: count, leaf: leaf, root: root, proof: proof)
            }
            #expect(verifies(index, leaf, root, proof))
            #expect(!verifies(index, leaf.flipped(random.bit()), root, proof))
            #expect(!verifies(index, leaf, root.flipped(random.bit()), proof))
            #expect(!verifies(index + 1, leaf, root, proof))
            #expect(!verifies(index &- 1, leaf, root, proof))
            #expect(!verifies(index, leaf, root, proof + [root]))
            #expect(!verifies(index, leaf, root, [leaf] + proof))
            if !proof.isEmpty { #expect(!verifies(index, leaf, root, proof.dropLast())) }
            for altered in Self.alterations(of: proof, &random) { #expect(!verifies(index, leaf, root, altered)) }
        }
    }

    @Test(arguments: sizes)
    func everyConsistencyProofVerifiesAndNoAlteredOneDoes(size: Int) throws {
        var random = SeededRandom(seed: UInt64(size) + 1000)
        let (to, toRoot) = (UInt64(size), Self.roots[size])
        for from in 1...to {
            let fromRoot = Self.roots[Int(from)]
            let proof = try MerkleProof.consistency(from: from, to: to, node: node)
            func verifies(_ from: UInt64, _ fromRoot: Digest, _ toRoot: Digest, _ proof: [Digest]) -> Bool {
                MerkleProof.verifyConsistency(from: from, root: fromRoot, to: to, root: toRoot, proof: proof)
            }
            #expect(verifies(from, fromRoot, toRoot, proof))
            #expect(!verifies(from, fromRoot.flipped(random.bit()), toRoot, proof))
            #expect(!verifies(from, fromRoot, toRoot.flipped(random.bit()), proof))
            #expect(!verifies(from + 1, fromRoot, toRoot, proof))
            #expect(!verifies(from - 1, fromRoot, toRoot, proof))
            #expect(!verifies(from, fromRoot, toRoot, proof + [toRoot]))
            #expect(!verifies(from, fromRoot, toRoot, [fromRoot] + proof))
            if from < to { #expect(!verifies(from, toRoot, fromRoot, proof)) }
            if !proof.isEmpty { #expect(!verifies(from, fromRoot, toRoot, proof.dropLast())) }
            for altered in Self.alterations(of: proof, &random) { #expect(!verifies(from, fromRoot, toRoot, altered)) }
        }
    }

    /// Each hash with one bit changed, and each pair of neighbours swapped.
    private static func alterations(of proof: [Digest], _ random: inout SeededRandom) -> [[Digest]] {
        var out: [[Digest]] = []
        for index in proof.indices {
            var altered = proof
            altered[index] = altered[index].flipped(random.bit())
            out.append(altered)
            guard index > 0 else { continue }
            altered = proof
            altered.swapAt(index - 1, index)
            out.append(altered)
        }
        return out
    }

    @Test func everySingleBitOfAProofCounts() throws {
        let inclusion = try MerkleProof.inclusion(index: 70, size: 201, node: node)
        let consistency = try MerkleProof.consistency(from: 70, to: 201, node: node)
        for bit in 0..<256 {
            for index in inclusion.indices {
                var altered = inclusion
                altered[index] = altered[index].flipped(bit)
                #expect(!MerkleProof.verifyInclusion(index: 70, size: 201, leaf: Self.leaves[70], root: Self.roots[201], proof: altered))
            }
            for index in consistency.indices {
                var altered = consistency
                altered[index] = altered[index].flipped(bit)
                #expect(!MerkleProof.verifyConsistency(from: 70, root: Self.roots[70], to: 201, root: Self.roots[201], proof: altered))
            }
        }
    }

    @Test func noProofExistsForWhatTheLogHasNot() {
        expectFailure("no-such-entry") { _ = try MerkleProof.inclusion(index: 0, size: 0, node: node) }
        expectFailure("no-such-entry") { _ = try MerkleProof.inclusion(index: 5, size: 5, node: node) }
        expectFailure("no-such-entry") { _ = try MerkleProof.inclusion(index: .max, size: 5, node: node) }
        expectFailure("no-such-range") { _ = try MerkleProof.consistency(from: 0, to: 5, node: node) }
        expectFailure("no-such-range") { _ = try MerkleProof.consistency(from: 6, to: 5, node: node) }
    }

    @Test func aNodeThatCanNotBeReadStopsTheProof() {
        expectFailure("gone") {
            _ = try MerkleProof.inclusion(index: 0, size: 5) { _, _ in throw LedgerFailure(.failed, "gone", "gone") }
        }
    }

    /// Made-up subtree hashes suffice to walk trees of any size.
    @Test(arguments: [UInt64(1) << 40, 1 << 40 - 1, UInt64(Int64.max), 1 << 63, 1 << 63 + 1, .max])
    func hugeSizesNeitherTrapNorFail(size: UInt64) throws {
        func made(_ level: Int, _ index: UInt64) -> Digest { .sha256(CBOR.array([.int(level), .unsigned(index)]).encoded) }
        for index in [0, 1, size / 2, size - 1] {
            let proof = try MerkleProof.inclusion(index: index, size: size, node: made)
            #expect(proof.count <= Limits.proofHashes)
            _ = MerkleProof.verifyInclusion(index: index, size: size, leaf: made(0, index), root: made(64, 0), proof: proof)
            guard index > 0 else { continue }
            let path = try MerkleProof.consistency(from: index, to: size, node: made)
            _ = MerkleProof.verifyConsistency(from: index, root: made(1, 1), to: size, root: made(64, 0), proof: path)
        }
    }

    @Test func randomNonsenseIsRefused() {
        var random = SeededRandom(seed: 23)
        for _ in 0..<2000 {
            let proof = (0..<random.number(0...70)).map { _ in Self.leaves[random.number(0...299)] }
            let (a, b) = (random.next() >> random.next() % 64, random.next() >> random.next() % 64)
            let (one, two) = (random.digest(), random.digest())
            #expect(!MerkleProof.verifyInclusion(index: a, size: b, leaf: one, root: two, proof: proof))
            #expect(!MerkleProof.verifyConsistency(from: a, root: one, to: b, root: two, proof: proof))
        }
    }
}
