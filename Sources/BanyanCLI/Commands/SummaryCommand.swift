internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan summary`.
struct SummaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "Read what other facilities know of a patient, as far as the patient agreed.",
        discussion: """
            Every reading leaves a receipt that the patient can find, before anything is opened. The exit code is 4 when nothing is \
            granted, or a section that is asked for by name is not.

              banyan summary 00120045
              banyan summary 00120045 --sections allergies,medications --as pharmacist:minh
              banyan summary 00120045 --format fhir > summary.json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, fhir
    }

    @Argument(help: ArgumentHelp("The patient's number here.", valueName: "patient")) var patient: String
    @Option(help: "A table for people, or the FHIR R4 document.") var format = Format.table
    @Option(help: ArgumentHelp("\(SectionList.help) Without it: all that is granted.", valueName: "sections")) var sections: SectionList?
    @Option(help: ArgumentHelp("Why the data are asked for (HL7 PurposeOfUse).", valueName: "code")) var purpose = Purpose.treatment
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who reads; it stands in the receipt. Without it: clinician and your user name.", valueName: "role:name"))
    var reader: Reader?
    @Option(
        help: ArgumentHelp(
            "Read although the person's identity differs from the enrolment, for a reason that the patient will see.", valueName: "reason"))
    var overrideIdentity: String?
    @Option(help: ArgumentHelp("Read although this replica is too old, for a reason that the patient will see.", valueName: "reason"))
    var overrideStaleness: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        for reason in [overrideIdentity, overrideStaleness].compactMap({ $0 }) {
            guard NodeConfiguration.isName(reason), reason.contains(where: \.isLetter) else {
                throw ValidationError("An override needs a reason of 1 to \(Limits.name) bytes on one line.")
            }
        }
    }

    func run() async throws {
        guard let reader = reader ?? Reader(role: "clinician", name: CommandEnvironment.current.userName) else {
            throw CLIFailure(.usage, "reader-needed", "the user's name can't stand in a receipt", hint: "pass --as ROLE:NAME")
        }
        let request = SummaryRequest(
            mrn: patient, sections: sections?.names, purpose: purpose.rawValue, role: reader.role, user: reader.name,
            overrideIdentity: overrideIdentity, overrideStaleness: overrideStaleness)
        let result = try await options.node(patience: 120).summary(request)
        if format == .fhir, !options.json {
            CommandEnvironment.current.console.out(result.document + "\n")
        } else {
            try options.output.render(result)
        }
    }
}
