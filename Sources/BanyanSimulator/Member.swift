public import BanyanCore
internal import BanyanCrypto
public import BanyanEngine
public import BanyanGossip
public import BanyanLedger

/// What runs on a machine: a whole node, the exchange of logs alone, or an adversary.
///
/// A member outlives the crashes of its machine, so what must not survive one belongs to the process: `boot` is called anew for each run and
/// finds on the disk what the last one left.
public protocol Member: AnyObject, Sendable {
    /// Puts itself together over the ports of the process and starts what is to run in it with `process.spawn`.
    func boot(_ process: Process) async throws
    /// Says goodbye; the process ends afterwards.
    func close() async
    /// Its exchange while it runs; `nil` where it has none.
    var exchange: Exchange? { get }
    /// Whether it keeps to the protocol: what adversaries do is not held against the node.
    var isHonest: Bool { get }
    /// Whether the own log may be appended to by now.
    var isReady: Bool { get }
    func mayAppend() async -> Bool
    /// What an admin does about a facility that is gone: it does not count among those who must confirm the own log.
    func suspend(_ id: FacilityID, _ isSuspended: Bool) async
    /// Appends entries of its own, and returns when they are durable and announced.
    func publish(_ entries: [Entry]) async throws
    /// Logs that it knows to have two histories, and logs of which a peer shows another than it holds.
    func doubted() async -> Set<LogID>
}

extension Member {
    public func close() async { await exchange?.stop() }
    public var isHonest: Bool { true }
    public func mayAppend() async -> Bool { isReady }
    public func suspend(_ id: FacilityID, _ isSuspended: Bool) async {}
}

/// The exchange of logs over entries that mean nothing: what a node is to the federation, without patients.
public final class LightMember: Member, @unchecked Sendable {
    public private(set) var exchange: Exchange?
    public private(set) var isReady = false
    /// What peers last said of the own log.
    public private(set) var lastCheck: OwnLogCheck?
    private var log: LogID?
    private var process: Process?
    /// What the admin decided, and what was heard of whom: in a whole node this lies on the disk.
    private var peers: [FacilityID: AcceptedPeer]
    private var quarantined: Set<LogID> = []
    /// Proofs for others of these.
    public private(set) var proofs: [LogID: [UInt8]] = [:]
    private let wants: WantSet
    private let timing: GossipTiming
    private var isAppending = false
    private var waiting: [Waiting<Void>] = []

    /// - Parameter peers: whom it accepts, and whether it dials them.
    public init(peers: [AcceptedPeer], wants: WantSet = WantSet(), timing: GossipTiming = GossipTiming()) {
        self.peers = Dictionary(peers.map { ($0.record.id, $0) }, uniquingKeysWith: { $1 })
        self.wants = wants
        self.timing = timing
    }

    public func boot(_ process: Process) async throws {
        self.process = process
        isReady = false
        let (me, ownKey) = (process.machine.id, process.machine.facility.keys.log.publicKey)
        let newest = try await process.store.logStates().map(\.log).filter { $0.facility == me }.max()
        let last = newest ?? LogID(facility: me, incarnation: 0)
        let log = process.opensIncarnation ? LogID(facility: me, incarnation: last.incarnation + 1) : last
        let allowList = AllowList()
        let exchange = Exchange(
            ExchangeConfiguration(
                log: log, wants: wants, timing: timing, quarantined: quarantined.sorted(), proofs: proofs,
                witness: process.machine.facility.keys.log, card: process.machine.facility.card), store: process.store,
            dialer: process.dialer(allowList), allowList: allowList, clock: process.clock, stopwatch: process.stopwatch,
            random: process.random, logger: process.logger,
            logKey: { [weak self] in $0 == me ? ownKey : self?.logKey(of: $0) },
            observe: { [weak self] in self?.note($0, process) })
        try await exchange.load()
        await exchange.peersChanged(accepted)
        guard process.isAlive else { return }
        self.log = log
        self.exchange = exchange
        process.listen(allowList) { await exchange.accept(link: $0, messages: $1) }
        process.spawn { await exchange.run() }
        process.spawn { [weak self] in await self?.settle(exchange, process) }
    }

    private var accepted: [AcceptedPeer] { peers.values.sorted { $0.record.id < $1.record.id } }

    private func logKey(of id: FacilityID) -> PublicKey? {
        peers[id].flatMap { $0.record.state == .removed ? nil : $0.card.logKey }
    }

    private func note(_ event: ExchangeEvent, _ process: Process) {
        guard process.isAlive else { return }
        switch event {
        case .heard(let peer, let at): update(peer) { $0.lastHeard = at }
        case .synced(let peer, let at): update(peer) { ($0.lastHeard, $0.lastSynced) = (at, at) }
        case .advanced: break
        case .quarantined(let log, _, let proof):
            quarantined.insert(log)
            if let proof { proofs[log] = proof.encoded }
        }
    }

    private func update(_ id: FacilityID, _ change: (inout PeerRecord) -> Void) {
        guard let peer = peers[id] else { return }
        var record = peer.record
        change(&record)
        peers[id] = AcceptedPeer(record: record, card: peer.card)
    }

    /// As the node does it: nothing is appended before peers said how long the own log is.
    private func settle(_ exchange: Exchange, _ process: Process) async {
        while process.isAlive, !Task.isCancelled {
            let check = await exchange.checkOwnLog(timeout: 5_000)
            lastCheck = check
            if check.isCurrent, (try? await sign(process)) != nil {
                isReady = process.isAlive
                return
            }
            try? await process.stopwatch.sleep(milliseconds: 1_000)
        }
    }

    /// Signs what an earlier run appended without living to sign it.
    private func sign(_ process: Process) async throws {
        guard let log else { return }
        let state = try await process.store.logState(log)
        if state.tree.size == 0, log.incarnation > 0 {
            let former = try await process.store.logState(LogID(facility: log.facility, incarnation: log.incarnation - 1))
            let notice = IncarnationNotice(log: log, formerSize: former.tree.size, formerRoot: former.tree.root)
            return try await append([Entry(tag: .open, payload: notice.signed(by: process.machine.facility.keys.root))], process)
        }
        guard state.tree.size > state.checkpoint?.checkpoint.size ?? 0 else { return }
        try await append([], process)
    }

    public func publish(_ entries: [Entry]) async throws {
        guard isReady, let process, process.isAlive else { throw DiskFailure.closed }
        try await process.perform { try await self.append(entries, process) }
    }

    private func append(_ entries: [Entry], _ process: Process) async throws {
        guard let log, let exchange else { return }
        while isAppending {
            let turn = Waiting<Void>()
            waiting.append(turn)
            try await turn.value()
        }
        isAppending = true
        defer {
            isAppending = false
            for turn in waiting { turn.resume(with: .success(())) }
            waiting = []
        }
        let durable = try await process.store.append(entries, to: log, changes: [], at: process.clock.now())
        let checkpoint = SignedCheckpoint.sign(durable, with: process.machine.facility.keys.log)
        try await process.store.record(checkpoint, at: process.clock.now())
        await exchange.ownLogAdvanced(checkpoint)
    }

    public func suspend(_ id: FacilityID, _ isSuspended: Bool) async {
        guard let peer = peers[id], peer.record.state != .removed else { return }
        var record = peer.record
        record.state = isSuspended ? .suspended : .active
        await accept(AcceptedPeer(record: record, card: peer.card))
    }

    public func doubted() async -> Set<LogID> {
        guard let status = await exchange?.snapshot() else { return quarantined }
        return quarantined.union(status.differing.map(\.log))
    }

    /// Changes what the admin decided about a facility, or accepts one.
    public func accept(_ peer: AcceptedPeer) async {
        peers[peer.record.id] = peer
        await exchange?.peersChanged(accepted)
    }
}
