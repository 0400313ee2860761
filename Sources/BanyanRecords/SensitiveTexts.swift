import BanyanCore
import Foundation

/// Words that close a text: beginnings of words, whole words, and words that follow each other. Compared without case and
/// diacritics, Đ as D, so that a text in another Unicode form or typed without accents is found too.
struct SensitiveTexts: Sendable, Hashable {
    private struct Pattern: Sendable, Hashable {
        /// Folded; more than one of a phrase.
        let words: [[UInt8]]
        /// Whether the last word may go on.
        let isPrefix: Bool
        let section: Section
    }

    /// By the first three letters of the first word.
    private var patterns: [[UInt8]: [Pattern]] = [:]

    var isEmpty: Bool { patterns.isEmpty }

    init() {}

    /// One row of words alone.
    init(_ row: SensitiveRow) { add(row.code, isPrefix: row.isPrefix, section: row.section) }

    /// - Returns: whether it may be added: one word of three letters or digits or more, or two to eight words of five together.
    @discardableResult
    mutating func add(_ text: String, isPrefix: Bool, section: Section) -> Bool {
        guard let words = Self.pattern(text) else { return false }
        patterns[Array(words[0].prefix(3)), default: []].append(Pattern(words: words, isPrefix: isPrefix, section: section))
        return true
    }

    /// The words of a pattern: letters and digits alone, with single spaces between them.
    static func pattern(_ text: String) -> [[UInt8]]? {
        let words = folded(text)
        guard (1...8).contains(words.count), words.reduce(0, { $0 + $1.count }) >= (words.count == 1 ? 3 : 5),
            words.allSatisfy({ (1...64).contains($0.count) && !$0.contains(foreign) }),
            text.split(separator: " ", omittingEmptySubsequences: false).count == words.count
        else { return nil }
        return words
    }

    func section(of text: String) -> Section? {
        var found: Section?
        let words = Self.folded(text)
        for (place, word) in words.enumerated() {
            guard let listed = patterns[Array(word.prefix(3))] else { continue }
            for pattern in listed where Self.matches(pattern, words[place...]) {
                found = SensitiveCodes.lower(found, pattern.section)
            }
        }
        return found
    }

    private static func matches(_ pattern: Pattern, _ words: ArraySlice<[UInt8]>) -> Bool {
        guard words.count >= pattern.words.count else { return false }
        for (index, wanted) in pattern.words.enumerated() {
            let word = words[words.startIndex + index]
            let mayGoOn = pattern.isPrefix && index == pattern.words.count - 1
            guard mayGoOn ? word.starts(with: wanted) : word == wanted else { return false }
        }
        return true
    }

    // MARK: Folding

    /// What stands for a letter that is none of A to Z under its diacritics.
    private static let foreign: UInt8 = 0xFF

    /// The base letters of the Latin letters up to U+1EFF, in lower case; 0 where there is none.
    private static let bases: [UInt8] = (0..<0x1F00).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)), value >= 0xC0 else { return 0 }
        if "Đđ\u{D0}\u{F0}".unicodeScalars.contains(scalar) { return UInt8(ascii: "d") }
        guard let base = String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars.first, base.isASCII else { return 0 }
        return UInt8(base.value) | 0x20
    }

    /// The words of a text: letters of A to Z without their diacritics, digits, and a mark for every other letter.
    private static func folded(_ text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A: word.append(UInt8(scalar.value) | 0x20)
            case 0x30...0x39, 0x61...0x7A: word.append(UInt8(scalar.value))
            case 0x300...0x36F: continue
            case 0..<0xC0, 0x2000...0x206F, 0x3000...0x303F:
                if !word.isEmpty { words.append(word) }
                word.removeAll(keepingCapacity: true)
            default:
                let base = scalar.value < 0x1F00 ? bases[Int(scalar.value)] : 0
                word.append(base == 0 ? foreign : base)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
