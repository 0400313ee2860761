internal import BanyanCore

/// A signed object as a text that can be mailed and read: a header, readable lines, and the object in base64 between two marks.
///
/// Reading forgives what mail does: other line ends, white space at the ends of lines, empty lines, any text above and below.
struct Armor {
    let header: String
    private let begin: String
    private let end: String
    private static let columns = 64

    init(header: String, kind: String) {
        self.header = header
        begin = "-----BEGIN BANYAN \(kind)-----"
        end = "-----END BANYAN \(kind)-----"
    }

    /// The text, ending with a line break.
    func text(_ readable: [String], _ object: [UInt8]) -> String {
        let base64 = Array(Base64.encode(object).utf8)
        let block = stride(from: 0, to: base64.count, by: Self.columns).map { start in
            String(decoding: base64[start..<min(start + Self.columns, base64.count)], as: UTF8.self)
        }
        return ([header, ""] + readable + ["", begin] + block + [end]).map { $0 + "\n" }.joined()
    }

    /// The readable lines and the joined lines of the block. The header nearest above the block counts: a letter may mention the words.
    /// - Returns: `nil` unless there is exactly one whole object.
    func parts(of text: String) -> (readable: [[UInt8]], block: [UInt8])? {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Self.trimmed).filter { !$0.isEmpty }
        func places(_ mark: String) -> [Int] { lines.indices.filter { lines[$0].elementsEqual(mark.utf8) } }
        let (begins, ends) = (places(begin), places(end))
        guard begins.count == 1, ends.count == 1, begins[0] < ends[0], let top = places(header).last(where: { $0 < begins[0] }) else {
            return nil
        }
        return (Array(lines[(top + 1)..<begins[0]]), Array(lines[(begins[0] + 1)..<ends[0]].joined()))
    }

    private static func trimmed(_ line: Substring.UTF8View) -> [UInt8] {
        func isBlank(_ c: UInt8) -> Bool { c == 0x20 || c == 0x09 || c == 0x0d }
        let start = Array(line.drop(while: isBlank))
        return Array(start[..<((start.lastIndex { !isBlank($0) } ?? -1) + 1)])
    }
}
