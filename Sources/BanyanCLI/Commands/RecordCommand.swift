internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan record ...`.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "The facility's own records: import, publish, look at them.",
        subcommands: [Import.self, Publish.self, List.self, Show.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import FHIR R4 Bundles and NDJSON files.",
            discussion: """
                A resource that can't be taken is reported with its place, the others are imported, and the exit code is 7. The \
                same files again change nothing.

                  banyan record import export/
                  banyan record import shared.json --organization 00191 --dry-run
                """)

        @Argument(
            help: ArgumentHelp("Files and directories; .json and .ndjson files in them are taken in sorted order.", valueName: "path"))
        var paths: [String]
        @Option(help: ArgumentHelp("Of a shared export, take only what belongs to this organization.", valueName: "id")) var organization:
            String?
        @Flag(help: "Check and count, and keep nothing.") var dryRun = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let files = try ImportPaths(paths).read()
            let progress = ProgressLine(console: CommandEnvironment.current.console, what: "patients")
            defer { progress.clear() }
            let result = try await options.node(patience: 3600).importRecords(
                ImportRequest(organization: organization, dryRun: dryRun), files: files
            ) { progress.show($0, of: $1) }
            progress.clear()
            try options.output.render(result)
            guard !result.problems.isEmpty else { return }
            throw FailureAfterOutput(
                failure: CLIFailure(
                    .partial, "partial-import",
                    "\(Words.count(result.problems.count, "problem")) in the files; "
                        + (result.patients == 0 ? "nothing was imported" : "the rest was \(dryRun ? "fine" : "imported")"),
                    hint: options.json ? nil : "correct the resources above and import again; what is already here stays as it is"))
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish the current summaries of enrolled patients now.",
            discussion: "Nothing of a patient who is not enrolled leaves the node. What has not changed is not published again.")
        @Argument(help: ArgumentHelp("One patient's number; all enrolled patients without it.", valueName: "patient")) var patient: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node(patience: 600).publish(patient: patient)) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List imported resources and the section of each.")
        @Argument(help: ArgumentHelp("Only this patient's.", valueName: "patient")) var patient: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node(patience: 120).records(patient: patient)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one imported resource.", discussion: "  banyan record show Observation/123 --patient 00120045")
        @Argument(help: ArgumentHelp("Type/id, as `record list` prints it.", valueName: "reference")) var reference: String
        @Option(help: ArgumentHelp("The patient's number.", valueName: "mrn")) var patient: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try options.output.render(try await options.node().record(patient: patient, reference: reference))
        }
    }
}
