internal import BanyanCore
internal import BanyanLedger

/// The life of a connection.
extension GossipEngine {
    mutating func connected(_ id: ConnectionID, _ facility: FacilityID, _ isInbound: Bool, _ turn: inout Turn) {
        if !isInbound { peers[facility]?.isDialing = false }
        guard let peer = peers[facility], peer.standing == .active, connections[id] == nil else {
            return turn.emit(.close(id, .notAccepted))
        }
        if let former = peer.connection.flatMap({ connections[$0] }) {
            guard replaces(former, isInbound, facility, turn) else {
                turn.emit(.send(id, .goodbye(.duplicate)))
                return turn.emit(.close(id, .duplicate))
            }
            turn.emit(.send(former.id, .goodbye(.duplicate)))
            close(former.id, .duplicate, &turn)
        }
        counters.connections += 1
        connections[id] = Connection(id: id, peer: facility, isInbound: isInbound, at: turn.ticks)
        connectionOrder.insert(id, at: connectionOrder.firstIndex { $0 > id } ?? connectionOrder.endIndex)
        peers[facility]?.connection = id
        if isInbound { peers[facility]?.failures = 0 }
        sendHello(id, &turn)
    }

    /// Of two connections to one peer the newer is kept, since whoever opened it holds the older for dead; of two that were dialled at
    /// once, by both sides, the one that the smaller ID dialled. Both sides come to the same result.
    private func replaces(_ former: Connection, _ isInbound: Bool, _ peer: FacilityID, _ turn: Turn) -> Bool {
        guard former.isInbound != isInbound, turn.ticks - former.openedAt < timing.simultaneous else { return true }
        return isInbound == (peer < own)
    }

    mutating func drop(_ id: ConnectionID, _ turn: inout Turn, isDuplicate: Bool = false) {
        guard let connection = connections.removeValue(forKey: id) else { return }
        interruptParcels(connection)
        connectionOrder.removeAll { $0 == id }
        for (log, outstanding) in connection.requested where logs[log]?.asked == id {
            logs[log]?.asked = nil
            settle(log)
            // Who lets a connection end instead of answering is not to be the first again.
            if turn.ticks - outstanding.sentAt >= timing.stall { pause(log, at: connection.peer, turn) }
        }
        served.remove(id)
        if peers[connection.peer]?.connection == id { peers[connection.peer]?.connection = nil }
        peers[connection.peer]?.evidence.forget(since: turn.ticks - timing.proof)
        if !isDuplicate {
            let wasShort = !connection.isGreeted || turn.ticks - connection.openedAt < timing.shortLived
            postpone(connection.peer, afterFailure: wasShort, &turn)
        }
        serveNext(&turn)
        pull(&turn)
    }

    mutating func close(_ id: ConnectionID, _ reason: CloseReason, _ turn: inout Turn) {
        guard connections[id] != nil else { return }
        turn.emit(.close(id, reason))
        drop(id, &turn, isDuplicate: reason == .duplicate)
    }

    mutating func violation(_ id: ConnectionID, _ code: String, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer else { return }
        counters.violations += 1
        penalise(peer, turn)
        close(id, .violation(code: code), &turn)
    }

    /// A peer broke the protocol, connected or not.
    mutating func accuse(_ peer: FacilityID, _ code: String, _ turn: inout Turn) {
        if let id = peers[peer]?.connection { violation(id, code, &turn) } else { penalise(peer, turn) }
    }

    mutating func stop(_ turn: inout Turn) {
        dialled = []
        for id in connectionOrder {
            turn.emit(.send(id, .goodbye(.stopping)))
            close(id, .stopping, &turn)
        }
    }

    mutating func send(_ id: ConnectionID, _ message: GossipMessage, _ turn: inout Turn) {
        if connections[id]?.unsentSince == nil { connections[id]?.unsentSince = turn.ticks }
        turn.emit(.send(id, message))
    }

    mutating func drained(_ id: ConnectionID, _ turn: inout Turn) {
        let isOpen: Void? = connections.look(at: id) { ($0.unsentSince, $0.unsentPushes) = (nil, 0) }
        guard isOpen != nil else { return }
        if served.contains(id), connections[id]?.isReading == false {
            served.remove(id)
            if connections[id]?.serving.isEmpty == false { serveQueue.push(id) }
            serveNext(&turn)
        }
        flush(id, &turn)
    }

    /// Sends what was put aside, once the socket has taken what came before.
    mutating func flush(_ id: ConnectionID, _ turn: inout Turn) {
        let ticks = turn.ticks
        guard connections.look(at: id, { [timing] in $0.mayFlush(timing, at: ticks) }) == true, let connection = connections[id]
        else { return }
        if let token = connection.pong {
            connections[id]?.pong = nil
            send(id, .pong(clock: turn.now, token: token), &turn)
        }
        if let number = connection.acknowledgement {
            connections[id]?.acknowledgement = nil
            send(id, .acknowledge(number), &turn)
        }
        flushNews(id, &turn)
    }
}

/// The dispatch of messages.
extension GossipEngine {
    mutating func receive(_ message: GossipMessage, on id: ConnectionID, _ turn: inout Turn) {
        let ticks = turn.ticks
        let known = connections.look(at: id) { connection in
            (connection.lastReceived, connection.pingedAt) = (ticks, nil)
            return (peer: connection.peer, isGreeted: connection.isGreeted)
        }
        guard let (peer, isGreeted) = known else { return }
        guard peers.look(at: peer, { $0.bucket.take(isGreeted ? 1 : TokenBucket.hello, at: ticks) }) == true else {
            counters.violations += 1
            penalise(peer, turn)
            return close(id, .flooding, &turn)
        }
        reportHeard(peer, &turn)
        if isGreeted { dispatch(message, id, &turn) } else { greet(message, id, &turn) }
        reportSync(id, &turn)
        flush(id, &turn)
    }

    private mutating func greet(_ message: GossipMessage, _ id: ConnectionID, _ turn: inout Turn) {
        switch message {
        case .hello(let hello):
            receiveHello(hello, id, &turn)
            tellEvidence(id, &turn)
            greetWithParcels(id, &turn)
        case .goodbye(let reason): receiveGoodbye(reason, id, &turn)
        default: violation(id, "no-hello", &turn)
        }
    }

    private mutating func dispatch(_ message: GossipMessage, _ id: ConnectionID, _ turn: inout Turn) {
        switch message {
        case .hello: violation(id, "second-hello", &turn)
        case .frontier(let update): receiveFrontier(update, id, &turn)
        case .acknowledge(let number): receiveAcknowledgement(number, id, &turn)
        case .request(let request): serve(request, id, &turn)
        case .batch(let batch): receiveBatch(batch, id, &turn)
        case .unavailable(let log): receiveUnavailable(log, id, &turn)
        case .ping(let clock, let token):
            noteClock(clock, id, &turn)
            connections[id]?.pong = token
        case .pong(let clock, let token):
            noteClock(clock, id, &turn)
            if token != 0 { turn.emit(.pong(id, token: token)) }
        case .goodbye(let reason): receiveGoodbye(reason, id, &turn)
        case .cosignature(let cosignature): receiveCosignature(cosignature, id, &turn)
        case .trace(let request): trace(request, id, &turn)
        case .path(let request, let path): receivePath(path, request, id, &turn)
        case .misbehaviour(let log, let proof): receiveProof(proof, log, id, &turn)
        case .compare(let claim): receiveComparison(claim, id, &turn)
        case .checkpoint(let checkpoint): receiveCheckpoint(checkpoint, id, &turn)
        case .wants(let facilities): receiveWants(facilities, id, &turn)
        case .parcel(let parcel, let copies): receiveParcel(parcel, copies: copies, id, &turn)
        case .parcelReceipt(let receipt): receiveReceipt(receipt, id, &turn)
        case .parcelVerdict(let name, let verdict): receiveVerdict(name, verdict, id, &turn)
        case .push(let number, let batch): receivePush(batch, number, id, &turn)
        case .prune(let log):
            if connections[id]?.children.removeValue(forKey: log) != nil { counters.prunes += 1 }
        }
    }

    private mutating func receiveGoodbye(_ reason: GoodbyeReason, _ id: ConnectionID, _ turn: inout Turn) {
        let answer: CloseReason =
            switch reason {
            case .stopping: .stopping
            case .duplicate: .duplicate
            case .version: .noCommonVersion
            }
        close(id, answer, &turn)
    }

    private mutating func reportHeard(_ id: FacilityID, _ turn: inout Turn) {
        let isDue = peers.look(at: id) { [timing, ticks = turn.ticks] peer in
            peer.lastHeard = ticks
            if let last = peer.lastHeardReport, ticks - last < timing.heardReports { return false }
            peer.lastHeardReport = ticks
            return true
        }
        if isDue == true { turn.emit(.peerHeard(id)) }
    }

    /// A log of which the peer has another history than this node can't be had from it, and keeps neither from counting as synced. Nor does
    /// what a facility's quota holds back: whoever floods its own log would keep all others from reading.
    func isSynced(_ connection: Connection) -> Bool {
        connection.isReady
            && connection.lag.allSatisfy {
                slowed.contains($0.facility) || (peers[connection.peer]?.differing[$0] != nil && $0.facility != connection.peer)
            }
    }

    mutating func reportSync(_ id: ConnectionID, _ turn: inout Turn) {
        let seen = connections.look(at: id) { (peer: $0.peer, isInStep: $0.isReady && $0.lag.isEmpty, reported: $0.syncReportedAt) }
        guard let seen else { return }
        guard seen.isInStep || connections[id].map(isSynced) == true else {
            _ = connections.look(at: id) { $0.syncReportedAt = nil }
            return
        }
        let ticks = turn.ticks
        _ = peers.look(at: seen.peer) { $0.lastSynced = ticks }
        if let last = seen.reported, ticks - last < timing.syncedReports { return }
        _ = connections.look(at: id) { $0.syncReportedAt = ticks }
        turn.emit(.peerSynced(seen.peer))
    }

    mutating func noteClock(_ clock: Timestamp, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer else { return }
        peers[peer]?.clock = (clock, turn.ticks)
        turn.emit(.clockReport(peer, offset: clock.seconds.subtractingReportingOverflow(turn.now.seconds).partialValue))
    }
}
