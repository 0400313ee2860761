import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// The facility and the secrets under which inputs are signed and sealed, so that they get behind those checks: the same at every run.
enum Cast {
    static let now = Timestamp(seconds: 1_790_000_000)

    static let keys: FacilityKeys = {
        var random = SeededRandom(seed: 1)
        guard let made = try? FacilityKeys.generate(at: now, using: &random) else { fatalError("keys can be made") }
        return made.keys
    }()

    static let secret = SecretBytes(copying: [UInt8](repeating: 7, count: 32))

    static let keyFile: [UInt8] = {
        var random = SeededRandom(seed: 2)
        guard let file = try? NodeKeyFile.wrap(secret, for: .keyFile(secret), using: &random) else { fatalError("a key file can be made") }
        return file
    }()

    static let recipient = RecipientKey(number: keys.kemCertificate.number, key: keys.kem)

    static func card(_ endpoints: [Endpoint] = [Endpoint("station.example:7420")].compactMap { $0 }) throws -> FacilityCard {
        guard let code = FacilityCode("00271"), let province = ProvinceCode("000") else { throw BrokenPromise(text: "codes") }
        return try keys.card(
            name: "Trạm Thử", kind: .station, code: code, province: province, endpoints: endpoints, number: 3, issued: now,
            notAfter: now.adding(86_400))
    }

    /// A request to be referred to another facility.
    static func referral() throws -> [UInt8] {
        var random = SeededRandom(seed: 8)
        let other = try FacilityKeys.generate(at: now, using: &random).keys
        guard let code = FacilityCode("00901"), let province = ProvinceCode("000"), let id = ReferralID(random.octets(16)) else {
            throw BrokenPromise(text: "codes")
        }
        let audience = try other.card(
            name: "Bệnh viện Thử", kind: .hospital, code: code, province: province, endpoints: [], number: 1, issued: now,
            notAfter: now.adding(86_400))
        return try ReferralRequest.sign(
            id, from: card(), to: audience, sections: [.allergies, .plan], reason: "đau ngực", at: now, with: keys.log)
    }

    /// A parcel from the facility to itself. The randomness of its seal is the library's own.
    static func parcel() throws -> (parcel: Parcel, letter: ParcelLetter) {
        try ParcelLetter.seal(Array("a letter".utf8), kind: "test", from: keys, to: card(), at: now, secret: .sha256([9]))
    }

    /// A log of one's own that holds just these entries.
    static func checkpoint(of entries: [Entry], in log: LogID) -> SignedCheckpoint {
        var tree = CompactTree()
        for entry in entries { tree.append(entry.header.leaf) }
        return .sign(DurableAppend(log: log, positions: 0..<UInt64(entries.count), tree: tree), with: keys.log)
    }

    static let texts: [[UInt8]] = [
        [], Array("banyan".utf8), [UInt8](repeating: 0x61, count: 5000), Array(#"{"resourceType":"Bundle","type":"collection"}"#.utf8),
    ]

    /// A wallet that enrolled once and remembers a grant.
    static func wallet() throws -> (wallet: Wallet, file: [UInt8]) {
        var random = SeededRandom(seed: 3)
        var wallet = Wallet(using: &random)
        let card = try card()
        let facility = WalletFacility(
            id: card.id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
        let file = try wallet.enrol(at: facility, now: now)
        guard let grant = GrantID(random.octets(16)), let token = TokenID(random.octets(16)) else { throw BrokenPromise(text: "sizes") }
        let remembered = WalletToken(
            id: token, origin: card.id, enrolment: 0, sections: [.allergies, .results], months: now.month...now.month, purpose: .treatment,
            issued: now, notBefore: now, expires: now.adding(86_400), generation: 0)
        wallet.remember(
            WalletGrant(
                id: grant, audience: card.id, audienceName: card.name, audienceKind: card.kind, audienceLogKey: card.logKey, created: now,
                tokens: [remembered]))
        return (wallet, file)
    }
}
