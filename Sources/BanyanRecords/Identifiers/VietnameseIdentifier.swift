import BanyanCore

/// A number of a person, checked and in its one written form.
public enum VietnameseIdentifier: Hashable, Sendable {
    case nationalID(NationalID)
    case formerNationalID(FormerNationalID)
    case passport(PassportNumber)
    case insuranceCard(InsuranceCard)
    case insuranceNumber(InsuranceNumber)

    /// `SO_CCCD` holds the national number, the one before it, or a foreigner's passport. `nil` for anything else.
    public init?(identityPaper text: String) {
        if let id = NationalID(text) {
            self = .nationalID(id)
        } else if let id = FormerNationalID(text) {
            self = .formerNationalID(id)
        } else if let passport = PassportNumber(text) {
            self = .passport(passport)
        } else {
            return nil
        }
    }

    /// A card's fifteen characters or ten digits. `nil` for anything else.
    public init?(insurance text: String) {
        if let number = InsuranceNumber(text) {
            self = .insuranceNumber(number)
        } else if let card = InsuranceCard(text) {
            self = .insuranceCard(card)
        } else {
            return nil
        }
    }

    /// What a system of that kind holds under this value. The guides differ in where the older number and the ten digits go, so
    /// among papers, and among cards, the form decides. `nil` where the value is none of them, and for kinds that are no person's.
    public init?(_ kind: IdentifierKind, _ text: String) {
        switch kind {
        case .nationalID, .formerNationalID:
            if let id = NationalID(text) {
                self = .nationalID(id)
            } else if let id = FormerNationalID(text) {
                self = .formerNationalID(id)
            } else {
                return nil
            }
        case .passport:
            guard let passport = PassportNumber(text) else { return nil }
            self = .passport(passport)
        case .insuranceCard, .insuranceNumber: self.init(insurance: text)
        case .encounter, .facility, .practitioner, .prescription: return nil
        }
    }

    public var kind: IdentifierKind {
        switch self {
        case .nationalID: .nationalID
        case .formerNationalID: .formerNationalID
        case .passport: .passport
        case .insuranceCard: .insuranceCard
        case .insuranceNumber: .insuranceNumber
        }
    }

    public var value: String {
        switch self {
        case .nationalID(let id): id.description
        case .formerNationalID(let id): id.description
        case .passport(let passport): passport.description
        case .insuranceCard(let card): card.description
        case .insuranceNumber(let number): number.description
        }
    }

    /// The social-insurance number, of a card too.
    public var insuranceNumber: InsuranceNumber? {
        switch self {
        case .insuranceCard(let card): card.number
        case .insuranceNumber(let number): number
        default: nil
        }
    }
}
