internal import ArgumentParser
internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore

/// `banyan consent ...`.
struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Consents that patients presented here, and revocation.",
        subcommands: [Present.self, List.self, Show.self, Check.self, Revoke.self])

    struct Present: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the bundle that a patient brings, for a local patient.",
            discussion: "The same bundle again changes nothing.\n\n  banyan consent present lan.bundle --patient 00120045")
        @Argument(help: ArgumentHelp("The file from `banyan wallet grant`, or - for stdin.", valueName: "bundle")) var bundle: String
        @Option(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var patient: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let bytes = try LocalFile.read(bundle, limit: Limits.bundle, what: "a bundle")
            try options.output.render(try await options.node().presentConsent(PresentRequest(bundle: Base64.encode(bytes), mrn: patient)))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List consents and what a read would meet now.")
        @Option(help: ArgumentHelp("Only this patient's.", valueName: "mrn")) var patient: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().consents(patient: patient)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one consent.")
        @Argument(help: ArgumentHelp("The token, as `consent list` prints it; the beginning is enough.", valueName: "token")) var token:
            String
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().consent(token.lowercased())) }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Explain, step by step, what a read would meet. Reads nothing and leaves no receipt.",
            discussion:
                "The exit code is 4 when a read would be denied.\n\n  banyan consent check 00120045 --sections allergies,medications")
        @Argument(help: ArgumentHelp("The patient's number here.", valueName: "patient")) var patient: String
        @Option(help: ArgumentHelp("\(SectionList.help) Without it: all that is granted.", valueName: "sections"))
        var sections: SectionList?
        @Option(help: ArgumentHelp("Why the data are asked for (HL7 PurposeOfUse).", valueName: "code")) var purpose = Purpose.treatment
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let request = CheckRequest(mrn: patient, sections: sections?.names ?? [], purpose: purpose.rawValue)
            let result = try await options.node().checkConsent(request)
            try options.output.render(result)
            guard !result.permitted else { return }
            throw FailureAfterOutput(
                failure: CLIFailure(
                    .denied, result.sources.compactMap(\.reason).first ?? "not-granted", result.explanation,
                    hint: result.hint ?? "ask the patient for a consent: banyan wallet grant"))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a consent by the patient's slip; any node takes any slip.",
            discussion: "A mistyped group is named with its line.\n\n  banyan consent revoke slip.txt\n  banyan consent revoke -")
        @Argument(help: ArgumentHelp("The slip's text as a file, or - for stdin.", valueName: "slip")) var slip: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let text = try LocalFile.text(slip, limit: Limits.smallFile, what: "a slip")
            // Read here too, so that a mistyped slip is told without the node.
            _ = try RevocationSlip(parsing: text)
            try options.output.render(try await options.node().revoke(RevokeRequest(slip: text)))
        }
    }
}
