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
