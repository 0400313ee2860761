public import BanyanCore

/// A failure of this module: bytes from a peer that are not a message of the protocol.
public struct GossipFailure: Failure {
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

    static func malformed(_ what: String) -> GossipFailure {
        GossipFailure(.failed, "malformed-message", "a peer sent a message with a malformed \(what)")
    }
}
