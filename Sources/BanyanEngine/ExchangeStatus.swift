public import BanyanCore
public import BanyanGossip

/// How the exchange of logs stands.
public struct ExchangeStatus: Sendable {
    /// Every facility that was ever told of, in order.
    public let peers: [PeerStatus]
    /// The last thing that went wrong with a peer, for a person.
    public let problems: [FacilityID: String]
    /// How far the node proves each log to others.
    public let shown: [FrontierItem]
    public let counters: GossipCounters
    /// Logs whose histories here and at a peer may differ.
    public let differing: [(log: LogID, peer: FacilityID)]
    /// Logs whose owners were found to have signed two histories, in order.
    public let quarantined: [LogID]
    /// Logs of which a peer sent what their owner did not sign.
    public let altering: [(log: LogID, peer: FacilityID)]
    /// Peers that cosigned another history of the own log than the one held.
    public let strayWitnesses: [FacilityID]
    /// Peers that asked for the same entries so often that they wait, and for how many milliseconds, in order.
    public let servedTooOften: [(peer: FacilityID, wait: Int64)]
    /// What of the bounded things is in use.
    public let load: GossipLoad
    /// The most messages that wait for one connection to take them.
    public let unsent: Int
    /// Attempts to connect under keys of nobody that was ever added, since the list of peers last changed.
    public let strangersRefused: Int
}

extension Exchange {
    public func snapshot() -> ExchangeStatus {
        ExchangeStatus(
            peers: engine.status(now: clock.now(), ticks: stopwatch.milliseconds()), problems: problems, shown: engine.shown.items,
            counters: engine.counters, differing: engine.differing, quarantined: engine.quarantined, altering: engine.altering,
            strayWitnesses: strayWitnesses.sorted(), servedTooOften: engine.servedTooOften(ticks: stopwatch.milliseconds()), load: engine.load, unsent: lines.values.reduce(0) { max($0, $1.unsent) },
            strangersRefused: allowList.strangersRefused)
    }

    /// Active peers' clocks minus the own one, seconds, of those that told theirs since the node started.
    public func clockOffsets() -> [FacilityID: Int64] {
        engine.peerClockOffsets(now: clock.now(), ticks: stopwatch.milliseconds())
    }
}
