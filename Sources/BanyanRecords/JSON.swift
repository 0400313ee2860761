public import BanyanCore

/// A JSON value as RFC 8259 writes it: members keep their order, numbers keep their source text, so that 1.10 stays 1.10.
///
/// Foundation's decoders read numbers as binary or decimal values and lose the text, which in a laboratory result is part
/// of what was said (FHIR R4, decimal: "the precision of the decimal value has significance"). Hence a reader of our own.
public enum JSON: Hashable, Sendable {
    case object([Member])
    case array([JSON])
    case string(String)
    /// The number's source text, within the grammar of RFC 8259 section 6.
    case number(String)
    case bool(Bool)
    case null

    /// One name and value of an object.
    public struct Member: Hashable, Sendable {
        public let name: String
        public var value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one value that fills `bytes` but for white space; a leading UTF-8 byte order mark is passed over.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that are looked at all.
    ///   - depth: the deepest nesting of arrays and objects.
    /// - Throws: what breaks the grammar of RFC 8259 or UTF-8, a member name that occurs twice in one object, and what
    ///   exceeds the caps.
    public static func parse(_ bytes: [UInt8], limit: Int, depth: Int = Limits.jsonDepth) throws(JSONProblem) -> JSON {
        guard bytes.count <= limit else { throw JSONProblem(.tooLarge(limit: limit), at: limit) }
        return try bytes.withUnsafeBufferPointer { (buffer) throws(JSONProblem) -> JSON in
            var scanner = JSONScanner(buffer, depth: depth)
            return try scanner.whole { (scanner) throws(JSONProblem) in try scanner.value() }
        }
    }
}

/// What is wrong with a JSON text, and at which byte.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        /// The text ends inside a value.
        case truncated
        case unexpectedByte
        case badNumber
        case badEscape
        case badUTF8
        /// A control character inside a string.
        case controlCharacter
        /// One object has two members of the same name.
        case duplicateName
        /// Something follows the value.
        case trailingBytes
    }

    public let kind: Kind
    /// Bytes before the place, counted from the start of the file.
    public let offset: Int

    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    public var description: String { "\(reason) at byte \(offset)" }

    /// The kind in words; quotes nothing of the text.
    public var reason: String {
        switch kind {
        case .tooLarge(let limit): "larger than \(limit) bytes"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .truncated: "the text ends too early"
        case .unexpectedByte: "not JSON"
        case .badNumber: "not a JSON number"
        case .badEscape: "an escape sequence that JSON does not have"
        case .badUTF8: "not UTF-8"
        case .controlCharacter: "a control character inside a string"
        case .duplicateName: "an object with two members of the same name"
        case .trailingBytes: "more text after the end of the value"
        }
    }
}

// MARK: - Walking

extension JSON {
    /// The member's value; `nil` for what is no object or has no such member. Setting `nil` removes the member, setting a
    /// value replaces it in place or appends it. `null` becomes an object when set into; other values stay as they are.
    public subscript(_ name: String) -> JSON? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            var members: [Member]
            switch self {
            case .object(let own): members = own
            case .null where newValue != nil: members = []
            default: return
            }
            self = .null
            if let index = members.firstIndex(where: { $0.name == name }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                members.append(Member(name, newValue))
            }
            self = .object(members)
        }
    }

    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var boolean: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The source text of a number.
    public var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The elements of an array; empty for anything else.
    public var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }

    /// The members of an object; empty for anything else.
    public var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// Everything that lies at the end of the path, arrays on the way (and at its end) opened: `at("code", "coding")` are
    /// the codings, whether `code` is one element or a list.
    public func at(_ path: String...) -> [JSON] { at(path) }

    public func at(_ path: [String]) -> [JSON] {
        var level = opened
        for name in path { level = level.flatMap { $0[name]?.opened ?? [] } }
        return level
    }

    /// The first string at the end of the path.
    public func text(_ path: String...) -> String? {
        for value in at(path) {
            if case .string(let text) = value { return text }
        }
        return nil
    }

    /// Levels of arrays and objects; 0 for a string, number, boolean or null.
    var depth: Int {
        switch self {
        case .array(let items): 1 + (items.lazy.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.lazy.map(\.value.depth).max() ?? 0)
        default: 0
        }
    }

    private var opened: [JSON] {
        if case .array(let items) = self { items } else { [self] }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
