/// The code of one prescription (Circular 26/2025/TT-BYT, annex I): five characters of the facility that wrote it, seven small
/// letters or digits, a dash and its kind: N narcotic, H psychotropic, C other, T traditional decoction.
///
/// Nothing is forgiven: the code is part of what dispensing entries derive from, so it has one written form.
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

    public let description: String
    /// `MA_CSKCB` of the facility that wrote it.
    public let facility: FacilityCode
    public let kind: Kind

    /// - Returns: `nil` for anything but the one form.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 14, let facility = FacilityCode(String(decoding: bytes[..<5], as: UTF8.self)), bytes[12] == UInt8(ascii: "-"),
            bytes[5..<12].allSatisfy({ (48...57).contains($0) || (97...122).contains($0) }),
            let kind = Kind(rawValue: Character(Unicode.Scalar(bytes[13])))
        else { return nil }
        description = text
        self.facility = facility
        self.kind = kind
    }

    public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
