internal import BanyanCore

/// Where a facility can be dialled: a host name or address, and a TCP port.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name or an IPv4 address in lower case, or an IPv6 address without brackets.
    public let host: String
    /// 1 ... 65535.
    public let port: UInt16

    /// - Returns: `nil` for port 0, or a host that is empty, longer than 253 bytes, or has other characters than lower-case letters, digits, dots
    ///   and hyphens (with a colon in it: hexadecimal digits, colons and dots).
    public init?(host: String, port: UInt16) {
        guard port > 0, (1...253).contains(host.utf8.count) else { return nil }
        let isIPv6 = host.utf8.contains(UInt8(ascii: ":"))
        guard host.utf8.allSatisfy({ isIPv6 ? Self.isIPv6Character($0) : Self.isNameCharacter($0) }) else { return nil }
        guard isIPv6 || !(host.utf8.first == UInt8(ascii: "-") || host.utf8.first == UInt8(ascii: ".")) else { return nil }
        self.host = host
        self.port = port
    }

    /// Reads `host:port`, or `[address]:port` for IPv6; capitals become small. - Returns: `nil` for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon].lowercased()
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let port = UInt16(digits) else {
            return nil
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
        if isBracketed { host = String(host.dropFirst().dropLast()) }
        guard isBracketed == host.utf8.contains(UInt8(ascii: ":")) else { return nil }
        self.init(host: host, port: port)
    }

    public var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isDigit(_ c: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(c) }

    private static func isNameCharacter(_ c: UInt8) -> Bool {
        isDigit(c) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(c) || c == UInt8(ascii: "-") || c == UInt8(ascii: ".")
    }

    private static func isIPv6Character(_ c: UInt8) -> Bool {
        isDigit(c) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(c) || c == UInt8(ascii: ":") || c == UInt8(ascii: ".")
    }

    var item: CBOR { .array([.text(host), .unsigned(UInt64(port))]) }

    init?(_ item: CBOR) {
        guard let parts = item.items, parts.count == 2, let host = parts[0].string,
            let port = parts[1].uint.flatMap({ UInt16(exactly: $0) })
        else {
            return nil
        }
        self.init(host: host, port: port)
    }
}
