internal import BanyanCore
internal import BanyanLedger

/// Serving: a peer's requests in order, one batch at a time for each connection and `Limits.servedAtOnce` in all; the next one is read
/// when the socket has taken the one before.
extension GossipEngine {
    mutating func serve(_ request: BatchRequest, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        guard connection.serving.count < Limits.requestsPerConnection else { return violation(id, "too-many-requests", &turn) }
        let size = frontier[request.log]
        guard request.from < size, isWithinBudget(request, connection.peer, turn) else {
            counters.requestsRefused += 1
            return send(id, .unavailable(request.log), &turn)
        }
        let bounded = BatchRequest(
            log: request.log, from: request.from, upTo: min(request.upTo, size), bytes: min(max(request.bytes, 1), Limits.batchBytes),
            payloads: request.payloads)
        connections[id]?.serving.append(bounded)
        if !served.contains(id) { serveQueue.push(id) }
        serveNext(&turn)
    }

    /// Serving again what was served costs the disk. A peer that lost its own needs it once; nobody needs it all the time.
    private mutating func isWithinBudget(_ request: BatchRequest, _ peer: FacilityID, _ turn: Turn) -> Bool {
        guard let span = peers[peer]?.served[request.log], turn.ticks - span.since < timing.repeatWindow else {
            peers[peer]?.served[request.log] = ServedSpan(end: request.from, since: turn.ticks)
            return true
        }
        return request.from >= span.end || span.repeated <= timing.repeats * frontier[request.log] + timing.repeatedEntries
    }

    private mutating func charge(_ batch: Batch, _ peer: FacilityID) {
        guard var span = peers[peer]?.served[batch.log] else { return }
        let count = UInt64(batch.entries.count)
        if batch.start < span.end { span.repeated += count + timing.repeatCost }
        span.end = max(span.end, batch.start + count)
        peers[peer]?.served[batch.log] = span
    }

    mutating func serveNext(_ turn: inout Turn) {
        while served.count < Limits.servedAtOnce, let id = serveQueue.pop() {
            guard let request = connections[id]?.serving.first, served.insert(id).inserted else { continue }
            connections[id]?.isReading = true
            turn.emit(.readBatch(id, request))
        }
    }

    mutating func answer(_ id: ConnectionID, _ request: BatchRequest, with batch: Batch?, _ turn: inout Turn) {
        guard let connection = connections[id], connection.isReading, connection.serving.first == request else { return }
        connections[id]?.serving.removeFirst()
        connections[id]?.isReading = false
        // In the meantime the log's facility may have been removed.
        guard let batch, frontier[request.log] > 0 else {
            counters.requestsRefused += 1
            return send(id, .unavailable(request.log), &turn)
        }
        counters.batchesServed += 1
        charge(batch, connection.peer)
        adopt(batch, request, on: id)
        send(id, .batch(batch), &turn)
    }
}

/// The passing of time.
extension GossipEngine {
    /// Milliseconds between two walks over all facilities.
    private static let forgetting: Int64 = 10_000

    mutating func tick(_ turn: inout Turn) {
        dialDue(&turn)
        dialReserve(&turn)
        for id in connectionOrder { watch(id, &turn) }
        watchParcels(&turn)
        forget(turn)
        pull(&turn)
    }

    private mutating func watch(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        let ticks = turn.ticks
        if !connection.isGreeted, ticks - connection.openedAt >= timing.hello { return close(id, .timedOut, &turn) }
        if ticks - connection.lastReceived >= timing.silence { return close(id, .timedOut, &turn) }
        if let since = connection.unsentSince, ticks - since >= timing.drain { return close(id, .slowReader, &turn) }
        if ticks - connection.lastReceived >= timing.pingAfter, connection.pingedAt == nil, connection.unsentSince == nil {
            connections[id]?.pingedAt = ticks
            send(id, .ping(clock: turn.now, token: 0), &turn)
        }
        moveStalled(id, &turn)
        endInquiries(id, &turn)
        tellEvidence(id, &turn)
        compareNext(id, &turn)
        flush(id, &turn)
    }

    /// Drops pauses and budgets that have run out, so that tables don't grow for ever.
    private mutating func forget(_ turn: Turn) {
        guard turn.ticks >= forgetsAt else { return }
        forgetsAt = turn.ticks + Self.forgetting
        for (id, peer) in peers {
            if peer.unavailable.contains(where: { turn.ticks - $0.value.until > timing.unavailableCap }) {
                peers[id]?.unavailable = peer.unavailable.filter { turn.ticks - $0.value.until <= timing.unavailableCap }
            }
            if peer.served.contains(where: { turn.ticks - $0.value.since > timing.repeatWindow }) {
                peers[id]?.served = peer.served.filter { turn.ticks - $0.value.since <= timing.repeatWindow }
            }
        }
    }
}
