public import BanyanCore

/// What a parcel about a referral holds: CBOR `[1, referral ID, FHIR Bundle, token digest or null, sealed bundle or null]`; the last two
/// in the one that sends it.
public struct ReferralLetter: Hashable, Sendable {
    /// Parcel kinds: the referral itself, and what the receiving facility says of it.
    public static let request = "referral"
    public static let step = "referral-step"

    public let id: ReferralID
    public let message: [UInt8]
    /// SHA-256 of the token that the referring facility checked.
    public let token: Digest?
    /// Sealed to the receiving facility.
    public let consent: [UInt8]?

    public var encoded: [UInt8] {
        CBOR.array([
            .unsigned(1), .bytes(id), .bytes(message), token.map { .bytes($0) } ?? .null, consent.map { .bytes($0) } ?? .null,
        ]).encoded
    }

    public init(id: ReferralID, message: [UInt8], token: Digest? = nil, consent: [UInt8]? = nil) {
        self.id = id
        self.message = message
        self.token = token
        self.consent = consent
    }

    public init?(encoded bytes: [UInt8]) {
        guard let parts = (try? CBOR.decode(bytes, limit: Limits.parcelContent))?.items, parts.count == 5, parts[0].uint == 1,
            let id = parts[1].byteString.flatMap({ ReferralID($0) }), let message = parts[2].byteString, message.count <= Limits.referral,
            parts[3] == .null || parts[3].byteString != nil, parts[4] == .null || parts[4].byteString != nil
        else { return nil }
        let token = parts[3].byteString.map { Digest($0) }
        guard token != .some(nil) else { return nil }
        self.init(id: id, message: message, token: token ?? nil, consent: parts[4].byteString)
    }
}
