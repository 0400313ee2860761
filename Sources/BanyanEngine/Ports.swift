public import BanyanConsent
public import BanyanCore
public import BanyanCrypto
public import BanyanLedger

/// What a sealed record is about. The raw value is stored: never renumber.
public enum RecordKind: Int, Sendable, CaseIterable {
    /// A local patient: key, identity, demographics.
    case patient = 1
    /// The imported resources of one patient.
    case clinical = 2
    /// An enrolment of a local patient: link secret and number.
    case enrolment = 3
    /// The state of one stream: next number and digest of the last snapshot.
    case stream = 4
    /// A consent that was presented here, with its keys.
    case consent = 5
    /// The next receipt number under one receipt key.
    case receiptCounter = 6
    /// Blind index: folded full name and birth year to patients.
    case name = 8
    /// One secret or setting of the node itself.
    case node = 9
    /// A revocation that this node accepted, for its daily quota.
    case revocation = 10
    /// Blind index: record number to patients.
    case number = 11
    /// A patient whose changes wait to be published, and until when.
    case waiting = 12
    /// A stream whose snapshot is larger than may be published.
    case oversized = 13
    /// An encounter that an insurance file told of: whose it is, and the date of the file.
    case encounter = 14
    /// A parcel that arrived and that its flow has not taken yet.
    case arrivedParcel = 15
    /// What became of a parcel that was sent.
    case sentParcel = 16
    /// A referral, sent or received.
    case referral = 17
    /// A prescription that this facility wrote: whose it is.
    case prescription = 18
    /// A prescription that was dispensed here, with its dispensing key.
    case dispensing = 19
    /// What the register has yet to keep.
    case unkept = 20
}

/// Where a sealed record lies: its kind, and a keyed hash of what it is about.
public struct RecordKey: Hashable, Sendable {
    public let kind: RecordKind
    public let key: Digest
    public init(_ kind: RecordKind, _ key: Digest) {
        self.kind = kind
        self.key = key
    }
}

/// One sealed record; `group` (a keyed hash too) gathers the records of one patient.
public struct SealedRecord: Sendable, Hashable {
    public let key: RecordKey
    public let group: Digest?
    public let value: Sealed
    public init(key: RecordKey, group: Digest?, value: Sealed) {
        self.key = key
        self.group = group
        self.value = value
    }
}

public enum RecordChange: Sendable {
    case put(SealedRecord)
    case remove(RecordKey)
}

/// An entry that a tag led to.
public struct FoundEntry: Sendable, Hashable {
    public let tag: Tag
    public let position: EntryPosition
    /// `nil`: this replica does not carry the payload, or it was erased.
    public let payload: [UInt8]?
    public init(tag: Tag, position: EntryPosition, payload: [UInt8]?) {
        self.tag = tag
        self.position = position
        self.payload = payload
    }
}

/// What the admin decided about a facility (protocol section 4). Removed stays removed, whatever gossip says.
public enum PeerState: String, Sendable, CaseIterable {
    case active, suspended, removed
}

/// An accepted facility.
public struct PeerRecord: Sendable, Hashable {
    public let id: FacilityID
    /// The card as text, as it was accepted.
    public var card: String
    public var state: PeerState
    /// Whether this node dials it; accepting and connecting are two things.
    public var connects: Bool
    public var addedAt: Timestamp
    /// When anything was last heard from it over an own connection.
    public var lastHeard: Timestamp?
    /// When this node last held everything that the peer's frontier showed.
    public var lastSynced: Timestamp?

    public init(
        id: FacilityID, card: String, state: PeerState, connects: Bool, addedAt: Timestamp, lastHeard: Timestamp? = nil,
        lastSynced: Timestamp? = nil
    ) {
        self.id = id
        self.card = card
        self.state = state
        self.connects = connects
        self.addedAt = addedAt
        self.lastHeard = lastHeard
        self.lastSynced = lastSynced
    }
}

/// What the disk says.
public struct StoreStatistics: Sendable {
    public let databaseBytes: UInt64
    public let freeDiskBytes: UInt64
    public let schemaVersion: Int
    public init(databaseBytes: UInt64, freeDiskBytes: UInt64, schemaVersion: Int) {
        self.databaseBytes = databaseBytes
        self.freeDiskBytes = freeDiskBytes
        self.schemaVersion = schemaVersion
    }
}

/// The node's storage: replicated logs, sealed records, accepted facilities. Every call that writes is durable when it
/// returns (SQLite `synchronous=FULL`) and all or nothing.
public protocol NodeStore: ParcelStore {
    // Logs
    func logStates() async throws -> [LogState]
    /// `LogState.empty` for a log that is not held.
    func logState(_ log: LogID) async throws -> LogState
    /// When the newest checkpoint of each log was stored.
    func logTimes() async throws -> [LogID: Timestamp]
    /// Stores a batch that `verify` returned, with its new state and this node's cosignature of that, if it gives one. Refuses a batch that
    /// doesn't start where the log ends, and a cosignature of anything else than what the log then is.
    func store(_ batch: VerifiedBatch, cosignature: Cosignature?, at now: Timestamp) async throws
    /// Keeps a cosignature of a log that is held, where it is newer than the one kept of that witness. Refuses one that contradicts what was
    /// cosigned before, or speaks of more than is held.
    func record(_ cosignature: Cosignature) async throws
    /// The newest cosignature of each log by each witness, in the order of the logs, then of the witnesses.
    func cosignatures() async throws -> [Cosignature]
    /// Appends own entries and applies the record changes in the same transaction.
    func append(_ entries: [Entry], to log: LogID, changes: [RecordChange], at now: Timestamp) async throws -> DurableAppend
    /// Appends one receipt; what it returns is the licence to open what the receipt names.
    func append(receipt: Entry, digest: Digest, to log: LogID, changes: [RecordChange], at now: Timestamp) async throws -> (
        DurableAppend, DurableReceipt
    )
    /// Records an own checkpoint, signed after the append that it covers was durable.
    func record(_ checkpoint: SignedCheckpoint, at now: Timestamp) async throws
    /// Consecutive entries from an index, at most `count` of them and about `maxBytes` of payload (at least one if there is one).
    func entries(in log: LogID, from index: UInt64, count: Int, maxBytes: Int) async throws -> [Entry]
    /// All entries under the tags, in log order; `facility` restricts to the logs (all incarnations) of one facility.
    func find(_ tags: [Tag], in facility: FacilityID?) async throws -> [FoundEntry]
    func consistencyProof(in log: LogID, from: UInt64, to: UInt64) async throws -> [Digest]
    func inclusionProof(in log: LogID, index: UInt64, size: UInt64) async throws -> [Digest]
    /// Recomputes the tree from the stored headers and re-hashes every payload held; the root that results.
    func recomputedRoot(of log: LogID, progress: @Sendable (UInt64) -> Void) async throws -> (
        tree: CompactTree, damaged: [UInt64], missing: UInt64
    )

    // Sealed records
    func record(_ key: RecordKey) async throws -> SealedRecord?
    func records(_ kind: RecordKind, group: Digest) async throws -> [SealedRecord]
    /// At most `limit` records of a kind, ordered by key, from the first whose key is greater than `key`: all of a kind in pages.
    func records(_ kind: RecordKind, after key: Digest?, limit: Int) async throws -> [SealedRecord]
    func recordCount(_ kind: RecordKind) async throws -> Int
    func apply(_ changes: [RecordChange]) async throws

    // Facilities
    func peers() async throws -> [PeerRecord]
    func save(_ peer: PeerRecord) async throws

    func statistics() async throws -> StoreStatistics
}

extension NodeStore {
    /// Stores a batch that this node does not cosign.
    public func store(_ batch: VerifiedBatch, at now: Timestamp) async throws { try await store(batch, cosignature: nil, at: now) }
}

/// The wall clock.
public protocol WallClock: Sendable {
    func now() -> Timestamp
}

/// Seconds between two points, unaffected by changes of the wall clock.
public protocol Stopwatch: Sendable {
    /// Milliseconds since an arbitrary start.
    func milliseconds() -> Int64
    /// Returns when so many milliseconds have passed. - Throws: `CancellationError`, at once, when the task is cancelled.
    func sleep(milliseconds: Int64) async throws
}

/// Where the node's keys, nonces and jitter come from: the system's random source, or the seed of a simulation.
public protocol RandomSource: Sendable {
    /// A generator for one act.
    func generator() -> any RandomNumberGenerator & Sendable
}

/// The system's random source, through libsodium.
public struct SystemRandom: RandomSource {
    public init() {}
    public func generator() -> any RandomNumberGenerator & Sendable { SodiumRandom() }
}

/// One authenticated connection to a peer, as the transport gives it to the exchange.
public protocol PeerLink: AnyObject, Sendable {
    var peer: FacilityID { get }
    /// Sends one message; returns when the transport took it under back-pressure. Throws when the connection is gone.
    func send(_ message: [UInt8]) async throws
    func close()
}

/// Opens connections.
public protocol Dialer: Sendable {
    /// Connects to the facility of this card, checks its pinned key and the allow-list, and returns the link and its
    /// incoming messages; the sequence ends when the connection does.
    func dial(_ card: FacilityCard) async throws -> (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>)
}
