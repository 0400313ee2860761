internal import BanyanCore

/// Columns of text under headings, as wide as their content and together no wider than the terminal: the flexible column wraps.
struct TextTable {
    let headings: [String]
    /// The column that gives way when the line is too long.
    let flexible: Int
    var rows: [[String]] = []
    private let gap = "  "

    /// - Parameter headings: in English; they are said in the language of the command.
    init(_ headings: [String], flexible: Int) {
        self.headings = headings.map(said(english:))
        self.flexible = flexible
    }

    func text(columns: Int, indent: Int = 0) -> String {
        let all = ([headings] + rows).map { $0.map(printable) }
        var widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let excess = widths.reduce(0, +) + gap.count * (widths.count - 1) + indent - columns
        guard excess > 0 else { return all.map { line($0, widths, indent) }.joined() }
        if flexible == headings.count - 1, widths[flexible] - excess < 16 { return stacked(all, widths, columns, indent) }
        widths[flexible] = max(12, widths[flexible] - excess)
        return all.map { line($0, widths, indent) }.joined()
    }

    /// Where the other columns leave no room, the last one goes on lines of its own.
    private func stacked(_ all: [[String]], _ widths: [Int], _ columns: Int, _ indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        return all.map { cells in
            let first = cells.indices.dropLast().map { padded(cells[$0], widths[$0]) }.joined(separator: gap)
            return trimmedEnd(space + first) + "\n" + paragraph(cells[flexible], columns: columns, indent: indent + 4)
        }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int], _ indent: Int) -> String {
        let wrapped = cells.indices.map { $0 == flexible ? wrap(cells[$0], width: widths[$0]) : [cells[$0]] }
        let height = wrapped.map(\.count).max() ?? 1
        return (0..<height).map { number in
            let parts = wrapped.indices.map { column in
                padded(number < wrapped[column].count ? wrapped[column][number] : "", widths[column])
            }
            return trimmedEnd(String(repeating: " ", count: indent) + parts.joined(separator: gap)) + "\n"
        }.joined()
    }
}

func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

func trimmedEnd(_ text: String) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }

/// Text from elsewhere must not steer the terminal: control characters become spaces, and so do the marks that turn the
/// direction of what follows.
func printable(_ text: String) -> String {
    func isFit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069: false
        default: true
        }
    }
    guard text.unicodeScalars.contains(where: { !isFit($0) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isFit($0) ? $0 : " " }))
}

/// Breaks at spaces; a word that is longer than a line is cut.
func wrap(_ text: String, width: Int) -> [String] {
    let width = max(1, width)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        var word = String(word)
        if !line.isEmpty, line.count + 1 + word.count <= width {
            line += " " + word
            continue
        }
        if !line.isEmpty { lines.append(line) }
        while word.count > width {
            lines.append(String(word.prefix(width)))
            word = String(word.dropFirst(width))
        }
        line = word
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
}

/// A paragraph, wrapped, each line indented; the first line may have a mark instead of spaces.
public func paragraph(_ text: String, columns: Int, indent: Int = 0, mark: String = "") -> String {
    let space = String(repeating: " ", count: indent)
    let first = String(space.dropLast(min(mark.count, indent))) + mark
    return wrap(printable(text), width: columns - max(indent, mark.count)).enumerated().map { number, line in
        (number == 0 ? first : space) + line + "\n"
    }.joined()
}

/// Lines of `label   value`, the values aligned and wrapped; the labels are English and are said in the language of the command.
public func fields(_ pairs: [(String, String)], columns: Int, indent: Int = 0) -> String {
    let pairs = pairs.map { (said(english: $0.0), $0.1) }
    let width = (pairs.map(\.0.count).max() ?? 0) + 2
    let space = String(repeating: " ", count: indent)
    return pairs.map { label, value in
        wrap(printable(value), width: max(20, columns - indent - width)).enumerated().map { number, line in
            space + padded(number == 0 ? label : "", width) + line + "\n"
        }.joined()
    }.joined()
}
