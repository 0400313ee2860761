internal import BanyanCore
internal import Foundation

/// The parser's help, which it prints in English, in another language.
///
/// It is taken with so many columns that no line is broken; then each line is a heading, a paragraph, or a label with what it means.
struct HelpText {
    static let unbroken = 1_000_000

    let columns: Int

    func translated(_ help: String) -> String {
        help.split(separator: "\n", omittingEmptySubsequences: false).map { translated(line: String($0)) }.joined(separator: "\n")
    }

    private func translated(line: String) -> String {
        let indent = line.prefix { $0 == " " }.count
        let text = String(line.dropFirst(indent))
        guard !text.isEmpty else { return "" }
        if indent == 0 {
            for heading in ["OVERVIEW: ", "USAGE: "] where text.hasPrefix(heading) {
                let rest = String(text.dropFirst(heading.count))
                return broken(said(english: String(heading.dropLast())) + " " + (heading == "USAGE: " ? rest : said(english: rest)), 0)
            }
            return broken(said(english: text), 0)
        }
        // Examples are commands, and stay as they are.
        if text.hasPrefix("banyan ") || text.hasPrefix("BANYAN_") || text.hasPrefix("-") && indent == 4 { return line }
        let (label, meant) = (String(line.prefix(Self.labels)), String(line.dropFirst(Self.labels)))
        guard indent == 2, label.hasSuffix(" "), !meant.isEmpty, meant.first != " ", !text.hasPrefix("See ") else {
            // A label that is alone on its line, and what stands below one.
            return indent == 2 && !text.contains(" ") || text.hasPrefix("-") ? line : broken(meaning(text), indent)
        }
        return label + String(broken(meaning(meant), Self.labels).dropFirst(Self.labels))
    }

    /// The width of the column of labels, the parser's.
    private static let labels = 26

    /// `(default: all)` and the like follow what an option means.
    private func meaning(_ text: String) -> String {
        var (sentence, tails) = (text, [String]())
        while sentence.hasSuffix(")"), let start = ["(default: ", "(values: "].compactMap({ sentence.range(of: $0)?.lowerBound }).max() {
            tails.insert(said(english: String(sentence[start...])), at: 0)
            sentence = trimmedEnd(String(sentence[..<start]))
        }
        return ([said(english: sentence)] + tails).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func broken(_ text: String, _ indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        return wrap(text, width: max(30, columns - indent)).map { space + $0 }.joined(separator: "\n")
    }
}
