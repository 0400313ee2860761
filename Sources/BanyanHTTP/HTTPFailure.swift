public import BanyanCore

/// A failure of this module.
public struct HTTPFailure: Failure {
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
