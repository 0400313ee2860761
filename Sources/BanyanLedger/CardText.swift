internal import BanyanCore

/// The card as a text that can be mailed and read: readable lines, and the signed object in base64 between two marks.
///
/// The readable lines are generated from the signed object and compared with it on reading, so what a person reads is what was signed.
extension FacilityCard {
    private static let header = "Banyan facility card"
    private static let begin = "-----BEGIN BANYAN CARD-----"
    private static let end = "-----END BANYAN CARD-----"
    private static let columns = 64

    /// The text, ending with a line break.
    public var text: String {
        let base64 = Array(Base64.encode(encoded).utf8)
        let block = stride(from: 0, to: base64.count, by: Self.columns).map { start in
            String(decoding: base64[start..<min(start + Self.columns, base64.count)], as: UTF8.self)
        }
        return ([Self.header, ""] + readableLines + ["", Self.begin] + block + [Self.end]).map { $0 + "\n" }.joined()
    }

    private var readableLines: [String] {
        ["ID: \(id)", "Name: \(name)", "Kind: \(kind.rawValue)", "Code: \(code)", "Province: \(province)"]
            + (endpoints.isEmpty ? ["Endpoint: none, it dials out"] : endpoints.map { "Endpoint: \($0)" })
            + ["Card number: \(number)", "Issued: \(issued.iso8601)", "Valid until: \(notAfter.iso8601)"]
    }

    /// Reads a card file: UTF-8, otherwise as `init(text:)`.
    public init(file: [UInt8]) throws(LedgerFailure) {
        guard file.count <= Limits.smallFile else { throw Self.tooLarge }
        guard let text = String(validating: file, as: UTF8.self) else { throw Self.malformed }
        try self.init(text: text)
    }

    private static var tooLarge: LedgerFailure {
        LedgerFailure(.failed, "card-too-large", "a card file has at most \(Limits.smallFile) bytes", hint: askAgain)
    }

    /// Reads a card, verifies it, and compares the readable lines with what was signed.
    ///
    /// What mail does is forgiven: other line ends, white space at the ends of lines, empty lines, and any text above and below the card. There
    /// must be exactly one card.
    /// - Throws: `LedgerFailure`: `card-too-large`, `card-missing`, `card-malformed`, `card-text-differs`, or what `init(encoded:)` throws.
    public init(text: String) throws(LedgerFailure) {
        guard text.utf8.count <= Limits.smallFile else { throw Self.tooLarge }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Self.trimmed).filter { !$0.isEmpty }
        let (readable, block) = try Self.parts(lines)
        guard let encoded = Base64.decode(block.joined()) else { throw Self.malformed }
        try self.init(encoded: encoded)
        guard readable.map({ Array($0) }) == readableLines.map({ Array($0.utf8) }) else {
            throw LedgerFailure(
                .trust, "card-text-differs", "the readable part of the card is not what the facility signed", hint: Self.askAgain)
        }
    }

    private typealias Line = ArraySlice<UInt8>

    private static func trimmed(_ line: Substring.UTF8View) -> Line {
        func isBlank(_ c: UInt8) -> Bool { c == 0x20 || c == 0x09 || c == 0x0d }
        let start = Array(line.drop(while: isBlank))
        return start[..<((start.lastIndex { !isBlank($0) } ?? -1) + 1)]
    }

    /// The readable lines and the lines of the block. The header nearest above the block counts: a letter may mention the words.
    private static func parts(_ lines: [Line]) throws(LedgerFailure) -> (readable: ArraySlice<Line>, block: ArraySlice<Line>) {
        func places(_ mark: String) -> [Int] { lines.indices.filter { lines[$0].elementsEqual(mark.utf8) } }
        let (begins, ends) = (places(begin), places(end))
        guard begins.count == 1, ends.count == 1, begins[0] < ends[0], let top = places(header).last(where: { $0 < begins[0] }) else {
            throw LedgerFailure(.failed, "card-missing", "the text holds no facility card, or not exactly one whole card", hint: askAgain)
        }
        return (lines[(top + 1)..<begins[0]], lines[(begins[0] + 1)..<ends[0]])
    }
}
