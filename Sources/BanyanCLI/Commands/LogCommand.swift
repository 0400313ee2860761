internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanLedger

/// `banyan log ...`.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Verify the logs that this node holds, and prove single entries.",
        subcommands: [Verify.self, Proof.self, Misbehaviour.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recompute every root from the disk and compare it with the signed checkpoints.",
            discussion: """
                The exit code is 5 when anything differs. Cosignatures that this node gave or was given are verified too.

                With --proof a file is checked that shows a facility to have signed two histories of one log: it needs no node and no data, \
                and the exit code is 5 for whatever does not prove it.

                  banyan log verify 00191
                  banyan log verify --proof two-histories.txt
                """)
        @Argument(help: ArgumentHelp("One facility; all logs without it.", valueName: "facility")) var facility: String?
        @Option(help: ArgumentHelp("A proof of misbehaviour, checked by itself (- for stdin).", valueName: "file")) var proof: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            if let proof { return try check(proof) }
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

        private func check(_ path: String) throws {
            guard facility == nil else {
                throw CLIFailure(.usage, "proof-and-facility", "a proof names its facility itself", hint: "banyan log verify --proof FILE")
            }
            let file = try LocalFile.read(path, limit: Limits.smallFile, what: "a proof of misbehaviour")
            try options.output.render(MisbehaviourView(try MisbehaviourProof(file: file)))
        }
    }

    struct Misbehaviour: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the proof that a facility signed two histories of its log.",
            discussion: """
                Whoever has the file can check it alone: banyan log verify --proof FILE. The exit code is 6 where this node has no proof.

                  banyan log misbehaviour 00191 -o two-histories.txt
                """)
        @Argument(help: ArgumentHelp("The facility: its ID, or its code or name among the accepted ones.", valueName: "facility"))
        var facility: String
        @Option(help: ArgumentHelp("Which incarnation of its log; the newest with a proof without it.", valueName: "number"))
        var incarnation: UInt32?
        @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Where to write the proof.", valueName: "file"))
        var file: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node()
            let found = try await node.misbehaviour(try await PeerArgument.resolve(facility, node), incarnation: incarnation)
            if let file { try AtomicFile.write(Array(found.proof.utf8), to: file, mode: 0o644, replacing: false) }
            try options.output.render(found)
            if let file { options.output.note("the proof is in \(file)") }
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
