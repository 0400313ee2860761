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
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = CompactTree.parent(sibling, hash)
                skipLoneLevels(&place, &last)
            } else {
                hash = CompactTree.parent(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// RFC 9162 section 2.1.4.2. Strict: an empty old tree proves nothing and is refused, equal sizes need equal roots and an empty proof.
    public static func verifyConsistency(
        from: UInt64, root fromRoot: Digest, to: UInt64, root toRoot: Digest, proof: [Digest]
    ) -> Bool {
        guard from >= 1, from <= to, proof.count <= Limits.proofHashes else { return false }
        if from == to { return proof.isEmpty && fromRoot == toRoot }
        var place = from - 1
        var last = to - 1
        let whole = place.trailingOnes
        place >>= whole
        last >>= whole
        // An old tree that is one perfect subtree starts the path itself.
        let path = from.nonzeroBitCount == 1 ? [fromRoot] + proof : proof
        guard let start = path.first, proof.count >= 1 else { return false }
        var old = start
        var new = start
        for sibling in path.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                old = CompactTree.parent(sibling, old)
                new = CompactTree.parent(sibling, new)
                skipLoneLevels(&place, &last)
            } else {
                new = CompactTree.parent(new, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && old == fromRoot && new == toRoot
    }

    /// On the right edge a node without a sibling rises unchanged: such levels have no hash in the proof.
    private static func skipLoneLevels(_ place: inout UInt64, _ last: inout UInt64) {
        while place & 1 == 0, place != 0 {
            place >>= 1
            last >>= 1
        }
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

extension UInt64 {
    /// How many bits are set below the lowest one that is not.
    fileprivate var trailingOnes: UInt64 { UInt64((~self).trailingZeroBitCount) }
}
