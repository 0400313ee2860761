/// A string literal of a source file, as the compiler sees it.
struct Literal: Sendable {
    /// The line on which it begins, from 1.
    let line: Int
    /// The content; each interpolation stands as `%1`, `%2` and so on, as in `Phrase`. Literals that a `+` joins are one.
    var pattern: String
    var values: Int
    /// The calls and brackets around it, the innermost last: `CLIFailure` for an argument of `CLIFailure(...)`, empty for a bracket
    /// without a name.
    let calls: [String]
    /// The label of the argument, empty without one.
    let label: String
    /// Whether it is the first thing behind a parenthesis that no call opens: the first element of a tuple.
    let leadsTuple: Bool

    /// The innermost call that has a name.
    var call: String { calls.last { !$0.isEmpty && $0 != Self.interpolation } ?? "" }

    static let interpolation = #"\("#

    mutating func join(_ next: Literal) {
        pattern += next.renumbered(by: values)
        values += next.values
    }

    private func renumbered(by offset: Int) -> String {
        guard values > 0, offset > 0 else { return pattern }
        return (1...values).reversed().reduce(pattern) { text, number in
            text.replacing("%\(number)", with: "%\(number + offset)")
        }
    }
}

/// Reads the string literals of a Swift file: all of their forms, interpolations with literals of their own, line comments.
struct LiteralReader {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private(set) var literals: [Literal] = []

    static func literals(of text: String) -> [Literal] {
        var reader = LiteralReader(bytes: Array(text.utf8))
        reader.readCode([], untilParenthesis: false)
        return reader.literals.sorted { $0.line < $1.line }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ offset: Int = 0) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }

    private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + offset + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[index + offset + $0] == text.utf8Start[$0] }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "@"), 0x80...:
            true
        default: false
        }
    }

    /// What stands before a parenthesis without calling it.
    private static let keywords: Set<String> = [
        "in", "return", "case", "let", "var", "if", "guard", "switch", "throw", "try", "await", "where",
    ]

    private mutating func readCode(_ outer: [String], untilParenthesis: Bool) {
        var calls = outer
        var (word, label) = ("", "")
        var (before, isJoining, opensTuple) = (Int?.none, false, false)
        while index < bytes.count {
            let now = byte()
            if now == UInt8(ascii: "\n") { line += 1 }
            if now == UInt8(ascii: "\n") || now == UInt8(ascii: " ") {
                index += 1
                continue
            }
            if starts("//") {
                while index < bytes.count, byte() != UInt8(ascii: "\n") { index += 1 }
                continue
            }
            if let hashes = openingHashes() {
                let literal = readLiteral(hashes, calls, label, opensTuple)
                if isJoining, let place = before {
                    literals[place].join(literal)
                } else {
                    literals.append(literal)
                    before = literals.count - 1
                }
                (isJoining, opensTuple) = (false, false)
                word = ""
                continue
            }
            if now == UInt8(ascii: "+"), before != nil, !isJoining {
                isJoining = true
                index += 1
                continue
            }
            (before, isJoining, opensTuple) = (nil, false, false)
            if Self.isWord(now) {
                let start = index
                while Self.isWord(byte()) { index += 1 }
                word = String(decoding: bytes[start..<index], as: UTF8.self)
                if Self.keywords.contains(word) { word = "" }
                if byte() == UInt8(ascii: ":") { label = word }
                continue
            }
            index += 1
            switch now {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                opensTuple = now == UInt8(ascii: "(") && word.isEmpty
                calls.append(now == UInt8(ascii: "{") ? "" : word)
                (word, label) = ("", "")
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if calls.count == outer.count, untilParenthesis { return }
                if !calls.isEmpty { calls.removeLast() }
                (word, label) = ("", "")
            case UInt8(ascii: ","): (word, label) = ("", "")
            case UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "!"): break
            default: word = ""
            }
        }
    }

    /// How many `#` open a literal here; `nil` where none begins.
    private func openingHashes() -> Int? {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : nil
    }

    private mutating func readLiteral(_ hashes: Int, _ calls: [String], _ label: String, _ leadsTuple: Bool) -> Literal {
        let first = line
        index += hashes
        let isLong = starts("\"\"\"")
        index += isLong ? 3 : 1
        var content: [UInt8] = []
        var values = 0
        while index < bytes.count, !closes(hashes, isLong) {
            guard byte() == UInt8(ascii: "\\"), (0..<hashes).allSatisfy({ byte(1 + $0) == UInt8(ascii: "#") }) else {
                if byte() == UInt8(ascii: "\n") { line += 1 }
                content.append(byte())
                index += 1
                continue
            }
            index += 1 + hashes
            if byte() == UInt8(ascii: "(") {
                index += 1
                values += 1
                content += Array("%\(values)".utf8)
                readCode(calls + [Literal.interpolation], untilParenthesis: true)
            } else {
                content += escaped()
            }
        }
        index += hashes + (isLong ? 3 : 1)
        let text = String(decoding: content, as: UTF8.self)
        return Literal(
            line: first, pattern: isLong ? Self.dedented(text) : text, values: values, calls: calls, label: label, leadsTuple: leadsTuple)
    }

    private func closes(_ hashes: Int, _ isLong: Bool) -> Bool {
        let quotes = isLong ? 3 : 1
        return (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
            && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
    }

    /// Marks where a line of a long literal goes on without a break.
    private static let continuation = "\u{1}"

    private mutating func escaped() -> [UInt8] {
        let now = byte()
        index += 1
        switch now {
        case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
        case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
        case UInt8(ascii: "r"), UInt8(ascii: "0"): return [UInt8(ascii: " ")]
        case UInt8(ascii: "\n"):
            line += 1
            return Array(Self.continuation.utf8)
        case UInt8(ascii: "u"):
            let start = index + 1
            while byte() != UInt8(ascii: "}") { index += 1 }
            let digits = String(decoding: bytes[start..<index], as: UTF8.self)
            index += 1
            return UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) }.map { Array(String(Character($0)).utf8) } ?? []
        default: return [now]
        }
    }

    /// The lines of a long literal without the indentation of its last one.
    private static func dedented(_ text: String) -> String {
        let lines = text.replacing(continuation, with: "\n" + continuation).split(separator: "\n", omittingEmptySubsequences: false)
        let indent = lines.last.map { $0.count { $0 == " " } } ?? 0
        return lines.dropFirst().dropLast().map { line in
            let isContinued = line.hasPrefix(continuation)
            let rest = isContinued ? line.dropFirst() : line
            let own = rest.dropFirst(rest.prefix { $0 == " " }.prefix(indent).count)
            return (isContinued ? "" : "\n") + own
        }.joined().dropFirst().description
    }
}
