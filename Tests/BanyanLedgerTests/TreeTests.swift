import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

struct TreeTests {
    /// The eight leaves that the tests of Certificate Transparency implementations share, and their roots.
    private static let inputs = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func knownRootsComeOut() throws {
        var tree = CompactTree()
        for (index, input) in Self.inputs.enumerated() {
            tree.append(.sha256([0], try #require(Hex.decode(input))))
            if let root = Self.roots[index + 1] { #expect(tree.root.description == root) }
        }
        #expect(tree.size == 8)
    }

    @Test func theEmptyTreeIsTheHashOfNothing() {
        #expect(CompactTree().root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func everySizeAgreesWithTheDefinition() {
        var random = SeededRandom(seed: 11)
        var tree = CompactTree()
        var leaves: [Digest] = []
        for size in 1...300 {
            leaves.append(random.digest())
            tree.append(leaves[size - 1])
            #expect(tree.size == UInt64(size))
            #expect(tree.root == Reference.root(leaves[...]))
            #expect(CompactTree(size: tree.size, peaks: tree.peaks) == tree)
        }
    }

    @Test func everyCompletedSubtreeIsReportedOnceWithItsHash() {
        struct Node: Hashable {
            let level: Int
            let index: UInt64
        }
        var random = SeededRandom(seed: 12)
        let leaves = (0..<133).map { _ in random.digest() }
        var seen: [Node: Digest] = [:]
        var tree = CompactTree()
        for leaf in leaves {
            var lastLevel = 0
            tree.append(leaf) { level, index, hash in
                #expect(level == lastLevel + 1)
                lastLevel = level
                #expect(seen.updateValue(hash, forKey: Node(level: level, index: index)) == nil)
            }
        }
        #expect(seen.count == (1...7).reduce(0) { $0 + 133 >> $1 })
        for (node, hash) in seen { #expect(hash == Reference.node(leaves, node.level, node.index)) }
    }

    @Test func aTreeNeedsOnePeakForEachBitOfItsSize() {
        let peak = Digest.sha256([])
        #expect(CompactTree(size: 5, peaks: [peak, peak]) != nil)
        #expect(CompactTree(size: 5, peaks: [peak]) == nil)
        #expect(CompactTree(size: 4, peaks: [peak, peak]) == nil)
        #expect(CompactTree(size: 0, peaks: [peak]) == nil)
        #expect(CompactTree(size: 0, peaks: []) == CompactTree())
        #expect(CompactTree(size: .max, peaks: []) == nil)
    }
}
