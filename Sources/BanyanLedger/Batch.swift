public import BanyanCore

/// What a node knows of one log, proved.
public struct LogState: Hashable, Sendable {
    public let log: LogID
    /// The tree of all entries that were verified so far.
    public let tree: CompactTree
    /// A checkpoint that the log has promised: its size is at least the tree's, and it agrees with every former one. While the tree has not
    /// reached it, it stays, even if batches come under newer ones: they could not be compared with it yet.
    public let checkpoint: SignedCheckpoint?

    public init(log: LogID, tree: CompactTree, checkpoint: SignedCheckpoint?) {
        self.log = log
        self.tree = tree
        self.checkpoint = checkpoint
    }

    /// Nothing known.
    public static func empty(_ log: LogID) -> LogState { LogState(log: log, tree: CompactTree(), checkpoint: nil) }

    /// Whether the three parts can belong together: a store that returns others is damaged.
    var isCoherent: Bool {
        guard let promised = checkpoint?.checkpoint else { return true }
        guard promised.log == log, promised.size >= tree.size else { return false }
        return promised.size > tree.size || promised.root == tree.root
    }
}

/// A suffix of a log as a peer sends it: claims, not facts, until `verify(_:after:key:)` has seen it.
public struct Batch: Hashable, Sendable {
    public let log: LogID
    /// Index of the first entry.
    public let start: UInt64
    /// At most `Limits.batchEntries`; none when only a checkpoint is shown.
    public let entries: [Entry]
    /// A checkpoint that covers the entries.
    public let checkpoint: SignedCheckpoint
    /// RFC 9162 consistency proof from the tree that ends with the entries to the checkpoint; empty when the batch reaches it.
    public let consistency: [Digest]

    public init(log: LogID, start: UInt64, entries: [Entry], checkpoint: SignedCheckpoint, consistency: [Digest]) {
        self.log = log
        self.start = start
        self.entries = entries
        self.checkpoint = checkpoint
        self.consistency = consistency
    }
}

/// A batch whose every entry is proved to be what the log's key signed: the only thing that a store accepts from peers.
public struct VerifiedBatch: Sendable {
    public let log: LogID
    /// Index of the first entry.
    public let start: UInt64
    public let entries: [Entry]
    /// Indexes in the log of the entries that came without their payload, ascending.
    public let notCarried: [UInt64]
    /// The tree that the batch was verified to follow: a store that holds another must refuse the batch.
    public let base: CompactTree
    /// The perfect subtrees of at least 2^`smallestSubtree` leaves that the entries complete, in the order of their completion: hashed once to
    /// verify, so a store that keeps some of them need not hash again.
    public let subtrees: [Subtree]
    /// What is known of the log after this batch.
    public let state: LogState

    /// Level below which subtrees are not handed on.
    public static let smallestSubtree = 8
}
