public import BanyanCore
internal import BanyanLedger

/// How far a peer was served a log of late, and how much of that again.
struct ServedSpan: Sendable {
    /// How far the peer was served.
    var end: UInt64
    /// Entries that it was served again, and the cost of asking.
    var repeated: UInt64 = 0
    let since: Int64

    /// Whether nothing of a log of this size is served again before the window is over.
    func isSpent(_ size: UInt64, _ timing: GossipTiming) -> Bool { repeated > timing.repeats * size + timing.repeatedEntries }
}

/// Serving again what was served costs the disk. A peer that lost its own needs it once; nobody needs it all the time.
extension GossipEngine {
    func isWithinBudget(_ request: BatchRequest, _ peer: FacilityID, _ turn: Turn) -> Bool {
        guard let span = peers[peer]?.served[request.log], !isOver(span, turn.ticks) else { return true }
        return request.from >= span.end || !span.isSpent(frontier[request.log], timing)
    }

    private func isOver(_ span: ServedSpan, _ ticks: Int64) -> Bool { ticks - span.since >= timing.repeatWindow }

    mutating func charge(_ batch: Batch, _ peer: FacilityID, _ turn: Turn) {
        var span = ServedSpan(end: batch.start, since: turn.ticks)
        if let former = peers[peer]?.served[batch.log], !isOver(former, turn.ticks) { span = former }
        let count = UInt64(batch.entries.count)
        if batch.start < span.end { span.repeated += count + timing.repeatCost }
        span.end = max(span.end, batch.start + count)
        peers[peer]?.served[batch.log] = span
    }

    /// Peers that asked for the same entries so often that they wait, and for how many milliseconds, in order: what an operator sees.
    public func servedTooOften(ticks: Int64) -> [(peer: FacilityID, wait: Int64)] {
        peers.filter { $0.value.standing == .active }.sorted { $0.key < $1.key }.compactMap { id, peer in
            let spent = peer.served.filter { !isOver($0.value, ticks) && $0.value.isSpent(frontier[$0.key], timing) }
            return spent.values.map { $0.since + timing.repeatWindow - ticks }.max().map { (id, $0) }
        }
    }

    /// The operator knows that the peer lost its disk.
    mutating func serveAgain(_ peer: FacilityID) { peers[peer]?.served = [:] }
}
