internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan log ...`.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Verify the logs that this node holds, and prove single entries.",
        subcommands: [Verify.self, Proof.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recompute every root from the disk and compare it with the signed checkpoints.",
            discussion: "The exit code is 5 when anything differs.")
        @Argument(help: ArgumentHelp("One facility; all logs without it.", valueName: "facility")) var facility: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node(patience: 3600)
            var id: FacilityID?
            if let facility { id = try await PeerArgument.resolve(facility, node) }
            let result = try await node.verifyLog(id)
            try options.output.render(result)
            guard !result.isSound else { return }
            throw FailureAfterOutput(
                failure: CLIFailure(
                    .trust, "log-unsound", "a log on this disk is not what its facility signed",
                    hint: "stop the node and restore its data directory, or let it fetch the log anew"))
        }
    }

    struct Proof: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the proof that an entry is in a facility's signed log.",
            discussion: "Any RFC 9162 and C2SP checkpoint tool can verify it; see docs/protocol.md.\n\n  banyan log proof 00191 42")
        @Argument(help: ArgumentHelp("The facility: its ID, or its code or name among the accepted ones.", valueName: "facility"))
        var facility: String
        @Argument(help: ArgumentHelp("The entry's index, from 0.", valueName: "index")) var index: UInt64
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node()
            try options.output.render(try await node.proof(try await PeerArgument.resolve(facility, node), index: index))
        }
    }
}
