internal import BanyanCore
internal import BanyanGossip

/// What peers hold of the node's own log: a disk that came back from a backup, or lost its end, must not be appended to before it has
/// taken back what it lost, or the log would have two histories (protocol section 3).
public struct OwnLogCheck: Hashable, Sendable {
    /// Peers that told what they hold since the node started, and how many must: two, or all that it
    /// dials or has ever heard if there are fewer.
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
        let held = engine.held(log)
        let shown = largestShown(of: log)
        return OwnLogCheck(
            peersAnswered: engine.answered.count, peersNeeded: min(2, contacts.count), size: held,
            missing: shown > held ? shown - held : 0, takenBack: held - min(start, held), laterIncarnation: laterIncarnation)
    }

    /// The newest incarnation of the own log, later than the present one, that is here or that an active peer has shown in this run.
    private var laterIncarnation: UInt32? {
        let log = configuration.log
        return (1...Limits.incarnationsAhead).reversed().lazy.compactMap { step in
            let (incarnation, overflow) = log.incarnation.addingReportingOverflow(step)
            return overflow ? nil : incarnation
        }.first {
            let later = LogID(facility: log.facility, incarnation: $0)
            return self.largestShown(of: later) > 0 || self.engine.held(later) > 0
        }
    }

    /// The largest size of a log that an active peer has shown in this run, connected now or not.
    func largestShown(of log: LogID) -> UInt64 { engine.largestShown(of: log, ticks: stopwatch.milliseconds()) }
}
