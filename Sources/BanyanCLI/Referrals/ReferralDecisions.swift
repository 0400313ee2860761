internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import Foundation

extension ReferralCommand {
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept a referral: its consent is presented for a local patient, and the summary opens.",
            discussion: """
                The person in the referral must be the local patient: birth date, sex and name are compared.

                  banyan referral accept 3fa1 --patient 5512
                  banyan referral accept 3fa1 --register 5513
                """)
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @Option(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var patient: String?
        @Option(help: ArgumentHelp("Register the person under this new number, after looking at the papers.", valueName: "mrn"))
        var register: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            if (patient == nil) == (register == nil) { throw ValidationError("Pass one of --patient and --register.") }
        }

        func run() async throws {
            let request = AcceptReferralRequest(id: referral, mrn: patient ?? register ?? "", registers: register != nil)
            try options.output.render(try await options.node().acceptReferral(request))
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse a referral, with the reason that the other facility is told.")
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try options.output.render(try await options.node().refuseReferral(RefuseReferralRequest(id: referral, reason: reason)))
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Complete a referral: what came of it, and when the patient is to come again.",
            discussion: """
                  banyan referral complete 3fa1 --outcome "Đặt 1 stent"
                  banyan referral complete 3fa1 --outcome "Đặt 1 stent" \\
                    --follow-up 2026-12-08 --at 00271
                """)
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @Option(help: ArgumentHelp("What was found and done.", valueName: "text")) var outcome: String
        @Option(help: ArgumentHelp("The day of the follow-up.", valueName: "yyyy-mm-dd")) var followUp: String?
        @Option(
            name: .customLong("at"),
            help: ArgumentHelp("Where: a facility's ID, code or name, or words; here without it.", valueName: "place"))
        var place: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let request = CompleteReferralRequest(id: referral, outcome: outcome, followUp: followUp, place: place)
            try options.output.render(try await options.node().completeReferral(request))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a referral, or its follow-up appointment, as the papers of decision 3176.",
            discussion: "  banyan referral export 3fa1 --xml13 > chuyen.xml\n  banyan referral export 3fa1 --xml14 -o hen.xml")
        @Argument(help: ReferralCommand.idHelp) var referral: String
        @Flag(help: "Giấy chuyển cơ sở khám bệnh, chữa bệnh.") var xml13 = false
        @Flag(help: "Giấy hẹn khám lại.") var xml14 = false
        @Option(name: .shortAndLong, help: ArgumentHelp("Write it to this new file instead.", valueName: "file")) var output: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            if xml13 == xml14 { throw ValidationError("Pass one of --xml13 and --xml14.") }
        }

        func run() async throws {
            let paper = try await options.node().exportReferral(ExportReferralRequest(id: referral, paper: xml13 ? .xml13 : .xml14))
            if let output { try AtomicFile.write(Array(paper.text.utf8), to: output, mode: 0o600, replacing: false) }
            try options.output.render(ReferralPaperWritten(paper: paper.paper, file: output, text: output == nil ? paper.text : nil))
        }
    }
}
