public import BanyanCore

/// In which role a node verifies.
public enum ConsentRole: Sendable, Hashable {
    /// The audience is me.
    case reader
    /// The origin is me, and the audience is who asks.
    case origin(asker: FacilityID)
}

/// A payload found under a revocation tag, and whose log it lay in.
public struct FoundRevocation: Sendable, Hashable {
    public let log: FacilityID
    public let payload: [UInt8]
    public init(log: FacilityID, payload: [UInt8]) {
        self.log = log
        self.payload = payload
    }
}

/// Everything that verification takes into account besides the item: looked up before, so that the decision itself is pure.
public struct Surroundings: Sendable {
    public var me: FacilityID
    public var role: ConsentRole
    /// Whether the other party (the origin for a reader, the asker for the origin) is accepted and active here.
    public var otherPartyIsActive: Bool
    /// Payloads under `ConsentItem.enrolmentTag` in the origin's log, in its order.
    public var enrolmentPayloads: [[UInt8]]
    /// Payloads under `ConsentItem.revocationTag` in any log; every one is tried.
    public var revocations: [FoundRevocation]
    /// Whether an entry lies under `ConsentItem.revocationTag` of which this replica lacks the payload.
    public var lacksRevocation = false
    /// The later of the local clock and the second-highest time among peers.
    public var now: Timestamp
    public var clockIsWrong: Bool
    /// Sections asked for by name; `nil` for whatever the token grants.
    public var requestedSections: [Section]?
    public var requestedPurpose: Purpose

    public init(
        me: FacilityID, role: ConsentRole, otherPartyIsActive: Bool, enrolmentPayloads: [[UInt8]], revocations: [FoundRevocation],
        now: Timestamp, clockIsWrong: Bool, requestedSections: [Section]?, requestedPurpose: Purpose
    ) {
        self.me = me
        self.role = role
        self.otherPartyIsActive = otherPartyIsActive
        self.enrolmentPayloads = enrolmentPayloads
        self.revocations = revocations
        self.now = now
        self.clockIsWrong = clockIsWrong
        self.requestedSections = requestedSections
        self.requestedPurpose = requestedPurpose
    }
}
