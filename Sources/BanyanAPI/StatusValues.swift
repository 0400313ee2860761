public import BanyanCore

/// `banyan status`.
public struct NodeStatus: Contract {
    public static let schema = "banyan.status/1"

    public struct Log: Codable, Sendable {
        public var facility: FacilityID
        public var name: String
        public var incarnation: UInt32
        /// Entries held and verified.
        public var size: UInt64
        /// Entries that a peer says exist and this node lacks.
        public var behind: UInt64
        public var checkpointAt: Timestamp?
        public init(facility: FacilityID, name: String, incarnation: UInt32, size: UInt64, behind: UInt64, checkpointAt: Timestamp?) {
            self.facility = facility
            self.name = name
            self.incarnation = incarnation
            self.size = size
            self.behind = behind
            self.checkpointAt = checkpointAt
        }
    }

    /// A peer that cosigned this node's log: the newest cosignature of each incarnation that it brought.
    public struct Witness: Codable, Sendable {
        public var facility: FacilityID
        public var name: String
        public var incarnation: UInt32
        /// It held this many entries of this node's log, and they were these.
        public var size: UInt64
        /// By its clock.
        public var at: Timestamp
        public init(facility: FacilityID, name: String, incarnation: UInt32, size: UInt64, at: Timestamp) {
            self.facility = facility
            self.name = name
            self.incarnation = incarnation
            self.size = size
            self.at = at
        }
    }

    /// Parcels (protocol section 8) on this node's disk, and what became of them since it started.
    public struct Parcels: Codable, Sendable {
        /// Own ones that are not acknowledged.
        public var waiting: Int
        /// Kept for other facilities, and their bytes.
        public var kept: Int
        public var keptBytes: Int
        /// In the inbox, not yet taken by their flow.
        public var inbox: Int
        /// Acknowledged, turned away, and expired here since the node started.
        public var acknowledged: Int
        public var turnedAway: Int
        public var expired: Int
        public init(waiting: Int, kept: Int, keptBytes: Int, inbox: Int, acknowledged: Int, turnedAway: Int, expired: Int) {
            self.waiting = waiting
            self.kept = kept
            self.keptBytes = keptBytes
            self.inbox = inbox
            self.acknowledged = acknowledged
            self.turnedAway = turnedAway
            self.expired = expired
        }
    }

    /// Something that an operator should know or do.
    public struct Problem: Codable, Sendable {
        public var code: String
        public var message: String
        public var hint: String?
        /// `true`: `status --check` fails.
        public var serious: Bool
        public init(code: String, message: String, hint: String?, serious: Bool) {
            self.code = code
            self.message = message
            self.hint = hint
            self.serious = serious
        }
    }

    public var version: String
    public var facility: FacilityID
    public var name: String
    public var kind: FacilityKind
    public var code: String
    public var listen: String
    public var startedAt: Timestamp
    public var now: Timestamp
    /// Seconds by which the second-highest peer clock is ahead of this one; `nil` without peers.
    public var clockOffset: Int64?
    public var ownLogChecked: Bool
    public var patients: Int
    public var enrolments: Int
    public var databaseBytes: UInt64
    public var freeDiskBytes: UInt64
    public var memoryBytes: UInt64
    public var peers: [PeerView]
    public var logs: [Log]
    public var problems: [Problem]
    /// Who cosigned the own log. Absent where nobody did.
    public var witnesses: [Witness]?
    /// Absent from a node of an earlier version.
    public var parcels: Parcels?

    public init(
        version: String, facility: FacilityID, name: String, kind: FacilityKind, code: String, listen: String, startedAt: Timestamp,
        now: Timestamp,
        clockOffset: Int64?, ownLogChecked: Bool, patients: Int, enrolments: Int, databaseBytes: UInt64, freeDiskBytes: UInt64,
        memoryBytes: UInt64,
        peers: [PeerView], logs: [Log], problems: [Problem], witnesses: [Witness] = [], parcels: Parcels? = nil
    ) {
        self.version = version
        self.facility = facility
        self.name = name
        self.kind = kind
        self.code = code
        self.listen = listen
        self.startedAt = startedAt
        self.now = now
        self.clockOffset = clockOffset
        self.ownLogChecked = ownLogChecked
        self.patients = patients
        self.enrolments = enrolments
        self.databaseBytes = databaseBytes
        self.freeDiskBytes = freeDiskBytes
        self.memoryBytes = memoryBytes
        self.peers = peers
        self.logs = logs
        self.problems = problems
        self.witnesses = witnesses.isEmpty ? nil : witnesses
        self.parcels = parcels
    }
}

/// `banyan peer card`, `banyan init`.
public struct CardView: Contract {
    public static let schema = "banyan.card/1"
    public var facility: FacilityID
    public var text: String
    public init(facility: FacilityID, text: String) {
        self.facility = facility
        self.text = text
    }
}
