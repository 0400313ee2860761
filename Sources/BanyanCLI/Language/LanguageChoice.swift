internal import BanyanCore

/// `--lang`, which holds for the words of a command and so must be known before the command is read: it may stand anywhere, and is
/// taken out of the arguments.
struct LanguageChoice {
    private(set) var language: Language
    private(set) var arguments: [String] = []

    /// - Throws: `CLIFailure` `usage` for a language that is none of the two.
    init(_ all: [String], otherwise: Language) throws(CLIFailure) {
        language = otherwise
        var rest = all[...]
        while let argument = rest.popFirst(), argument != "--" {
            if argument == "--lang" {
                try choose(rest.popFirst())
            } else if argument.hasPrefix("--lang=") {
                try choose(String(argument.dropFirst(7)))
            } else {
                arguments.append(argument)
            }
        }
        let taken = arguments.count
        // Behind `--` nothing is an option.
        if let end = all.firstIndex(of: "--"), taken <= end { arguments += all[end...] }
    }

    private mutating func choose(_ value: String?) throws(CLIFailure) {
        guard let value, let chosen = Language(rawValue: value) else {
            throw CLIFailure(
                .usage, "usage", "--lang takes vi (Vietnamese) or en (English), not '\(value ?? "")'", hint: "banyan COMMAND --lang vi")
        }
        language = chosen
    }
}
