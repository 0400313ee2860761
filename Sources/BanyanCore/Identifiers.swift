/// A facility's identity: SHA-256 of its inception object (protocol section 4).
public struct FacilityID: FixedBytes, Codable {
    public static let size = 32
    /// The bytes in big-endian words: the key of nearly every table of the exchange is copied, compared and hashed without the heap.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.init(sized: bytes)
    }

    public init(_ digest: Digest) { self.init(sized: digest.bytes) }

    private init(sized bytes: [UInt8]) {
        func word(_ place: Int) -> UInt64 { bytes[8 * place..<8 * place + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }

    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.size) { buffer, count in
            for (place, word) in [first, second, third, fourth].enumerated() {
                for byte in 0..<8 { buffer[8 * place + byte] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * byte)) }
            }
            count = Self.size
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(first)
        hasher.combine(second)
        hasher.combine(third)
        hasher.combine(fourth)
    }

    public static func < (a: Self, b: Self) -> Bool {
        if a.first != b.first { return a.first < b.first }
        if a.second != b.second { return a.second < b.second }
        if a.third != b.third { return a.third < b.third }
        return a.fourth < b.fourth
    }

    /// The text that people read to each other: `CheckedText` groups joined by hyphens.
    public var description: String { CheckedText.encode(bytes) }

    /// The text without check characters or hyphens (52 characters), for places where a machine reads it: log origins, file names.
    public var compact: String { CheckedText.base32(bytes) }

    /// Reads exactly what `compact` writes; `nil` for anything else.
    public init?(compact text: String) {
        guard let bytes = CheckedText.decode(base32: text, count: Self.size) else { return nil }
        self.init(sized: bytes)
    }

    /// Reads what a person typed. - Throws: `CheckedText.Problem`, which names the wrong group.
    public init(typed text: String) throws(CheckedText.Problem) {
        self.init(sized: try CheckedText.decode(text, count: Self.size))
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do { try self.init(typed: text) } catch {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: error.message))
        }
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Which life of a facility's log: a restore that can't be reconciled opens the next one (protocol section 3). The first is 0.
public struct LogID: Hashable, Comparable, Sendable {
    public let facility: FacilityID
    public let incarnation: UInt32
    public init(facility: FacilityID, incarnation: UInt32) {
        self.facility = facility
        self.incarnation = incarnation
    }
    public static func < (a: Self, b: Self) -> Bool {
        a.facility == b.facility ? a.incarnation < b.incarnation : a.facility < b.facility
    }

    /// The origin line of checkpoints: `banyan/log/` facility `/` incarnation.
    public var origin: String { "\(Self.prefix)\(facility.compact)/\(incarnation)" }

    /// Reads exactly what `origin` writes; `nil` for anything else.
    public init?(origin text: String) {
        guard text.utf8.starts(with: Self.prefix.utf8) else { return nil }
        let parts = text.utf8.dropFirst(Self.prefix.utf8.count).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let facility = FacilityID(compact: String(parts[0]) ?? ""),
            let incarnation = UInt32(String(parts[1]) ?? ""), String(incarnation).utf8.elementsEqual(parts[1])
        else { return nil }
        self.init(facility: facility, incarnation: incarnation)
    }

    private static let prefix = "banyan/log/"
}

/// One entry's place: a log and an index from 0.
public struct EntryPosition: Hashable, Comparable, Sendable {
    public let log: LogID
    public let index: UInt64
    public init(log: LogID, index: UInt64) {
        self.log = log
        self.index = index
    }
    public static func < (a: Self, b: Self) -> Bool { (a.log, a.index) < (b.log, b.index) }
}

/// What kind of facility it is.
public enum FacilityKind: String, CaseIterable, Sendable, Codable {
    case hospital, clinic, pharmacy, laboratory, station
}

/// Whose logs a facility carries, besides its own (protocol section 8).
public enum WantedLogs: String, CaseIterable, Sendable, Codable {
    /// Those of every accepted facility.
    case all
    /// Those of the accepted facilities of its province, and of those whose consents it holds.
    case province

    /// What a facility carries where its operator says nothing.
    public static func usual(for kind: FacilityKind) -> WantedLogs { kind == .hospital ? .all : .province }
}

/// `MA_CSKCB`: five characters, digits or capital letters; the first two are the insurance province. `00...` is unassigned.
public struct FacilityCode: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    public init?(_ text: String) {
        guard text.utf8.count == 5, text.utf8.allSatisfy(isDigitOrCapital) else { return nil }
        description = text
    }
}

/// A province in the three digits of the personal identifier; `000` is unassigned.
public struct ProvinceCode: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    public init?(_ text: String) {
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        description = text
    }
}

private func isDigitOrCapital(_ c: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(c) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(c)
}
