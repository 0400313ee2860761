/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (the NumericDate of RFC 8392 section 2).
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public let seconds: Int64
    public init(seconds: Int64) { self.seconds = seconds }
    public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

    /// Later by whole seconds; saturates instead of overflowing.
    public func adding(_ delta: Int64) -> Timestamp {
        let (sum, overflow) = seconds.addingReportingOverflow(delta)
        return Timestamp(seconds: overflow ? (delta < 0 ? .min : .max) : sum)
    }

    /// The UTC calendar day, clamped to years 1 to 9999.
    public var date: CivilDate { CivilDate(daysSince1970: day.number) }

    /// The UTC calendar month.
    public var month: CivilMonth { CivilMonth(year: date.year, month: date.month) }

    /// `2026-11-24T21:50:50Z`. Outside the years 1 to 9999 the day is the nearest one within them.
    public var iso8601: String {
        let rest = Int(day.second)
        return "\(date)T\(pad(rest / 3600)):\(pad(rest / 60 % 60)):\(pad(rest % 60))Z"
    }

    /// Days since 1970-01-01 and the second within the day, 0 ..< 86,400; no value of `seconds` overflows here.
    private var day: (number: Int64, second: Int64) {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        return remainder < 0 ? (quotient - 1, remainder + 86_400) : (quotient, remainder)
    }

    public init(from decoder: any Decoder) throws { self.init(seconds: try decoder.singleValueContainer().decode(Int64.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

func pad(_ value: Int, _ width: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    /// `nil` for a date that does not exist.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// `yyyy-MM-dd`, `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day that lies so many days after 1970-01-01, clamped to years 1 to 9999: algorithm `civil_from_days` of H. Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms".
    public init(daysSince1970: Int64) {
        let z = min(max(daysSince1970, -719_162), 2_932_896) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    public var daysSince1970: Int64 {
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    public static func < (a: Self, b: Self) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
    public var description: String { "\(pad(year, 4))-\(pad(month))-\(pad(day))" }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) ? 29 : 28
        default: 31
        }
    }
}

/// Calendar months counted from January 1900, which is 0; the tree of event streams holds 2,048 of them, to August 2070
/// (protocol section 6). What lies outside is clamped to the nearest end.
public struct CivilMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let count = 2048
    public static let first = CivilMonth(clamping: 0)
    public static let last = CivilMonth(clamping: count - 1)

    /// 0 ... 2047.
    public let index: Int

    public init(clamping index: Int) { self.index = min(max(index, 0), Self.count - 1) }

    /// `nil` outside 0 ... 2047: for what comes from outside and must be exact.
    public init?(exactly index: UInt64) {
        guard index < UInt64(Self.count) else { return nil }
        self.index = Int(index)
    }

    /// The month of a calendar date; year and month are clamped, so no argument is wrong.
    public init(year: Int, month: Int) {
        self.init(clamping: (min(max(year, 0), 9999) - 1900) * 12 + min(max(month, 1), 12) - 1)
    }

    /// `yyyy-MM`, within the tree; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 7, let date = CivilDate(text + "-01") else { return nil }
        let index = (date.year - 1900) * 12 + date.month - 1
        guard (0..<Self.count).contains(index) else { return nil }
        self.index = index
    }

    public var year: Int { 1900 + index / 12 }
    public var month: Int { index % 12 + 1 }
    public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
    public var description: String { "\(pad(year, 4))-\(pad(month))" }
}
