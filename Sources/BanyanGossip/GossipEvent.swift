public import BanyanCore
public import BanyanLedger

/// A connection's name within one run of the node.
public struct ConnectionID: Hashable, Comparable, Sendable {
    public let number: UInt64
    public init(_ number: UInt64) { self.number = number }
    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// Where an accepted facility stands with this node.
public enum PeerStanding: Hashable, Sendable {
    /// Connected to, pulled, served.
    case active
    /// Not connected to, its logs not pulled from anybody; what is held of them is still served.
    case suspended
    /// Not connected to; its logs neither pulled nor served nor shown.
    case removed
}

/// How far the node's own disk holds a log.
public struct LogHolding: Hashable, Sendable {
    public let log: LogID
    /// Verified entries stored.
    public let held: UInt64
    /// Size of the newest checkpoint known, at least `held`; 0 without one.
    public let promised: UInt64
    /// Size of the newest checkpoint of which every entry is held: as far as this node can prove entries to others.
    public let provable: UInt64

    public init(log: LogID, held: UInt64, promised: UInt64, provable: UInt64) {
        self.log = log
        self.held = held
        self.promised = promised
        self.provable = provable
    }
}

/// Why a batch was not stored.
public enum BatchRefusal: Hashable, Sendable {
    /// The peer that sent it is at fault.
    case invalid(code: String)
    /// The owner signed the batch's checkpoint, which is newer than the one known, and what is held and the batch together do not lead to
    /// it: two histories, of which there is no proof yet, or entries altered by the peer. The checkpoint known is one that the owner signed.
    case differing(known: SignedCheckpoint?, claimed: SignedCheckpoint)
    /// The log's owner contradicted itself; whoever passed it on is not at fault.
    case fork(Misbehaviour)
    /// It does not fit what is known by now, through nobody's fault: another batch or an own append came first, or a newer checkpoint.
    case outdated
    /// The log's facility has no key here any more.
    case unknownKey
    /// The own disk failed: nobody is at fault, and nothing more is pulled for a while.
    case storage
}

/// What happened outside the engine.
public enum GossipEvent: Sendable {
    /// The admin accepted or changed a facility, or its card changed. Resets the back-off. A reserve is not dialled, unless the node is left
    /// alone.
    case peer(FacilityID, PeerStanding, dialable: Bool, reserve: Bool = false)
    /// The operator wants the peer dialled now.
    case retry(FacilityID)
    /// An authenticated connection stands.
    case connected(ConnectionID, FacilityID, inbound: Bool)
    case dialFailed(FacilityID)
    case disconnected(ConnectionID)
    case message(ConnectionID, GossipMessage)
    /// A peer sent something that is not a message.
    case malformed(ConnectionID, code: String)
    /// Everything that was given to the connection is on its way.
    case drained(ConnectionID)
    /// The store has this: at start, and after each own append.
    case held(LogHolding)
    /// The same after an own append, with the entries that it added where they are few.
    case appended(LogHolding, Batch?)
    /// The node carries other logs from now on. What it has of those it carries no more stays, and is served.
    case wants(WantSet)
    /// The answer to `readBatch`; `nil` when the store could not give it.
    case batchRead(ConnectionID, BatchRequest, Batch?)
    /// The answers to `verifyAndStore`.
    case batchStored(LogHolding)
    case batchRefused(LogID, BatchRefusal)
    /// The operator measures a round trip.
    case ping(ConnectionID, token: UInt64)
    /// A quarantine that the node remembers from before.
    case quarantined(LogID)
    /// This node cosigned a log, now or before: its owner may know.
    case cosigned(Cosignature)
    /// What a peer signed, or says that somebody signed, was verified and is false.
    case accused(FacilityID, code: String)
    /// An answer to `showCheckpoint` or `compare`: to be said on this connection.
    case reply(ConnectionID, GossipMessage)
    /// The answer to `readPath`; empty when the store could not give it.
    case pathRead(ConnectionID, PathRequest, [Digest])
    /// A proof that was made here, verified, or remembered from before: the log is quarantined, and the peers may know.
    case proved(LogID, proof: [UInt8])
    /// The other answer to `checkProof`.
    case proofRefused(FacilityID, LogID, code: String)
    case parcel(ParcelEvent)
    /// The node stops.
    case stopping
    /// Time passed; several times a second.
    case tick
}

/// What the shell is to do.
public enum GossipDirective: Sendable {
    case dial(FacilityID)
    case send(ConnectionID, GossipMessage)
    /// Read these entries with the newest provable checkpoint, and answer with `batchRead`.
    case readBatch(ConnectionID, BatchRequest)
    /// Verify against the stored state, store, and answer with `batchStored` or `batchRefused`. One at a time for each log.
    case verifyAndStore(FacilityID, Batch)
    case close(ConnectionID, CloseReason)
    /// Something came from the peer; not for every message.
    case peerHeard(FacilityID)
    /// The node holds everything that the peer's frontier showed; repeated while it stays so.
    case peerSynced(FacilityID)
    /// The peer's clock minus the own one, seconds.
    case clockReport(FacilityID, offset: Int64)
    case pong(ConnectionID, token: UInt64)
    /// The log is not pulled any further: its owner signed two histories. May come again with what makes it a proof for others.
    case quarantine(LogID, Misbehaviour)
    /// Verify a peer's cosignature of the own log against what is held, and keep it.
    case takeCosignature(Cosignature)
    /// Read the path between two sizes of a log, and answer with `pathRead`.
    case readPath(ConnectionID, PathRequest)
    /// Say what is provable of a log, by `reply` with `compare`.
    case showCheckpoint(ConnectionID, LogID)
    /// Where another root of this size is provable, say so, by `reply` with `checkpoint`.
    case compare(ConnectionID, Checkpoint)
    /// A checkpoint of another root than what is provable here, as a peer has it: if its owner signed it, it signed two histories.
    case judge(FacilityID, SignedCheckpoint)
    /// Verify a proof of misbehaviour that a peer sent, and answer with `proved` or `proofRefused`.
    case checkProof(FacilityID, LogID, [UInt8])
    case parcel(ParcelDirective)
}

/// Why the engine wants a connection closed.
public enum CloseReason: Hashable, Sendable {
    case notAccepted, suspended, removed
    case duplicate, stopping, noCommonVersion
    /// No hello in time, or silence.
    case timedOut
    /// The peer does not read.
    case slowReader
    /// More messages than anybody needs.
    case flooding
    /// The peer broke the protocol; the code says how.
    case violation(code: String)

    /// Stable, for logs and status.
    public var code: String {
        switch self {
        case .notAccepted: "not-accepted"
        case .suspended: "suspended"
        case .removed: "removed"
        case .duplicate: "duplicate"
        case .stopping: "stopping"
        case .noCommonVersion: "no-common-version"
        case .timedOut: "timed-out"
        case .slowReader: "slow-reader"
        case .flooding: "flooding"
        case .violation(let code): code
        }
    }

    /// Whether what was sent before may still leave.
    public var isOrderly: Bool { self == .duplicate || self == .stopping || self == .noCommonVersion }
}
