internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanLedger

/// `banyan peer ...`.
struct PeerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer", abstract: "This node's card, and the facilities that it accepts.",
        subcommands: [
            Card.self, Add.self, List.self, Show.self, Ping.self, Suspend.self, Resume.self, Remove.self, Retry.self,
        ])

    struct Card: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print this node's card: a signed text that can be mailed and read.",
            discussion: "  banyan peer card > our.card\n\nWhoever adds it must have the ID by another channel, such as a telephone call.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().card()) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accepted facilities.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().peers()) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all that is known of one facility.")
        @OptionGroup var peer: PeerArgument
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node()
            try options.output.render(try await node.peer(try await peer.resolve(node)))
        }
    }

    struct Ping: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Measure a round trip over the connection to a peer.")
        @OptionGroup var peer: PeerArgument
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node()
            try options.output.render(try await node.ping(try await peer.resolve(node)))
        }
    }

    struct Suspend: AsyncParsableCommand, PeerChanging {
        static let configuration = CommandConfiguration(
            abstract: "Stop exchanging with a facility until `resume`; its connection closes at once.")
        static let action = PeerAction.suspend
        @OptionGroup var peer: PeerArgument
        @OptionGroup var options: GlobalOptions
    }

    struct Resume: AsyncParsableCommand, PeerChanging {
        static let configuration = CommandConfiguration(abstract: "Exchange with a suspended facility again.")
        static let action = PeerAction.resume
        @OptionGroup var peer: PeerArgument
        @OptionGroup var options: GlobalOptions
    }

    struct Retry: AsyncParsableCommand, PeerChanging {
        static let configuration = CommandConfiguration(abstract: "Connect to a peer now, without waiting for the next attempt.")
        static let action = PeerAction.retry
        @OptionGroup var peer: PeerArgument
        @OptionGroup var options: GlobalOptions
    }
}

/// `suspend`, `resume`, `retry`: one action on one facility.
protocol PeerChanging {
    static var action: PeerAction { get }
    var peer: PeerArgument { get }
    var options: GlobalOptions { get }
}

extension PeerChanging {
    func run() async throws {
        let node = options.node()
        try options.output.render(try await node.change(try await peer.resolve(node), Self.action))
    }
}

/// A facility that the node knows, itself included: its ID, its code, or its whole name.
struct PeerArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The facility: its ID, or its code or name among the accepted ones.", valueName: "facility")) var facility:
        String

    func resolve(_ node: any NodeAPI) async throws -> FacilityID { try await PeerArgument.resolve(facility, node) }

    /// A name that fits two facilities is refused; an ID counts whether the facility is known or not.
    static func resolve(_ text: String, _ node: any NodeAPI) async throws -> FacilityID {
        if let id = try? FacilityID(typed: text) { return id }
        let peers = try await node.peers().peers
        let matches = peers.filter { $0.code == text || $0.name == text }
        if matches.count == 1 { return matches[0].facility }
        if matches.count > 1 {
            throw CLIFailure(
                .usage, "ambiguous-facility", "\(matches.count) facilities are called that", hint: "pass the ID: banyan peer list")
        }
        let own = try await node.status()
        if own.code == text || own.name == text { return own.facility }
        let looksLikeID = text.split(separator: "-").count > 8
        if looksLikeID {
            do { _ = try FacilityID(typed: text) } catch {
                throw CLIFailure(.usage, "mistyped-id", "the facility ID was mistyped: \(error.message)", hint: "banyan peer list")
            }
        }
        throw CLIFailure(.notFound, "no-such-facility", "no accepted facility has that ID, code or name", hint: "banyan peer list")
    }
}
