public import BanyanCore
internal import BanyanGossip
internal import BanyanLedger
public import Logging

/// The shell around the gossip engine: sockets, disk and clocks on one side, the pure value on the other.
///
/// Every event goes through `handle`, which never suspends, so the engine sees them one after the other. What takes time (dialling,
/// reading, verifying, storing) runs beside the actor, bounded by the engine's own limits, and comes back as an event. Decoding and
/// encoding of messages happen in the connections' tasks.
public actor Exchange {
    typealias Job = @Sendable () async -> Void

    /// Kept by the exchange; the transport asks it.
    public nonisolated let allowList: AllowList

    let configuration: ExchangeConfiguration
    let store: any NodeStore
    let dialer: any Dialer
    let clock: any WallClock
    let stopwatch: any Stopwatch
    let logKey: @Sendable (FacilityID) async -> PublicKey?
    let logger: Logger
    /// Opens what comes sealed to this facility; `nil`: it takes no parcels, and keeps others'.
    let desk: ParcelDesk?

    var engine: GossipEngine
    var random: any RandomNumberGenerator & Sendable
    var states: [LogID: LogState] = [:]
    /// Of each log the newest checkpoint of which every entry is held: what is served is proved against it.
    var provable: [LogID: SignedCheckpoint] = [:]
    var cards: [FacilityID: FacilityCard] = [:]
    var accepted: [FacilityID: Acceptance] = [:]
    /// The active peers that this node dials or has ever heard: those that may hold its log.
    var contacts: Set<FacilityID> = []
    var lines: [ConnectionID: Line] = [:]
    var lastConnection: UInt64 = 0
    var pings: [UInt64: PendingPing] = [:]
    var lastPing: UInt64 = 0
    /// The newest cosignature that this node gave each log, and when it last looked for logs to cosign.
    var cosigned: [LogID: Cosignature] = [:]
    var lastWitnessing: Int64?
    /// Peers that cosigned another history of the own log than the one held.
    var strayWitnesses: Set<FacilityID> = []
    /// The last thing that went wrong with each peer.
    var problems: [FacilityID: String] = [:]
    /// When a peer's clock was last complained of, in milliseconds of the stopwatch.
    private var clockWarnings: [FacilityID: Int64] = [:]
    private(set) var isStopping = false

    private let observe: @Sendable (ExchangeEvent) async -> Void
    private let jobs: (stream: AsyncStream<Job>, continuation: AsyncStream<Job>.Continuation)
    private let events: (stream: AsyncStream<ExchangeEvent>, continuation: AsyncStream<ExchangeEvent>.Continuation)

    /// - Parameters:
    ///   - random: where the engine's jitter comes from.
    ///   - logKey: the log key of the own facility, or of an accepted one's card; `nil` refuses its batches.
    ///   - observe: is told what happens, one event at a time.
    public init(
        _ configuration: ExchangeConfiguration, store: any NodeStore, dialer: any Dialer, allowList: AllowList, clock: any WallClock,
        stopwatch: any Stopwatch, random: any RandomSource = SystemRandom(), logger: Logger,
        logKey: @escaping @Sendable (FacilityID) async -> PublicKey?,
        observe: @escaping @Sendable (ExchangeEvent) async -> Void
    ) {
        self.init(
            configuration, store: store, dialer: dialer, allowList: allowList, clock: clock, stopwatch: stopwatch, random: random,
            logger: logger, desk: nil, logKey: logKey, observe: observe)
    }

    init(
        _ configuration: ExchangeConfiguration, store: any NodeStore, dialer: any Dialer, allowList: AllowList, clock: any WallClock,
        stopwatch: any Stopwatch, random: any RandomSource, logger: Logger, desk: ParcelDesk?,
        logKey: @escaping @Sendable (FacilityID) async -> PublicKey?,
        observe: @escaping @Sendable (ExchangeEvent) async -> Void
    ) {
        self.desk = desk
        self.configuration = configuration
        self.store = store
        self.dialer = dialer
        self.allowList = allowList
        self.clock = clock
        self.stopwatch = stopwatch
        self.logKey = logKey
        self.observe = observe
        self.logger = logger
        var generator = random.generator()
        engine = GossipEngine(
            own: configuration.log.facility, versions: configuration.versions, wants: configuration.wants, timing: configuration.timing,
            random: &generator)
        self.random = generator
        jobs = AsyncStream.makeStream(of: Job.self)
        events = AsyncStream.makeStream(of: ExchangeEvent.self)
    }

    /// Learns what the store holds; to be called once, before anything else.
    public func load() async throws {
        for state in try await store.logStates() { remember(state) }
        for log in configuration.quarantined { handle(.quarantined(log)) }
        for (log, proof) in configuration.proofs.sorted(by: { $0.key < $1.key }) { handle(.proved(log, proof: proof)) }
        try await loadCosignatures()
        try await loadParcels()
        for log in states.keys.sorted() { handle(.held(holding(of: log))) }
    }

    /// Works until `stop()` is called or the task is cancelled.
    public func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.tickOn() }
                group.addTask { await self.report() }
                for await job in jobs.stream { group.addTask(operation: job) }
                group.cancelAll()
            }
        } onCancel: {
            jobs.continuation.finish()
        }
        for line in lines.values { line.link.close() }
    }

    /// Says goodbye to the peers and lets `run()` end; returns when the connections are closed, after two seconds at most.
    public func stop() async {
        isStopping = true
        handle(.stopping)
        let deadline = stopwatch.milliseconds() + 2_000
        while !lines.isEmpty, stopwatch.milliseconds() < deadline { try? await stopwatch.sleep(milliseconds: 20) }
        for line in lines.values { line.link.close() }
        jobs.continuation.finish()
    }

    private func tickOn() async {
        while !Task.isCancelled {
            try? await stopwatch.sleep(milliseconds: 250)
            handle(.tick)
            expirePings()
            witness()
        }
    }

    private nonisolated func report() async {
        for await event in events.stream { await observe(event) }
    }

    /// Starts something that takes time.
    func start(_ job: @escaping Job) { jobs.continuation.yield(job) }

    func tell(_ event: ExchangeEvent) { events.continuation.yield(event) }

    /// The one way into the engine.
    func handle(_ event: GossipEvent) {
        for directive in engine.handle(event, now: clock.now(), ticks: stopwatch.milliseconds(), random: &random) { perform(directive) }
    }

    private func perform(_ directive: GossipDirective) {
        switch directive {
        case .dial(let peer): start { await self.dial(peer) }
        case .send(let id, let message): enqueue(message, on: id)
        case .readBatch(let id, let request):
            start {
                let batch = await self.read(request)
                await self.handle(.batchRead(id, request, batch))
            }
        case .verifyAndStore(let peer, let batch): start { await self.ingest(batch, from: peer) }
        case .close(let id, let reason): close(id, reason)
        case .peerHeard(let peer):
            problems[peer] = nil
            tell(.heard(peer, at: clock.now()))
        case .peerSynced(let peer): tell(.synced(peer, at: clock.now()))
        case .clockReport(let peer, let offset): warn(aboutClockOf: peer, offset)
        case .pong(_, let token): finishPing(token)
        case .quarantine(let log, let misbehaviour): quarantined(log, misbehaviour)
        case .takeCosignature(let cosignature): start { await self.take(cosignature) }
        case .readPath(let id, let request):
            start {
                let path = await self.path(request)
                await self.handle(.pathRead(id, request, path))
            }
        case .showCheckpoint(let id, let log):
            if let checkpoint = provable[log]?.checkpoint { handle(.reply(id, .compare(checkpoint))) }
        case .compare(let id, let claim):
            if let own = provable[claim.log], own.checkpoint.size == claim.size, own.checkpoint.root != claim.root {
                handle(.reply(id, .checkpoint(own)))
            }
        case .judge(let peer, let checkpoint): start { await self.judge(checkpoint, from: peer) }
        case .checkProof(let peer, let log, let proof): start { await self.check(proof, of: log, from: peer) }
        case .parcel(let directive): perform(directive)
        }
    }

    private func warn(aboutClockOf peer: FacilityID, _ offset: Int64) {
        let now = stopwatch.milliseconds()
        guard offset.magnitude > UInt64(Limits.clockSkew), clockWarnings[peer].map({ now - $0 >= 60_000 }) ?? true else { return }
        clockWarnings[peer] = now
        logger.warning("a peer's clock differs", metadata: ["peer": "\(peer.compact)", "seconds": "\(offset)"])
    }
}
