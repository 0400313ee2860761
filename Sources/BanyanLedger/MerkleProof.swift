public import BanyanCore

/// Inclusion and consistency proofs of RFC 9162 sections 2.1.3 and 2.1.4.
///
/// The makers ask `node(level, index)` for the hash of the perfect subtree of 2^level leaves that is number `index` of its level
/// (level 0: leaf hashes), and only for subtrees that lie wholly within the tree. The verifiers take anything and trap at nothing.
public enum MerkleProof {
    /// The path from a leaf to the root of the tree of the first `size` leaves.
    /// - Throws: `LedgerFailure` with code `no-such-entry` unless `index < size`, or what `node` throws.
    public static func inclusion(index: UInt64, size: UInt64, node: (Int, UInt64) throws -> Digest) throws -> [Digest] {
        guard index < size else { throw LedgerFailure(.notFound, "no-such-entry", "the log of \(size) entries has no entry \(index)") }
        var siblings: [Range<UInt64>] = []
        var span = 0..<size
        while span.upperBound - span.lowerBound > 1 {
            let (left, right) = halves(span)
            siblings.append(index < right.lowerBound ? right : left)
            span = index < right.lowerBound ? left : right
        }
        return try siblings.reversed().map { try hash(of: $0, node: node) }
    }

    /// The proof that the tree of the first `from` leaves is a prefix of the tree of the first `to` leaves; empty for equal sizes.
    /// - Throws: `LedgerFailure` with code `no-such-range` unless `1 <= from <= to`, or what `node` throws.
    public static func consistency(from: UInt64, to: UInt64, node: (Int, UInt64) throws -> Digest) throws -> [Digest] {
        guard from >= 1, from <= to else {
            throw LedgerFailure(.notFound, "no-such-range", "there is no consistency proof from size \(from) to size \(to)")
        }
        var parts: [Range<UInt64>] = []
        var span = 0..<to
        // Down to the subtree that the old tree ends with; what is passed on the way is a sibling.
        while span.upperBound != from {
            let (left, right) = halves(span)
            parts.append(from <= right.lowerBound ? right : left)
            span = from <= right.lowerBound ? left : right
        }
        // A whole old tree is not repeated: the verifier has its root.
        if span.lowerBound != 0 { parts.append(span) }
        return try parts.reversed().map { try hash(of: $0, node: node) }
    }

    /// RFC 9162 section 2.1.3.2.
    public static func verifyInclusion(index: UInt64, size: UInt64, leaf: Digest, root: Digest, proof: [Digest]) -> Bool {
        guard index < size, proof.count <= Limits.proofHashes else { return false }
        var walk = ProofWalk(place: index, last: size - 1)
        var hash = leaf
        for sibling in proof {
            guard let side = walk.next() else { return false }
            hash = side == .left ? CompactTree.parent(sibling, hash) : CompactTree.parent(hash, sibling)
        }
        return walk.isDone && hash == root
    }

    /// RFC 9162 section 2.1.4.2. Strict: an empty old tree proves nothing and is refused, equal sizes need equal roots and an empty proof.
    public static func verifyConsistency(
        from: UInt64, root fromRoot: Digest, to: UInt64, root toRoot: Digest, proof: [Digest]
    ) -> Bool {
        guard from >= 1, from <= to, proof.count <= Limits.proofHashes else { return false }
        if from == to { return proof.isEmpty && fromRoot == toRoot }
        // An old tree that is one perfect subtree starts the path itself.
        let path = from.nonzeroBitCount == 1 ? [fromRoot] + proof : proof
        guard let roots = HistoryPath.roots(path, from: from, to: to) else { return false }
        return roots.old == fromRoot && roots.new == toRoot
    }

    /// The split of RFC 9162 section 2.1.1: the left half is the largest power of two smaller than the whole.
    private static func halves(_ span: Range<UInt64>) -> (Range<UInt64>, Range<UInt64>) {
        let middle = span.lowerBound + 1 << UInt64(63 - (span.upperBound - span.lowerBound - 1).leadingZeroBitCount)
        return (span.lowerBound..<middle, middle..<span.upperBound)
    }

    private static func hash(of span: Range<UInt64>, node: (Int, UInt64) throws -> Digest) throws -> Digest {
        let count = span.upperBound - span.lowerBound
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try node(level, span.lowerBound >> UInt64(level))
        }
        let (left, right) = halves(span)
        return CompactTree.parent(try hash(of: left, node: node), try hash(of: right, node: node))
    }
}

/// The way from a node up to the root, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 go it: on which side each hash of a proof stands.
struct ProofWalk {
    enum Side { case left, right }

    /// The node's number on its level, and that of the level's last node.
    private var place: UInt64
    private var last: UInt64

    init(place: UInt64, last: UInt64) {
        self.place = place
        self.last = last
    }

    /// From the subtree that the tree of the first `from` leaves ends with, in the tree of `to` leaves.
    /// - Precondition: `1 <= from <= to`.
    init(from: UInt64, to: UInt64) {
        // Bits set below the lowest one that is not.
        let whole = UInt64((~(from - 1)).trailingZeroBitCount)
        self.init(place: (from - 1) >> whole, last: (to - 1) >> whole)
    }

    /// Goes one level up. - Returns: where the sibling stands; `nil` at the root, which has none.
    mutating func next() -> Side? {
        guard last > 0 else { return nil }
        let isLeft = place & 1 == 1 || place == last
        if isLeft {
            // On the right edge a node without a sibling rises unchanged: such levels have no hash in the proof.
            while place & 1 == 0, place != 0 {
                place >>= 1
                last >>= 1
            }
        }
        place >>= 1
        last >>= 1
        return isLeft ? .left : .right
    }

    var isDone: Bool { last == 0 }
}
