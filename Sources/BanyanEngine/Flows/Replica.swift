import BanyanCore
import BanyanGossip
import BanyanLedger

/// How far this replica has one facility's log.
struct Replication {
    /// Entries held, all incarnations together.
    let size: UInt64
    let asOf: Timestamp?
    let lastHeard: Timestamp?
    /// Neither the facility's own checkpoint nor a peer shows an entry of this log that is not here, it has one history as far as is
    /// known, and the replica is fresh.
    let isComplete: Bool
}

extension Node {
    func replication(of origin: FacilityID, isFresh: Bool) async throws -> Replication {
        let states = try await store.logStates().filter { $0.log.facility == origin }
        let times = try await store.logTimes()
        let status = await exchange.snapshot()
        // A quarantined log is not pulled any further: that nobody shows more says nothing.
        let isQuarantined = await exchange.isQuarantined(origin)
        var isComplete = isFresh && !states.isEmpty && !isQuarantined
        for state in states {
            let shown = await exchange.largestShown(of: state.log)
            if max(shown, state.checkpoint?.checkpoint.size ?? 0) > state.tree.size { isComplete = false }
        }
        // The next incarnation of the log would be here if all of it were.
        if let last = states.map(\.log).max(), last.incarnation < .max,
            await exchange.largestShown(of: LogID(facility: origin, incarnation: last.incarnation + 1)) > 0, isComplete
        {
            isComplete = false
        }
        return Replication(
            size: states.map(\.tree.size).reduce(0, +), asOf: states.compactMap { times[$0.log] }.max(),
            lastHeard: status[origin]?.heard(before: now) ?? facilities[origin]?.record.lastHeard, isComplete: isComplete)
    }

    /// Active facilities with which this node exchanges logs: those that it dials, and those that it has heard over a connection.
    var activePeers: [AcceptedPeer] {
        facilities.all.filter { $0.record.state == .active && ($0.record.connects || $0.record.lastHeard != nil) }
    }

    /// Protocol section 7, bounded staleness: within 72 hours synced with two active peers (one, if it has one). With none at
    /// all no revocation can arrive.
    /// - Returns: why nothing may be read; `nil` for a fresh replica.
    func staleness() async -> EngineFailure? {
        let status = await exchange.snapshot()
        let (now, peers) = (now, activePeers)
        let fresh = peers.filter { facility in
            let synced = status[facility.record.id]?.synced(before: now) ?? facility.record.lastSynced
            return synced.map { now.seconds.subtractingReportingOverflow($0.seconds).partialValue <= Limits.staleness } ?? false
        }
        let needed = max(1, min(2, peers.count))
        guard fresh.count < needed else { return nil }
        return EngineFailure(
            .denied, "stale-replica",
            "this node has not caught up with \(needed == 1 ? "a peer" : "two peers") within \(Limits.staleness / 3600) hours: a revocation may be missing",
            hint: "banyan status; in need: --override-staleness REASON, which the patient sees")
    }
}
