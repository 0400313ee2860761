import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

/// What the wallet signs with a referral, and what passes for it.
@Suite struct SignedReferralTests {
    private struct World {
        var random = Seeded(1)
        var wallet: Wallet
        let audience: TestFacility
        let origin: TestFacility
        let other: TestFacility
        let id: ReferralID

        init() throws {
            wallet = Wallet(using: &random)
            audience = TestFacility("Bach Mai", &random)
            origin = TestFacility("Bac Ninh", &random)
            other = TestFacility("Thai Nguyen", &random)
            id = random.fixed()
            for facility in [origin, other] { _ = try wallet.enrol(at: facility.card, now: day(-1)) }
        }

        mutating func refer(_ sections: [Section] = Section.preset) throws -> (signed: SignedReferral, bundle: ConsentBundle) {
            let (file, _) = try wallet.refer(
                id, from: origin.id, and: [other.id], to: audience.card, sections: sections, now: day(0), using: &random)
            let signed = try SignedReferral(encoded: file)
            return (signed, try SealedBundle.open(signed.bundle, as: audience.id, keys: audience.keys))
        }

        func problem(_ bundle: ConsentBundle, id: ReferralID? = nil, from: FacilityID? = nil, token: [UInt8], me: FacilityID? = nil)
            -> String?
        {
            ReferralConsent.problem(
                of: bundle, id: id ?? self.id, from: from ?? origin.id, token: .sha256(token), me: me ?? audience.id)
        }
    }

    @Test func `it is a grant under the referral's own ID, for treatment, for ten days`() throws {
        var world = try World()
        let (signed, bundle) = try world.refer()
        #expect(signed.id == world.id && bundle.grant.bytes == world.id.bytes && bundle.items.map(\.token).first == signed.token)
        let claims = try #require(ConsentToken.peek(signed.token))
        #expect(claims.origin == world.origin.id && claims.audience == world.audience.id && claims.purpose == .treatment)
        #expect(claims.issued == day(0) && claims.expires == day(10) && claims.sections == Section.preset.sorted())
        #expect(bundle.items.compactMap { $0.claims?.origin } == [world.origin.id, world.other.id])
        #expect(world.problem(bundle, token: signed.token) == nil)
        #expect(world.wallet.grants.map(\.id) == [bundle.grant], "the wallet can revoke it as any other")
    }

    @Test func `another referral's, another token, another party is not this referral's`() throws {
        var world = try World()
        let (signed, bundle) = try world.refer()
        let stranger: FacilityID = world.random.fixed()
        #expect(world.problem(bundle, id: world.random.fixed(), token: signed.token) != nil)
        #expect(world.problem(bundle, token: [1]) != nil)
        #expect(world.problem(bundle, from: stranger, token: signed.token) != nil)
        #expect(world.problem(bundle, token: signed.token, me: stranger) != nil)
    }

    @Test(arguments: [
        GrantTerms(expires: day(7)), GrantTerms(expires: day(10, 1)), GrantTerms(expires: day(11)),
        GrantTerms(purpose: .patientRequest, expires: day(10)),
        GrantTerms(notBefore: day(1), expires: day(10)), GrantTerms(notBefore: day(1), expires: day(11)),
    ])
    func `another term or purpose is not a referral's`(terms: GrantTerms) throws {
        var world = try World()
        let made = try world.wallet.make(
            #require(GrantID(world.id.bytes)), to: world.audience.card, from: [world.origin.id], terms: terms, now: day(0),
            using: &world.random)
        let bundle = try SealedBundle.open(made.bundle, as: world.audience.id, keys: world.audience.keys)
        #expect(world.problem(bundle, token: made.items[0].token) != nil)
        let claims = try #require(made.items[0].claims)
        #expect(ReferralConsent.problem(of: claims, audience: world.audience.id, sections: nil) != nil)
    }

    @Test func `other sections than the referral asks for are refused where it is sent`() throws {
        var world = try World()
        let claims = try #require(ConsentToken.peek(world.refer([.allergies]).signed.token))
        #expect(ReferralConsent.problem(of: claims, audience: world.audience.id, sections: [.allergies]) == nil)
        #expect(ReferralConsent.problem(of: claims, audience: world.audience.id, sections: [.allergies, .plan]) != nil)
        #expect(ReferralConsent.problem(of: claims, audience: world.origin.id, sections: [.allergies]) != nil)
    }

    @Test func `a file that was cut, altered or made larger is refused`() throws {
        var world = try World()
        let file = try world.refer().signed.encoded
        for bytes in [
            Array(file.dropLast()), file + [0], Array(file.dropFirst()), [], [UInt8](repeating: 0, count: SignedReferral.limit + 1),
        ] {
            #expect(throws: ConsentFailure.self) { try SignedReferral(encoded: bytes) }
        }
    }
}
