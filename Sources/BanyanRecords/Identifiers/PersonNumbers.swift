public import BanyanCore

/// The number that a citizen of Vietnam keeps for life, which is also the person's health identifier: twelve digits (decree
/// 137/2015, article 13): three of the province or country of registration, one of century and sex, two of the year of
/// birth, six more. There is no check digit. It can be issued anew, so nothing may count on one person having one.
public struct NationalID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Takes spaces, dots and dashes between the digits; `nil` for anything else.
    public init?(_ text: String) {
        let plain = PersonNumber.plain(text)
        guard PersonNumber.isDigits(plain, 12) else { return nil }
        description = plain
    }

    /// Where the birth was registered; `000` is given to nobody.
    public var province: String { String(description.prefix(3)) }

    /// The full year, from the fourth digit's century.
    public var birthYear: Int {
        let digits = description.utf8.map { Int($0) - 48 }
        return 1900 + digits[3] / 2 * 100 + digits[4] * 10 + digits[5]
    }

    /// By the parity of the fourth digit.
    public var sex: AdministrativeGender { description.utf8.dropFirst(3).first.map { $0 % 2 == 0 } == true ? .male : .female }
}

/// The identity number before the national one: nine digits, not issued since 2024.
public struct FormerNationalID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Takes spaces, dots and dashes between the digits; `nil` for anything else.
    public init?(_ text: String) {
        let plain = PersonNumber.plain(text)
        guard PersonNumber.isDigits(plain, 9) else { return nil }
        description = plain
    }
}

/// A passport: 6 to 20 letters and digits, a letter among them.
public struct PassportNumber: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Takes spaces, dots and dashes, and small letters; `nil` for anything else.
    public init?(_ text: String) {
        let plain = PersonNumber.plain(text)
        guard (6...20).contains(plain.utf8.count), plain.utf8.contains(where: { $0 > 64 }),
            plain.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
        else { return nil }
        description = plain
    }
}

/// The social-insurance number: ten digits, kept when the card changes.
public struct InsuranceNumber: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Takes spaces, dots and dashes between the digits; `nil` for anything else.
    public init?(_ text: String) {
        let plain = PersonNumber.plain(text)
        guard PersonNumber.isDigits(plain, 10) else { return nil }
        description = plain
    }
}

/// The health-insurance card: two letters of the group, one digit of the benefit level (1 to 5), two of the province of
/// issue, and the ten digits of the social-insurance number.
public struct InsuranceCard: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// What stays when the card is issued anew.
    public let number: InsuranceNumber

    /// Takes spaces, dots and dashes, and small letters; `nil` for anything else.
    public init?(_ text: String) {
        let plain = PersonNumber.plain(text)
        let bytes = Array(plain.utf8)
        guard bytes.count == 15, bytes[0...1].allSatisfy({ (65...90).contains($0) }), (49...53).contains(bytes[2]),
            bytes[3...].allSatisfy({ (48...57).contains($0) }), let number = InsuranceNumber(String(plain.suffix(10)))
        else { return nil }
        description = plain
        self.number = number
    }
}

/// How such numbers are written down.
private enum PersonNumber {
    /// Without spaces, dots and dashes, in capitals. Only ASCII letters have capitals here.
    static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !" .-\u{A0}\t".unicodeScalars.contains(scalar) {
            let isSmall = ("a"..."z").contains(scalar)
            out.append(isSmall ? Unicode.Scalar(UInt8(scalar.value) - 32) : scalar)
        }
        return String(out)
    }

    static func isDigits(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
