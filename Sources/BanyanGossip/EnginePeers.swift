internal import BanyanCore
internal import BanyanLedger

/// Who is accepted, and when to dial whom.
extension GossipEngine {
    mutating func changePeer(
        _ id: FacilityID, _ standing: PeerStanding, _ isDialable: Bool, isReserve: Bool, _ turn: inout Turn
    ) {
        let former = peers[id]?.standing
        // Removed stays removed, whatever else is said.
        guard id != own, former != .removed else { return }
        if former == nil { peers[id] = Peer(standing: standing, isDialable: isDialable) }
        peers[id]?.standing = standing
        peers[id]?.isDialable = isDialable
        peers[id]?.isReserve = isReserve && !isDialable && standing == .active
        dialled.removeAll { $0 == id }
        if standing == .active && isDialable { dialled.insert(id, at: dialled.firstIndex { $0 > id } ?? dialled.endIndex) }
        switch standing {
        case .active:
            if former != .active { admit(id, &turn) }
            resetBackOff(id, turn)
            dialDue(&turn)
        case .suspended:
            show(id, &turn)
            exclude(id, standing, &turn)
        case .removed: exclude(id, standing, &turn)
        }
    }

    /// The facility's logs are shown as far as they are held, and pulled.
    private mutating func admit(_ id: FacilityID, _ turn: inout Turn) {
        show(id, &turn)
        for log in believed(of: id) { claim(log) }
        pull(&turn)
    }

    private mutating func show(_ id: FacilityID, _ turn: inout Turn) {
        for log in believed(of: id) {
            guard let progress = logs[log], progress.provable > 0 else { continue }
            frontier.raise(FrontierItem(log: log, size: progress.provable))
            announce(log, nil, &turn)
        }
    }

    private mutating func exclude(_ id: FacilityID, _ standing: PeerStanding, _ turn: inout Turn) {
        if let connection = peers[id]?.connection { close(connection, standing == .removed ? .removed : .suspended, &turn) }
        for log in believed(of: id) {
            if logs[log] != nil { discard(log) }
            for connection in connectionOrder { connections[connection]?.lag.remove(log) }
            if standing == .removed { frontier.remove(log) }
        }
        // Changes can't say that something went: the next hello to each peer says everything.
        if standing == .removed {
            for peer in peers.keys {
                peers[peer]?.told.acknowledged = nil
                peers[peer]?.told.unacknowledged = []
            }
        }
        for connection in connectionOrder { reportSync(connection, &turn) }
        pull(&turn)
    }

    /// The logs of a facility that may exist: an incarnation far beyond the newest one held is not believed, nor one beyond `Limits.incarnations`.
    func believed(of facility: FacilityID) -> [LogID] {
        (0...newestBelieved(of: facility)).map { LogID(facility: facility, incarnation: $0) }
    }

    func isBelieved(_ log: LogID) -> Bool { log.incarnation <= newestBelieved(of: log.facility) }

    private func newestBelieved(of facility: FacilityID) -> UInt32 {
        min(newestHeld[facility] ?? 0, Limits.incarnations - Limits.incarnationsAhead - 1) + Limits.incarnationsAhead
    }

    /// Whether this node pulls the log.
    func isWanted(_ log: LogID) -> Bool {
        if logs[log]?.isQuarantined == true { return false }
        return log.facility == own || (peers[log.facility]?.standing == .active && wants.headers.contains(log.facility))
    }

    /// Whether this node shows and serves the log.
    func isShown(_ log: LogID) -> Bool {
        guard log.facility != own else { return true }
        return peers[log.facility].map { $0.standing != .removed } ?? false
    }
}

extension GossipEngine {
    private mutating func resetBackOff(_ id: FacilityID, _ turn: Turn) {
        peers[id]?.failures = 0
        peers[id]?.nextDial = turn.ticks
    }

    mutating func retry(_ id: FacilityID, _ turn: inout Turn) {
        resetBackOff(id, turn)
        peers[id]?.penaltyUntil = turn.ticks
        liftQuota(of: id)
        serveAgain(id)
        peers[id]?.unavailable = [:]
        dialDue(&turn)
        pull(&turn)
    }

    mutating func dialFailed(_ id: FacilityID, _ turn: inout Turn) {
        counters.failedDials += 1
        peers[id]?.isDialing = false
        postpone(id, afterFailure: true, &turn)
    }

    mutating func postpone(_ id: FacilityID, afterFailure: Bool, _ turn: inout Turn) {
        guard let peer = peers[id] else { return }
        let failures = afterFailure ? peer.failures + 1 : 0
        let delay = GossipTiming.backedOff(timing.dialBase, times: failures - 1, cap: timing.dialCap)
        peers[id]?.failures = failures
        peers[id]?.nextDial = turn.ticks + turn.jittered(delay)
    }

    mutating func dialDue(_ turn: inout Turn) {
        var dialling = 0
        for id in dialled where peers.look(at: id, { $0.isDialing }) == true { dialling += 1 }
        for id in dialled where dialling < Limits.dials && peers.look(at: id, { $0.isDialDue(at: turn.ticks) }) == true {
            peers[id]?.isDialing = true
            dialling += 1
            turn.emit(.dial(id))
        }
    }

    /// Whoever the admin named may all be gone: rather than alone, a node is with somebody else whom it accepts.
    mutating func dialReserve(_ turn: inout Turn) {
        guard !dialled.isEmpty, !hasReadyConnection else {
            aloneSince = nil
            return
        }
        let since = aloneSince ?? turn.ticks
        aloneSince = since
        guard turn.ticks - since >= timing.alone else { return }
        guard peers.count(where: { $0.value.isDialing && $0.value.isReserve }) < Self.reserveDials else { return }
        let due = peers.filter { $0.value.isReserve && $0.value.isDialDue(at: turn.ticks) }.keys.sorted()
        guard !due.isEmpty else { return }
        let id = due[Int(turn.word() % UInt64(due.count))]
        peers[id]?.isDialing = true
        turn.emit(.dial(id))
    }

    private static let reserveDials = 2

    private var hasReadyConnection: Bool {
        mutating get {
            for id in connectionOrder where connections.look(at: id, { $0.isReady }) == true { return true }
            return false
        }
    }

    /// The peer broke the protocol: nothing is asked of it for a while, longer each time.
    mutating func penalise(_ id: FacilityID, _ turn: Turn) {
        guard let peer = peers[id] else { return }
        peers[id]?.strikes = peer.strikes + 1
        peers[id]?.penaltyUntil = turn.ticks + GossipTiming.backedOff(timing.penalty, times: peer.strikes, cap: timing.penaltyCap)
    }

    /// One log is not asked of the peer for a while.
    mutating func pause(_ log: LogID, at id: FacilityID, _ turn: Turn) {
        let times = (peers[id]?.unavailable[log]?.times ?? 0) + 1
        let delay = GossipTiming.backedOff(timing.unavailable, times: times - 1, cap: timing.unavailableCap)
        peers[id]?.unavailable[log] = Pause(until: turn.ticks + delay, times: times)
    }
}
