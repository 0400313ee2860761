import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable @_spi(Append) import BanyanConsent

/// SplitMix64 (Steele, Lea, Flood, 2014): runs repeat from their seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func fixed<T: FixedBytes>(_: T.Type = T.self) -> T { T(bytes(T.size))! }
    mutating func months() -> ClosedRange<CivilMonth> {
        let (a, b) = (below(2048), below(2048))
        return CivilMonth(clamping: min(a, b))...CivilMonth(clamping: max(a, b))
    }
    mutating func sections() -> [Section] {
        let some = Section.allCases.filter { _ in below(2) == 0 }
        return some.isEmpty ? [.allergies] : some
    }
}

func day(_ days: Int64, _ seconds: Int64 = 0) -> Timestamp { Timestamp(seconds: 1_795_000_000 + days * 86_400 + seconds) }

func month(_ text: String) -> CivilMonth { CivilMonth(text)! }

/// An invented facility with its keys.
struct TestFacility {
    let id: FacilityID
    let kem: KEMPrivateKey
    let name: String
    let kind: FacilityKind

    init(_ name: String, kind: FacilityKind = .hospital, _ random: inout Seeded) {
        id = random.fixed()
        kem = KEMPrivateKey.generate(using: &random)
        self.name = name
        self.kind = kind
    }

    var card: WalletFacility {
        WalletFacility(
            id: id, name: name, kind: kind, code: FacilityCode("00271")!, kem: kem.publicKey, kemNumber: 3,
            logKey: PublicKey([UInt8](repeating: 9, count: 32))!)
    }
    var keys: [RecipientKey] { [RecipientKey(number: 3, key: kem)] }
    var log: LogID { LogID(facility: id, incarnation: 0) }
    func position(_ index: UInt64) -> EntryPosition { EntryPosition(log: log, index: index) }
}

/// A patient enrolled at Bac Ninh who granted Bach Mai everything but the sensitive sections, for a week from day 0.
struct Scene {
    var random: Seeded
    let origin: TestFacility
    let audience: TestFacility
    var wallet: Wallet
    let opened: OpenedEnrolment
    let entry: EnrolmentEntry
    let enrolmentPayload: [UInt8]
    let grant: WalletGrant
    let file: [UInt8]
    let item: ConsentItem

    init(
        seed: UInt64 = 1, terms: GrantTerms = GrantTerms(expires: day(7)), custody: Custody = .device, policy: [Section] = Section.allCases
    ) throws {
        var random = Seeded(seed)
        origin = TestFacility("Bac Ninh", &random)
        audience = TestFacility("Bach Mai", &random)
        wallet = Wallet(using: &random)
        let request = try wallet.enrol(at: origin.card, now: day(-40))
        opened = try EnrolmentRequest.open(request, as: origin.id, keys: origin.keys, now: day(-40))
        entry = try EnrolmentEntry(
            publicKey: opened.publicKey, linkCommitment: opened.link.commitment, number: opened.number, custody: custody,
            proofing: .documents, identity: Identity(name: "Nguyễn Thị Thử", birthDate: "1961-04-30", sex: .female),
            releasePolicy: policy, enrolledAt: day(-40))
        enrolmentPayload = try opened.link.entry.seal(entry, in: origin.id, using: &random).payload
        (file, grant) = try wallet.grant(to: audience.card, from: [origin.id], terms: terms, now: day(0), using: &random)
        item = try SealedBundle.open(file, as: audience.id, keys: audience.keys).items[0]
        self.random = random
    }

    var surroundings: Surroundings {
        Surroundings(
            me: audience.id, role: .reader, otherPartyIsActive: true, enrolmentPayloads: [enrolmentPayload], revocations: [], now: day(1),
            clockIsWrong: false, requestedSections: nil, requestedPurpose: .treatment)
    }

    /// P, L and R as the wallet has them.
    var keys: PairwiseKeys { wallet.keys(origin.id, 0) }

    var sealer: SnapshotSealer { SnapshotSealer(link: opened.link, publicKey: opened.publicKey, facility: origin.id) }

    /// The item with another token: `change` the claims, sign with P or another key.
    func item(signedBy key: SigningKey? = nil, _ change: (inout ClaimsDraft) -> Void) -> ConsentItem {
        var draft = ClaimsDraft(item.claims!)
        change(&draft)
        return replacing(token: ConsentToken.sign(draft.claims, with: key ?? keys.signing))
    }

    func replacing(token: [UInt8], keyList: KeyList? = nil, entryKey: EnrolmentEntryKey? = nil) -> ConsentItem {
        ConsentItem(
            token: token, entryKey: entryKey ?? item.entryKey, keyList: keyList ?? item.keyList, nextMarker: item.nextMarker,
            receiptSecret: item.receiptSecret)
    }
}

/// Claims that a test can change.
struct ClaimsDraft {
    var tokenID: TokenID
    var origin: FacilityID
    var audience: FacilityID
    var sections: [Section]
    var months: ClosedRange<CivilMonth>
    var purpose: Purpose
    var issued: Timestamp
    var notBefore: Timestamp
    var expires: Timestamp
    var eraseBy: Timestamp
    var capacity: GranterCapacity
    var method: ConsentMethod
    var keyListDigest: Digest
    var revocationHash: Digest
    var generation: UInt32

    init(_ c: ConsentClaims) {
        tokenID = c.tokenID
        origin = c.origin
        audience = c.audience
        sections = c.sections
        months = c.months
        purpose = c.purpose
        issued = c.issued
        notBefore = c.notBefore
        expires = c.expires
        eraseBy = c.eraseBy
        capacity = c.capacity
        method = c.method
        keyListDigest = c.keyListDigest
        revocationHash = c.revocationHash
        generation = c.generation
    }

    var claims: ConsentClaims {
        ConsentClaims(
            tokenID: tokenID, origin: origin, audience: audience, sections: sections, months: months, purpose: purpose, issued: issued,
            notBefore: notBefore, expires: expires, eraseBy: eraseBy, capacity: capacity, method: method, keyListDigest: keyListDigest,
            revocationHash: revocationHash, generation: generation)
    }
}

/// The denial of an item; `nil` for a permit.
func denial(_ item: ConsentItem, in surroundings: Surroundings, skipping: Set<VerificationStep> = []) -> Denial? {
    switch verify(item, in: surroundings, skipping: skipping) {
    case .permit: nil
    case .deny(let denial): denial
    }
}

func permit(_ decision: consuming ConsentDecision) throws -> VerifiedConsent {
    switch consume decision {
    case .permit(let consent): return consent
    case .deny(let denial): throw denial
    }
}

/// Every variant of `bytes` with one bit of one byte flipped.
func flips(_ bytes: [UInt8]) -> some Sequence<(index: Int, bytes: [UInt8])> {
    bytes.indices.lazy.map { index in
        var changed = bytes
        changed[index] ^= 1 << UInt8(index % 8)
        return (index, changed)
    }
}

/// The folder of shared vectors beside the repository; `nil` where it is absent, which is an error in continuous integration.
let sharedVectors: URL? = {
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
        folder.deleteLastPathComponent()
    }
    let vectors = folder.deletingLastPathComponent().appendingPathComponent("shared/vectors")
    return FileManager.default.fileExists(atPath: vectors.path) ? vectors : nil
}()

var vectorsWanted: Bool { sharedVectors != nil || ProcessInfo.processInfo.environment["CI"] == "true" }
