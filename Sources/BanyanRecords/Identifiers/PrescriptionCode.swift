public import BanyanCore

/// The code of one prescription (TT 26/2025, annex I): the five characters of the facility, seven small letters or digits, a
/// dash, and the kind. Case is part of it: what is not written so is not a code.
public struct PrescriptionCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The letter at the end.
    public enum Kind: Character, CaseIterable, Sendable {
        /// Narcotic medicines.
        case narcotic = "N"
        /// Psychotropic medicines.
        case psychotropic = "H"
        /// Decoctions of traditional medicine.
        case traditional = "T"
        /// Every other medicine.
        case other = "C"
    }

    /// As written, such as `00901abc12z9-C`.
    public let description: String
    /// Who issued it.
    public let facility: FacilityCode
    public let kind: Kind

    /// Takes a code with white space around it; `nil` for anything else.
    public init?(_ text: String) {
        let plain = text.trimmingWhitespace()
        let bytes = Array(plain.utf8)
        guard bytes.count == 14, let facility = FacilityCode(String(decoding: bytes[..<5], as: UTF8.self)), bytes[12] == UInt8(ascii: "-"),
            bytes[5..<12].allSatisfy({ (48...57).contains($0) || (97...122).contains($0) }),
            let kind = Kind(rawValue: Character(Unicode.Scalar(bytes[13])))
        else { return nil }
        description = plain
        self.facility = facility
        self.kind = kind
    }

    public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
