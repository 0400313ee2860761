internal import ArgumentParser
internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore
internal import BanyanLedger
internal import Foundation

/// `banyan referral ...`.
struct ReferralCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "referral", abstract: "Refer a patient to another facility, and answer those who refer theirs here.",
        discussion: """
            The patient signs a referral with the wallet: the receiving facility may then read for treatment, for ten days. A facility \
            that is switched off gets it when it is back, once.

              banyan referral create --patient 00120045 --to 00901 --reason "Chest pain" -o lan.request
              banyan wallet referral lan.request -o lan.signed
              banyan referral send 3fa1 --signed lan.signed
              banyan referral list
              banyan referral accept 3fa1 --patient 5512
              banyan referral complete 3fa1 --outcome "Stent" --follow-up 2026-12-08
            """,
        subcommands: [
            Create.self, Send.self, List.self, Show.self, Accept.self, Refuse.self, Complete.self, Export.self,
        ])

    static let idHelp = ArgumentHelp("The referral, as `referral list` prints it; the beginning is enough.", valueName: "referral")

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a referral, and the request that the patient signs.",
            discussion: """
                Without --sections the patient is asked for all but the sensitive ones.

                  banyan referral create --patient 00120045 --to 00901 --from-xml13 \\
                    -o lan.request
                  banyan referral create --patient 00120045 --to 00901 \\
                    --reason "Đau ngực" --diagnosis "I20.9=Cơn đau thắt ngực" \\
                    --detail "ST chênh xuống V4-V6" -o lan.request
                """)

        @Option(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var patient: String
        @Option(help: ArgumentHelp("The receiving facility: ID, code or name of an accepted one.", valueName: "facility")) var to: String
        @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
        @Option(help: ArgumentHelp("An ICD-10 code, with its words behind an equals sign; may be repeated.", valueName: "code"))
        var diagnosis: [String] = []
        @Option(help: ArgumentHelp("Findings, course, treatment so far; may be repeated.", valueName: "text")) var detail: [String] = []
        @Option(help: ArgumentHelp("Make it of this resource of the patient's record.", valueName: "ServiceRequest/ID")) var record: String?
        @Flag(name: .customLong("from-xml13"), help: "Make it of the newest XML13 in the patient's record that names that facility.")
        var fromXML13 = false
        @Option(help: ArgumentHelp(SectionList.help, valueName: "sections")) var sections: SectionList?
        @Option(name: .shortAndLong, help: ArgumentHelp("The new request file, for the wallet.", valueName: "request")) var output: String
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            let sources = [reason != nil, record != nil, fromXML13].count { $0 }
            if sources != 1 { throw ValidationError("Pass one of --reason, --record and --from-xml13.") }
            if reason == nil, !diagnosis.isEmpty || !detail.isEmpty {
                throw ValidationError("--diagnosis and --detail go with --reason; a record has its own.")
            }
        }

        func run() async throws {
            guard access(output, F_OK) != 0 else {
                throw CLIFailure(.failed, "file-exists", "\(output) exists, and is not overwritten", hint: "pass another -o FILE")
            }
            let diagnoses = diagnosis.map { text in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                return CreateReferralRequest.Diagnosis(code: parts.first ?? "", text: parts.count > 1 ? parts[1] : nil)
            }
            let created = try await options.node().createReferral(
                CreateReferralRequest(
                    mrn: patient, to: to, reason: reason, diagnoses: diagnoses, details: detail, record: record, fromXML13: fromXML13,
                    sections: sections?.names))
            guard let bytes = Base64.decode(Array(created.request.utf8)) else {
                throw CLIFailure(.failed, "garbled-answer", "the node's answer can't be read")
            }
            try AtomicFile.write(bytes, to: output, mode: 0o600, replacing: false)
            try options.output.render(ReferralMade(referral: created.referral, request: output))
        }
    }

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a referral with what the patient signed.",
            discussion:
                "What was signed for another facility, purpose or term is refused.\n\n  banyan referral send 3fa1 --signed lan.signed")
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @Option(help: ArgumentHelp("The file from `banyan wallet referral`, or - for stdin.", valueName: "file")) var signed: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let bytes = try LocalFile.read(signed, limit: SignedReferral.limit, what: "a signed referral")
            // Read here too, so that a wrong file is told without the node.
            _ = try SignedReferral(encoded: bytes)
            try options.output.render(
                try await options.node().sendReferral(SendReferralRequest(id: referral, signed: Base64.encode(bytes))))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List referrals, sent and received, the newest first.")
        @Option(help: ArgumentHelp("Only this patient's.", valueName: "mrn")) var patient: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().referrals(patient: patient)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one referral with everything that happened to it.")
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().referral(referral)) }
    }
}
