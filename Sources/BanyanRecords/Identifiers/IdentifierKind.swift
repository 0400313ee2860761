/// What a number of Vietnam's health system names.
public enum IdentifierKind: String, CaseIterable, Sendable {
    /// A person: twelve digits (`SO_CCCD`).
    case nationalID = "national-id"
    /// A person, until 2024: nine digits.
    case formerNationalID = "former-national-id"
    case passport
    /// A person's insurance: the card's fifteen characters.
    case insuranceCard = "insurance-card"
    /// A person's insurance: the ten digits that newer cards carry alone, and the end of the older ones.
    case insuranceNumber = "insurance-number"
    /// An encounter of a facility (`MA_LK`).
    case encounter
    /// A facility (`MA_CSKCB`).
    case facility
    case practitioner
    case prescription

    /// The URI where no guide has one.
    var ownSystem: String {
        switch self {
        case .nationalID: "urn:banyan:vn:cccd"
        case .formerNationalID: "urn:banyan:vn:cmnd"
        case .passport: "urn:banyan:vn:passport"
        case .insuranceCard: "urn:banyan:vn:bhyt-card"
        case .insuranceNumber: "urn:banyan:vn:bhxh"
        case .encounter: "urn:banyan:vn:ma-lk"
        case .facility: "urn:banyan:vn:cskcb"
        case .practitioner: "urn:banyan:vn:ma-bac-si"
        case .prescription: "urn:banyan:vn:ma-don-thuoc"
        }
    }

    /// Of a person, so that a patient may be found by it.
    public var isOfPerson: Bool {
        switch self {
        case .nationalID, .formerNationalID, .passport, .insuranceCard, .insuranceNumber: true
        case .encounter, .facility, .practitioner, .prescription: false
        }
    }
}

/// `MA_LK`: what one facility calls an encounter, 1 to 100 characters without line breaks or other controls. Unique in its
/// facility alone, so it names nothing without the facility's code.
public struct EncounterNumber: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Takes it with white space around it; `nil` for anything else.
    public init?(_ text: String) {
        let plain = text.trimmingWhitespace()
        guard (1...100).contains(plain.count), plain.utf8.count <= 400,
            plain.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        description = plain
    }
}
