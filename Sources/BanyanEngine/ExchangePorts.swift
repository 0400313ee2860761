public import BanyanCore
public import BanyanCrypto
public import BanyanGossip
public import BanyanLedger

/// What the exchange of logs needs to know of its node.
public struct ExchangeConfiguration: Sendable {
    /// The own log in its present incarnation.
    public let log: LogID
    /// Protocol versions that this node speaks, ascending.
    public let versions: [UInt64]
    public let wants: WantSet
    public let timing: GossipTiming
    /// Logs whose owners were found to have signed two histories.
    public let quarantined: [LogID]
    /// Of some of them the proof for others, encoded.
    public let proofs: [LogID: [UInt8]]
    /// What this node cosigns its peers' logs with, the own log key; `nil`: it is no witness.
    public let witness: SigningKey?
    /// The own card: a proof about the own log needs its certificates.
    public let card: FacilityCard?

    public init(
        log: LogID, versions: [UInt64] = [1], wants: WantSet = WantSet(), timing: GossipTiming = GossipTiming(), quarantined: [LogID] = [],
        proofs: [LogID: [UInt8]] = [:], witness: SigningKey? = nil, card: FacilityCard? = nil
    ) {
        self.log = log
        self.versions = versions
        self.wants = wants
        self.timing = timing
        self.quarantined = quarantined
        self.proofs = proofs
        self.witness = witness
        self.card = card
    }
}

/// What the exchange tells the rest of the node, in order.
public enum ExchangeEvent: Sendable {
    /// Something came from the peer: for `PeerRecord.lastHeard`. At most every half minute.
    case heard(FacilityID, at: Timestamp)
    /// The node holds all that the peer shows: for `PeerRecord.lastSynced`. At most every minute.
    case synced(FacilityID, at: Timestamp)
    /// Verified entries of a log were stored, up to this size; what lies under looked-up tags may have changed.
    case advanced(LogID, size: UInt64)
    /// The log's owner signed two histories; it is not pulled any further. To be kept, shown, and passed at the next start. Told again
    /// where the proof that convinces others comes later.
    case quarantined(LogID, Misbehaviour, MisbehaviourProof?)
}

/// An accepted facility with its card.
public struct AcceptedPeer: Sendable {
    public let record: PeerRecord
    public let card: FacilityCard

    public init(record: PeerRecord, card: FacilityCard) {
        self.record = record
        self.card = card
    }
}

/// A failure of the exchange that a command asked for.
public struct ExchangeFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}
