public import BanyanCore
internal import BanyanLedger

/// A broadcast tree for each log, grown by its use: Plumtree (Leitão, Pereira, Rodrigues 2007) with the pull as its graft.
///
/// Whoever asked for the newest entries of a log gets what follows unasked, with its announcement: one way instead of three for each hop.
/// All others are told and not sent. Who is pushed entries that it holds already says so and is told from then on, so that each log comes by
/// one way. While a push is expected, more is not asked of others that announce it; when it does not come in time, it is, and that moves
/// the way.
extension GossipEngine {
    /// Whether some peer is to be sent what is appended to the log.
    public func pushes(_ log: LogID) -> Bool {
        timing.pushBytes > 0 && connectionOrder.contains { connections[$0]?.children[log] != nil }
    }

    /// The peer has the newest entries by this batch, or soon will.
    mutating func adopt(_ batch: Batch, _ request: BatchRequest, on id: ConnectionID) {
        let end = batch.start + UInt64(batch.entries.count)
        guard timing.pushBytes > 0, request.payloads, end == frontier[batch.log] else { return }
        connections[id]?.children[batch.log] = end
    }

    /// - Returns: whether the entries went, and their announcement with them.
    mutating func push(_ batch: Batch, to id: ConnectionID, _ turn: inout Turn) -> Bool {
        let log = batch.log
        guard timing.pushBytes > 0, let connection = connections[id], let sent = connection.children[log] else { return false }
        let end = batch.start + UInt64(batch.entries.count)
        guard end == frontier[log], end == batch.checkpoint.checkpoint.size, batch.consistency.isEmpty,
            batch.start == max(sent, peers[connection.peer]?.heard.frontier[log] ?? 0), connection.unsentPushes < Limits.pushesUnsent,
            batch.payloadBytes.map({ $0 <= timing.pushBytes }) == true
        else { return false }
        let item = FrontierItem(log: log, size: end)
        let update = FrontierUpdate(number: (peers[connection.peer]?.told.last ?? 0) + 1, base: .previous, items: [item])
        tell(connection.peer, update)
        connections[id]?.news.remove(log)
        connections[id]?.children[log] = end
        connections[id]?.unsentPushes += 1
        counters.pushes += 1
        send(id, .push(number: update.number, batch), &turn)
        return true
    }

    mutating func receivePush(_ batch: Batch, _ number: UInt64, _ id: ConnectionID, _ turn: inout Turn) {
        let log = batch.log
        guard let connection = connections[id], connection.parents[log] != nil else { return violation(id, "unasked-push", &turn) }
        guard number == (peers[connection.peer]?.heard.number ?? 0) + 1 else { return violation(id, "wrong-frontier-number", &turn) }
        let end = batch.start + UInt64(batch.entries.count)
        guard end == batch.checkpoint.checkpoint.size, batch.consistency.isEmpty, batch.payloadBytes != nil else {
            return violation(id, "wrong-push", &turn)
        }
        let item = FrontierItem(log: log, size: end)
        raise(FrontierUpdate(number: number, base: .previous, items: [item]), connection.peer, id, turn)
        if isWanted(log), isBelieved(log), end > (logs[log]?.received ?? 0) {
            take(batch, from: connection.peer, id, turn)
            claim(log, on: id)
            storeNext(log, &turn)
        } else {
            repeated(log, id, &turn)
        }
        pull(&turn)
    }

    /// What follows what is here, if there is room and the owner's quota is not used up; otherwise it is pulled.
    private mutating func take(_ batch: Batch, from peer: FacilityID, _ id: ConnectionID, _ turn: Turn) {
        let log = batch.log
        guard let progress = logs[log], progress.received == batch.start, busy.count < Limits.batchesInFlight + Limits.pushesWaiting,
            progress.waiting.count + (progress.storing == nil ? 0 : 1) < Limits.batchesWaiting,
            (peers[peer]?.penaltyUntil ?? 0) <= turn.ticks,
            ration(log, lacking: UInt64(batch.entries.count), turn) == UInt64(batch.entries.count)
        else {
            counters.batchesDropped += 1
            return
        }
        if progress.asked != nil { giveUp(log) }
        logs[log]?.received = batch.start + UInt64(batch.entries.count)
        logs[log]?.waiting.append((peer, batch))
        logs[log]?.parent = id
        connections[id]?.parents[log] = 0
        settle(log)
    }

    /// It came by another way already, or is not wanted any more.
    private mutating func repeated(_ log: LogID, _ id: ConnectionID, _ turn: inout Turn) {
        counters.pushesRepeated += 1
        let times = (connections[id]?.parents[log] ?? 0) + 1
        connections[id]?.parents[log] = times
        guard times <= Limits.repeatedPushes else { return violation(id, "repeated-push", &turn) }
        if logs[log]?.parent != id || !isWanted(log) { send(id, .prune(log), &turn) }
    }

    mutating func expectPushes(of log: LogID, from id: ConnectionID) {
        guard timing.pushBytes > 0 else { return }
        connections[id]?.parents[log] = 0
        logs[log]?.parent = id
    }

    /// Whether more of the log, which others announced, is likely to come from who pushes it; it is looked at again when it should have.
    mutating func expectsPush(of log: LogID, _ turn: Turn) -> Bool {
        guard let progress = logs[log], let parent = progress.parent.flatMap({ connections[$0] }), parent.parents[log] != nil,
            !parent.lag.contains(log)
        else { return false }
        let since = progress.lagsSince ?? turn.ticks
        logs[log]?.lagsSince = since
        guard turn.ticks - since < timing.graft else { return false }
        expecting.push(log, until: since + timing.graft)
        return true
    }
}

/// Logs with times that never decrease, without duplicates.
struct Expectations: Sendable {
    private var queue: [(until: Int64, log: LogID)] = []
    private var start = 0
    private var members: Set<LogID> = []

    mutating func push(_ log: LogID, until: Int64) {
        guard members.insert(log).inserted else { return }
        queue.append((max(until, queue.last?.until ?? until), log))
    }

    mutating func pop(at ticks: Int64) -> LogID? {
        guard start < queue.count, queue[start].until <= ticks else { return nil }
        let log = queue[start].log
        start += 1
        members.remove(log)
        if start > 64 && start * 2 > queue.count {
            queue.removeFirst(start)
            start = 0
        }
        return log
    }
}

extension Batch {
    /// `nil` where a payload is missing.
    fileprivate var payloadBytes: Int? {
        var bytes = 0
        for entry in entries {
            guard let payload = entry.payload else { return nil }
            bytes += payload.count
        }
        return bytes
    }
}
