public import BanyanCore
internal import BanyanCrypto

/// What a patient hands back to the facility that refers: the token for that facility's own records, which it can check, and the whole
/// consent, sealed to the receiving facility.
///
/// CBOR `["banyan/1 signed referral", referral ID, token, sealed bundle]`.
public struct SignedReferral: Hashable, Sendable {
    private static let label = "banyan/1 signed referral"
    /// Largest encoding, bytes.
    public static let limit = Limits.bundle + Limits.token + 256

    public let id: ReferralID
    /// The token that lies in the bundle for the referring facility.
    public let token: [UInt8]
    /// For the receiving facility.
    public let bundle: [UInt8]

    public init(id: ReferralID, token: [UInt8], bundle: [UInt8]) {
        self.id = id
        self.token = token
        self.bundle = bundle
    }

    public var encoded: [UInt8] { CBOR.array([.text(Self.label), .bytes(id), .bytes(token), .bytes(bundle)]).encoded }

    /// - Throws: `ConsentFailure` with code `signed-referral-malformed`.
    public init(encoded bytes: [UInt8]) throws(ConsentFailure) {
        guard bytes.count <= Self.limit, let items = (try? CBOR.decode(bytes, limit: Self.limit))?.items, items.count == 4,
            items[0].string == Self.label, let id = items[1].fixed(ReferralID.self), let token = items[2].byteString,
            token.count <= Limits.token, let bundle = items[3].byteString
        else {
            throw ConsentFailure(
                .trust, "signed-referral-malformed", "this file is no signed referral, or was cut or altered",
                hint: "copy the file from the wallet again")
        }
        self.init(id: id, token: token, bundle: bundle)
    }
}

/// Whether a consent is what a referral calls for.
public enum ReferralConsent {
    /// Why claims are not those of a referral to `audience`; `nil` where they are.
    /// - Parameter sections: `nil`: whatever the patient granted.
    public static func problem(of claims: ConsentClaims, audience: FacilityID, sections: [Section]?) -> String? {
        if claims.audience != audience { return "it lets another facility read than the referral names" }
        if claims.purpose != .treatment { return "its purpose is not treatment" }
        let begins = claims.notBefore == claims.issued
        if !begins || claims.expires.seconds - claims.issued.seconds != ReferralTerms.life { return "its term is not ten days" }
        if let sections, claims.sections != sections { return "it grants other sections than the referral asks for" }
        return nil
    }

    /// Why a bundle is not the one that the patient signed with a referral; `nil` where it is.
    /// - Parameters:
    ///   - token: the token that the referring facility checked, as its digest.
    ///   - me: the receiving facility, which opened it.
    public static func problem(
        of bundle: ConsentBundle, id: ReferralID, from origin: FacilityID, token: Digest, me: FacilityID
    ) -> String? {
        if bundle.grant.bytes != id.bytes { return "it was signed for another referral" }
        for item in bundle.items {
            guard let claims = item.claims else { return "a token in it can't be read" }
            if let problem = problem(of: claims, audience: me, sections: nil) { return problem }
            if claims.origin == origin, Digest.sha256(item.token) != token {
                return "the referring facility saw another token than the one in it"
            }
        }
        guard bundle.items.contains(where: { $0.claims?.origin == origin }) else {
            return "it does not open the records of the referring facility"
        }
        return nil
    }
}
