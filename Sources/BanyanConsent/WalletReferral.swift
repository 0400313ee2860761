public import BanyanCore
internal import BanyanCrypto

extension Wallet {
    /// Signs a referral: a grant under the referral's own ID, for treatment, for ten days from now, that lets the receiving facility read
    /// the referring one and whichever others the patient adds.
    /// - Parameters:
    ///   - origin: the facility that refers; the patient is enrolled there.
    ///   - others: further facilities whose records may be read.
    /// - Throws: as `grant` does.
    public mutating func refer(
        _ id: ReferralID, from origin: FacilityID, and others: [FacilityID] = [], to audience: WalletFacility, sections: [Section],
        capacity: GranterCapacity = .oneself, now: Timestamp, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> (file: [UInt8], grant: WalletGrant) {
        guard let number = GrantID(id.bytes) else { fatalError("a referral ID and a grant ID are 16 bytes") }
        let terms = GrantTerms(sections: sections, expires: now.adding(ReferralTerms.life), capacity: capacity)
        let made = try make(number, to: audience, from: [origin] + others, terms: terms, now: now, using: &random)
        guard let token = made.items.first?.token else { fatalError("a grant has an item for each origin") }
        return (SignedReferral(id: id, token: token, bundle: made.bundle).encoded, made.grant)
    }
}
