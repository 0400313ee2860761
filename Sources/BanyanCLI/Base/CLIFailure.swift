public import BanyanCore

/// A failure of this module: how a command was called, a file on this machine, a node that can't be reached.
public struct CLIFailure: Failure {
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

/// A failure that follows output: the result is already on stdout (one document under `--json`), so only stderr and the exit code
/// still tell of it.
struct FailureAfterOutput: Error {
    let failure: CLIFailure
}
