public import BanyanAPI
public import BanyanCore
internal import BanyanCrypto
internal import Foundation

/// All that a command takes from the world around it. Commands read it as `CommandEnvironment.current`; tests bind another.
public struct CommandEnvironment: Sendable {
    public var console: any Console
    /// Environment variables.
    public var variables: [String: String]
    public var isRoot: Bool
    public var userName: String
    public var now: @Sendable () -> Timestamp
    /// The random source; each command takes it once.
    public var random: @Sendable () -> any RandomNumberGenerator & Sendable
    /// The node behind a socket. - Parameter patience: seconds to wait for an answer.
    public var node: @Sendable (_ socket: String, _ patience: Int64) -> any NodeAPI
    /// What a command waits by.
    public var waiting: Waiting

    public init(
        console: any Console, variables: [String: String], isRoot: Bool, userName: String, now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> any RandomNumberGenerator & Sendable, node: @escaping @Sendable (String, Int64) -> any NodeAPI,
        waiting: Waiting = .monotonic
    ) {
        self.console = console
        self.variables = variables
        self.isRoot = isRoot
        self.userName = userName
        self.now = now
        self.random = random
        self.node = node
        self.waiting = waiting
    }

    @TaskLocal public static var current = CommandEnvironment.process

    /// The process's own environment.
    public static var process: CommandEnvironment {
        CommandEnvironment(
            console: Terminal(), variables: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0, userName: NSUserName(),
            now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }, random: { SodiumRandom() },
            node: { RemoteNode(socket: $0, patience: $1) })
    }

    /// A variable's value; an empty one counts as unset.
    public func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The user's home directory.
    var home: String { variable("HOME") ?? NSHomeDirectory() }

    /// Where this user's programs keep their data (XDG base directory specification).
    var dataHome: String { variable("XDG_DATA_HOME") ?? "\(home)/.local/share" }
}

/// A clock that only goes forward, and waiting by it.
public struct Waiting: Sendable {
    /// Time since some moment before.
    public var elapsed: @Sendable () -> Duration
    public var pause: @Sendable (Duration) async throws -> Void

    public init(elapsed: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) async throws -> Void) {
        self.elapsed = elapsed
        self.pause = pause
    }

    /// The machine's.
    public static var monotonic: Waiting {
        let start = ContinuousClock.now
        return Waiting(elapsed: { ContinuousClock.now - start }, pause: { try await Task.sleep(for: $0) })
    }
}
