internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanRecords

/// `banyan record ...`.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "The facility's own records: import, publish, look at them.",
        subcommands: [Import.self, Publish.self, List.self, Show.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import FHIR R4 Bundles, NDJSON files and the insurance XML.",
            discussion: """
                What can't be taken is reported with its place, the rest is imported, and the exit code is 7. The same files again \
                change nothing; a later insurance file of the same encounter takes the place of the earlier one. --watch takes \
                files as another system drops them into a directory, and moves each to its `done` or `failed`.

                  banyan record import export/
                  banyan record import shared.json --organization 00191 --dry-run
                  banyan record import --watch /srv/xml-out
                """)

        @Argument(
            help: ArgumentHelp("Files and directories; .json, .ndjson and .xml files in them are taken in sorted order.", valueName: "path")
        )
        var paths: [String] = []
        @Option(help: ArgumentHelp("Take files as they come into this directory, until ended.", valueName: "dir")) var watch: String?
        @Option(help: ArgumentHelp("Seconds between two looks at it.", valueName: "seconds")) var every = 2
        @Option(help: ArgumentHelp("Of a shared export, take only what belongs to this organization.", valueName: "id")) var organization:
            String?
        @Flag(help: "Check and count, and keep nothing.") var dryRun = false
        @Option(
            help: ArgumentHelp(
                "Check signatures of insurance files under the certificates of this PEM file too.", valueName: "file"))
        var certificate: [String] = []
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard watch == nil || (paths.isEmpty && !dryRun) else { throw ValidationError("--watch goes without paths and --dry-run") }
            guard watch != nil || !paths.isEmpty else { throw ValidationError("name files or directories, or --watch DIR") }
            guard (1...3600).contains(every) else { throw ValidationError("--every is 1 to 3600 seconds") }
        }

        func run() async throws {
            let pems = try certificate.map {
                String(decoding: try LocalFile.read($0, limit: InsuranceSigners.fileLimit, what: "a file of certificates"), as: UTF8.self)
            }
            let request = ImportRequest(organization: organization, dryRun: dryRun, certificates: pems.isEmpty ? nil : pems)
            if let watch {
                var watching = try ImportWatch(
                    watch, request: request, node: options.node(patience: 3600),
                    output: options.output, waiting: CommandEnvironment.current.waiting, interval: .seconds(every))
                return try await watching.run()
            }
            let files = try ImportPaths(paths).read()
            let progress = ProgressLine(console: CommandEnvironment.current.console, what: "patients")
            defer { progress.clear() }
            let result = try await options.node(patience: 3600).importRecords(request, files: files) { progress.show($0, of: $1) }
            progress.clear()
            try options.output.render(result)
            guard !result.problems.isEmpty else { return }
            throw FailureAfterOutput(
                failure: CLIFailure(
                    .partial, "partial-import",
                    partialWords(
                        result.problems.count == 1 ? "1 problem" : "\(result.problems.count) problems", nothing: result.patients == 0),
                    hint: options.json ? nil : "correct the resources above and import again; what is already here stays as it is"))
        }

        private func partialWords(_ problems: String, nothing: Bool) -> String {
            if nothing { return "\(problems) in the files; nothing was imported" }
            return dryRun ? "\(problems) in the files; the rest was fine" : "\(problems) in the files; the rest was imported"
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
