/// The Vietnamese table, a text for each room of the house (docs/language.md): a key, and under it, indented by two spaces, what it
/// is in Vietnamese; `=` where it is the same.
public enum Vietnamese {
    /// What the sources say; a test compares.
    public static let rooms = [foundations, ledger, store, consent, engine, records, predicates, help]
    /// What no source says as it stands here: the parser's words, codes of values, sentences that are put together.
    public static let foreign = [parser, codes, composed, subjects]

    /// The predicates behind their subject: `NGAY_VAO is missing`.
    private static var subjects: String {
        predicates.split(separator: "\n").map { $0.hasPrefix("  ") ? "  %{1} \($0.dropFirst(2))" : "%1 \($0)" }.joined(separator: "\n")
    }
}

extension Translations {
    public static let vietnamese = Translations(rooms: Vietnamese.rooms + Vietnamese.foreign)
}
