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
        charge(batch, connection.peer, turn)
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
        let ticks = turn.ticks
        guard connections.look(at: id, { [timing] in $0.isQuiet(timing, at: ticks) }) == false || !proofs.isEmpty,
            let connection = connections[id]
        else { return }
        if !connection.isGreeted, ticks - connection.openedAt >= timing.hello { return close(id, .timedOut, &turn) }
        if ticks - connection.lastReceived >= timing.silence { return close(id, .timedOut, &turn) }
        if let since = connection.unsentSince, ticks - since >= timing.drain { return close(id, .slowReader, &turn) }
        if ticks - connection.lastReceived >= timing.pingAfter, connection.pingedAt == nil, connection.unsentSince == nil {
            connections[id]?.pingedAt = ticks
            send(id, .ping(clock: turn.now, token: 0), &turn)
        }
        moveStalled(id, &turn)
        endInquiries(id, &turn)
        if !proofs.isEmpty { tellEvidence(id, &turn) }
        compareNext(id, &turn)
        flush(id, &turn)
    }

    /// Drops pauses and budgets that have run out, so that tables don't grow for ever.
    private mutating func forget(_ turn: Turn) {
        guard turn.ticks >= forgetsAt else { return }
        forgetsAt = turn.ticks + Self.forgetting
        peers.lookAtAll { [timing] in $0.forget(timing, at: turn.ticks) }
    }
}
