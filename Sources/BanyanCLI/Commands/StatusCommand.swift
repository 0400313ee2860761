internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the node is: peers and their lag, logs, clock, disk, and what is wrong.",
        discussion: """
            With --check the exit code is 1 when something is seriously wrong, for a monitor. With --wait it is shown once the node \
            has all that its connected peers show; the exit code is 8 when that takes longer than --timeout (an hour without it).

              banyan status --check > /dev/null || alert
              banyan status --wait --timeout 10m
            """)

    @Flag(help: "Exit with 1 when a serious problem exists.") var check = false
    @Flag(help: "Wait until nothing is missing that a connected peer shows.") var wait = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let status = wait ? try await caughtUp() : try await options.node().status()
        try options.output.render(status)
        let serious = status.problems.filter(\.serious)
        guard check, let first = serious.first else { return }
        throw FailureAfterOutput(failure: CLIFailure(.failed, first.code, first.message, hint: first.hint))
    }

    private func caughtUp() async throws -> NodeStatus {
        let environment = CommandEnvironment.current
        let patience = options.timeout?.seconds ?? 3600
        let node = environment.node(options.dataDirectory.socket, min(patience, 30))
        let line = ProgressLine(console: environment.console, what: "entries left")
        defer { line.clear() }
        return try await CatchUp(node: node, line: line).wait(.seconds(patience), by: environment.waiting)
    }
}

/// Asks a node again and again until it has caught up with its peers.
struct CatchUp {
    let node: any NodeAPI
    let line: ProgressLine
    /// Between two questions.
    private static let interval = Duration.seconds(1)

    /// - Throws: `CLIFailure` of category timedOut when it takes longer than `patience`.
    func wait(_ patience: Duration, by clock: Waiting) async throws -> NodeStatus {
        let deadline = clock.elapsed() + patience
        var most: UInt64 = 0
        while true {
            let status = try await node.status()
            guard !status.hasCaughtUp else { return status }
            most = max(most, status.entriesLeft)
            line.show(left: status.entriesLeft, of: most)
            let rest = deadline - clock.elapsed()
            guard rest > .zero else { throw Self.timedOut(status, patience) }
            try await clock.pause(min(rest, Self.interval))
        }
    }

    private static func timedOut(_ status: NodeStatus, _ patience: Duration) -> CLIFailure {
        let span = Words.span(UInt64(clamping: patience.components.seconds))
        guard status.entriesLeft > 0 else {
            return CLIFailure(.timedOut, "no-peer-connected", "no peer was connected within \(span)", hint: "banyan peer list")
        }
        return CLIFailure(
            .timedOut, "still-behind", "\(status.entriesLeft) entries are still missing after \(span)", hint: "banyan status --wait")
    }
}

extension NodeStatus {
    /// Entries that connected peers show and this node lacks, over all logs. A log of which nothing is here yet stands with its peer alone.
    var entriesLeft: UInt64 {
        let perLog = logs.map(\.behind).reduce(0, Self.saturatingSum)
        return max(perLog, peers.filter(\.connected).map(\.behind).max() ?? 0)
    }

    /// Nothing is missing, and somebody is there to say so; a node without peers has nothing to wait for.
    var hasCaughtUp: Bool {
        let active = peers.filter { $0.state == "active" }
        return entriesLeft == 0 && (active.isEmpty || active.contains(where: \.connected))
    }

    private static func saturatingSum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
