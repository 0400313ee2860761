/// The languages in which the program speaks to people.
///
/// The sources are written in English, and an English sentence is its own key; the other language is a table
/// (`Translations`). What programs read, such as `--json`, codes and the node's log, is English whatever is chosen.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case vietnamese = "vi"

    /// The variables that choose a language, the first that is set and not empty deciding (POSIX.1-2024, chapter 8.2, behind the
    /// program's own).
    public static let variables = ["BANYAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]

    /// The language of an environment: Vietnamese for `vi`, `vi_VN.UTF-8` and the like, English for all else.
    public init(variables: [String: String]) {
        let chosen = Self.variables.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
        self = chosen.map(Language.init(locale:)) ?? .english
    }

    private init(locale: String) {
        let tag = locale.prefix { $0 != "_" && $0 != "-" && $0 != "." && $0 != "@" }
        self = tag.lowercased() == Self.vietnamese.rawValue ? .vietnamese : .english
    }
}
