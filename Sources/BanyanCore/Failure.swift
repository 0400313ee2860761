/// An error that a person can act on: what happened, and the next command.
///
/// Each module's error is a struct that conforms to this. The category decides the exit code of the command line and the
/// status of the API; `code` is stable, for programs.
public protocol Failure: Error, Sendable, CustomStringConvertible {
    var category: FailureCategory { get }
    /// A stable identifier in kebab case, unique within its module, such as `wrong-audience`.
    var code: String { get }
    /// One sentence for a person; never holds a secret or anything of a patient.
    var message: String { get }
    /// The next command or step, if one helps.
    var hint: String? { get }
}

extension Failure {
    public var description: String { "\(message) (\(code))" }
}

/// What kind of failure it was; the raw value is the exit code of the command line.
public enum FailureCategory: Int32, Sendable, CaseIterable {
    case failed = 1
    case unreachable = 3
    case denied = 4
    case trust = 5
    case notFound = 6
    case partial = 7
    case timedOut = 8
    case usage = 64
    case configuration = 78
}
