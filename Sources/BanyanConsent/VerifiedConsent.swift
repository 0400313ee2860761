public import BanyanCore
internal import BanyanCrypto

/// A consent that passed every step of `verify`, for one read: it can't be copied, and opening consumes it.
public struct VerifiedConsent: ~Copyable, Sendable {
    public let tokenID: TokenID
    public let origin: FacilityID
    public let audience: FacilityID
    public let role: ConsentRole
    /// What may be opened now, ascending.
    public let sections: [Section]
    /// Granted and asked for, but held back by the origin's release policy.
    public let withheldByPolicy: [Section]
    /// Asked for (or all there are, if nothing was asked for by name), but not in the token.
    public let notGranted: [Section]
    public let months: ClosedRange<CivilMonth>
    public let purpose: Purpose
    public let capacity: GranterCapacity
    public let method: ConsentMethod
    public let generation: UInt32
    public let expires: Timestamp
    public let eraseBy: Timestamp
    /// What the origin says about the enrolment; its identity is to be compared with the local patient before anything is shown.
    public let enrolment: EnrolmentEntry
    /// An entry of the origin under this tag: newer data exist, for which these keys do not serve.
    public let nextMarker: Tag
    /// For `ReceiptKey.tag`, to find the next free counter in the own log.
    public let receiptKey: ReceiptKey
    let keyList: KeyList
    private let verifiedAt: Timestamp

    init(
        claims: ConsentClaims, enrolment: EnrolmentEntry, scope: ScopeDecision, item: ConsentItem, role: ConsentRole, at now: Timestamp
    ) {
        tokenID = claims.tokenID
        origin = claims.origin
        audience = claims.audience
        self.role = role
        sections = scope.sections
        withheldByPolicy = scope.withheldByPolicy
        notGranted = scope.notGranted
        months = claims.months
        purpose = claims.purpose
        capacity = claims.capacity
        method = claims.method
        generation = claims.generation
        expires = claims.expires
        eraseBy = claims.eraseBy
        self.enrolment = enrolment
        nextMarker = item.nextMarker
        receiptKey = item.receiptKey(reader: claims.audience)
        keyList = item.keyList
        verifiedAt = now
    }

    /// Every stream that may exist: of a state section the publication months from the enrolment to now or the expiry, newest
    /// first; of an event section the granted months, oldest first. Computed anew each time (tens of milliseconds for a century).
    public var streams: [GrantedStream] { sections.flatMap { $0.kind == .state ? states($0) : events($0) } }

    private func states(_ section: Section) -> [GrantedStream] {
        let last = min(verifiedAt.month, keyList.scope.expiry)
        let first = min(enrolment.enrolledAt.month, last)
        return (first.index...last.index).reversed().map {
            GrantedStream(section: section, month: CivilMonth(clamping: $0), keyList: keyList, firstTag: nil)
        }
    }

    private func events(_ section: Section) -> [GrantedStream] {
        keyList.firstTags(ofEvents: section).map {
            GrantedStream(section: section, month: $0.month, keyList: keyList, firstTag: $0.tag)
        }
    }
}

/// A stream that a verified consent covers. It gives tags; what lies under them only `VerifiedConsent.open` opens.
public struct GrantedStream: Sendable {
    public let section: Section
    /// Publication month of a state section, clinical month of an event section.
    public let month: CivilMonth
    private let keyList: KeyList
    private let firstTag: Tag?

    init(section: Section, month: CivilMonth, keyList: KeyList, firstTag: Tag?) {
        self.section = section
        self.month = month
        self.keyList = keyList
        self.firstTag = firstTag
    }

    /// The stream's key, for many tags in a row; derived at each use. `nil` never for a stream that `streams` gave.
    public var key: StreamKey? { keyList.streamKey(section, month: month) }

    /// The tag of part `part` of snapshot `n`; that of (0, 0) costs nothing for an event section.
    public func tag(n: UInt64, part: Int = 0) -> Tag {
        if n == 0, part == 0, let firstTag { return firstTag }
        // Outside its scope a key list has no tag; no entry of a patient lies under the open one.
        return key?.tag(n: n, part: part) ?? .open
    }
}
