internal import BanyanCore
internal import BanyanCrypto

/// Decides whether a consent permits one read: the only way to a `VerifiedConsent` (protocol section 7).
///
/// The steps run in the order of `VerificationStep`; the first that fails is the denial.
public func verify(_ item: ConsentItem, in surroundings: Surroundings) -> ConsentDecision {
    verify(item, in: surroundings, skipping: [])
}

/// - Parameter skipping: steps to leave out, for tests that show what each step is for.
func verify(_ item: ConsentItem, in surroundings: Surroundings, skipping: Set<VerificationStep>) -> ConsentDecision {
    do { return .permit(try Verification(item: item, surroundings: surroundings, skipping: skipping).run()) } catch { return .deny(error) }
}

struct Verification {
    let item: ConsentItem
    let surroundings: Surroundings
    let skipping: Set<VerificationStep>

    func run() throws(Denial) -> VerifiedConsent {
        let message = try decode()
        try check(.type) { () throws(Denial) in try checkType(message) }
        let claims = try decodeClaims(message)
        let enrolment = try openEnrolment(claims)
        try check(.enrolment) { () throws(Denial) in try checkIssuer(message, enrolment) }
        try check(.signature) { () throws(Denial) in try checkSignature(message) }
        try check(.parties) { () throws(Denial) in try checkParties(claims) }
        try check(.keyList) { () throws(Denial) in try checkKeyList(claims) }
        let scope = ScopeDecision(claims: claims, policy: enrolment.releasePolicy, requested: surroundings.requestedSections)
        try check(.scope) { () throws(Denial) in try scope.check() }
        try check(.times) { () throws(Denial) in try checkTimes(claims) }
        try check(.revocation) { () throws(Denial) in try checkRevocation(claims) }
        try check(.custody) { () throws(Denial) in try checkCustody(claims, enrolment) }
        try check(.purpose) { () throws(Denial) in try checkPurpose(claims) }
        return VerifiedConsent(
            claims: claims, enrolment: enrolment, scope: skipping.contains(.scope) ? scope.unrestricted : scope, item: item,
            role: surroundings.role, at: surroundings.now)
    }

    private func check(_ step: VerificationStep, _ body: () throws(Denial) -> Void) throws(Denial) {
        if !skipping.contains(step) { try body() }
    }

    private func decode() throws(Denial) -> COSESign1 {
        let limit = skipping.contains(.decoding) ? Int.max : Limits.token
        guard item.token.count <= limit else {
            throw Denial(.decoding, .trust, "token-too-large", "the token is larger than \(Limits.token) bytes")
        }
        do { return try COSESign1(item.token, limit: limit) } catch {
            throw Denial(.decoding, .trust, "token-malformed", "the token is not a signed message in the strict encoding")
        }
    }

    private func checkType(_ message: COSESign1) throws(Denial) {
        guard (try? COSESign1(item.token, type: Label.tokenType, limit: Int.max)) != nil, message.keyID != nil else {
            throw Denial(.type, .trust, "token-type", "the signed message is not a consent token of this version")
        }
    }

    private func decodeClaims(_ message: COSESign1) throws(Denial) -> ConsentClaims {
        guard let claims = ConsentClaims(encoded: message.payload, ignoringOthers: skipping.contains(.claims)) else {
            throw Denial(
                .claims, .trust, "token-claims", "the token's claims are not exactly those of this version",
                hint: "the wallet may be newer than this node: banyan version")
        }
        return claims
    }

    private func openEnrolment(_ claims: ConsentClaims) throws(Denial) -> EnrolmentEntry {
        guard !surroundings.enrolmentPayloads.isEmpty else {
            throw Denial(
                .enrolment, .notFound, "enrolment-not-replicated", "the patient's enrolment at the origin is not in this replica",
                hint: "let the node catch up with the origin's log: banyan status")
        }
        for payload in surroundings.enrolmentPayloads {
            if let entry = item.entryKey.open(payload, in: claims.origin) { return entry }
        }
        throw Denial(
            .enrolment, .trust, "enrolment-unreadable", "the patient's enrolment at the origin does not open with the bundle's key")
    }

    private func checkIssuer(_ message: COSESign1, _ enrolment: EnrolmentEntry) throws(Denial) {
        guard let issuer = ConsentToken.issuer(message), issuer.isSound else {
            throw Denial(.enrolment, .trust, "issuer-unsound", "the token's key is not a sound Ed25519 key")
        }
        guard issuer == enrolment.publicKey, item.link.map({ $0.commitment == enrolment.linkCommitment }) ?? true else {
            throw Denial(.enrolment, .trust, "issuer-mismatch", "the token's key is not the one that the origin enrolled")
        }
    }

    private func checkSignature(_ message: COSESign1) throws(Denial) {
        guard let issuer = ConsentToken.issuer(message), message.isSigned(by: issuer) else {
            throw Denial(.signature, .trust, "bad-signature", "the token's signature does not verify")
        }
    }

    private func checkParties(_ claims: ConsentClaims) throws(Denial) {
        let (audience, origin) =
            switch surroundings.role {
            case .reader: (surroundings.me, claims.origin)
            case .origin(let asker): (asker, surroundings.me)
            }
        guard claims.audience == audience else {
            throw Denial(.parties, "wrong-audience", "the token was given to another facility: \(claims.audience)")
        }
        guard claims.origin == origin else {
            throw Denial(.parties, "wrong-origin", "the token is about another facility's records: \(claims.origin)")
        }
        guard surroundings.otherPartyIsActive else {
            throw Denial(
                .parties, "facility-not-active", "the other facility is not accepted here, or is suspended", hint: "banyan peer list")
        }
    }

    private func checkKeyList(_ claims: ConsentClaims) throws(Denial) {
        guard item.keyList.digest == claims.keyListDigest else {
            throw Denial(.keyList, .trust, "key-list-hash", "the bundle's keys are not the ones that the token names")
        }
        guard item.keyList.isCanonicalCover(of: claims.scope) else {
            throw Denial(.keyList, .trust, "key-list-cover", "the bundle's keys are not those of exactly the token's sections and months")
        }
    }
}

extension Verification {
    private func checkTimes(_ claims: ConsentClaims) throws(Denial) {
        let now = surroundings.now
        guard !surroundings.clockIsWrong else {
            throw Denial(
                .times, "clock-wrong", "nothing is opened while this node's clock is known to be wrong",
                hint: "set the clock, then: banyan status")
        }
        guard claims.issued <= claims.notBefore, claims.notBefore < claims.expires,
            claims.expires.seconds - claims.issued.seconds <= Limits.tokenLife
        else { throw Denial(.times, "token-lifetime", "the token's times contradict each other, or it lives longer than a year") }
        guard claims.notBefore <= now.adding(Limits.clockSkew) else {
            throw Denial(.times, "not-yet-valid", "the consent begins at \(claims.notBefore.iso8601)")
        }
        guard now < claims.expires else {
            throw Denial(.times, "expired", "the consent ended at \(claims.expires.iso8601)", hint: "ask the patient for a new one")
        }
        guard now < claims.eraseBy else {
            throw Denial(
                .times, "erase-due", "what was granted was to be erased by \(claims.eraseBy.iso8601)",
                hint: "ask the patient for a new one")
        }
    }

    private func checkRevocation(_ claims: ConsentClaims) throws(Denial) {
        let revoked = surroundings.revocations.contains {
            Revocation.isValid($0.payload, in: $0.log, hash: claims.revocationHash)
        }
        if revoked { throw Denial(.revocation, "revoked", "the patient revoked this consent", hint: "ask the patient for a new one") }
        guard !surroundings.lacksRevocation else {
            throw Denial(
                .revocation, "revocation-not-replicated",
                "a revocation of this consent may lie in a log of which this replica lacks the entry",
                hint: "ask the patient for a new consent; banyan log verify ID shows which log lacks payloads")
        }
    }

    /// A card that the origin gave out and keeps signs for a week at most, and never in favour of its custodian.
    private func checkCustody(_ claims: ConsentClaims, _ enrolment: EnrolmentEntry) throws(Denial) {
        guard enrolment.custody == .facilityCard else { return }
        guard claims.expires.seconds - claims.issued.seconds <= Limits.custodialTokenLife else {
            throw Denial(.custody, "custody-lifetime", "a token made by a card that a facility keeps lives seven days at most")
        }
        guard claims.audience != claims.origin else {
            throw Denial(
                .custody, "custody-audience", "a token made by a card that a facility keeps may not name that facility as audience")
        }
    }

    private func checkPurpose(_ claims: ConsentClaims) throws(Denial) {
        guard claims.purpose != .emergencyTreatment, surroundings.requestedPurpose != .emergencyTreatment else {
            throw Denial(.purpose, "emergency-purpose", "emergency access is declared, it is not granted by a token")
        }
        guard claims.purpose == surroundings.requestedPurpose else {
            throw Denial(
                .purpose, "wrong-purpose",
                "the consent is for \(claims.purpose.rawValue), and \(surroundings.requestedPurpose.rawValue) was asked for",
                hint: "--purpose \(claims.purpose.rawValue), if that is what the data are asked for")
        }
    }
}

/// The sections that may be opened: asked for, granted, and released by the origin.
struct ScopeDecision {
    let sections: [Section]
    let withheldByPolicy: [Section]
    let notGranted: [Section]
    private let granted: [Section]

    init(claims: ConsentClaims, policy: [Section], requested: [Section]?) {
        let wanted = Section.allCases.filter { requested?.contains($0) ?? true }
        let covered = wanted.filter { claims.sections.contains($0) }
        self.init(
            sections: covered.filter { policy.contains($0) }, withheldByPolicy: covered.filter { !policy.contains($0) },
            notGranted: wanted.filter { !claims.sections.contains($0) }, granted: claims.sections)
    }

    private init(sections: [Section], withheldByPolicy: [Section], notGranted: [Section], granted: [Section]) {
        self.sections = sections
        self.withheldByPolicy = withheldByPolicy
        self.notGranted = notGranted
        self.granted = granted
    }

    /// What would open if nothing were asked for and no policy held anything back.
    var unrestricted: ScopeDecision { ScopeDecision(sections: granted, withheldByPolicy: [], notGranted: [], granted: granted) }

    func check() throws(Denial) {
        guard sections.isEmpty else { return }
        guard withheldByPolicy.isEmpty else {
            throw Denial(
                .scope, "not-published", "the origin does not release any of these sections",
                hint: "ask that facility itself, or read without --sections")
        }
        throw Denial(
            .scope, "not-granted", "the consent covers none of these sections", hint: "ask the patient for a consent that names them")
    }
}
