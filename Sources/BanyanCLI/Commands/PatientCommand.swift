internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan patient ...`.
struct PatientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient", abstract: "The facility's own patients, and their enrolment.",
        subcommands: [List.self, Find.self, Show.self, Enrol.self, Systems.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List local patients.")
        @Option(
            help: ArgumentHelp("Only those with this number, or whose name has words that begin so, accents or not.", valueName: "text"))
        var search: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node(patience: 120).patients(search: search)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one local patient with the enrolments.")
        @Argument(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var mrn: String
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().patient(mrn)) }
    }

    struct Enrol: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bind a patient's enrolment file to a local patient, after checking papers, and publish.",
            discussion: "  banyan patient enrol --mrn 00120045 lan.enrolment --proofing documents")

        @Option(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var mrn: String
        @Argument(help: ArgumentHelp("The file from `banyan wallet enrol`, or - for stdin.", valueName: "enrolment")) var file: String
        @Option(help: "How identity was proved: documents, biometric or known-to-staff.") var proofing: Proofing = .documents
        @Option(help: ArgumentHelp("Sections that this facility is unwilling to share, joined by commas.", valueName: "sections"))
        var withhold: SectionList?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let bytes = try LocalFile.read(file, limit: Limits.smallFile, what: "an enrolment file")
            let request = EnrolRequest(
                mrn: mrn, file: Base64.encode(bytes), proofing: proofing.rawValue, withhold: withhold?.names ?? [])
            try options.output.render(try await options.node(patience: 120).enrol(request))
        }
    }

    enum Proofing: String, ExpressibleByArgument, CaseIterable {
        case documents, biometric
        case knownToStaff = "known-to-staff"
    }
}
