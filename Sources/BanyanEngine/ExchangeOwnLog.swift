public import BanyanCore
internal import BanyanGossip

/// What peers hold of the node's own log: a disk that came back from a backup, or lost its end, must not be appended to before it has
/// taken back what it lost, or the log would have two histories (protocol section 3).
public struct OwnLogCheck: Hashable, Sendable {
    /// Peers that told what they hold since the node started and show no more of the own log than is held here, and how many must: two,
    /// or all that it dials or has ever heard if there are fewer.
    public let peersAnswered: Int
    public let peersNeeded: Int
    /// Entries that the own disk has.
    public let size: UInt64
    /// Entries beyond these: what a checkpoint under the own key names, and what a peer shows that still has time to prove it.
    public let missing: UInt64
    /// Entries taken back from peers since the check began.
    public let takenBack: UInt64
    /// A later incarnation of the own log that is here, or that a peer shows and still has time to prove.
    public let laterIncarnation: UInt32?
    /// Peers that show more, or a later incarnation, and did not prove it in time: they count as not having answered.
    public var unproved: [FacilityID] = []
    /// Peers that hold a checkpoint under the own key that this log does not lead to.
    public var differing: [FacilityID] = []

    /// Whether the node may append.
    public var isCurrent: Bool { peersAnswered >= peersNeeded && missing == 0 && laterIncarnation == nil && differing.isEmpty }
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
            try? await stopwatch.sleep(milliseconds: 20)
        }
    }

    private func ownLogCheck(since start: UInt64) -> OwnLogCheck {
        let log = configuration.log
        let held = engine.held(log)
        let answers = engine.answers(of: log, ticks: stopwatch.milliseconds())
        func peers(_ answer: OwnLogAnswer) -> [FacilityID] { answers.filter { $0.answer == answer }.map(\.peer) }
        let pending = peers(.pending)
        let shown = pending.map { engine.shown(log, by: $0) }.max() ?? 0
        return OwnLogCheck(
            peersAnswered: peers(.agrees).count, peersNeeded: min(2, contacts.count), size: held,
            missing: max(shown, engine.promised(log), held) - held, takenBack: held - min(start, held),
            laterIncarnation: laterIncarnation(shownBy: pending), unproved: peers(.unproved), differing: peers(.differs))
    }

    /// The newest incarnation of the own log, later than the present one, that is here or that one of the peers shows.
    private func laterIncarnation(shownBy pending: [FacilityID]) -> UInt32? {
        let log = configuration.log
        return (1...Limits.incarnationsAhead).reversed().lazy.compactMap { step in
            let (incarnation, overflow) = log.incarnation.addingReportingOverflow(step)
            return overflow ? nil : incarnation
        }.first {
            let later = LogID(facility: log.facility, incarnation: $0)
            return self.engine.held(later) > 0 || pending.contains { self.engine.shown(later, by: $0) > 0 }
        }
    }

    /// The largest size of a log that an active peer has shown in this run, connected now or not.
    func largestShown(of log: LogID) -> UInt64 { engine.largestShown(of: log) }

    /// Whether the own log in its present incarnation was found to have two histories.
    var isOwnLogQuarantined: Bool { engine.isQuarantined(configuration.log) }

    /// Whether an incarnation of the facility's log was found to have two histories.
    func isQuarantined(_ facility: FacilityID) -> Bool { engine.isQuarantined(facility) }
}
