/// A pattern taken apart: what stands in it, and where its values go.
struct Pattern: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        /// The number of a value, from 1; whether what the value says is to be translated too (`%{1}`, in translations alone).
        case value(Int, translated: Bool)
    }

    let parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    init(_ pattern: String) {
        var parts: [Part] = []
        var text: [UInt8] = []
        var rest = Array(pattern.utf8)[...]
        func end(_ text: inout [UInt8]) {
            if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let (value, length) = Self.value(rest) else {
                text.append(byte)
                continue
            }
            end(&text)
            parts.append(value)
            rest = rest.dropFirst(length)
        }
        end(&text)
        self.parts = parts
    }

    /// What follows a `%`: one or two digits, or the same in braces.
    private static func value(_ rest: ArraySlice<UInt8>) -> (part: Part, length: Int)? {
        let isBraced = rest.first == UInt8(ascii: "{")
        let digits = rest.dropFirst(isBraced ? 1 : 0).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.prefix(2)
        guard let number = Int(String(decoding: digits, as: UTF8.self)), number > 0 else { return nil }
        if isBraced, rest.dropFirst(1 + digits.count).first != UInt8(ascii: "}") { return nil }
        return (.value(number, translated: isBraced), digits.count + (isBraced ? 2 : 0))
    }

    var numbers: [Int] { parts.compactMap { if case .value(let number, _) = $0 { number } else { nil } } }

    /// Bytes of the text between the values.
    var literalLength: Int { parts.reduce(0) { if case .text(let text) = $1 { $0 + text.utf8.count } else { $0 } } }

    /// The pattern with the values put in; a value that is not there leaves its place empty.
    func filled(_ values: [String], translating: (String) -> String = { $0 }) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let number, let translated):
                values.indices.contains(number - 1) ? translated ? translating(values[number - 1]) : values[number - 1] : ""
            }
        }.joined()
    }

    /// The pattern's text with other numbers.
    func renumbered(_ change: (Int) -> Int) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let number, let translated): translated ? "%{\(change(number))}" : "%\(change(number))"
            }
        }.joined()
    }

    /// The values with which this pattern is that text, the shortest where there are several; `nil` where it is not.
    func match(_ text: String) -> [String]? {
        var rest = Array(text.utf8)[...]
        var values: [Int: String] = [:]
        var open: Int?
        for (index, part) in parts.enumerated() {
            switch part {
            case .value(let number, _):
                // Two values with nothing between them can't be told apart.
                guard open == nil else { return nil }
                open = number
            case .text(let literal):
                let wanted = Array(literal.utf8)
                let isLast = index == parts.count - 1
                guard let start = open == nil ? (rest.starts(with: wanted) ? rest.startIndex : nil) : Self.find(wanted, rest, isLast) else {
                    return nil
                }
                if let number = open { values[number] = String(decoding: rest[..<start], as: UTF8.self) }
                rest = rest[(start + wanted.count)...]
                open = nil
            }
        }
        if let number = open { values[number] = String(decoding: rest, as: UTF8.self) } else if !rest.isEmpty { return nil }
        return (0..<(numbers.max() ?? 0)).map { values[$0 + 1] ?? "" }
    }

    private static func find(_ wanted: [UInt8], _ text: ArraySlice<UInt8>, _ atEnd: Bool) -> Int? {
        guard text.count >= wanted.count else { return nil }
        let last = text.endIndex - wanted.count
        let starts = atEnd ? last...last : text.startIndex...last
        return starts.first { text[$0] == wanted[0] && text[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
