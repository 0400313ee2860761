public import BanyanCore
internal import BanyanCrypto

/// The Merkle tree of RFC 9162 section 2.1 reduced to what appending and hashing need: its size and the roots of its perfect
/// subtrees, one for each bit that is set in the size.
public struct CompactTree: Hashable, Sendable {
    /// Number of leaves.
    public private(set) var size: UInt64
    /// Roots of the perfect subtrees, left to right, so the largest first.
    public private(set) var peaks: [Digest]

    public init() {
        size = 0
        peaks = []
    }

    /// - Returns: `nil` unless there is one peak for each bit set in `size`.
    public init?(size: UInt64, peaks: [Digest]) {
        guard peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// The tree's root hash; of the empty tree SHA-256 of nothing.
    public var root: Digest {
        guard var root = peaks.last else { return .sha256([]) }
        for peak in peaks.dropLast().reversed() { root = Self.parent(peak, root) }
        return root
    }

    /// Appends a leaf hash.
    /// - Parameter completed: called for every perfect subtree that this leaf completes, from level 1 upward: 2^level leaves,
    ///   number `index` of its level from 0. A store keeps the levels that it wants.
    /// - Precondition: the size is not `UInt64.max`; logs end at `Limits.logSize`.
    public mutating func append(_ leaf: Digest, completed: (_ level: Int, _ index: UInt64, _ hash: Digest) -> Void = { _, _, _ in }) {
        var hash = leaf
        var level = 0
        while size >> UInt64(level) & 1 == 1 {
            hash = Self.parent(peaks.removeLast(), hash)
            level += 1
            completed(level, size >> UInt64(level), hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The hash of an interior node (RFC 9162 section 2.1.1): SHA-256(0x01 || left || right).
    public static func parent(_ left: Digest, _ right: Digest) -> Digest { .sha256(prefix: 1, left.bytes, right.bytes) }
}

/// A perfect subtree of a log's Merkle tree: 2^`level` leaves, number `place` of its level from 0.
public struct Subtree: Hashable, Sendable {
    public let level: Int
    public let place: UInt64
    public let hash: Digest

    public init(level: Int, place: UInt64, hash: Digest) {
        self.level = level
        self.place = place
        self.hash = hash
    }
}
