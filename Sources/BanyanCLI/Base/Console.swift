/// Where a command's words go and come from: the process's own streams, or a recording in tests.
public protocol Console: Sendable {
    /// Data, to stdout.
    func out(_ text: String)
    /// Everything else, to stderr.
    func err(_ text: String)
    /// Whether a person can be asked: stdin and stderr are terminals.
    var canAsk: Bool { get }
    /// Whether stderr is a terminal, so that a line can be drawn over.
    var showsProgress: Bool { get }
    /// Width of the terminal, or 100.
    var columns: Int { get }
    /// Asks for a line; `nil` at the end of input.
    func ask(_ prompt: String) -> String?
    /// Asks without echo; `nil` at the end of input.
    func askSecret(_ prompt: String) -> [UInt8]?
    /// All of stdin, or `nil` when it is longer than `limit` bytes.
    func input(limit: Int) -> [UInt8]?
}
