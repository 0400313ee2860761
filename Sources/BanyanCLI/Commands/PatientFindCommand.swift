internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

extension PatientCommand {
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find local patients by an identifier, or by a name.",
            discussion: """
                An identifier is written SYSTEM|VALUE; the system is a word of `banyan patient systems`, or a URI. One that the patient \
                had before counts too. A name is found by the beginnings of its words, in any order, accents or not.

                  banyan patient find --identifier 'national-id|000 167 999 017'
                  banyan patient find --name 'pham lan' --born 1967
                """)
        @Option(help: ArgumentHelp("SYSTEM|VALUE.", valueName: "identifier")) var identifier: String?
        @Option(help: ArgumentHelp("Beginnings of words of the name.", valueName: "name")) var name: String?
        @Option(help: ArgumentHelp("The birth date, or its year, or year and month.", valueName: "date")) var born: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard identifier != nil || name != nil else { throw ValidationError("Name an identifier or a name.") }
            if let born {
                guard [4, 7, 10].contains(born.utf8.count), born.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }) else {
                    throw ValidationError("--born is YYYY, YYYY-MM or YYYY-MM-DD.")
                }
            }
        }

        func run() async throws {
            let found = try await options.node(patience: 120).findPatients(PatientFind(identifier: identifier, name: name, born: born))
            try options.output.render(found)
            guard found.patients.isEmpty else { return }
            throw FailureAfterOutput(failure: CLIFailure(.notFound, "no-such-patient", "no patient here fits", hint: "banyan patient list"))
        }
    }

    struct Systems: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show under which URIs numbers are kept, and which others are read as the same.",
            discussion: "`identifierSystems` in config.json and BANYAN_IDENTIFIER_SYSTEMS decide.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node().identifierSystems()) }
    }
}
