internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan dispense`.
struct DispenseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispense", abstract: "Record that the medicines of a prescription were handed out.",
        discussion: """
            The prescription is read as any record is, by the patient's consent and with a receipt, and is dispensed as a whole. The exit \
            code is 4 when any log that this node holds says that it was dispensed: hand nothing out then. Two that dispense before they \
            hear of each other are both shown as such later: banyan dispensing list --twice.

              banyan dispense 00271a1b2c3d-C --patient 00120045 --as pharmacist:minh
            """)

    @Argument(help: ArgumentHelp("The prescription's code, 14 characters.", valueName: "code")) var code: String
    @Option(help: ArgumentHelp("The patient's number here.", valueName: "mrn")) var patient: String
    @Option(
        help: ArgumentHelp("Where the prescription is looked for. Without it: medications.", valueName: "sections"))
    var sections: SectionList?
    @Option(help: ArgumentHelp("Why the data are asked for (HL7 PurposeOfUse).", valueName: "code")) var purpose = Purpose.treatment
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Who hands out; the prescriber and the patient see it. Without it: pharmacist and your user name.", valueName: "role:name"))
    var reader: Reader?
    @Option(
        help: ArgumentHelp(
            "Read although the person's identity differs from the enrolment, for a reason that the patient will see.", valueName: "reason"))
    var overrideIdentity: String?
    @Option(help: ArgumentHelp("Read although this replica is too old, for a reason that the patient will see.", valueName: "reason"))
    var overrideStaleness: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard PrescriptionCode(code) != nil else {
            throw ValidationError("A prescription code has 14 characters, such as 00271a1b2c3d-C; capitals and small letters differ.")
        }
        for reason in [overrideIdentity, overrideStaleness].compactMap({ $0 }) {
            guard NodeConfiguration.isName(reason), reason.contains(where: \.isLetter) else {
                throw ValidationError("An override needs a reason of 1 to \(Limits.name) bytes on one line.")
            }
        }
    }

    func run() async throws {
        guard let reader = reader ?? Reader(role: "pharmacist", name: CommandEnvironment.current.userName) else {
            throw CLIFailure(.usage, "reader-needed", "the user's name can't stand in a receipt", hint: "pass --as ROLE:NAME")
        }
        let request = DispenseRequest(
            code: code, mrn: patient, sections: sections?.names, purpose: purpose.rawValue, role: reader.role, user: reader.name,
            overrideIdentity: overrideIdentity, overrideStaleness: overrideStaleness)
        try options.output.render(try await options.node(patience: 120).dispense(request))
    }
}

/// What a list of prescriptions is narrowed to.
struct PrescriptionListOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this patient's.", valueName: "mrn")) var patient: String?
    @Option(help: ArgumentHelp("How many days back, at most 366.", valueName: "days")) var days = 31
    @Flag(help: "Only those that were dispensed more than once.") var twice = false

    func validate() throws {
        guard (1...366).contains(days) else { throw ValidationError("A list goes back 1 to 366 days.") }
    }

    var query: PrescriptionQuery { PrescriptionQuery(mrn: patient, days: days, twice: twice) }
}

/// `banyan dispensing ...`.
struct DispensingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispensing", abstract: "What was handed out here.", subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was handed out here, and whether another facility says the same of itself.",
            discussion: "  banyan dispensing list --twice --days 90")
        @OptionGroup var list: PrescriptionListOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().dispensings(list.query)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one prescription that was handed out here.")
        @Argument(help: ArgumentHelp("The prescription's code.", valueName: "code")) var code: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let list = try await options.node().dispensings(PrescriptionQuery(code: code))
            for view in list.prescriptions.prefix(1) { try options.output.render(view) }
        }
    }
}

/// `banyan prescription ...`.
struct PrescriptionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prescription", abstract: "What was prescribed here, and whether it was dispensed.",
        subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List prescriptions that this facility wrote, and what is known here of their dispensing.",
            discussion: "  banyan prescription list --patient 00120045")
        @OptionGroup var list: PrescriptionListOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().prescriptions(list.query)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one prescription that this facility wrote.")
        @Argument(help: ArgumentHelp("The prescription's code.", valueName: "code")) var code: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let list = try await options.node().prescriptions(PrescriptionQuery(code: code))
            for view in list.prescriptions.prefix(1) { try options.output.render(view) }
        }
    }
}
