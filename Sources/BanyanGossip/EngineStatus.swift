public import BanyanCore

/// How it stands with one peer.
public struct PeerStatus: Sendable {
    public let peer: FacilityID
    public let standing: PeerStanding
    public let isDialable: Bool
    /// `nil`: not connected.
    public let connection: ConnectionID?
    public let isInbound: Bool
    /// The peer said hello and its frontier is known.
    public let isReady: Bool
    /// How many entries of which logs the peer shows and this node lacks, in the order of the logs.
    public let lag: [(log: LogID, entries: UInt64)]
    public let isSynced: Bool
    /// Failed dials since the last connection that lasted.
    public let failures: Int
    /// Milliseconds to the next dial; `nil` when none is planned.
    public let nextDial: Int64?
    /// Milliseconds during which nothing is asked of it, because it broke the protocol.
    public let penalty: Int64?
    /// Its clock minus the own one, seconds; `nil` when it never told.
    public let clockOffset: Int64?
    /// Milliseconds since something came from it, and since the node held all that it showed; `nil`: not in this run.
    public let sinceHeard: Int64?
    public let sinceSynced: Int64?
}

extension GossipEngine {
    /// Every accepted, suspended or removed facility, in order.
    public func status(now: Timestamp, ticks: Int64) -> [PeerStatus] {
        peers.sorted { $0.key < $1.key }.map { status($0.key, $0.value, now, ticks) }
    }

    private func status(_ id: FacilityID, _ peer: Peer, _ now: Timestamp, _ ticks: Int64) -> PeerStatus {
        let connection = peer.connection.flatMap { connections[$0] }
        let lag = (connection?.lag ?? []).sorted().map { log in
            let (shown, held) = (peer.heard.frontier[log], logs[log]?.held ?? 0)
            return (log: log, entries: shown > held ? shown - held : 0)
        }
        let dials = peer.standing == .active && peer.isDialable && connection == nil
        return PeerStatus(
            peer: id, standing: peer.standing, isDialable: peer.isDialable, connection: connection?.id,
            isInbound: connection?.isInbound ?? false, isReady: connection?.isReady ?? false, lag: lag,
            isSynced: connection.map(isSynced) ?? false, failures: peer.failures,
            nextDial: dials ? max(0, max(peer.nextDial, peer.penaltyUntil) - ticks) : nil,
            penalty: peer.penaltyUntil > ticks ? peer.penaltyUntil - ticks : nil, clockOffset: clockOffset(peer, now, ticks),
            sinceHeard: peer.lastHeard.map { ticks - $0 }, sinceSynced: peer.lastSynced.map { ticks - $0 })
    }

    /// The clocks of the active peers that told theirs in this run, each minus the own one, seconds: what a clock of their consent checks
    /// is made from (protocol section 7).
    public func peerClockOffsets(now: Timestamp, ticks: Int64) -> [FacilityID: Int64] {
        peers.filter { $0.value.standing == .active }.compactMapValues { clockOffset($0, now, ticks) }
    }

    private func clockOffset(_ peer: Peer, _ now: Timestamp, _ ticks: Int64) -> Int64? {
        peer.clock.map { clock in
            clock.time.adding((ticks - clock.ticks) / 1000).seconds.subtractingReportingOverflow(now.seconds).partialValue
        }
    }

    public func connection(of peer: FacilityID) -> ConnectionID? { peers[peer]?.connection }

    /// The active peers that have told what they hold in this run, in order.
    public var answered: [FacilityID] {
        peers.filter { $0.value.standing == .active && $0.value.heard.epoch != nil }.keys.sorted()
    }

    /// The active peers, in order.
    public var activePeers: [FacilityID] { peers.filter { $0.value.standing == .active }.keys.sorted() }

    /// The largest size that an active peer shows of a log, whether or not it can serve it now. Only who sent a batch of this log that was
    /// refused, and none since that was stored, does not count.
    public func largestShown(of log: LogID) -> UInt64 {
        peers.values.reduce(0) { largest, peer in
            let counts = peer.standing == .active && !peer.refuted.contains(log)
            return counts ? max(largest, peer.heard.frontier[log]) : largest
        }
    }

    /// Whether a proof for others is known of this log's two histories.
    public func hasProof(of log: LogID) -> Bool { proofs[log] != nil }

    /// Whether two histories of this log are known.
    public func isQuarantined(_ log: LogID) -> Bool { logs[log]?.isQuarantined ?? false }

    /// Whether two histories of an incarnation of the facility's log are known, so that it is not pulled any further.
    public func isQuarantined(_ facility: FacilityID) -> Bool {
        logs.contains { $0.key.facility == facility && $0.value.isQuarantined }
    }

    /// The logs of which two histories are known, in order.
    public var quarantined: [LogID] { logs.filter { $0.value.isQuarantined }.keys.sorted() }

    /// The size of a log in what a peer has told in this run.
    public func shown(_ log: LogID, by peer: FacilityID) -> UInt64 { peers[peer]?.heard.frontier[log] ?? 0 }

    /// Logs of which an active peer showed a signed checkpoint that what is held here does not lead to, in order.
    public var differing: [(log: LogID, peer: FacilityID)] {
        peers.filter { $0.value.standing == .active }.sorted { $0.key < $1.key }
            .flatMap { id, peer in peer.differing.keys.sorted().map { (log: $0, peer: id) } }
    }

    /// Logs of which an active peer sent what their owner did not sign, in order.
    public var altering: [(log: LogID, peer: FacilityID)] {
        peers.filter { $0.value.standing == .active }.sorted { $0.key < $1.key }
            .flatMap { id, peer in peer.altering.sorted().map { (log: $0, peer: id) } }
    }

    /// Verified entries that the store has.
    public func held(_ log: LogID) -> UInt64 { logs[log]?.held ?? 0 }

    /// What the node shows its peers.
    public var shown: Frontier { frontier }
}

/// How much the engine keeps at this moment of what `Limits` bounds.
public struct GossipLoad: Hashable, Sendable {
    /// The most unanswered requests at one peer, and the most that one peer has here.
    public var requests = 0
    public var serving = 0
    public var batchesInFlight = 0
    public var servedAtOnce = 0
    public var dials = 0
    /// The most frontier messages that one peer has not acknowledged.
    public var unacknowledged = 0
    public var logs = 0
    /// Parcels kept for others, and their bytes.
    public var parcels = 0
    public var parcelBytes = 0

    public init() {}

    /// What exceeds its bound, by name; `nil`: nothing.
    public var excess: String? {
        let bounds: [(String, Int, Int)] = [
            ("requests", requests, Limits.requestsPerConnection), ("serving", serving, Limits.requestsPerConnection),
            ("batches in flight", batchesInFlight, Limits.batchesInFlight), ("served at once", servedAtOnce, Limits.servedAtOnce),
            ("dials", dials, Limits.dials), ("unacknowledged", unacknowledged, Limits.unacknowledged), ("logs", logs, Limits.frontierItems),
            ("parcels", parcels, Limits.parcelsKept), ("parcel bytes", parcelBytes, Limits.parcelBytesKept),
        ]
        return bounds.first { $0.1 > $0.2 }.map { "\($0.0): \($0.1) of \($0.2)" }
    }
}

extension GossipEngine {
    public var load: GossipLoad {
        var load = GossipLoad()
        for connection in connections.values {
            load.requests = max(load.requests, connection.requested.count { !$0.value.isGivenUp })
            load.serving = max(load.serving, connection.serving.count)
        }
        load.batchesInFlight = busy.reduce(0) { $0 + (logs[$1]?.inFlight ?? 0) }
        load.servedAtOnce = served.count
        load.dials = peers.values.count { $0.isDialing }
        load.unacknowledged = peers.values.reduce(0) { max($0, $1.told.unacknowledged.count) }
        load.logs = frontier.count
        let parcels = parcelStatus
        (load.parcels, load.parcelBytes) = (parcels.kept, parcels.keptBytes)
        return load
    }

    /// Whether the peer's hello came and its frontier is known.
    public func isReady(_ id: ConnectionID) -> Bool { connections[id]?.isReady ?? false }
}
