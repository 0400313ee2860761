internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the node is: peers and their lag, logs, clock, disk, and what is wrong.",
        discussion: """
            With --check the exit code is 1 when something is seriously wrong, for a monitor:

              banyan status --check > /dev/null || alert
            """)

    @Flag(help: "Exit with 1 when a serious problem exists.") var check = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let status = try await options.node().status()
        try options.output.render(status)
        let serious = status.problems.filter(\.serious)
        guard check, let first = serious.first else { return }
        throw FailureAfterOutput(failure: CLIFailure(.failed, first.code, first.message, hint: first.hint))
    }
}
