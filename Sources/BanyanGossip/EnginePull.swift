internal import BanyanCore
internal import BanyanLedger

/// Who lacks what, and asking for it.
extension GossipEngine {
    /// How many lagging logs one event looks at.
    private static let scan = 512

    /// Looks at what the connected peers say of a log.
    mutating func claim(_ log: LogID) {
        for id in connectionOrder { claim(log, on: id) }
    }

    mutating func claim(_ log: LogID, on id: ConnectionID) {
        guard let (peer, isReady) = connections.look(at: id, { ($0.peer, $0.isReady) }), isReady else { return }
        if shownSize(of: log, by: peer) > (logs.look(at: log) { $0.held } ?? 0), isWanted(log), isBelieved(log) {
            _ = connections.look(at: id) { $0.lag.insert(log) }
            lagging.push(log)
        } else {
            _ = connections.look(at: id) { $0.lag.remove(log) }
        }
    }

    mutating func pull(_ turn: inout Turn) {
        guard turn.ticks >= storagePausedUntil else { return }
        while let log = expecting.pop(at: turn.ticks) { lagging.push(log) }
        var looks = min(lagging.count, Self.scan)
        while looks > 0, inFlight < Limits.batchesInFlight {
            looks -= 1
            guard let log = lagging.pop() else { return }
            guard isWanted(log), isLagging(log) else { continue }
            if expectsPush(of: log, turn) { continue }
            lagging.push(log)
            request(log, &turn)
        }
    }

    /// Whether some peer holds more of it.
    private mutating func isLagging(_ log: LogID) -> Bool {
        for id in connectionOrder where connections.look(at: id, { $0.lag.contains(log) }) == true { return true }
        return false
    }

    /// Batches asked for or not yet stored.
    private var inFlight: Int { busy.reduce(0) { $0 + (logs[$1]?.inFlight ?? 0) } }

    /// Call after whatever changes a log's `inFlight`.
    mutating func settle(_ log: LogID) {
        if (logs[log]?.inFlight ?? 0) > 0 { busy.insert(log) } else { busy.remove(log) }
    }

    private mutating func request(_ log: LogID, _ turn: inout Turn) {
        let progress = logs[log] ?? LogProgress()
        guard progress.asked == nil, progress.inFlight < Limits.batchesWaiting, let id = server(of: log, progress, turn),
            let connection = connections[id], let size = peers[connection.peer]?.heard.frontier[log],
            let ration = ration(log, lacking: size - progress.received, turn)
        else { return }
        let payloads = log.facility == own || wants.payloads.contains(log.facility)
        let outstanding = Outstanding(
            from: progress.received, upTo: progress.received + ration, payloads: payloads, sentAt: turn.ticks,
            deadline: turn.ticks + timing.stall)
        connections[id]?.requested[log] = outstanding
        logs[log, default: LogProgress()].asked = id
        if payloads { expectPushes(of: log, from: id) }
        settle(log)
        let request = BatchRequest(
            log: log, from: outstanding.from, upTo: outstanding.upTo, bytes: connection.pace, payloads: payloads)
        send(id, .request(request), &turn)
    }

    /// The peer to ask: the one with the fewest unanswered requests, of these the log's owner, of these the oldest connection. While others
    /// have not announced what one has, it is the only one: the first announcer.
    private func server(of log: LogID, _ progress: LogProgress, _ turn: Turn, besides other: ConnectionID? = nil) -> ConnectionID? {
        var best: (id: ConnectionID, load: Int, isOwner: Bool)?
        for id in connectionOrder where id != other {
            guard let connection = connections[id], canServe(connection, log, progress, turn) else { continue }
            let load = connection.requested.count
            let isOwner = connection.peer == log.facility
            if let best, (best.load, best.isOwner ? 0 : 1) <= (load, isOwner ? 0 : 1) { continue }
            best = (id, load, isOwner)
        }
        return best?.id
    }

    private func canServe(_ connection: Connection, _ log: LogID, _ progress: LogProgress, _ turn: Turn) -> Bool {
        guard connection.lag.contains(log), connection.requested[log] == nil, connection.requested.count < Limits.requestsPerConnection,
            let peer = peers[connection.peer], peer.penaltyUntil <= turn.ticks, (peer.unavailable[log]?.until ?? .min) <= turn.ticks
        else { return false }
        // Under a checkpoint older than the one known nothing can be proved.
        let size = peer.heard.frontier[log]
        return size > progress.received && size >= progress.promised
    }

    /// Gives stalled requests to other peers where there are any; after twice the time nobody waits any longer, so that a peer that says
    /// it has a log and stays silent keeps neither the log nor a place among the batches in flight.
    mutating func moveStalled(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        for (log, outstanding) in connection.requested.sorted(by: { $0.key < $1.key }) {
            guard !outstanding.isGivenUp, outstanding.deadline <= turn.ticks else { continue }
            guard let progress = logs[log], progress.asked == id else {
                connections[id]?.requested[log]?.isGivenUp = true
                continue
            }
            let isOver = turn.ticks - outstanding.sentAt >= 2 * timing.stall
            guard isOver || server(of: log, progress, turn, besides: id) != nil else { continue }
            counters.stalls += 1
            pause(log, at: connection.peer, turn)
            giveUp(log)
            lagging.push(log)
        }
    }

    /// Forgets who was asked; the answer may still come.
    mutating func giveUp(_ log: LogID) {
        if let id = logs[log]?.asked { connections[id]?.requested[log]?.isGivenUp = true }
        logs[log]?.asked = nil
        settle(log)
    }

    /// Forgets what came but is not stored.
    mutating func discard(_ log: LogID) {
        let held = logs[log]?.held ?? 0
        counters.batchesDropped += logs[log]?.waiting.count ?? 0
        logs[log]?.waiting = []
        logs[log]?.received = held
        giveUp(log)
    }
}

/// Answers to requests.
extension GossipEngine {
    mutating func receiveUnavailable(_ log: LogID, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer, connections[id]?.requested.removeValue(forKey: log) != nil else {
            return violation(id, "unsolicited-answer", &turn)
        }
        if logs[log]?.asked == id { logs[log]?.asked = nil }
        settle(log)
        pause(log, at: peer, turn)
        pull(&turn)
    }

    mutating func receiveBatch(_ batch: Batch, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], let outstanding = connection.requested[batch.log] else {
            return violation(id, "unsolicited-batch", &turn)
        }
        let count = UInt64(batch.entries.count)
        guard count > 0, batch.start == outstanding.from, count <= outstanding.upTo - batch.start else {
            return violation(id, "wrong-batch", &turn)
        }
        guard !outstanding.payloads || batch.entries.allSatisfy({ $0.payload != nil }) else {
            // Stored, the entries would never be asked for again, and a revocation without its payload looks like none.
            pause(batch.log, at: connection.peer, turn)
            return violation(id, "payload-missing", &turn)
        }
        connections[id]?.requested[batch.log] = nil
        adapt(id, turn.ticks - outstanding.sentAt)
        let isAsked = logs[batch.log]?.asked == id
        if isAsked { logs[batch.log]?.asked = nil }
        if isWanted(batch.log), let progress = logs[batch.log], progress.received == batch.start, progress.asked == nil,
            progress.inFlight < Limits.batchesWaiting
        {
            logs[batch.log]?.received = batch.start + count
            logs[batch.log]?.waiting.append((connection.peer, batch))
        } else {
            counters.batchesDropped += 1
        }
        settle(batch.log)
        storeNext(batch.log, &turn)
        pull(&turn)
    }

    private mutating func adapt(_ id: ConnectionID, _ elapsed: Int64) {
        guard let pace = connections[id]?.pace else { return }
        if elapsed <= timing.quick { connections[id]?.pace = min(pace * 2, Limits.batchBytes) }
        if elapsed >= timing.slow { connections[id]?.pace = max(pace / 2, 32 << 10) }
    }

    mutating func storeNext(_ log: LogID, _ turn: inout Turn) {
        guard let progress = logs[log], progress.storing == nil, let next = progress.waiting.first else { return }
        guard next.batch.start == progress.held else { return discard(log) }
        logs[log]?.waiting.removeFirst()
        logs[log]?.storing = next.peer
        logs[log]?.storingBatch = next.batch
        logs[log]?.storingCost = BatchCost(next.batch)
        turn.emit(.verifyAndStore(next.peer, next.batch))
    }

    mutating func stored(_ holding: LogHolding, _ turn: inout Turn) {
        guard let progress = logs[holding.log], let peer = progress.storing else { return }
        logs[holding.log]?.storing = nil
        logs[holding.log]?.storingBatch = nil
        if let cost = progress.storingCost { charge(cost, to: holding.log, turn) }
        storageFailures = 0
        peers[peer]?.strikes = 0
        peers[peer]?.unavailable[holding.log] = nil
        peers[peer]?.refuted.remove(holding.log)
        peers[peer]?.altering.remove(holding.log)
        peers[peer]?.differing[holding.log] = nil
        counters.batchesStored += 1
        counters.entriesStored += holding.held > progress.held ? holding.held - progress.held : 0
        advance(holding, progress.storingBatch, &turn)
        renewClaims(on: holding.log, turn)
        settle(holding.log)
        storeNext(holding.log, &turn)
        pull(&turn)
    }

    /// The node's disk holds more of a log.
    /// - Parameter batch: the entries that were added, where they are at hand.
    mutating func advance(_ holding: LogHolding, _ batch: Batch?, _ turn: inout Turn) {
        let log = holding.log
        var progress = logs[log] ?? LogProgress()
        if holding.held > progress.held { progress.lagsSince = nil }
        progress.held = max(progress.held, holding.held)
        progress.promised = max(progress.promised, holding.promised)
        progress.provable = max(progress.provable, holding.provable)
        progress.received = max(progress.received, progress.held)
        logs[log] = progress
        if progress.held > 0 { newestHeld[log.facility] = max(newestHeld[log.facility] ?? 0, log.incarnation) }
        if isShown(log), progress.provable > frontier[log] {
            frontier.raise(FrontierItem(log: log, size: progress.provable))
            announce(log, batch, &turn)
            for id in connectionOrder { noteEqual(log, on: id) }
        }
        for id in connectionOrder where connections.look(at: id, { $0.lag.contains(log) }) == true {
            claim(log, on: id)
            reportSync(id, &turn)
        }
    }

    mutating func refused(_ log: LogID, _ refusal: BatchRefusal, _ turn: inout Turn) {
        guard let peer = logs[log]?.storing else { return }
        counters.batchesRefused += 1
        logs[log]?.storing = nil
        logs[log]?.storingBatch = nil
        discard(log)
        switch refusal {
        case .invalid(let code):
            peers[peer]?.refuted.insert(log)
            if Self.alterations.contains(code) { peers[peer]?.altering.insert(log) }
            accuse(peer, code, &turn)
        case .differing(let known, let claimed):
            // Either the owner signed two histories or the entries were altered on the way: the peer may be honest.
            peers[peer]?.differing[log] = claimed.checkpoint.size
            pause(log, at: peer, turn)
            let isAsked = inquire(log, at: peer, known, claimed, turn: &turn)
            if peer == log.facility, !isAsked { accuse(peer, Self.differingHistory, &turn) }
            if let id = peers[peer]?.connection { reportSync(id, &turn) }
        case .fork(let misbehaviour):
            quarantine(log)
            turn.emit(.quarantine(log, misbehaviour))
            _ = inquire(log, at: peer, misbehaviour.first, misbehaviour.second, turn: &turn)
        case .outdated, .unknownKey: pause(log, at: peer, turn)
        case .storage:
            storagePausedUntil =
                turn.ticks + GossipTiming.backedOff(timing.storagePause, times: storageFailures, cap: timing.storagePauseCap)
            storageFailures += 1
        }
        pull(&turn)
    }

    /// Refusals of what the log's owner can't have signed.
    private static let alterations: Set<String> = ["wrong-root", "wrong-proof", "checkpoint-signature"]
    static let differingHistory = "differing-history"

    /// Verified entries stay and are served; nothing more is pulled.
    mutating func quarantine(_ log: LogID) {
        logs[log, default: LogProgress()].isQuarantined = true
        discard(log)
        for id in connectionOrder { connections[id]?.lag.remove(log) }
    }
}
