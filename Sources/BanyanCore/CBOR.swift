/// The CBOR items that Banyan speaks: the deterministic profile of RFC 8949 section 4.2.1 without floating point,
/// `undefined` and other simple values. Map pairs are kept in their encoded order.
///
/// Two items are equal when their encodings are: text is compared by its bytes, not by Unicode's canonical equivalence as
/// `String` does.
public enum CBOR: Sendable {
    case unsigned(UInt64)
    /// The value -1 - n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([Pair])
    indirect case tagged(UInt64, CBOR)
    case bool(Bool)
    case null

    public struct Pair: Hashable, Sendable {
        public let key: CBOR
        public let value: CBOR
        public init(_ key: CBOR, _ value: CBOR) {
            self.key = key
            self.value = value
        }
    }
}

extension CBOR: Hashable {
    public static func == (a: CBOR, b: CBOR) -> Bool {
        switch (a, b) {
        case (.unsigned(let x), .unsigned(let y)), (.negative(let x), .negative(let y)): x == y
        case (.bytes(let x), .bytes(let y)): x == y
        case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
        case (.array(let x), .array(let y)): x == y
        case (.map(let x), .map(let y)): x == y
        case (.tagged(let tag, let x), .tagged(let other, let y)): tag == other && x == y
        case (.bool(let x), .bool(let y)): x == y
        case (.null, .null): true
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) { encoded.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension CBOR {
    /// A signed integer as its CBOR item.
    public static func int(_ value: Int64) -> CBOR {
        value >= 0 ? .unsigned(UInt64(value)) : .negative(UInt64(bitPattern: ~value))
    }

    public static func int(_ value: Int) -> CBOR { int(Int64(value)) }

    public static func bytes(_ value: some FixedBytes) -> CBOR { .bytes(value.bytes) }

    /// A map with integer keys, put into deterministic order here; entries whose value is `nil` are left out.
    public static func record(_ fields: KeyValuePairs<Int, CBOR?>) -> CBOR {
        .sortedMap(fields.compactMap { key, value in value.map { Pair(.int(key), $0) } })
    }

    /// A map put into deterministic order (RFC 8949 section 4.2.1: by the bytes of the encoded keys). The keys must be
    /// distinct: the decoder refuses a map in which one occurs twice.
    public static func sortedMap(_ pairs: [Pair]) -> CBOR {
        .map(pairs.map { (CBOREncoder.encode($0.key), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1))
    }

    /// The one encoding of this item.
    public var encoded: [UInt8] { CBOREncoder.encode(self) }

    public var uint: UInt64? { if case .unsigned(let v) = self { v } else { nil } }
    public var byteString: [UInt8]? { if case .bytes(let v) = self { v } else { nil } }
    public var string: String? { if case .text(let v) = self { v } else { nil } }
    public var items: [CBOR]? { if case .array(let v) = self { v } else { nil } }
    public var pairs: [Pair]? { if case .map(let v) = self { v } else { nil } }
    public var boolean: Bool? { if case .bool(let v) = self { v } else { nil } }

    /// The value of an integer item that fits into 64 bits with a sign.
    public var integer: Int64? {
        switch self {
        case .unsigned(let v): Int64(exactly: v)
        case .negative(let v): Int64(exactly: v).map { -1 - $0 }
        default: nil
        }
    }
}

enum CBOREncoder {
    static func encode(_ item: CBOR) -> [UInt8] {
        var out: [UInt8] = []
        append(item, to: &out)
        return out
    }

    private static func append(_ item: CBOR, to out: inout [UInt8]) {
        switch item {
        case .unsigned(let v): head(0, v, &out)
        case .negative(let v): head(1, v, &out)
        case .bytes(let v):
            head(2, UInt64(v.count), &out)
            out.append(contentsOf: v)
        case .text(let v):
            head(3, UInt64(v.utf8.count), &out)
            out.append(contentsOf: v.utf8)
        case .array(let v):
            head(4, UInt64(v.count), &out)
            for element in v { append(element, to: &out) }
        case .map(let v):
            head(5, UInt64(v.count), &out)
            for pair in v {
                append(pair.key, to: &out)
                append(pair.value, to: &out)
            }
        case .tagged(let tag, let v):
            head(6, tag, &out)
            append(v, to: &out)
        case .bool(let v): out.append(v ? 0xf5 : 0xf4)
        case .null: out.append(0xf6)
        }
    }

    private static func head(_ major: UInt8, _ value: UInt64, _ out: inout [UInt8]) {
        let type = major << 5
        switch value {
        case 0..<24: out.append(type | UInt8(value))
        case 24...0xff: out.append(contentsOf: [type | 24, UInt8(value)])
        case 0x100...0xffff: tail(type | 25, value, 2, &out)
        case 0x1_0000...0xffff_ffff: tail(type | 26, value, 4, &out)
        default: tail(type | 27, value, 8, &out)
        }
    }

    private static func tail(_ first: UInt8, _ value: UInt64, _ width: Int, _ out: inout [UInt8]) {
        out.append(first)
        for shift in stride(from: (width - 1) * 8, through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }
}
