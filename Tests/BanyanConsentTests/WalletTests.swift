import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Wallet")
struct WalletTests {
    private struct World {
        var random: Seeded
        var wallet: Wallet
        let audience: TestFacility
        let origins: [TestFacility]

        init(_ seed: UInt64 = 1) throws {
            random = Seeded(seed)
            wallet = Wallet(using: &random)
            audience = TestFacility("Bach Mai", &random)
            origins = [TestFacility("Bac Ninh", &random), TestFacility("Thai Nguyen", &random)]
            for origin in origins { _ = try wallet.enrol(at: origin.card, now: day(-1)) }
        }

        mutating func grant(
            to audience: TestFacility? = nil, from: [FacilityID]? = nil, _ terms: GrantTerms = GrantTerms(expires: day(7))
        ) throws(ConsentFailure) -> (bundle: [UInt8], grant: WalletGrant) {
            try wallet.grant(
                to: (audience ?? self.audience).card, from: from ?? origins.map(\.id), terms: terms, now: day(0), using: &random)
        }
    }

    @Test("two facilities of one patient share no key and no tag")
    func pairwise() throws {
        let world = try World()
        let (a, b) = (world.wallet.keys(world.origins[0].id, 0), world.wallet.keys(world.origins[1].id, 0))
        let later = world.wallet.keys(world.origins[0].id, 1)
        #expect(Set([a, b, later].map(\.signing.publicKey)).count == 3)
        #expect(Set([a, b, later].map(\.link.commitment)).count == 3)
        #expect(!a.revocation.matches(b.revocation) && !a.revocation.matches(later.revocation))
        #expect(Set([a, b, later].map(\.link.entry.tag)).count == 3)
    }

    @Test("the seed alone gives the same keys again")
    func restored() throws {
        let seed = SecretBytes(copying: [UInt8](repeating: 5, count: 32))
        var random = Seeded(1)
        let facility: FacilityID = random.fixed()
        let (a, b) = (try #require(Wallet(seed: seed)), try #require(Wallet(seed: SecretBytes(copying: [UInt8](repeating: 5, count: 32)))))
        #expect(a.keys(facility, 0).signing.publicKey == b.keys(facility, 0).signing.publicKey)
        #expect(Wallet(seed: SecretBytes(copying: [1])) == nil)
    }

    @Test func grantHoldsOneTokenAnOrigin() throws {
        var world = try World()
        let (file, grant) = try world.grant()
        let bundle = try SealedBundle.open(file, as: world.audience.id, keys: world.audience.keys)
        #expect(bundle.grant == grant.id && bundle.created == day(0))
        #expect(bundle.items.map { $0.claims?.origin } == world.origins.map(\.id))
        #expect(bundle.items.map { $0.claims?.tokenID } == grant.tokens.map(\.id))
        #expect(grant.tokens.allSatisfy { $0.sections == Section.preset && !$0.sections.contains(where: \.isSensitive) })
        #expect(world.wallet.grants == [grant])
        let lookups = world.wallet.receiptLookups(grant, count: 2)
        #expect(lookups.map(\.originName) == ["Bac Ninh", "Thai Nguyen"] && lookups.allSatisfy { $0.tags.count == 2 })
        #expect(world.wallet.receiptLookups(grant, count: -1).allSatisfy { $0.tags.isEmpty })
    }

    @Test func sensitiveSectionsAreGrantedByNameOnly() throws {
        var world = try World()
        let (_, grant) = try world.grant(GrantTerms(sections: [.hiv, .allergies], expires: day(7)))
        #expect(grant.tokens.allSatisfy { $0.sections == [.allergies, .hiv] })
    }

    @Test("grants that make no sense are refused and nothing is remembered")
    func refused() throws {
        var world = try World()
        let stranger: FacilityID = world.random.fixed()
        let origins = world.origins.map(\.id)
        let year = Limits.tokenLife
        let cases: [(TestFacility?, [FacilityID]?, GrantTerms, String)] = [
            (world.origins[0], nil, GrantTerms(expires: day(7)), "grant-to-origin"),
            (nil, [stranger], GrantTerms(expires: day(7)), "not-enrolled"),
            (nil, [], GrantTerms(expires: day(7)), "grant-origins"),
            (nil, [origins[0], origins[0]], GrantTerms(expires: day(7)), "grant-origins"),
            (nil, nil, GrantTerms(sections: [], expires: day(7)), "no-sections"),
            (nil, nil, GrantTerms(purpose: .emergencyTreatment, expires: day(7)), "emergency-purpose"),
            (nil, nil, GrantTerms(expires: day(0)), "grant-times"),
            (nil, nil, GrantTerms(expires: day(0).adding(year + 1)), "grant-times"),
            (nil, nil, GrantTerms(notBefore: day(-1), expires: day(7)), "grant-times"),
            (nil, nil, GrantTerms(notBefore: day(7), expires: day(7)), "grant-times"),
            (nil, nil, GrantTerms(expires: day(7), eraseBy: day(6)), "grant-erase-by"),
        ]
        for (audience, from, terms, expected) in cases {
            #expect(code { try world.grant(to: audience, from: from, terms) } == expected)
        }
        #expect(world.wallet.grants.isEmpty)
        #expect(code { try world.grant(GrantTerms(expires: day(0).adding(year))) } == nil)
    }

    @Test("a grant uses the newest enrolment, and an older grant can still be revoked and audited")
    func reenrolment() throws {
        var world = try World()
        let (_, old) = try world.grant()
        _ = try world.wallet.enrol(at: world.origins[0].card, now: day(0))
        let (_, new) = try world.grant()
        #expect(old.tokens.map(\.enrolment) == [0, 0] && new.tokens.map(\.enrolment) == [1, 0])
        let tags = [old, new].map { world.wallet.receiptLookups($0, count: 1).map(\.tags) }
        #expect(tags[0][0] != tags[1][0] && tags[0][1] == tags[1][1])
        #expect(world.wallet.slip(old.id) != world.wallet.slip(new.id))
    }

    @Test("a wallet is kept and restored", arguments: 0..<4 as Range<UInt64>)
    func codec(_ seed: UInt64) throws {
        var world = try World(seed)
        _ = try world.grant()
        _ = try world.grant(GrantTerms(sections: [.hiv], months: world.random.months(), purpose: .research, expires: day(100)))
        let bytes = world.wallet.encoded
        let again = try #require(Wallet(encoded: bytes))
        #expect(again.encoded == bytes)
        #expect(again.grants == world.wallet.grants && again.enrolments == world.wallet.enrolments)
        #expect(again.slip(world.wallet.grants[0].id) == world.wallet.slip(world.wallet.grants[0].id))
        for count in stride(from: 0, to: bytes.count, by: 3) { #expect(Wallet(encoded: Array(bytes.prefix(count))) == nil) }
        #expect(Wallet(encoded: bytes + [0]) == nil)
        #expect(again.slip(world.random.fixed()) == nil)
    }

    @Test func namesOfSeveralLinesAreRefused() throws {
        var world = try World()
        let odd = TestFacility("Bach\nMai", &world.random)
        #expect(code { try world.wallet.enrol(at: odd.card, now: day(0)) } == "facility-name")
        #expect(code { try world.grant(to: odd) } == "facility-name")
    }
}
