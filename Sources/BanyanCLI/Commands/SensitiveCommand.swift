internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore

/// `banyan sensitive ...`.
struct SensitiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensitive", abstract: "Which codes close a record: HIV, mental, sexual and reproductive health, genetics.",
        discussion: """
            What bears one of these codes goes to its closed section, which no preset grants. The list that ships can be added to and \
            not shortened.

              banyan sensitive check B20.1
              banyan sensitive add --section mental-health --system insurance-service --code 06.0013
              banyan sensitive apply
            """,
        subcommands: [List.self, Check.self, Add.self, Remove.self, Apply.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the codes, words and beginnings of codes.")
        @Option(help: ArgumentHelp("Only this section's.", valueName: "section")) var section: String?
        @Flag(help: "Only what was added here.") var added = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var list = try await options.node().sensitiveCodes(SensitiveQuery(section: section))
            if added { list.entries.removeAll { $0.origin != "added" } }
            try options.output.render(list)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether a code, or a text, is on the list, and why.",
            discussion: "  banyan sensitive check O98.7\n  banyan sensitive check --system words \"dùng methadon\"")
        @Argument(help: ArgumentHelp("A code, or words.", valueName: "code")) var code: String
        @Option(help: ArgumentHelp("Its system: a name of the list, or a URI; all systems without it.", valueName: "system"))
        var system: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try options.output.render(try await options.node().checkSensitive(SensitiveCheck(code: code, system: system)))
        }
    }

    /// What an entry is, as it is added and taken away.
    struct Entry: ParsableArguments {
        @Option(help: "hiv, mental-health, reproductive or genetic.") var section: String
        @Option(help: "A system of the list, such as icd-10, or words.") var system: String
        @Option(help: ArgumentHelp("A code, a word, or a range of ICD-10 such as B20-B24.", valueName: "code")) var code: String
        @Flag(help: "Every code, or word, that begins so.") var prefix = false
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a code; it counts for whatever is published from here on.",
            discussion: """
                `banyan sensitive apply` publishes again what is published already.

                  banyan sensitive add --section hiv --system icd-10 --code Z29.2 --prefix --title "Prophylaxis"
                """)
        @OptionGroup var entry: Entry
        @Option(help: ArgumentHelp("What it is, for the list.", valueName: "text")) var title: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var list = try await options.node().changeSensitive(entry.change(isRemoval: false, title: title))
            list.entries.removeAll { $0.origin != "added" }
            try options.output.render(list)
            options.output.note("`banyan sensitive apply` publishes again what is published already")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take away a code that was added here.")
        @OptionGroup var entry: Entry
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var list = try await options.node().changeSensitive(entry.change(isRemoval: true, title: nil))
            list.entries.removeAll { $0.origin != "added" }
            try options.output.render(list)
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Place all records anew and publish what moved.",
            discussion: "Readers who were granted the section that something left can still open what was published to it before.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try options.output.render(try await options.node(patience: 3600).applySensitive()) }
    }
}

extension SensitiveCommand.Entry {
    fileprivate func change(isRemoval: Bool, title: String?) -> SensitiveChange {
        SensitiveChange(isRemoval: isRemoval, section: section, system: system, code: code, isPrefix: prefix, title: title)
    }
}
