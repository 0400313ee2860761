internal import BanyanCore
internal import BanyanGossip

/// What peers hold of the node's own log: a disk that came back from a backup, or lost its end, must not be appended to before it has
/// taken back what it lost, or the log would have two histories (protocol section 3).
public struct OwnLogCheck: Hashable, Sendable {
    /// Peers that told what they hold since the node started, and how many must: two, or all that
    /// it connects to if there are fewer.
    public let peersAnswered: Int
    public let peersNeeded: Int
    /// Entries that the own disk has.
    public let size: UInt64
    /// Entries that a peer shows beyond these. A claim counts until its peer fails to prove it.
    public let missing: UInt64
    /// Entries taken back from peers since the check began.
    public let takenBack: UInt64
    /// A later incarnation of the own log that peers show.
    public let laterIncarnation: UInt32?

    /// Whether the node may append.
    public var isCurrent: Bool { peersAnswered >= peersNeeded && missing == 0 && laterIncarnation == nil }
}

extension Exchange {
    /// Waits until the own log is known to be current, taking back what peers have of it and this node has not, or until the time is over.
    /// - Parameter timeout: milliseconds.
    public func checkOwnLog(timeout: Int64) async -> OwnLogCheck {
        let deadline = stopwatch.milliseconds() + timeout
        let start = engine.held(configuration.log)
        while true {
            let check = ownLogCheck(since: start)
            if check.isCurrent || stopwatch.milliseconds() >= deadline || Task.isCancelled { return check }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func ownLogCheck(since start: UInt64) -> OwnLogCheck {
        let log = configuration.log
        let ticks = stopwatch.milliseconds()
        let held = engine.held(log)
        let shown = engine.largestShown(of: log, ticks: ticks)
        let answered = engine.answered
        let later = (0...Limits.incarnationsAhead).reversed().first { step in
            let (incarnation, overflow) = log.incarnation.addingReportingOverflow(step)
            return step > 0 && !overflow && engine.held(LogID(facility: log.facility, incarnation: incarnation)) > 0
        }
        return OwnLogCheck(
            peersAnswered: engine.answered.count, peersNeeded: min(2, engine.reachablePeers.count), size: held,
            missing: shown > held ? shown - held : 0, takenBack: held - min(start, held),
            laterIncarnation: later.map { log.incarnation + $0 })
    }
}
