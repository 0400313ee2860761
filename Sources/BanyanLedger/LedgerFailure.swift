public import BanyanCore

/// A failure of this module: what came from outside is malformed, does not prove what it claims, or contradicts what was proved before.
public struct LedgerFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?
    /// With code `fork` alone: the two checkpoints that contradict each other.
    public let misbehaviour: Misbehaviour?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil, misbehaviour: Misbehaviour? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
        self.misbehaviour = misbehaviour
    }
}

/// Two checkpoints of one log, both signed by its key, that can't belong to one history (protocol section 3).
public struct Misbehaviour: Hashable, Sendable {
    /// The checkpoint that was known before.
    public let first: SignedCheckpoint
    /// The checkpoint that contradicts it.
    public let second: SignedCheckpoint

    public init(first: SignedCheckpoint, second: SignedCheckpoint) {
        self.first = first
        self.second = second
    }

    /// Whether the two notes alone convince anybody who has the log's key: one log, one size, two roots, both signed.
    ///
    /// Checkpoints of different sizes were contradicted by the entries between them; whoever doubts that needs those too.
    public func isProof(under key: PublicKey) -> Bool {
        let (a, b) = (first.checkpoint, second.checkpoint)
        return a.log == b.log && a.size == b.size && a.root != b.root && first.isSigned(by: key) && second.isSigned(by: key)
    }
}
