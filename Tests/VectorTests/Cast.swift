import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// The facilities and the patient that all vectors share, invented, from seed 1.
struct Cast {
    let origin: Place
    let audience: Place
    let walletSeed: [UInt8]
    let wallet: Wallet

    struct Place {
        let keys: FacilityKeys
        let nextRoot: SigningKey
        let card: FacilityCard
        var id: FacilityID { keys.id }
        var log: LogID { LogID(facility: keys.id, incarnation: 0) }
        var recipientKeys: [RecipientKey] { [RecipientKey(number: keys.kemNumber, key: keys.kem)] }
    }

    static let identity = Identity(name: "Nguyễn Thị Thử", birthDate: "1961-04-30", sex: .female)
    static let seed = "SplitMix64 with seed 1 for facilities and wallet (facility.json)"

    /// 2026-11-18T09:10:00Z and so many days later.
    static func day(_ days: Int64) -> Timestamp { Timestamp(seconds: 1_794_993_000 + days * 86_400) }

    init() throws {
        var random = SeededRandom(seed: 1)
        origin = try Self.place("Bệnh viện Thử Một", .hospital, "00271", ["mot.example:7443"], &random)
        audience = try Self.place("Nhà thuốc Thử Hai", .pharmacy, "00272", [], &random)
        walletSeed = random.octets(32)
        wallet = try need(Wallet(seed: SecretBytes(copying: walletSeed)))
    }

    private static func place(
        _ name: String, _ kind: FacilityKind, _ code: String, _ endpoints: [String], _ random: inout SeededRandom
    ) throws -> Place {
        let (keys, nextRoot) = try FacilityKeys.generate(at: day(-60), using: &random)
        let card = try keys.card(
            name: name, kind: kind, code: need(FacilityCode(code)), province: need(ProvinceCode("000")),
            endpoints: endpoints.compactMap { Endpoint($0) },
            number: 1, issued: day(-60), notAfter: day(305))
        return Place(keys: keys, nextRoot: nextRoot, card: card)
    }

    /// P, L and R of the patient's first enrolment at the origin.
    var keys: PairwiseKeys { wallet.keys(origin.id, 0) }

    /// What the origin enrolled.
    func enrolment() throws -> EnrolmentEntry {
        try EnrolmentEntry(
            publicKey: keys.signing.publicKey, linkCommitment: keys.link.commitment, number: 0, custody: .device, proofing: .documents,
            identity: Self.identity, releasePolicy: Section.allCases.filter { $0 != .genetic }, enrolledAt: Self.day(-40))
    }

    /// The enrolment entry in the origin's log.
    func sealedEnrolment() throws -> SealedEntry {
        var random = SeededRandom(seed: 2)
        return try keys.link.entry.seal(enrolment(), in: origin.id, using: &random)
    }

    /// What the patient granted the audience on day 0 for seven days.
    func claims() throws -> ConsentClaims {
        var random = SeededRandom(seed: 3)
        let scope = GrantScope(
            sections: [.allergies, .medications, .results], months: try need(CivilMonth("2025-12"))...need(CivilMonth("2026-11")),
            generation: 0,
            expiry: Self.day(7).month)
        let id = try need(TokenID(random.octets(16)))
        return ConsentClaims(
            tokenID: id, origin: origin.id, audience: audience.id, sections: scope.sections, months: scope.months, purpose: .treatment,
            issued: Self.day(0), notBefore: Self.day(0), expires: Self.day(7), eraseBy: Self.day(7), capacity: .oneself,
            method: .electronic,
            keyListDigest: try need(keys.link.keyList(scope)).digest,
            revocationHash: RevocationSecret(key: keys.revocation, token: id).hash, generation: 0)
    }

    func item(_ claims: ConsentClaims, signedBy key: SigningKey? = nil) throws -> ConsentItem {
        ConsentItem(
            token: ConsentToken.sign(claims, with: key ?? keys.signing), entryKey: keys.link.entry,
            keyList: try need(keys.link.keyList(claims.scope)),
            nextMarker: keys.link.markerTag(generation: claims.generation + 1),
            receiptSecret: keys.link.receiptKey(reader: claims.audience).secret)
    }

    func bundle() throws -> ConsentBundle {
        var random = SeededRandom(seed: 4)
        return ConsentBundle(
            audience: audience.id, grant: try need(GrantID(random.octets(16))), created: Self.day(0), items: [try item(claims())])
    }

    /// What the audience knows when it reads on day 1.
    func surroundings() throws -> Surroundings {
        Surroundings(
            me: audience.id, role: .reader, otherPartyIsActive: true, enrolmentPayloads: [try sealedEnrolment().payload], revocations: [],
            now: Self.day(1), clockIsWrong: false, requestedSections: nil, requestedPurpose: .treatment)
    }
}

struct Missing: Error {}

/// The value, or the end of the test.
func need<T>(_ value: T?) throws -> T {
    guard let value else { throw Missing() }
    return value
}

/// An Ed25519 key from a seed of the generator.
func signingKey(_ seed: UInt64) throws -> SigningKey {
    var random = SeededRandom(seed: seed)
    return try need(SigningKey(seed: SecretBytes(copying: random.octets(32))))
}
