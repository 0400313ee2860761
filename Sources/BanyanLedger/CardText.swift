internal import BanyanCore

/// The card as a text that can be mailed and read: readable lines, and the signed object in base64 between two marks.
///
/// The readable lines are generated from the signed object and compared with it on reading, so what a person reads is what was signed.
extension FacilityCard {
    private static let armor = Armor(header: "Banyan facility card", kind: "CARD")

    /// The text, ending with a line break.
    public var text: String { Self.armor.text(readableLines, encoded) }

    private var readableLines: [String] {
        ["ID: \(id)", "Name: \(name)", "Kind: \(kind.rawValue)", "Code: \(code)", "Province: \(province)"]
            + (endpoints.isEmpty ? ["Endpoint: none, it dials out"] : endpoints.map { "Endpoint: \($0)" })
            + ["Card number: \(number)", "Issued: \(issued.iso8601)", "Valid until: \(notAfter.iso8601)"]
    }

    /// Reads a card file: UTF-8, otherwise as `init(text:)`.
    public init(file: [UInt8]) throws(LedgerFailure) {
        guard file.count <= Limits.smallFile else { throw Self.tooLarge }
        guard let text = String(validating: file, as: UTF8.self) else { throw Self.malformed }
        try self.init(text: text)
    }

    private static var tooLarge: LedgerFailure {
        LedgerFailure(.failed, "card-too-large", "a card file has at most \(Limits.smallFile) bytes", hint: askAgain)
    }

    /// Reads a card, verifies it, and compares the readable lines with what was signed.
    ///
    /// What mail does is forgiven: other line ends, white space at the ends of lines, empty lines, and any text above and below the card. There
    /// must be exactly one card.
    /// - Throws: `LedgerFailure`: `card-too-large`, `card-missing`, `card-malformed`, `card-text-differs`, or what `init(encoded:)` throws.
    public init(text: String) throws(LedgerFailure) {
        guard text.utf8.count <= Limits.smallFile else { throw Self.tooLarge }
        guard let (readable, block) = Self.armor.parts(of: text) else {
            throw LedgerFailure(
                .failed, "card-missing", "the text holds no facility card, or not exactly one whole card", hint: Self.askAgain)
        }
        guard let encoded = Base64.decode(block) else { throw Self.malformed }
        try self.init(encoded: encoded)
        guard readable == readableLines.map({ Array($0.utf8) }) else {
            throw LedgerFailure(
                .trust, "card-text-differs", "the readable part of the card is not what the facility signed", hint: Self.askAgain)
        }
    }
}
