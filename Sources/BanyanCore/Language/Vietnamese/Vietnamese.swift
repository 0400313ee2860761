/// The Vietnamese table, a text for each room of the house (docs/language.md): a key, and under it, indented by two spaces, what it
/// is in Vietnamese; `=` where it is the same.
public enum Vietnamese {
    /// What the sources say; a test compares.
    public static let rooms = heard + saidOnly
    /// What comes from other modules or over the socket too, without its values set apart.
    static let heard = [foundations, ledger, store, consent, engine, records, predicates, help, labels, failures, demo, referrals]
    /// What the command line alone says, always as phrases: short patterns among them (`%1 to %2`) would fit too much.
    static let saidOnly = [terminal, results, referralsShown]
    /// What no source says as it stands here: the parser's words, codes of values, sentences that are put together.
    public static let foreign = [parser, codes, composed, referralStates]

    /// Made of others.
    static let derived = [subjects]

    /// The predicates behind their subject: `NGAY_VAO is missing`.
    private static var subjects: String {
        predicates.split(separator: "\n").map { line in
            let isTranslation = line.hasPrefix("  ")
            let moved = Pattern(String(isTranslation ? line.dropFirst(2) : line)).renumbered { $0 + 1 }
            return isTranslation ? "  %1 \(moved)" : "%1 \(moved)"
        }.joined(separator: "\n")
    }
}

extension Translations {
    public static let vietnamese = Translations(
        rooms: Vietnamese.heard + Vietnamese.foreign + Vietnamese.derived, saidOnly: Vietnamese.saidOnly)
}
