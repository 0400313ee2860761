internal import BanyanCore
internal import BanyanLedger

/// What the engine knows of an accepted facility. It outlives connections.
struct Peer: Sendable {
    var standing: PeerStanding
    var isDialable: Bool
    var isReserve = false
    var connection: ConnectionID?

    // Dialling
    var isDialing = false
    var failures = 0
    var nextDial: Int64 = 0

    // Trustworthiness as a server
    var strikes = 0
    var penaltyUntil: Int64 = 0
    /// What it may say: over all its connections, or each new one would bring it a full measure again.
    var bucket = TokenBucket(at: 0)
    /// Logs that it could not serve, or served too slowly.
    var unavailable: [LogID: Pause] = [:]
    /// Logs of which its last batch was refused: what it says of them is not believed until a batch of it is stored.
    var refuted: Set<LogID> = []
    /// Logs of which it showed a checkpoint, signed by the owner, that what is held does not lead to, with that checkpoint's size.
    var differing: [LogID: UInt64] = [:]
    /// Of the own logs it shows more than is held: since when, or since the last of it was taken.
    var claims: [LogID: Int64] = [:]
    /// Logs of which it sent what their owner did not sign, until a batch of it is stored.
    var altering: Set<LogID> = []
    /// How far it was served each log of late, and how much of that again.
    var served: [LogID: ServedSpan] = [:]
    var evidence = EvidenceExchanged()
    /// Parcels that it handed over.
    var parcelsTaken = Allowance()

    /// Facilities of which it wants to be told; `nil`: all.
    var wanted: Set<FacilityID>?
    var wantsTold: WantsTold?

    var heard = HeardFrontier()
    var told = ToldFrontier()

    /// The peer's clock and the own ticks when it came.
    var clock: (time: Timestamp, ticks: Int64)?
    var lastHeard: Int64?
    var lastHeardReport: Int64?
    var lastSynced: Int64?

    /// Whether it is to be told of a log in this size: it does not show so much, and did not say that it carries others. `isOwn`: the log is
    /// the peer's own.
    func lacks(_ log: LogID, _ size: UInt64, isOwn: Bool) -> Bool { heard.frontier[log] < size && isTold(log, isOwn: isOwn) }

    func isTold(_ log: LogID, isOwn: Bool) -> Bool { isOwn || wanted.map { $0.contains(log.facility) } ?? true }

    func isDialDue(at ticks: Int64) -> Bool { connection == nil && !isDialing && max(nextDial, penaltyUntil) <= ticks }

    /// Drops pauses and budgets that have run out.
    mutating func forget(_ timing: GossipTiming, at ticks: Int64) {
        if unavailable.contains(where: { ticks - $0.value.until > timing.unavailableCap }) {
            unavailable = unavailable.filter { ticks - $0.value.until <= timing.unavailableCap }
        }
        if served.contains(where: { ticks - $0.value.since > timing.repeatWindow }) {
            served = served.filter { ticks - $0.value.since <= timing.repeatWindow }
        }
    }
}

struct Pause: Sendable {
    var until: Int64
    var times: Int
}

/// The peer's frontier as far as it has told it.
struct HeardFrontier: Sendable {
    var frontier = Frontier()
    var epoch: UInt64?
    var number: UInt64 = 0
}

/// The own frontier as far as the peer has been told.
struct ToldFrontier: Sendable {
    /// The last frontier that the peer acknowledged.
    var acknowledged: (number: UInt64, frontier: Frontier)?
    var unacknowledged: [FrontierUpdate] = []
    var last: UInt64 = 0

    mutating func sent(_ update: FrontierUpdate) {
        last = update.number
        unacknowledged.append(update)
        if unacknowledged.count > Limits.unacknowledged {
            unacknowledged.removeAll()
            acknowledged = nil
        }
    }

    /// - Returns: whether the number was one that could be acknowledged.
    mutating func acknowledge(_ number: UInt64) -> Bool {
        guard number <= last else { return false }
        // Taken and not copied: it may have as many sizes as there are logs.
        var base = acknowledged.take()
        while let update = unacknowledged.first, update.number <= number {
            unacknowledged.removeFirst()
            if update.base == .nothing { base = (update.number, Frontier()) }
            base?.number = update.number
            for item in update.items { base?.frontier.raise(item) }
        }
        acknowledged = base
        return true
    }
}

/// What the engine knows of one connection.
struct Connection: Sendable {
    let id: ConnectionID
    let peer: FacilityID
    let isInbound: Bool
    let openedAt: Int64

    /// The peer's hello came.
    var isGreeted = false
    /// What the peer holds is known: its base was, or it sent everything.
    var isFrontierKnown = false
    /// This node asked for the whole frontier, and the peer did.
    var askedForWhole = false
    var wasAskedForWhole = false
    /// From the peer's hello.
    var epoch: UInt64 = 0
    var syncReportedAt: Int64?

    var lastReceived: Int64
    /// Since when something that was sent is not yet on its way.
    var unsentSince: Int64?
    var pingedAt: Int64?

    /// Sent and not answered.
    var requested: [LogID: Outstanding] = [:]
    /// Bytes to ask for at once.
    var pace = 256 << 10
    /// Wanted logs of which the peer holds more than this node.
    var lag: Set<LogID> = []

    /// The peer's requests in order.
    var serving: [BatchRequest] = []
    /// The first of them is being read from the disk.
    var isReading = false

    /// Logs of which the peer asked for the newest entries here, and how far it was sent them: what follows is pushed to it, until it says
    /// that it has them by another way.
    var children: [LogID: UInt64] = [:]
    /// Logs of which this node asked the newest entries there, and how often the peer has pushed what was held since.
    var parents: [LogID: Int] = [:]
    /// How often it said what it wants.
    var wantsHeard = 0
    /// Pushes that wait for the socket.
    var unsentPushes = 0

    var parcels = ParcelLine()

    /// Logs to announce.
    var news: Set<LogID> = []
    var announcedAt: Int64?
    var acknowledgement: UInt64?
    var pong: UInt64?

    /// Paths that the peer was asked for, and the one that it asked for and that is being read.
    var inquiries: [LogID: Inquiry] = [:]
    var tracing: PathRequest?
    /// Logs that both sides show in one size, to be compared, and when the last one was.
    var comparing = Rotation<LogID>()
    var comparedAt: Int64?

    init(id: ConnectionID, peer: FacilityID, isInbound: Bool, at ticks: Int64) {
        self.id = id
        self.peer = peer
        self.isInbound = isInbound
        openedAt = ticks
        lastReceived = ticks
    }

    var isReady: Bool { isGreeted && isFrontierKnown }
}

/// What a moment asks of a connection. Nearly always nothing, so this is what ticks cost.
extension Connection {
    /// Neither too long without a word, nor a request, an inquiry, a comparison or a message due.
    func isQuiet(_ timing: GossipTiming, at ticks: Int64) -> Bool {
        isGreeted && ticks - lastReceived < (pingedAt == nil && unsentSince == nil ? min(timing.pingAfter, timing.silence) : timing.silence)
            && unsentSince.map { ticks - $0 < timing.drain } ?? true
            && requested.allSatisfy { $0.value.isGivenUp || $0.value.deadline > ticks }
            && inquiries.allSatisfy { $0.value.isOver || ticks - $0.value.sentAt < timing.proof }
            && !mayCompare(timing, at: ticks) && !mayFlush(timing, at: ticks)
    }

    func mayCompare(_ timing: GossipTiming, at ticks: Int64) -> Bool {
        comparing.count > 0 && isReady && ticks - (comparedAt ?? .min / 2) >= timing.comparisons
    }

    /// Whether something was put aside and the socket has taken what came before.
    func mayFlush(_ timing: GossipTiming, at ticks: Int64) -> Bool {
        unsentSince == nil && (pong != nil || acknowledgement != nil || mayAnnounce(timing, at: ticks))
    }

    func mayAnnounce(_ timing: GossipTiming, at ticks: Int64) -> Bool {
        !news.isEmpty && isGreeted && ticks - (announcedAt ?? .min / 2) >= timing.announcements
    }
}

/// A request that waits for its batch.
struct Outstanding: Sendable {
    let from: UInt64
    let upTo: UInt64
    /// Whether payloads were asked for.
    let payloads: Bool
    let sentAt: Int64
    var deadline: Int64
    /// It is not waited for any more; the answer may still come.
    var isGivenUp = false
}

/// How far a log is held, and what is under way.
struct LogProgress: Sendable {
    var held: UInt64 = 0
    var promised: UInt64 = 0
    var provable: UInt64 = 0
    /// End of what came and is not refused; at least `held`.
    var received: UInt64 = 0
    /// Who was asked for what follows.
    var asked: ConnectionID?
    /// Batches that came and wait for the disk, in order.
    var waiting: [(peer: FacilityID, batch: Batch)] = []
    /// Who sent the batch that is being verified and stored.
    var storing: FacilityID?
    /// That batch, to be pushed on.
    var storingBatch: Batch?
    /// Who was asked last for the newest entries, or pushed them first: the way by which what follows is expected.
    var parent: ConnectionID?
    /// Since when it is known that there is more.
    var lagsSince: Int64?
    var storingCost: BatchCost?
    var isQuarantined = false

    /// Batches that fill this node's memory, or will.
    var inFlight: Int { waiting.count + (storing == nil ? 0 : 1) + (asked == nil ? 0 : 1) }
}
