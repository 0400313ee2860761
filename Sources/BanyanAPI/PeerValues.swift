public import BanyanCore

public struct AddPeerRequest: Codable, Sendable {
    /// The card file's text.
    public var card: String
    /// What the admin typed or passed, having had it by another channel.
    public var typedID: String
    /// `false`: accept its log and its patients' consents, without connecting to it.
    public var connect: Bool
    public init(card: String, typedID: String, connect: Bool) {
        self.card = card
        self.typedID = typedID
        self.connect = connect
    }
}

public enum PeerAction: String, Codable, Sendable, CaseIterable {
    case suspend, resume, remove, retry
}

public struct PeerView: Contract {
    public static let schema = "banyan.peer/1"
    public var facility: FacilityID
    public var name: String
    public var kind: FacilityKind
    public var code: String
    public var province: String
    public var endpoints: [String]
    public var cardNumber: UInt64
    public var cardValidUntil: Timestamp
    /// `active`, `suspended` or `removed`.
    public var state: String
    public var connects: Bool
    public var connected: Bool
    /// Entries that this node lacks of what the peer holds.
    public var behind: UInt64
    public var addedAt: Timestamp
    public var lastHeard: Timestamp?
    public var lastSynced: Timestamp?
    /// Seconds by which the peer's clock is ahead.
    public var clockOffset: Int64?
    /// Why the last attempt to connect failed, and when the next one starts.
    public var lastError: String?
    public var nextAttempt: Timestamp?

    public init(
        facility: FacilityID, name: String, kind: FacilityKind, code: String, province: String, endpoints: [String], cardNumber: UInt64,
        cardValidUntil: Timestamp, state: String, connects: Bool, connected: Bool, behind: UInt64, addedAt: Timestamp,
        lastHeard: Timestamp?,
        lastSynced: Timestamp?, clockOffset: Int64?, lastError: String?, nextAttempt: Timestamp?
    ) {
        self.facility = facility
        self.name = name
        self.kind = kind
        self.code = code
        self.province = province
        self.endpoints = endpoints
        self.cardNumber = cardNumber
        self.cardValidUntil = cardValidUntil
        self.state = state
        self.connects = connects
        self.connected = connected
        self.behind = behind
        self.addedAt = addedAt
        self.lastHeard = lastHeard
        self.lastSynced = lastSynced
        self.clockOffset = clockOffset
        self.lastError = lastError
        self.nextAttempt = nextAttempt
    }
}

public struct PeerList: Contract {
    public static let schema = "banyan.peers/1"
    public var peers: [PeerView]
    public init(peers: [PeerView]) { self.peers = peers }
}

public struct PingResult: Contract {
    public static let schema = "banyan.ping/1"
    public var facility: FacilityID
    public var milliseconds: Double
    public init(facility: FacilityID, milliseconds: Double) {
        self.facility = facility
        self.milliseconds = milliseconds
    }
}
