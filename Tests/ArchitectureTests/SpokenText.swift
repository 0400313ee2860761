import BanyanCore

/// Which literals of the sources a person reads, and so must stand in the table of translations.
///
/// Every text of two words or more is taken to be one of them, wherever it stands, but for what is listed here; single words count
/// where tables have their headings and labels and where they are handed to `said`. So a new message can't be forgotten: at worst a
/// new text that nobody reads must be named here.
enum SpokenText {
    /// Files of which no text is a message, with the reason.
    private static let silent = [
        "Sources/BanyanCore/Language/": "the table itself",
        "Sources/BanyanGossip/EngineStatus": "what the simulator watches",
        "Sources/BanyanSimulator/": "a developer's tool: what it finds is named in English (decision 0024)",
        "Sources/BanyanCLI/Commands/Simulate": "the same",
        "Sources/BanyanCLI/Rendering/SVGPlot.swift": "the same",
        "Sources/banyan/Bench": "the same",
        "Sources/BanyanRecords/Synthetic": "invented records",
        "Sources/BanyanRecords/Insurance/Synthetic": "invented records",
        "Sources/BanyanRecords/Summary": "the summary's own phrases, each in both languages (SummaryGlossary)",
        "Sources/BanyanRecords/Composition": "the same",
        "Sources/BanyanRecords/Insurance/InsuranceTables": "the field tables of docs/insurance-xml.md",
        "Sources/BanyanRecords/Insurance/InsuranceField": "the same",
        "Sources/BanyanRecords/Insurance/InsurancePapers": "records' own content, in Vietnamese",
        "Sources/BanyanRecords/Insurance/InsuranceClosed": "the same",
    ]

    /// Calls whose texts are not for people who use the program.
    private static let silentCalls: Set<String> = [
        "precondition", "preconditionFailure", "fatalError", "assert", "secret.derive", "key.derive", "SeededRandom", "Bilingual",
        "logFailure", "Logger", "migrator.registerMigration", "keys.card",
    ]

    /// Arguments that are not for people.
    private static let silentLabels: Set<String> = ["sql", "label", "purpose", "needs", "header"]

    /// Beginnings of texts that programs read.
    private static let silentBeginnings = [
        "banyan/1 ", "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "PRAGMA ", "ALTER ", "DROP ", "<", "-----BEGIN ", "-----END ",
        "cosignature/v1",
    ]

    /// Where single words are messages too.
    private static let wordCalls: Set<String> = ["said", "Words.count", "Words.list", "TextTable", "stage.progress"]

    static func keys(of file: SourceTree.File) -> [(key: String, line: Int)] {
        guard !silent.keys.contains(where: { file.path.hasPrefix($0) }) else { return [] }
        return LiteralReader.literals(of: file.text).flatMap { literal in
            keys(of: literal, hasLabels: labelled.contains(file.module)).map { (key: $0, line: literal.line) }
        }
    }

    /// Texts whose every byte a protocol or a query fixes.
    private static let fixed: Set<String> = [
        "Card number: %1", "Valid until: %1", "Endpoint: none, it dials out", "%1 history: %2 entries, root %3",
        "This facility signed two histories of one log. Check: banyan log verify --proof FILE", "id, header", "id, header, payload",
        "key, grp, value", "id, facility, incarnation, size, peaks, checkpoint, checkpoint_at", "FHIR DSTU2", "FHIR STU3", "FHIR R5",
        "inpatient encounter", "Facility code", "facility keys", "register key", "not stated", "known peer", "own log mark", "kept card",
    ]

    /// Modules that show values beside labels, as tuples.
    private static let labelled: Set<String> = ["BanyanCLI", "banyan"]

    static func keys(of literal: Literal, hasLabels: Bool = false) -> [String] {
        guard silentCalls.isDisjoint(with: literal.calls), !literal.calls.contains(where: { $0.contains("logger.") }),
            !silentLabels.contains(literal.label), !silentBeginnings.contains(where: literal.pattern.hasPrefix),
            !Translations.keys(of: literal.pattern).contains(where: { !isCommand($0) && $0.unicodeScalars.contains(where: isVietnamese) })
        else { return [] }
        let takesWords = wordCalls.contains(literal.call) || hasLabels && literal.leadsTuple
        return Translations.keys(of: literal.pattern).filter { isSaid($0, takesWords) && !fixed.contains($0) }
    }

    /// Calls that say what they are given, or keep it for one that does.
    private static let sayingCalls: Set<String> = [
        "said", "Words.count", "Words.list", "TextTable", "fields", "ProgressLine", "CommandConfiguration", "ArgumentHelp", "@Option",
        "@Flag", "@Argument", "ValidationError", "CLIFailure", "EngineFailure", "DemoFailure", "LocalFile.read", "LocalFile.text",
        "InputFile.text", "LocalFile.Pieces", "LocalFile.readInPieces", "readConfigured", "Confirmation.ask", "Passphrase.ask",
        "Passphrase.choose", "ask", "output.note", "options.output.note", "stage.title", "stage.say", "stage.progress", "stage.wait",
        "fields.take", "fields.takeIfPresent", "wrong", "Array",
    ]
    private static let sayingLabels: Set<String> = ["hint", "sentence", "state"]
    /// Texts that are said later, by whoever takes them from where they are kept.
    private static let saidLater = [
        "BanyanCLI.swift": "the last resort of a failure", "Arguments.swift": "the help of an option",
        "RecordCommand.swift": "a failure's message", "RenderConsents.swift": "the meanings of the steps",
        "RenderPeers.swift": "the word for a link",
    ]

    /// Texts of two words or more that no call says.
    static func printedPastTheTable(in file: SourceTree.File) -> [Literal] {
        guard !silent.keys.contains(where: { file.path.hasPrefix($0) }), !saidLater.keys.contains(where: { file.path.hasSuffix("/" + $0) })
        else { return [] }
        return LiteralReader.literals(of: file.text).filter { literal in
            sayingCalls.isDisjoint(with: literal.calls) && !sayingLabels.contains(literal.label) && !literal.leadsTuple
                && !keys(of: literal).isEmpty
        }
    }

    /// What is written with the letters of Vietnamese is in Vietnamese already, or in both languages.
    private static func isVietnamese(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic && scalar.value > 0x7f }

    /// Commands, options and what holds no word stay as they are.
    private static func isSaid(_ key: String, _ takesWords: Bool) -> Bool {
        let words = key.split(separator: " ").filter { $0.contains(where: \.isLetter) }
        let isWord = takesWords && words.count == 1 && !key.contains(".") && !key.contains("-")
        guard isWord || words.count > 1 else { return false }
        return !isCommand(key)
    }

    static func isCommand(_ key: String) -> Bool {
        guard let first = key.split(separator: " ").first else { return true }
        let isCalled = ["banyan", "systemctl", "ssh", "cd", "alias", "kill", "rm", "chmod", "mkdir", "$"].contains(String(first))
        if first.hasPrefix("-") { return key.split(separator: " ").allSatisfy { word in !word.allSatisfy { ("a"..."z").contains($0) } } }
        return (isCalled || first.hasPrefix("BANYAN_")) && ![", ", ": ", " ("].contains(where: key.contains)
    }
}
