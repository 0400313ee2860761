public import BanyanCore
internal import BanyanCrypto

/// What a patient agrees to.
public struct GrantTerms: Sendable {
    /// `nil` for all but the sensitive sections, which must be named; for a pharmacy, medications and allergies alone.
    public var sections: [Section]?
    /// Clinical months of event sections.
    public var months: ClosedRange<CivilMonth>
    public var purpose: Purpose
    /// `nil` for now.
    public var notBefore: Timestamp?
    public var expires: Timestamp
    /// When the audience must have erased what it keeps; `nil` for the expiry.
    public var eraseBy: Timestamp?
    public var capacity: GranterCapacity
    public var method: ConsentMethod

    /// Seven days in seconds: how long a grant lives when nothing else is said.
    public static let defaultLife: Int64 = 7 * 86_400

    /// - Parameter months: `nil` for every month up to a year after the expiry, so that planned care is in it.
    public init(
        sections: [Section]? = nil, months: ClosedRange<CivilMonth>? = nil, purpose: Purpose = .treatment, notBefore: Timestamp? = nil,
        expires: Timestamp, eraseBy: Timestamp? = nil, capacity: GranterCapacity = .oneself, method: ConsentMethod = .electronic
    ) {
        self.sections = sections
        self.months = months ?? CivilMonth.first...CivilMonth(clamping: expires.month.index + 12)
        self.purpose = purpose
        self.notBefore = notBefore
        self.expires = expires
        self.eraseBy = eraseBy
        self.capacity = capacity
        self.method = method
    }
}

extension Wallet {
    /// Makes a grant, offline: one token an origin, the keys that it grants, all sealed to the audience.
    /// - Parameters:
    ///   - audience: from a card whose name and kind the patient has been shown.
    ///   - origins: facilities where the patient enrolled; not the audience itself.
    /// - Returns: the sealed bundle, and what the wallet now remembers.
    public mutating func grant(
        to audience: WalletFacility, from origins: [FacilityID], terms: GrantTerms, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> (bundle: [UInt8], grant: WalletGrant) {
        let id = random.fixed(GrantID.self)
        let made = try make(id, to: audience, from: origins, terms: terms, now: now, using: &random)
        return (made.bundle, made.grant)
    }

    /// - Returns: the sealed bundle, the items in it in the order of the origins, and what the wallet now remembers.
    mutating func make(
        _ id: GrantID, to audience: WalletFacility, from origins: [FacilityID], terms: GrantTerms, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> (bundle: [UInt8], items: [ConsentItem], grant: WalletGrant) {
        try check(terms, now: now)
        let enrolments = try check(origins, for: audience)
        let sections = terms.sections ?? Section.preset(for: audience.kind)
        var items: [ConsentItem] = []
        var tokens: [WalletToken] = []
        for enrolment in enrolments {
            let keys = keys(enrolment.facility, enrolment.number)
            let (claims, item) = try Self.item(keys, enrolment.facility, audience.id, sections, terms, now, random.fixed(TokenID.self))
            items.append(item)
            tokens.append(WalletToken(claims, enrolment: enrolment.number))
        }
        let bundle = ConsentBundle(audience: audience.id, grant: id, created: now, items: items)
        let file = try SealedBundle.seal(bundle, kem: audience.kem, kemNumber: audience.kemNumber)
        let grant = WalletGrant(
            id: id, audience: audience.id, audienceName: audience.name, audienceKind: audience.kind, audienceLogKey: audience.logKey,
            created: now, tokens: tokens)
        remember(grant)
        return (file, items, grant)
    }

    private static func item(
        _ keys: PairwiseKeys, _ origin: FacilityID, _ audience: FacilityID, _ sections: [Section], _ terms: GrantTerms, _ now: Timestamp,
        _ id: TokenID
    ) throws(ConsentFailure) -> (ConsentClaims, ConsentItem) {
        let scope = GrantScope(
            sections: sections, months: terms.months, generation: 0, expiry: terms.expires.month)
        guard let keyList = keys.link.keyList(scope) else { throw Self.refused("no-sections", "a grant names at least one section") }
        let claims = ConsentClaims(
            tokenID: id, origin: origin, audience: audience, sections: scope.sections, months: scope.months, purpose: terms.purpose,
            issued: now, notBefore: terms.notBefore ?? now, expires: terms.expires, eraseBy: terms.eraseBy ?? terms.expires,
            capacity: terms.capacity, method: terms.method, keyListDigest: keyList.digest,
            revocationHash: RevocationSecret(key: keys.revocation, token: id).hash, generation: scope.generation)
        let item = ConsentItem(
            token: ConsentToken.sign(claims, with: keys.signing), entryKey: keys.link.entry, keyList: keyList,
            nextMarker: keys.link.markerTag(generation: scope.generation + 1), receiptSecret: keys.link.receiptKey(reader: audience).secret)
        return (claims, item)
    }

    private func check(_ terms: GrantTerms, now: Timestamp) throws(ConsentFailure) {
        guard terms.sections.map({ !$0.isEmpty }) ?? true else { throw Self.refused("no-sections", "a grant names at least one section") }
        guard terms.purpose != .emergencyTreatment else {
            throw Self.refused("emergency-purpose", "emergency access is declared by clinicians, it can't be granted")
        }
        let begins = terms.notBefore ?? now
        guard now.seconds >= 0, begins >= now, begins < terms.expires, terms.expires <= now.adding(Limits.tokenLife) else {
            throw Self.refused("grant-times", "a grant begins now or later, ends after it begins, and lives at most a year")
        }
        guard terms.eraseBy.map({ $0 >= terms.expires && $0 <= terms.expires.adding(Limits.tokenLife) }) ?? true else {
            throw Self.refused("grant-erase-by", "erasure is due at the expiry or within a year after it")
        }
    }

    private func check(_ origins: [FacilityID], for audience: WalletFacility) throws(ConsentFailure) -> [WalletEnrolment] {
        guard (1...Limits.originsPerGrant).contains(origins.count), Set(origins).count == origins.count else {
            throw Self.refused("grant-origins", "a grant names 1 to \(Limits.originsPerGrant) facilities, each once")
        }
        guard isLine(audience.name) else { throw Self.refused("facility-name", "the facility's name does not fit on one line") }
        guard !origins.contains(audience.id) else {
            throw Self.refused("grant-to-origin", "\(audience.name) needs no consent for its own records", hint: "leave it out of --from")
        }
        var found: [WalletEnrolment] = []
        for origin in origins {
            guard let enrolment = enrolment(at: origin) else {
                throw Self.refused("not-enrolled", "the wallet is not enrolled at \(origin)", hint: "banyan wallet enrol --facility CARD")
            }
            found.append(enrolment)
        }
        return found
    }

    private static func refused(_ code: String, _ message: String, hint: String? = nil) -> ConsentFailure {
        ConsentFailure(.failed, code, message, hint: hint)
    }
}

extension WalletToken {
    init(_ claims: ConsentClaims, enrolment: UInt32) {
        self.init(
            id: claims.tokenID, origin: claims.origin, enrolment: enrolment, sections: claims.sections, months: claims.months,
            purpose: claims.purpose, issued: claims.issued, notBefore: claims.notBefore, expires: claims.expires,
            generation: claims.generation)
    }
}

extension RandomNumberGenerator {
    fileprivate mutating func fixed<T: FixedBytes>(_: T.Type) -> T {
        guard let value = T(bytes(T.size)) else { fatalError("a value of exactly its size") }
        return value
    }
}
