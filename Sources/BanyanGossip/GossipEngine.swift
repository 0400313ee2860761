public import BanyanCore
internal import BanyanLedger

/// The exchange of logs between facilities as a value (protocol section 8): events in, directives out.
///
/// After a mutual hello each side knows what the other holds (`Frontier`), asks for the suffixes of wanted logs that it lacks, and tells
/// what it gets. There are no clocks, sockets, disks or keys in here: time and randomness are arguments, and batches are handed out to be
/// verified and stored, one at a time for each log. The same events with the same random numbers give the same directives.
///
/// What bounds it: one unanswered request for each log, `Limits.requestsPerConnection` for each connection, `Limits.batchesInFlight` over
/// all; what a peer may ask for, say and repeat likewise. At most one frontier message, acknowledgement and answer to a ping for each
/// connection waits for the socket: newer ones take their place. A batch that is refused closes the connection and the peer is not pulled
/// from for a while.
public struct GossipEngine: Sendable {
    /// The node's own facility.
    public let own: FacilityID
    public let versions: [UInt64]
    public internal(set) var wants: WantSet
    let timing: GossipTiming
    let epoch: UInt64

    var peers: [FacilityID: Peer] = [:]
    /// The peers that this node dials, in order.
    var dialled: [FacilityID] = []
    var connections: [ConnectionID: Connection] = [:]
    /// The keys of `connections`, in order.
    var connectionOrder: [ConnectionID] = []
    var logs: [LogID: LogProgress] = [:]
    /// The newest incarnation held, of each facility.
    var newestHeld: [FacilityID: UInt32] = [:]
    /// What this node shows and serves.
    var frontier = Frontier()

    /// Of each facility whose entries came, how many more may, and those of which none may for the moment.
    var quotas: [FacilityID: DailyQuota] = [:]
    var slowed: Set<FacilityID> = []
    /// Logs of which some connected peer may hold more.
    var lagging = Rotation<LogID>()
    /// Logs of which more is announced and a push expected, and until when, in the order of that.
    var expecting = Expectations()
    /// Logs with batches in flight.
    var busy: Set<LogID> = []
    var forgetsAt: Int64 = .min
    /// Since when no connection is ready.
    var aloneSince: Int64?
    var storageFailures = 0
    var storagePausedUntil: Int64 = .min

    /// Connections with requests that wait their turn, and those whose turn it is.
    var serveQueue = Rotation<ConnectionID>()
    var served: Set<ConnectionID> = []

    /// The newest cosignature that this node gave each log.
    var cosignatures: [LogID: Cosignature] = [:]
    /// Proofs of misbehaviour that peers may have, and logs of which one is being verified.
    var proofs: [LogID: [UInt8]] = [:]
    var checking: Set<LogID> = []

    var parcels = ParcelBook()

    public internal(set) var counters = GossipCounters()

    /// - Parameters:
    ///   - own: the node's own facility; its logs are always wanted.
    ///   - versions: protocol versions that this node speaks, ascending.
    ///   - random: names this run; the peers remember the frontier of a run by that name.
    public init(
        own: FacilityID, versions: [UInt64] = [1], wants: WantSet = WantSet(), timing: GossipTiming = GossipTiming(),
        random: inout some RandomNumberGenerator
    ) {
        self.own = own
        self.versions = versions
        self.wants = wants
        self.timing = timing
        epoch = random.next()
    }

    /// Takes one event.
    /// - Parameters:
    ///   - now: the wall clock, told to peers and compared with theirs.
    ///   - ticks: milliseconds on a clock that never goes back.
    ///   - random: one word is taken from it.
    /// - Returns: what the shell is to do, in order.
    public mutating func handle(
        _ event: GossipEvent, now: Timestamp, ticks: Int64, random: inout some RandomNumberGenerator
    ) -> [GossipDirective] {
        var turn = Turn(now: now, ticks: ticks, seed: random.next())
        take(event, &turn)
        return turn.directives
    }

    private mutating func take(_ event: GossipEvent, _ turn: inout Turn) {
        switch event {
        case .peer(let id, let standing, let isDialable, let isReserve):
            changePeer(id, standing, isDialable, isReserve: isReserve, &turn)
        case .retry(let id): retry(id, &turn)
        case .connected(let id, let peer, let isInbound): connected(id, peer, isInbound, &turn)
        case .dialFailed(let id): dialFailed(id, &turn)
        case .disconnected(let id): drop(id, &turn)
        case .message(let id, let message): receive(message, on: id, &turn)
        case .malformed(let id, let code): violation(id, code, &turn)
        case .drained(let id): drained(id, &turn)
        case .held(let holding):
            advance(holding, nil, &turn)
            pull(&turn)
        case .appended(let holding, let batch):
            advance(holding, batch, &turn)
            pull(&turn)
        case .wants(let wants): want(wants, &turn)
        case .batchRead(let id, let request, let batch): answer(id, request, with: batch, &turn)
        case .batchStored(let holding): stored(holding, &turn)
        case .batchRefused(let log, let refusal): refused(log, refusal, &turn)
        case .ping(let id, let token):
            if connections[id] != nil { send(id, .ping(clock: turn.now, token: token), &turn) }
        case .quarantined(let log): quarantine(log)
        case .cosigned(let cosignature): cosigned(cosignature, &turn)
        case .accused(let peer, let code): accuse(peer, code, &turn)
        case .reply(let id, let message): reply(message, id, &turn)
        case .pathRead(let id, let request, let path): answer(id, request, with: path, &turn)
        case .proved(let log, let proof): proved(log, proof, &turn)
        case .proofRefused(let peer, let log, let code): proofRefused(peer, log, code, &turn)
        case .parcel(let event): take(event, &turn)
        case .stopping: stop(&turn)
        case .tick: tick(&turn)
        }
    }
}

/// Sums since the start of this run.
public struct GossipCounters: Hashable, Sendable {
    public var connections = 0
    public var failedDials = 0
    public var batchesStored = 0
    public var entriesStored: UInt64 = 0
    public var batchesRefused = 0
    /// Batches that came too late or for nothing.
    public var batchesDropped = 0
    public var batchesServed = 0
    /// Requests that could not be served.
    public var requestsRefused = 0
    /// Requests that moved to another peer.
    public var stalls = 0
    /// Connections closed because the peer broke the protocol or its bounds.
    public var violations = 0
    public var announcements = 0
    /// Batches sent with their announcement, and such that came and were held already.
    public var pushes = 0
    public var pushesRepeated = 0
    /// Pushes that the peer did not want any more.
    public var prunes = 0
    /// How often a facility's quota was found used up.
    public var slowed = 0

    public init() {}
}
