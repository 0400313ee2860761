public import ArgumentParser
public import BanyanAPI
internal import BanyanCore

/// The options that every command takes.
public struct GlobalOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The node's data directory.", valueName: "dir"))
    public var data: String?

    @Flag(name: .long, help: "Print one JSON document with a versioned schema (docs/commands.md).")
    public var json = false

    @Option(name: .long, help: ArgumentHelp("How long to wait for the node's answer, such as 30s or 5m.", valueName: "time"))
    var timeout: DurationArgument?

    /// For the help alone: `LanguageChoice` has taken it out of the arguments before they are read.
    @Option(
        name: .long, help: ArgumentHelp("The language of messages: vi or en; else BANYAN_LANG and the system's.", valueName: "language"))
    var lang: String?

    public init() {}

    /// `--data`, else `BANYAN_DATA`, else the platform's place.
    public var dataDirectory: DataDirectory {
        let environment = CommandEnvironment.current
        if let path = data ?? environment.variable("BANYAN_DATA") { return DataDirectory(path: path) }
        return DataDirectory(path: environment.isRoot ? "/var/lib/banyan" : "\(environment.dataHome)/banyan")
    }

    public var output: Output { Output(json: json, console: CommandEnvironment.current.console) }

    /// Seconds to wait: `--timeout`, else `standard`.
    public func patience(_ standard: Int64) -> Int64 { timeout?.seconds ?? standard }

    /// The node of this data directory.
    /// - Parameter patience: seconds to wait where `--timeout` says nothing.
    public func node(patience: Int64 = 30) -> any NodeAPI {
        CommandEnvironment.current.node(dataDirectory.socket, timeout?.seconds ?? patience)
    }
}
