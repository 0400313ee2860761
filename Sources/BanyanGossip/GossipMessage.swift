public import BanyanCore
public import BanyanLedger

/// What two connected nodes say to each other; `docs/protocol.md` section 8 has the bytes.
public enum GossipMessage: Hashable, Sendable {
    /// The first message of each side, and only the first.
    case hello(Hello)
    /// More of the sender's frontier.
    case frontier(FrontierUpdate)
    /// The frontier message of this number arrived, with all before it; 0: the base of the hello is unknown here, send everything.
    case acknowledge(UInt64)
    case request(BatchRequest)
    /// The answer to a request.
    case batch(Batch)
    /// The other answer to a request: not here, or not now.
    case unavailable(LogID)
    case ping(clock: Timestamp, token: UInt64)
    case pong(clock: Timestamp, token: UInt64)
    /// The sender is about to close the connection.
    case goodbye(GoodbyeReason)
    /// The sender cosigned the receiver's own log.
    case cosignature(Cosignature)
    /// Asks what leads from one size of a log to a larger one.
    case trace(PathRequest)
    /// The answer: a `HistoryPath`; empty where the sender has none to give.
    case path(PathRequest, [Digest])
    /// A `MisbehaviourProof` of this log, encoded: a claim until it was verified.
    case misbehaviour(LogID, proof: [UInt8])
    /// What the sender holds of a log that both show in the same size: a claim, to be compared.
    case compare(Checkpoint)
    /// The answer where the receiver holds another root of that size: the checkpoint that the owner signed.
    case checkpoint(SignedCheckpoint)
    /// An announcement with its entries: the frontier message of this number, of one item, and the batch that leads to it.
    case push(number: UInt64, Batch)
    /// The facilities of whose logs the sender wants to be told, in order; `nil`: all.
    case wants([FacilityID]?)
    /// The sender has this log by another way: it is to be announced and not pushed.
    case prune(LogID)
    /// Hands a parcel over, of which so many nodes may keep a copy, the receiver included.
    case parcel(Parcel, copies: Int)
    /// The recipient has stored what the parcel brought.
    case parcelReceipt(ParcelReceipt)
    /// The answer to a parcel.
    case parcelVerdict(ParcelName, ParcelVerdict)
}

/// Two sizes of one log, 1 <= from < to.
public struct PathRequest: Hashable, Sendable {
    public let log: LogID
    public let from: UInt64
    public let to: UInt64

    public init(log: LogID, from: UInt64, to: UInt64) {
        self.log = log
        self.from = from
        self.to = to
    }
}

/// Who is there, what time it has, and what it holds: changes against a frontier that the receiver acknowledged, or everything.
public struct Hello: Hashable, Sendable {
    /// Protocol versions that the sender speaks, ascending.
    public let versions: [UInt64]
    public let facility: FacilityID
    public let clock: Timestamp
    /// Names the run of the sender within which its frontier messages to this peer are numbered.
    public let epoch: UInt64
    /// `number` of the update that this hello carries.
    public let update: FrontierUpdate

    public init(versions: [UInt64], facility: FacilityID, clock: Timestamp, epoch: UInt64, update: FrontierUpdate) {
        self.versions = versions
        self.facility = facility
        self.clock = clock
        self.epoch = epoch
        self.update = update
    }
}

/// A numbered piece of a frontier. Numbers count from 1 within an epoch, over all connections to one peer.
public struct FrontierUpdate: Hashable, Sendable {
    /// What the items are to be added to.
    public enum Base: Hashable, Sendable {
        /// Nothing: the items are the whole frontier.
        case nothing
        /// The frontier after the message of this number, which the receiver acknowledged, and its digest.
        case acknowledged(number: UInt64, digest: Digest)
        /// What was sent before on this connection.
        case previous
    }

    public let number: UInt64
    public let base: Base
    /// In the order of the logs.
    public let items: [FrontierItem]

    public init(number: UInt64, base: Base, items: [FrontierItem]) {
        self.number = number
        self.base = base
        self.items = items
    }
}

/// Asks for entries of one log, as many as the receiver likes to send at once.
public struct BatchRequest: Hashable, Sendable {
    public let log: LogID
    public let from: UInt64
    /// Index behind the last entry wanted; more than `from`.
    public let upTo: UInt64
    /// About how many bytes of entries are welcome at once.
    public let bytes: Int
    /// Whether payloads are wanted too.
    public let payloads: Bool

    public init(log: LogID, from: UInt64, upTo: UInt64, bytes: Int, payloads: Bool) {
        self.log = log
        self.from = from
        self.upTo = upTo
        self.bytes = bytes
        self.payloads = payloads
    }
}

/// Why a connection ends well. The raw value travels.
public enum GoodbyeReason: UInt64, Sendable, CaseIterable {
    /// The node stops.
    case stopping = 0
    /// Another connection between the two is kept.
    case duplicate = 1
    /// No protocol version in common.
    case version = 2
}
