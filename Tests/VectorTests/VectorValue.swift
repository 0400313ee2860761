import BanyanCore

/// JSON whose objects keep the order in which they were written, so that a file reads as it was meant and is the same each time.
enum VectorValue {
    case text(String)
    case number(Int64)
    case bool(Bool)
    case null
    case list([VectorValue])
    case object([(key: String, value: VectorValue)])

    static func hex(_ bytes: [UInt8]) -> VectorValue { .text(Hex.encode(bytes)) }
    static func hex(_ value: some FixedBytes) -> VectorValue { .text(Hex.encode(value.bytes)) }
    static func number(_ value: UInt64) -> VectorValue { Int64(exactly: value).map { .number($0) } ?? .text(String(value)) }
    static func number(_ value: Int) -> VectorValue { .number(Int64(value)) }
    static func time(_ time: Timestamp) -> VectorValue { .number(time.seconds) }
    static func sections(_ sections: [Section]) -> VectorValue { .list(sections.map { .text($0.name) }) }
    static func numbers(_ values: [some BinaryInteger]) -> VectorValue { .list(values.map { .number(Int64($0)) }) }
}

extension VectorValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: VectorValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, VectorValue)...) { self = .object(elements.map { (key: $0.0, value: $0.1) }) }
}

extension VectorValue {
    /// Every key of every object within.
    var keys: Set<String> {
        switch self {
        case .list(let items): items.reduce(into: []) { $0.formUnion($1.keys) }
        case .object(let pairs): pairs.reduce(into: []) { $0.formUnion($1.value.keys.union([$1.key])) }
        default: []
        }
    }

    /// Two spaces a level; a list of scalars stays on one line while it fits into 120 columns.
    func rendered(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .bool(let value): return value ? "true" : "false"
        case .null: return "null"
        case .list(let items):
            let line = "[" + items.map { $0.rendered() }.joined(separator: ", ") + "]"
            if items.allSatisfy(\.isScalar), line.utf8.count + indent <= 120 { return line }
            return "[\n" + items.map { inner + $0.rendered(indent: indent + 2) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let pairs):
            let lines = pairs.map { inner + Self.quoted($0.key) + ": " + $0.value.rendered(indent: indent + 2) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }

    private var isScalar: Bool {
        switch self {
        case .list, .object: false
        default: true
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case let other where other.value < 0x20: out += "\\u00" + Hex.encode([UInt8(other.value)])
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
