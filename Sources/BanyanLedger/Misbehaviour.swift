public import BanyanCore

/// Two checkpoints of one log, both signed by its key, that can't belong to one history (protocol section 3.9).
public struct Misbehaviour: Hashable, Sendable {
    /// The checkpoint of the smaller size; of equal ones either.
    public let first: SignedCheckpoint
    /// The checkpoint that contradicts it.
    public let second: SignedCheckpoint
    /// The path (`HistoryPath`) from the first size to the second in the second history; empty for equal sizes, and where it is not known.
    public let path: [Digest]

    public init(first: SignedCheckpoint, second: SignedCheckpoint, path: [Digest] = []) {
        self.first = first
        self.second = second
        self.path = path
    }

    /// Whether this alone convinces anybody who has the log's key: one log; one size and two roots, or a path that leads to the larger root
    /// and not from the smaller; both signed.
    ///
    /// Where there is no path, the entries between contradicted the checkpoints; whoever doubts that needs those too.
    public func isProof(under key: PublicKey) -> Bool {
        isContradiction && first.isSigned(by: key) && second.isSigned(by: key)
    }

    /// What two checkpoints and a path show without looking at signatures.
    var isContradiction: Bool {
        let (a, b) = (first.checkpoint, second.checkpoint)
        guard a.log == b.log else { return false }
        if a.size == b.size { return a.root != b.root && path.isEmpty }
        return HistoryPath.verdict(path, from: a, to: b) == .contradicts
    }
}

/// The path from a smaller tree to a larger one as the consistency proof of RFC 9162 section 2.1.4, but always with the subtree that the
/// smaller tree ends with in front, also where that is the whole smaller tree: so it gives both roots and leans on neither.
public enum HistoryPath {
    /// What a path says of two checkpoints of one log that its owner signed.
    public enum Verdict: Hashable, Sendable {
        /// The larger tree begins with another history than the smaller checkpoint names: the owner signed both.
        case contradicts
        /// The smaller is a beginning of the larger.
        case agrees
        /// It does not lead to the larger root: whoever sent it is at fault, and nothing is said of the owner.
        case worthless
    }

    /// The roots of the first `from` and of all `to` leaves that the path leads to, whatever they should be.
    /// - Returns: `nil` for a path that is not shaped like these sizes, or unless `1 <= from < to`.
    public static func roots(_ path: [Digest], from: UInt64, to: UInt64) -> (old: Digest, new: Digest)? {
        // An old tree that is one perfect subtree has its root in front, which proofs without it leave room for.
        guard from >= 1, from < to, path.count <= Limits.proofHashes + 1, let start = path.first else { return nil }
        var walk = ProofWalk(from: from, to: to)
        var (old, new) = (start, start)
        for sibling in path.dropFirst() {
            guard let side = walk.next() else { return nil }
            switch side {
            case .left:
                old = CompactTree.parent(sibling, old)
                new = CompactTree.parent(sibling, new)
            case .right: new = CompactTree.parent(new, sibling)
            }
        }
        return walk.isDone ? (old, new) : nil
    }

    /// - Precondition: none; checkpoints of other sizes or logs give `worthless`.
    public static func verdict(_ path: [Digest], from smaller: Checkpoint, to larger: Checkpoint) -> Verdict {
        guard smaller.log == larger.log, path.count <= Limits.proofHashes,
            let roots = roots(path, from: smaller.size, to: larger.size), roots.new == larger.root
        else { return .worthless }
        return roots.old == smaller.root ? .agrees : .contradicts
    }

    /// Makes the path from what a store gives.
    /// - Parameters:
    ///   - consistency: the consistency proof of RFC 9162 from `from` to `to`.
    ///   - inclusion: the inclusion proof of entry `from`, the first one beyond the smaller tree, in the larger. Needed only where the smaller
    ///     tree is one perfect subtree (`needsInclusion`): the consistency proof leaves its hash out, this one has it among its siblings.
    public static func make(from: UInt64, to: UInt64, consistency: [Digest], inclusion: [Digest]) -> [Digest] {
        guard from >= 1, from < to, needsInclusion(from) else { return consistency }
        // Below the sibling that is the smaller tree lie the levels of the subtree beside it, at most as large.
        let beside = min(from, to - from)
        let level = beside == 1 ? 0 : 64 - (beside - 1).leadingZeroBitCount
        guard level < inclusion.count else { return [] }
        return [inclusion[level]] + consistency
    }

    /// Whether a tree of this size is one perfect subtree.
    public static func needsInclusion(_ from: UInt64) -> Bool { from.nonzeroBitCount == 1 }

    /// Makes the path from a tree and all entries behind it.
    /// - Parameters:
    ///   - from: a size from the tree's to the last entry's.
    ///   - leaves: leaf hashes of the entries behind the tree, up to the larger size.
    /// - Returns: empty where there is none.
    static func make(from: UInt64, after tree: CompactTree, leaves: [Digest]) -> [Digest] {
        let to = tree.size + UInt64(leaves.count)
        guard from >= max(1, tree.size), from < to else { return [] }
        let known = KnownSubtrees(tree, leaves)
        guard let proof = try? MerkleProof.consistency(from: from, to: to, node: known.node) else { return [] }
        guard from.nonzeroBitCount == 1 else { return proof }
        return (try? known.node(from.trailingZeroBitCount, 0)).map { [$0] + proof } ?? []
    }
}

/// The perfect subtrees that can be told from the peaks of a tree and the leaves behind it.
private struct KnownSubtrees {
    private struct Unknown: Error {}

    private let start: UInt64
    private let leaves: [Digest]
    /// The peaks, by the index of their first leaf.
    private var peaks: [UInt64: (level: Int, hash: Digest)] = [:]

    init(_ tree: CompactTree, _ leaves: [Digest]) {
        start = tree.size
        self.leaves = leaves
        var first: UInt64 = 0
        for peak in tree.peaks {
            let level = 63 - (tree.size - first).leadingZeroBitCount
            peaks[first] = (level, peak)
            first += 1 << UInt64(level)
        }
    }

    func node(_ level: Int, _ index: UInt64) throws -> Digest {
        let first = index << UInt64(level)
        if let peak = peaks[first], peak.level == level { return peak.hash }
        if level == 0 {
            guard first >= start, first - start < UInt64(leaves.count) else { throw Unknown() }
            return leaves[Int(first - start)]
        }
        return CompactTree.parent(try node(level - 1, index * 2), try node(level - 1, index * 2 + 1))
    }
}
