internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanLedger

extension PeerCommand {
    /// `banyan peer add`: never accepts unasked.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept a facility by its card, and connect to it.",
            discussion: """
                Compare the ID with the facility by another channel than the one by which the card came, such as a telephone \
                call, and pass it or type it. A mistyped group is named.

                  banyan peer add their.card
                  banyan peer add their.card --id 3F7K2-...
                  ssh their-host banyan peer card | banyan peer add - --id 3F7K2-...
                """)

        @Argument(help: ArgumentHelp("The card file, or - for stdin.", valueName: "card")) var card: String
        @Option(help: ArgumentHelp("The facility's ID, had by another channel.", valueName: "id")) var id: String?
        @Flag(help: "Accept its log and its patients' consents without connecting to it.") var noConnect = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let text = try LocalFile.text(card, limit: Limits.smallFile, what: "a card file")
            let card = try FacilityCard(text: text)
            let typed = try id ?? askForID(of: card)
            try card.verify(typedID: typed)
            let request = AddPeerRequest(card: text, typedID: typed, connect: !noConnect)
            try options.output.render(try await options.node().addPeer(request))
        }

        private func askForID(of card: FacilityCard) throws -> String {
            let console = CommandEnvironment.current.console
            guard console.canAsk, self.card != "-" else {
                throw CLIFailure(
                    .usage, "id-needed", "a card is accepted only with its ID, and there is no terminal to ask for it",
                    hint: "have the ID by another channel and pass it: banyan peer add \(self.card) --id ID")
            }
            // The ID on the card is not shown here: it must not be copied from the card that it is to confirm.
            let kind = said(english: card.kind.rawValue)
            console.err(said("The card says: \(printable(card.name)), \(kind), code \(card.code), province \(card.province).\n"))
            guard let typed = console.ask(said("Type the ID that the facility told you by another channel: ")), !typed.isEmpty else {
                throw CLIFailure(.usage, "id-needed", "no ID was typed, so nothing was accepted")
            }
            return typed
        }
    }

    /// `banyan peer remove`: final, hence asked.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop accepting a facility, for good.",
            discussion: "Its connection closes at once, and the same facility can't be added again. To pause, use `suspend`.")

        @OptionGroup var peer: PeerArgument
        @Flag(help: "Don't ask.") var yes = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let node = options.node()
            let facility = try await peer.resolve(node)
            if !yes {
                let known = try await node.peer(facility)
                try Confirmation.ask("Remove \(printable(known.name)) for good? Type yes: ", orPass: "--yes")
            }
            try options.output.render(try await node.change(facility, .remove))
        }
    }
}

/// A typed yes.
enum Confirmation {
    static func ask(_ question: Phrase, orPass option: String) throws {
        let console = CommandEnvironment.current.console
        guard console.canAsk else {
            throw CLIFailure(
                .usage, "confirmation-needed", "this must be confirmed, and there is no terminal to ask", hint: "pass \(option)")
        }
        // What the question says to type; the English word is always understood.
        guard let typed = console.ask(said(question))?.lowercased(), typed == "yes" || typed == said("yes") else {
            throw CLIFailure(.failed, "not-confirmed", "nothing was done, since it was not confirmed")
        }
    }
}
