internal import ArgumentParser
internal import BanyanConsent
internal import BanyanCore

/// `banyan wallet ...`: the patient's side. All but `receipts` works without any node.
struct WalletCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet", abstract: "A patient's wallet: enrol, grant, revoke, see who read what.",
        discussion: """
            The wallet is one file, sealed by a passphrase or a key file. Copy it to keep it safe: without it grants can't be made, \
            revoked or followed.

              banyan wallet new
              banyan wallet enrol --facility bacninh.card -o bacninh.enrolment
              banyan wallet grant --to bachmai.card --from bacninh.card -o c.bundle
              banyan wallet slip 3fa1 -o slip.txt
              banyan wallet receipts --node /var/lib/banyan/run/banyan.sock
            """,
        subcommands: [New.self, Enrol.self, Grant.self, Referral.self, List.self, Slip.self, Receipts.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a new wallet.")
        @OptionGroup var wallet: WalletOptions

        func run() throws {
            var random = CommandEnvironment.current.random()
            try wallet.file.create(wallet.unlock, using: &random)
            try wallet.options.output.render(WalletCreated(wallet: wallet.file.path))
        }
    }

    struct Enrol: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an enrolment file for a facility.",
            discussion: "Take the file to the facility within seven days; only it can open the file.")
        @Option(help: ArgumentHelp("The facility's card.", valueName: "card")) var facility: String
        @Option(name: .shortAndLong, help: ArgumentHelp("The new file.", valueName: "file")) var output: String
        @OptionGroup var wallet: WalletOptions

        func run() throws {
            var random = CommandEnvironment.current.random()
            let facility = try WalletFacility(card: facility)
            var opened = try wallet.openToChange()
            let file = try opened.wallet.enrol(at: facility, now: CommandEnvironment.current.now())
            guard let enrolment = opened.wallet.enrolment(at: facility.id) else {
                throw CLIFailure(.failed, "internal", "the wallet did not enrol")
            }
            try opened.save(with: file, at: output, using: &random)
            try wallet.options.output.render(WalletEnrolled(enrolment, file: output))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List enrolments and grants.")
        @OptionGroup var wallet: WalletOptions

        func run() throws { try wallet.options.output.render(WalletContents(try wallet.open().wallet)) }
    }

    struct Slip: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the slip that revokes a grant at any facility.",
            discussion: "Whoever holds the slip can withdraw the consent: print it and keep it safe.\n\n  banyan wallet slip 3fa1 | lp")
        @Argument(help: ArgumentHelp("The grant, as `wallet list` prints it; the beginning is enough.", valueName: "grant")) var grant:
            String
        @Option(name: .shortAndLong, help: ArgumentHelp("Write it to this new file instead.", valueName: "file")) var output: String?
        @OptionGroup var wallet: WalletOptions

        func run() throws {
            let opened = try wallet.open()
            let grant = try opened.grant(grant)
            guard let text = opened.wallet.slip(grant.id) else {
                throw CLIFailure(.notFound, "no-such-grant", "the wallet has no such grant")
            }
            if let output { try AtomicFile.write(Array(text.utf8), to: output, mode: 0o600, replacing: false) }
            try wallet.options.output.render(WalletSlip(grant: grant.id.description, file: output, text: output == nil ? text : nil))
        }
    }
}
