public import BanyanCore

/// A failure of this module that is not a decision about consent: a file that can't be read, a request that can't be met.
/// Decisions are `Denial`.
public struct ConsentFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}
