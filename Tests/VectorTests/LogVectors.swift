import BanyanCore
import BanyanCrypto
import BanyanTestSupport

@testable @_spi(Append) import BanyanLedger

/// Entries, leaves, roots, checkpoints and proofs of one log of seven entries.
struct LogVectors {
    let cast: Cast
    let entries: [Entry]
    /// `trees[n]` holds the first n entries.
    let trees: [CompactTree]
    private let nodes: [Place: Digest]

    private struct Place: Hashable {
        let level: Int
        let index: UInt64
    }

    init(_ cast: Cast) throws {
        self.cast = cast
        var random = SeededRandom(seed: 20)
        var entries: [Entry] = []
        for index in 0..<7 { entries.append(Entry(tag: try need(Tag(random.octets(16))), payload: random.octets(index + 1))) }
        var (tree, trees, nodes): (CompactTree, [CompactTree], [Place: Digest]) = (CompactTree(), [CompactTree()], [:])
        for (index, entry) in entries.enumerated() {
            nodes[Place(level: 0, index: UInt64(index))] = entry.header.leaf
            tree.append(entry.header.leaf) { level, index, hash in nodes[Place(level: level, index: index)] = hash }
            trees.append(tree)
        }
        self.entries = entries
        self.trees = trees
        self.nodes = nodes
    }

    private func node(_ level: Int, _ index: UInt64) throws -> Digest { try need(nodes[Place(level: level, index: index)]) }

    func checkpoint(_ size: Int) -> SignedCheckpoint {
        let append = DurableAppend(log: cast.origin.log, positions: UInt64(size)..<UInt64(size), tree: trees[size])
        return SignedCheckpoint.sign(append, with: cast.origin.keys.log)
    }

    func consistency(_ from: UInt64, _ to: UInt64) throws -> [Digest] { try MerkleProof.consistency(from: from, to: to, node: node) }

    func file() throws -> VectorFile {
        let log = cast.origin.log
        var vectors: [VectorValue] = entries.map { entry in
            [
                "tag": .hex(entry.header.tag), "payload": .hex(entry.payload ?? []), "header": .hex(entry.header.encoded),
                "leaf": .hex(entry.header.leaf),
            ]
        }
        vectors += trees.map { ["size": .number($0.size), "root": .hex($0.root)] }
        vectors.append([
            "log": .text(log.origin), "log_key": .hex(cast.origin.keys.log.publicKey),
            "verifier_key": .text(SignedCheckpoint.verifierKey(of: log, key: cast.origin.keys.log.publicKey)),
        ])
        vectors += [0, 3, 7].map { ["size": .number($0), "checkpoint": .text(checkpoint($0).note)] }
        for (index, size) in [(0, 1), (0, 7), (3, 7), (4, 5), (4, 7), (6, 7)] as [(UInt64, UInt64)] {
            let proof = try MerkleProof.inclusion(index: index, size: size, node: node)
            guard
                MerkleProof.verifyInclusion(
                    index: index, size: size, leaf: entries[Int(index)].header.leaf, root: trees[Int(size)].root, proof: proof)
            else { throw Missing() }
            vectors.append(["inclusion_of": .number(index), "size": .number(size), "proof": .list(proof.map { .hex($0) })])
        }
        for (from, to) in [(1, 7), (3, 7), (4, 7), (6, 7), (3, 5), (7, 7)] as [(UInt64, UInt64)] {
            vectors.append([
                "consistency_from": .number(from), "size": .number(to), "proof": .list(try consistency(from, to).map { .hex($0) }),
            ])
        }
        vectors.append(try fork())
        return VectorFile(
            name: "log", about: "One log of seven entries: headers, leaves, roots, checkpoints, proofs, and a fork", section: "section 3",
            seed: Cast.seed + ", seed 20 for tags and payloads",
            fields: [
                "tag": "the entry's tag", "payload": "its payload (short here; sealed ones have at least 1,024 bytes)",
                "header": "the entry header",
                "leaf": "the leaf hash", "size": "number of entries", "root": "the root hash at that size",
                "log": "origin line of the checkpoints",
                "log_key": "the log's public key", "verifier_key": "the key as tools for C2SP notes take it",
                "checkpoint": "the signed note",
                "inclusion_of": "the entry whose inclusion is proved", "consistency_from": "the smaller size of a consistency proof",
                "proof": "the hashes", "fork": "two checkpoints of one size that prove misbehaviour",
            ], vectors: vectors)
    }

    private func fork() throws -> VectorValue {
        var other = trees[6]
        other.append(Digest.sha256([0]))
        let append = DurableAppend(log: cast.origin.log, positions: 7..<7, tree: other)
        let pair = Misbehaviour(first: checkpoint(7), second: SignedCheckpoint.sign(append, with: cast.origin.keys.log))
        guard pair.isProof(under: cast.origin.keys.log.publicKey) else { throw Missing() }
        return ["fork": .list([.text(pair.first.note), .text(pair.second.note)])]
    }
}
