/// A value that is exactly `size` bytes long: the failable initialiser is the only way in, so a wrong length can't travel.
public protocol FixedBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Length in bytes.
    static var size: Int { get }
    var bytes: [UInt8] { get }
    /// `nil` unless `bytes.count == Self.size`.
    init?(_ bytes: [UInt8])
}

extension FixedBytes {
    public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
    public var description: String { Hex.encode(bytes) }

    /// All bytes at once: the length is the type's.
    public func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// A SHA-256 value (32 bytes).
public struct Digest: FixedBytes {
    public static let size = 32
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}

/// The tag of a log entry (16 bytes): random to whoever lacks the secret that implies it. Sixteen zero bytes mark an open entry.
public struct Tag: FixedBytes {
    public static let size = 16
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
    /// The tag of open entries: public objects, signed and in clear.
    public static let open = Tag([UInt8](repeating: 0, count: size))!
}

/// The identifier of a consent token (16 random bytes; the CWT claim `cti`, RFC 8392 section 3.1.7).
public struct TokenID: FixedBytes {
    public static let size = 16
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}

/// An Ed25519 public key in its 32-byte encoding (RFC 8032 section 5.1.2). Holding one says nothing about its validity.
public struct PublicKey: FixedBytes {
    public static let size = 32
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}

/// Lower-case hexadecimal.
public enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `nil` for an odd length or any character that is not a hexadecimal digit (either case).
    public static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(characters.count / 2)
        for i in stride(from: 0, to: characters.count, by: 2) {
            guard let high = value(characters[i]), let low = value(characters[i + 1]) else { return nil }
            out.append(high << 4 | low)
        }
        return out
    }

    private static func value(_ c: UInt8) -> UInt8? {
        switch c {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): c - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): c - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): c - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
