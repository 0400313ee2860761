/// The table of one language: English patterns and what they are in it.
///
/// A key is what a person reads without a break: one line, and of a line what lies between gaps of two or more spaces, so that
/// indentation and columns are the source's alone. A pattern is asked for with its values set apart; an English text that came
/// without them, from another module or over the socket, is recognised by the pattern that it fits.
public struct Translations: Sendable {
    /// In the order of the table; a key that stands there twice is here twice, for the test that forbids it.
    public let entries: [Entry]
    private let exact: [String: Pattern]
    /// The patterns with values, the one that says most by itself first.
    private let patterns: [(key: Pattern, translation: Pattern)]

    /// What recognised values may hold again: a cause within a cause within a sentence.
    private static let depth = 4

    public struct Entry: Sendable {
        public let key: String
        public let translation: String
        /// Whether a text without its values is looked for here.
        public let isHeard: Bool

        /// The numbers of the values that each of both has, in order: they must be the same.
        public var placeholders: (key: [Int], translation: [Int]) {
            (Set(Pattern(key).numbers).sorted(), Set(Pattern(translation).numbers).sorted())
        }
    }

    /// - Parameters:
    ///   - rooms: texts of lines in pairs: a key, then its translation indented by two spaces; `=` where it is the same.
    ///   - saidOnly: the same, for texts that come as phrases alone.
    public init(rooms: [String], saidOnly: [String] = []) {
        entries = Self.entries(rooms, isHeard: true) + Self.entries(saidOnly, isHeard: false)
        exact = Dictionary(entries.map { ($0.key, Pattern($0.translation)) }, uniquingKeysWith: { first, _ in first })
        patterns = entries.filter(\.isHeard).map { (Pattern($0.key), Pattern($0.translation)) }.filter { !$0.0.numbers.isEmpty }
            .sorted { $0.0.literalLength > $1.0.literalLength }
    }

    private static func entries(_ rooms: [String], isHeard: Bool) -> [Entry] {
        var entries: [Entry] = []
        var key: String?
        for line in rooms.flatMap({ $0.split(separator: "\n") }) {
            if line.hasPrefix("  "), let known = key {
                let translation = String(line.dropFirst(2))
                entries.append(Entry(key: known, translation: translation == "=" ? known : translation, isHeard: isHeard))
                key = nil
            } else {
                key = String(line)
            }
        }
        return entries
    }

    public func contains(_ key: String) -> Bool { exact[key] != nil }

    /// A phrase in this language; what the table lacks stays English.
    public func text(_ phrase: Phrase) -> String {
        Self.lines(phrase.pattern).map { line in
            switch line {
            case .space(let space): space
            case .key(let key):
                Self.segments(key).map { segment in
                    guard case .key(let part) = segment else { return segment.text }
                    return sentence(part, phrase.values) ?? Pattern(part).filled(phrase.values)
                }.joined()
            }
        }.joined()
    }

    /// An English text of which nobody knows the values any more; what fits no pattern stays as it is.
    public func text(english: String) -> String { recognised(english, depth: 0) }

    /// The numbers of a key begin at 1, whatever stands before it in the text that it is part of.
    private func sentence(_ part: String, _ values: [String]) -> String? {
        let (key, numbers) = Self.key(part)
        guard let translation = exact[key] else { return nil }
        let own = numbers.map { values.indices.contains($0 - 1) ? values[$0 - 1] : "" }
        return translation.filled(own) { recognised($0, depth: 1) }
    }

    private func recognised(_ english: String, depth: Int) -> String {
        guard depth < Self.depth else { return english }
        return Self.lines(english).map { line in
            guard case .key(let key) = line else { return line.text }
            if let whole = fit(key, depth) { return whole }
            return Self.segments(key).map { segment in
                guard case .key(let part) = segment else { return segment.text }
                return fit(part, depth) ?? part
            }.joined()
        }.joined()
    }

    private func fit(_ text: String, _ depth: Int) -> String? {
        if let translation = exact[text] { return translation.filled([]) }
        for (key, translation) in patterns {
            guard let values = key.match(text) else { continue }
            return translation.filled(values) { recognised($0, depth: depth + 1) }
        }
        return nil
    }
}

extension Translations {
    /// A piece of a text: what may be a key, or the space around it.
    enum Piece: Hashable {
        case key(String)
        case space(String)

        var text: String {
            switch self {
            case .key(let text), .space(let text): text
            }
        }
    }

    /// The keys that a text is made of, each with its numbers beginning at 1: what a table must hold for it.
    public static func keys(of pattern: String) -> [String] {
        lines(pattern).flatMap { line in
            guard case .key(let key) = line else { return [String]() }
            return segments(key).compactMap { if case .key(let part) = $0 { part } else { nil } }
        }.map { key($0).key }
    }

    /// The key of a part of a pattern, and which values of the whole are its own.
    private static func key(_ part: String) -> (key: String, numbers: [Int]) {
        let pattern = Pattern(part)
        var numbers: [Int] = []
        for number in pattern.numbers where !numbers.contains(number) { numbers.append(number) }
        return (pattern.renumbered { (numbers.firstIndex(of: $0) ?? 0) + 1 }, numbers)
    }

    /// Lines without the spaces at their ends.
    static func lines(_ text: String) -> [Piece] {
        pieces(text) { bytes, index in
            if bytes[index] == UInt8(ascii: "\n") { return true }
            guard bytes[index] == UInt8(ascii: " ") else { return false }
            // A space that is at an end of its line.
            let before = bytes[..<index].last { $0 != UInt8(ascii: " ") }
            let after = bytes[index...].first { $0 != UInt8(ascii: " ") }
            return before == nil || before == UInt8(ascii: "\n") || after == nil || after == UInt8(ascii: "\n")
        }
    }

    /// What lies between gaps of two or more spaces.
    static func segments(_ line: String) -> [Piece] {
        pieces(line) { bytes, index in
            guard bytes[index] == UInt8(ascii: " ") else { return false }
            return (index > 0 && bytes[index - 1] == UInt8(ascii: " "))
                || (index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: " "))
        }
    }

    private static func pieces(_ text: String, _ isSpace: ([UInt8], Int) -> Bool) -> [Piece] {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var start = 0
        while start < bytes.count {
            let space = isSpace(bytes, start)
            var end = start + 1
            while end < bytes.count, isSpace(bytes, end) == space { end += 1 }
            let piece = String(decoding: bytes[start..<end], as: UTF8.self)
            pieces.append(space ? .space(piece) : .key(piece))
            start = end
        }
        return pieces
    }
}
