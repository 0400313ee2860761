public import BanyanCore
internal import BanyanLedger

/// What an active peer's frontier says of the own log.
public enum OwnLogAnswer: Hashable, Sendable {
    /// It shows no more than is held.
    case agrees
    /// It shows more, or a later incarnation, and has yet to prove it.
    case pending
    /// It showed more and did not prove it in time, or its proof was refused. That is no agreement: it may be true all the same.
    case unproved
    /// It showed a checkpoint under the own key that what is held does not lead to.
    case differs
}

/// The own log before the first append: what peers say of it, and what they prove (protocol section 3).
extension GossipEngine {
    /// What the active peers that told what they hold in this run say of the own log in its present incarnation, in order.
    public func answers(of log: LogID, ticks: Int64) -> [(peer: FacilityID, answer: OwnLogAnswer)] {
        answered.compactMap { id in peers[id].map { (id, answer(of: log, $0, ticks)) } }
    }

    private func answer(of log: LogID, _ peer: Peer, _ ticks: Int64) -> OwnLogAnswer {
        let shown = [log] + believed(of: log.facility).filter { $0.incarnation > log.incarnation }
        let more = shown.filter { peer.heard.frontier[$0] > held($0) }
        if shown.contains(where: { peer.differing[$0] ?? 0 > held($0) }) { return .differs }
        if more.isEmpty { return .agrees }
        let isPending = more.contains { !peer.refuted.contains($0) && ticks - (peer.claims[$0] ?? ticks) < timing.proof }
        return isPending ? .pending : .unproved
    }

    /// Size of the newest checkpoint known of a log, or what is held where that is more.
    public func promised(_ log: LogID) -> UInt64 { logs[log].map { max($0.promised, $0.held) } ?? 0 }

    /// A peer told how far it has a log. Saying more once more does not begin its time anew.
    mutating func noteClaim(_ item: FrontierItem, by peer: FacilityID, _ turn: Turn) {
        guard item.log.facility == own, isBelieved(item.log), item.size > held(item.log), peers[peer]?.claims[item.log] == nil else {
            return
        }
        peers[peer]?.claims[item.log] = turn.ticks
    }

    /// Entries of a log were proved and taken: whoever shows more has its time again.
    mutating func renewClaims(on log: LogID, _ turn: Turn) {
        guard log.facility == own else { return }
        let size = held(log)
        for (id, peer) in peers where peer.claims[log] != nil {
            peers[id]?.claims[log] = peer.heard.frontier[log] > size ? turn.ticks : nil
        }
    }
}
