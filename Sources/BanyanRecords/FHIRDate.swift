public import BanyanCore

/// A FHIR R4 `date`, `dateTime` or `instant` (datatypes, section 2.24.0.1), with the precision in which it was written.
public struct FHIRDate: Hashable, Sendable {
    /// As written.
    public let text: String
    public let year: Int
    public let month: Int?
    public let day: Int?
    /// Seconds since 1970 of the earliest moment that the text can mean; UTC where it names no offset.
    public let earliest: Int64

    /// `nil` for what the grammar of R4 does not allow, days that do not exist included.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 4, let year = Self.number(bytes, 0, 4), year >= 1 else { return nil }
        guard bytes.count == 4 || bytes.count >= 7 else { return nil }
        let month = bytes.count >= 7 ? Self.number(bytes, 5, 2) : nil
        let day = bytes.count >= 10 ? Self.number(bytes, 8, 2) : nil
        guard bytes.count < 7 || (bytes[4] == UInt8(ascii: "-") && month != nil),
            bytes.count < 8 || (bytes.count >= 10 && bytes[7] == UInt8(ascii: "-") && day != nil),
            let date = CivilDate(year: year, month: month ?? 1, day: day ?? 1)
        else { return nil }
        var seconds = date.daysSince1970 * 86_400
        if bytes.count > 10 {
            guard let time = Self.time(bytes[10...]) else { return nil }
            seconds += time
        }
        self.text = text
        self.year = year
        self.month = month
        self.day = day
        earliest = seconds
    }

    /// The calendar month as written, not moved to UTC; January where only the year is known (protocol section 6).
    public var civilMonth: CivilMonth { CivilMonth(year: year, month: month ?? 1) }

    /// The last day that the text can mean, as written.
    public var lastDay: CivilDate? {
        let month = month ?? 12
        if let day { return CivilDate(year: year, month: month, day: day) }
        return (28...31).reversed().lazy.compactMap { CivilDate(year: self.year, month: month, day: $0) }.first
    }

    /// Seconds into the UTC day of `Thh:mm:ss`, a fraction and an offset. Seconds and offset may be missing, as exports
    /// in use leave them out; the grammar of R4 asks for both.
    private static func time(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        guard bytes.count >= 6, bytes[0] == UInt8(ascii: "T"), bytes[3] == UInt8(ascii: ":"),
            let hour = number(bytes, 1, 2), let minute = number(bytes, 4, 2), hour < 24, minute < 60
        else { return nil }
        var index = 6
        var second = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            guard let value = number(bytes, index + 1, 2), value <= 60 else { return nil }
            second = value
            index += 3
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                let start = index + 1
                index = start
                while index < bytes.count, isDigit(bytes[index]) { index += 1 }
                guard index > start else { return nil }
            }
        }
        guard let offset = offset(bytes[index...]) else { return nil }
        return Int64(hour * 3600 + minute * 60 + second - offset)
    }

    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(text)
        if bytes.isEmpty || bytes == [UInt8(ascii: "Z")] { return 0 }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"), bytes[3] == UInt8(ascii: ":"),
            let hours = number(bytes, 1, 2), let minutes = number(bytes, 4, 2), hours <= 14, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[start..<start + count] {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

extension CivilDate {
    /// The same day of the month a year before; the last of February for its 29th.
    var yearBefore: CivilDate {
        CivilDate(year: year - 1, month: month, day: day) ?? CivilDate(year: year - 1, month: month, day: 28) ?? self
    }
}

extension Timestamp {
    /// The UTC day.
    var day: CivilDate { CivilDate(daysSince1970: seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400) }
}
