import BanyanCore

/// The URIs under which Vietnamese identifiers go: none is binding, so they are a value, with the two published guides as presets.
/// What a guide has no URI for goes under `urn:banyan:vn:`.
public struct IdentifierSystems: Sendable, Hashable {
    /// National identity number, twelve digits.
    public var nationalID: String
    /// Older identity number, nine digits.
    public var formerNationalID: String
    public var passport: String
    /// Health-insurance card, fifteen characters.
    public var insuranceCard: String
    /// Social-insurance number, ten digits: what newer cards carry alone, and the end of the older ones.
    public var insuranceNumber: String
    /// `MA_LK`.
    public var encounter: String
    /// `MA_CSKCB`.
    public var facility: String
    public var practitioner: String

    /// fhir.hl7.org.vn, the community's guide.
    public static let community = IdentifierSystems(
        nationalID: "http://fhir.hl7.org.vn/core/sid/cccd", formerNationalID: "urn:banyan:vn:cmnd", passport: "urn:banyan:vn:passport",
        insuranceCard: "urn:banyan:vn:bhyt-card", insuranceNumber: "urn:banyan:vn:bhxh",
        encounter: "http://fhir.hl7.org.vn/core/sid/ma-lk", facility: "urn:banyan:vn:cskcb", practitioner: "urn:banyan:vn:ma-bac-si")

    /// fhir.ehealth.gov.vn, the Ministry's draft of HL7 Vietnam.
    public static let ministry = IdentifierSystems(
        nationalID: "http://fhir.ehealth.gov.vn/core/sid/citizen_id", formerNationalID: "http://fhir.ehealth.gov.vn/core/sid/national_id",
        passport: "http://fhir.ehealth.gov.vn/core/sid/passport_number",
        insuranceCard: "http://fhir.ehealth.gov.vn/core/sid/insurance_number", insuranceNumber: "urn:banyan:vn:bhxh",
        encounter: "http://fhir.ehealth.gov.vn/core/sid/VisitNumber", facility: "http://fhir.ehealth.gov.vn/core/sid/provider-code",
        practitioner: "http://fhir.ehealth.gov.vn/core/sid/provider-license-number")

    /// The system of a facility's own patient numbers (`MA_BN`).
    public static func recordNumbers(of facility: String) -> String { "urn:banyan:mrn:\(facility)" }
}

/// Numbers of a person and a prescription, each checked and in its one written form.
public enum VietnameseIdentifier: Hashable, Sendable {
    /// Twelve digits: province or country, century and sex, year of birth, six more.
    case nationalID(String)
    /// Nine digits, until 2024.
    case formerNationalID(String)
    case passport(String)
    /// Two letters, level, province, social-insurance number.
    case insuranceCard(String)
    /// Ten digits.
    case insuranceNumber(String)

    /// `SO_CCCD` holds the national number, the one before it, or a foreigner's passport. `nil` for anything else.
    public init?(identityPaper text: String) {
        let plain = Self.plain(text)
        if Self.isDigits(plain, 12) {
            self = .nationalID(plain)
        } else if Self.isDigits(plain, 9) {
            self = .formerNationalID(plain)
        } else if (6...20).contains(plain.utf8.count), plain.utf8.contains(where: { $0 > 64 }), plain.utf8.allSatisfy(Self.isAlphanumeric) {
            self = .passport(plain)
        } else {
            return nil
        }
    }

    /// A card's fifteen characters or ten digits. `nil` for anything else.
    public init?(insurance text: String) {
        let plain = Self.plain(text)
        if Self.isDigits(plain, 10) {
            self = .insuranceNumber(plain)
        } else if plain.utf8.count == 15, plain.utf8.prefix(2).allSatisfy({ (65...90).contains($0) }),
            plain.utf8.dropFirst(2).allSatisfy({ (48...57).contains($0) })
        {
            self = .insuranceCard(plain)
        } else {
            return nil
        }
    }

    public var value: String {
        switch self {
        case .nationalID(let text), .formerNationalID(let text), .passport(let text), .insuranceCard(let text), .insuranceNumber(let text):
            text
        }
    }

    /// The social-insurance number within a card.
    public var insuranceNumber: String? {
        switch self {
        case .insuranceCard(let card): String(card.suffix(10))
        case .insuranceNumber(let number): number
        default: nil
        }
    }

    /// Without spaces, dots and dashes, in capitals.
    private static func plain(_ text: String) -> String { text.uppercased().filter { !" .-\u{A0}".contains($0) } }

    private static func isDigits(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...90).contains(byte) }
}
