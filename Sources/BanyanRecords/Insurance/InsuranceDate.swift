import BanyanCore

/// The dates of the export: digits without separators, Vietnamese time (UTC+7, no summer time).
enum InsuranceDate {
    /// `yyyyMMddHHmm` as a FHIR dateTime; a day alone (`yyyyMMdd`) stays one. `nil` for what does not exist.
    static func minute(_ text: String) -> String? {
        guard let digits = digits(text, 12) else { return day(text) }
        guard let date = date(digits), digits[8..<10].number < 24, digits[10..<12].number < 60 else { return nil }
        return "\(date)T\(pair(digits, 8)):\(pair(digits, 10)):00+07:00"
    }

    /// `yyyyMMdd` as a FHIR date; of twelve digits the day. `nil` for what does not exist.
    static func day(_ text: String) -> String? {
        guard let digits = digits(text, 8) ?? digits(text, 12), digits.count == 8 || minuteExists(digits) else { return nil }
        return date(digits)?.description
    }

    /// A birth date: month and day are zeros where they are not known, decision 4210 also writes four digits for a year.
    static func birth(_ text: String) -> String? {
        guard let digits = digits(text, 4) ?? digits(text, 8) ?? digits(text, 12), digits[0..<4].number > 0 else { return nil }
        let year = text.prefix(4)
        guard digits.count > 4 else { return String(year) }
        guard digits.count == 8 || minuteExists(digits) else { return nil }
        let (month, day) = (digits[4..<6].number, digits[6..<8].number)
        if month == 0, day == 0 { return String(year) }
        if day == 0 { return (1...12).contains(month) ? "\(year)-\(pair(digits, 4))" : nil }
        return date(digits)?.description
    }

    private static func minuteExists(_ digits: [Int]) -> Bool { digits[8..<10].number < 24 && digits[10..<12].number < 60 }

    private static func date(_ digits: [Int]) -> CivilDate? {
        CivilDate(year: digits[0..<4].number, month: digits[4..<6].number, day: digits[6..<8].number)
    }

    private static func pair(_ digits: [Int], _ start: Int) -> String { "\(digits[start])\(digits[start + 1])" }

    private static func digits(_ text: String, _ count: Int) -> [Int]? {
        let digits = text.utf8.map { Int($0) - 48 }
        return digits.count == count && digits.allSatisfy { (0...9).contains($0) } ? digits : nil
    }
}

extension ArraySlice<Int> {
    /// The number that the digits write.
    fileprivate var number: Int { reduce(0) { $0 * 10 + $1 } }
}

/// An amount of money or a quantity, exact: thousandths of its unit.
struct InsuranceAmount: Hashable, Comparable, Sendable {
    /// Thousandths.
    let thousandths: Int64

    static let zero = InsuranceAmount(thousandths: 0)
    /// What a total may differ by for each of its lines, since each is rounded: half of a hundredth, rounded up.
    static let rounding: Int64 = 10

    static func < (a: Self, b: Self) -> Bool { a.thousandths < b.thousandths }

    init(thousandths: Int64) { self.thousandths = thousandths }

    /// Digits with at most three decimals behind a dot; further zeros are let pass. At most twelve digits before the dot.
    init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].utf8.count), parts.allSatisfy(Self.isDigits) else { return nil }
        var decimals = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count == 1 || !decimals.isEmpty else { return nil }
        while decimals.utf8.count > 3, decimals.hasSuffix("0") { decimals.removeLast() }
        guard decimals.utf8.count <= 3 else { return nil }
        decimals += String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let value = Int64(parts[0] + decimals) else { return nil }
        thousandths = isNegative ? -value : value
    }

    /// `nil` where the sum leaves the range.
    func adding(_ other: Self) -> Self? {
        let (sum, overflow) = thousandths.addingReportingOverflow(other.thousandths)
        return overflow ? nil : Self(thousandths: sum)
    }

    /// This many at that price, percent of it; `nil` beyond the range.
    func times(_ price: Self, percent: Int64 = 100) -> Self? {
        let (product, overflow) = thousandths.multipliedReportingOverflow(by: price.thousandths)
        let (scaled, again) = product.multipliedReportingOverflow(by: percent)
        return overflow || again ? nil : Self(thousandths: scaled / 100_000)
    }

    private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }
}
