/// Why bytes from outside are not an item of the deterministic profile.
public enum CBORError: Error, Equatable, Sendable {
    case truncated
    case trailingBytes
    /// More bytes or more items than allowed.
    case tooLarge
    case tooDeep
    case notShortest
    case indefiniteLength
    case unsortedOrDuplicateKey
    case invalidUTF8
    case unsupported
}

extension CBOR {
    /// Decodes exactly one item that fills `bytes`.
    ///
    /// Strict: shortest heads, definite lengths, map keys sorted by their encoding and unique, valid UTF-8, no floats, no
    /// simple values but `false`, `true` and `null` (RFC 8949 section 4.2.1). A length is compared with the bytes that
    /// are left before anything is allocated, so a hostile head can't reserve memory; nesting and the number of items are
    /// bounded too (`Limits.cborDepth`, `Limits.cborItems`), since an item takes more room decoded than its one byte.
    /// - Parameters:
    ///   - bytes: the encoded item.
    ///   - limit: largest accepted input in bytes.
    /// - Throws: `CBORError`.
    public static func decode(_ bytes: [UInt8], limit: Int) throws(CBORError) -> CBOR {
        guard bytes.count <= limit else { throw .tooLarge }
        var reader = CBORReader(bytes: bytes)
        let item = try reader.item(depth: 0)
        guard reader.position == bytes.count else { throw .trailingBytes }
        return item
    }
}

private struct CBORReader {
    let bytes: [UInt8]
    var position = 0
    var items = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func item(depth: Int) throws(CBORError) -> CBOR {
        guard depth <= Limits.cborDepth else { throw .tooDeep }
        items += 1
        guard items <= Limits.cborItems else { throw .tooLarge }
        guard position < bytes.count else { throw .truncated }
        let first = bytes[position]
        position += 1
        if first >> 5 == 7 { return try simple(first) }
        let value = try argument(first & 31)
        switch first >> 5 {
        case 0: return .unsigned(value)
        case 1: return .negative(value)
        case 2: return .bytes(Array(try take(value)))
        case 3:
            guard let text = String(validating: try take(value), as: UTF8.self) else { throw .invalidUTF8 }
            return .text(text)
        case 4: return .array(try elements(value, depth: depth))
        case 5: return .map(try pairs(value, depth: depth))
        default: return .tagged(value, try item(depth: depth + 1))
        }
    }

    private func simple(_ first: UInt8) throws(CBORError) -> CBOR {
        switch first {
        case 0xf4: return .bool(false)
        case 0xf5: return .bool(true)
        case 0xf6: return .null
        default: throw .unsupported
        }
    }

    private mutating func argument(_ info: UInt8) throws(CBORError) -> UInt64 {
        switch info {
        case 0..<24: return UInt64(info)
        case 24: return try number(1, atLeast: 24)
        case 25: return try number(2, atLeast: 0x100)
        case 26: return try number(4, atLeast: 0x1_0000)
        case 27: return try number(8, atLeast: 0x1_0000_0000)
        case 31: throw .indefiniteLength
        default: throw .unsupported
        }
    }

    private mutating func number(_ width: UInt64, atLeast minimum: UInt64) throws(CBORError) -> UInt64 {
        let value = try take(width).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= minimum else { throw .notShortest }
        return value
    }

    private mutating func take(_ count: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else { throw .truncated }
        let slice = bytes[position..<position + Int(count)]
        position += Int(count)
        return slice
    }

    private mutating func elements(_ count: UInt64, depth: Int) throws(CBORError) -> [CBOR] {
        guard count <= UInt64(bytes.count - position) else { throw .truncated }
        var out: [CBOR] = []
        for _ in 0..<count { out.append(try item(depth: depth + 1)) }
        return out
    }

    private mutating func pairs(_ count: UInt64, depth: Int) throws(CBORError) -> [CBOR.Pair] {
        guard count <= UInt64(bytes.count - position) / 2 else { throw .truncated }
        var out: [CBOR.Pair] = []
        var previous: ArraySlice<UInt8> = []
        for index in 0..<count {
            let start = position
            let key = try item(depth: depth + 1)
            let encoded = bytes[start..<position]
            guard index == 0 || previous.lexicographicallyPrecedes(encoded) else { throw .unsortedOrDuplicateKey }
            previous = encoded
            out.append(.init(key, try item(depth: depth + 1)))
        }
        return out
    }
}

/// Reads a map whose keys are exactly a known set of integers: a key that is missing, unknown or of another type is an error.
///
/// Decoders of protocol objects take fields one by one and end with `finish()`, so nothing a later version added can be
/// overlooked silently.
public struct CBORRecord {
    private var fields: [Int64: CBOR]

    /// - Throws: `RecordError.notARecord` unless `item` is a map with integer keys.
    public init(_ item: CBOR) throws(RecordError) {
        guard let pairs = item.pairs else { throw .notARecord }
        fields = [:]
        for pair in pairs {
            guard let key = pair.key.integer else { throw .notARecord }
            fields[key] = pair.value
        }
    }

    public enum RecordError: Error, Equatable, Sendable {
        case notARecord
        case missing(Int64)
        case malformed(Int64)
        case unknown(Int64)
    }

    /// Takes a mandatory field and converts it; `nil` from `convert` means malformed.
    public mutating func take<T>(_ key: Int64, _ convert: (CBOR) -> T?) throws(RecordError) -> T {
        guard let item = fields.removeValue(forKey: key) else { throw .missing(key) }
        guard let value = convert(item) else { throw .malformed(key) }
        return value
    }

    /// Takes an optional field: `nil` when absent.
    public mutating func takeIfPresent<T>(_ key: Int64, _ convert: (CBOR) -> T?) throws(RecordError) -> T? {
        guard let item = fields.removeValue(forKey: key) else { return nil }
        guard let value = convert(item) else { throw .malformed(key) }
        return value
    }

    /// - Throws: `RecordError.unknown` with the smallest key that nobody took.
    public func finish() throws(RecordError) {
        if let key = fields.keys.min() { throw .unknown(key) }
    }
}
