internal import BanyanCore
internal import BanyanLedger

/// What each side tells the other that it holds.
extension GossipEngine {
    mutating func sendHello(_ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer, let told = peers[peer]?.told else { return }
        let update: FrontierUpdate
        if let (number, base) = told.acknowledged {
            // What came from this peer, or went to it, is no news to it.
            let heard = peers[peer]?.heard.frontier ?? Frontier()
            let news = frontier.changes(since: base).filter { $0.size > heard[$0.log] && isTold($0.log, to: peer) }
            update = FrontierUpdate(number: told.last + 1, base: .acknowledged(number: number, digest: base.digest), items: news)
        } else {
            update = FrontierUpdate(number: told.last + 1, base: .nothing, items: items(for: peer))
        }
        tell(peer, update, onNewConnection: true)
        send(id, .hello(Hello(versions: versions, facility: own, clock: turn.now, epoch: epoch, update: update)), &turn)
    }

    private func items(for peer: FacilityID) -> [FrontierItem] { frontier.items.filter { isTold($0.log, to: peer) } }

    mutating func tell(_ peer: FacilityID, _ update: FrontierUpdate, onNewConnection: Bool = false) {
        // Acknowledgements of what an older connection carried can't come any more.
        if onNewConnection { peers[peer]?.told.unacknowledged = [] }
        peers[peer]?.told.sent(update)
    }

    mutating func receiveHello(_ hello: Hello, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer else { return }
        guard hello.facility == peer else { return violation(id, "wrong-facility", &turn) }
        guard hello.versions.contains(where: versions.contains) else {
            send(id, .goodbye(.version), &turn)
            return close(id, .noCommonVersion, &turn)
        }
        connections[id]?.isGreeted = true
        connections[id]?.epoch = hello.epoch
        // In another run it remembers nothing of this node, and has yet to say what it wants.
        if peers[peer]?.heard.epoch != hello.epoch { peers[peer]?.wanted = nil }
        tellWants(id, &turn)
        noteClock(hello.clock, id, &turn)
        if hello.update.base == .nothing { return replace(hello.update, peer, id, &turn) }
        guard extends(hello.update, hello.epoch, peers[peer]?.heard ?? HeardFrontier()) else {
            connections[id]?.askedForWhole = true
            connections[id]?.acknowledgement = 0
            return
        }
        connections[id]?.isFrontierKnown = true
        raise(hello.update, peer, id, turn)
        for item in peers[peer]?.heard.frontier.items ?? [] { claim(item.log, on: id) }
        pull(&turn)
    }

    /// Whether the base of the update is what was heard, or older: sizes only grow, so changes since something older fit as well.
    private func extends(_ update: FrontierUpdate, _ epoch: UInt64, _ heard: HeardFrontier) -> Bool {
        guard case .acknowledged(let number, let digest) = update.base, heard.epoch == epoch, update.number > heard.number else {
            return false
        }
        return heard.number > number || (heard.number == number && heard.frontier.digest == digest)
    }

    mutating func receiveFrontier(_ update: FrontierUpdate, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], let heard = peers[connection.peer]?.heard else { return }
        if update.base == .nothing {
            guard connection.askedForWhole else { return violation(id, "unasked-frontier", &turn) }
            connections[id]?.askedForWhole = false
            return replace(update, connection.peer, id, &turn)
        }
        // Until the whole frontier comes, changes to it mean nothing, and it will have them.
        guard connection.isFrontierKnown else { return }
        guard update.number == heard.number + 1 else { return violation(id, "wrong-frontier-number", &turn) }
        raise(update, connection.peer, id, turn)
        guard (peers[connection.peer]?.heard.frontier.count ?? 0) <= Limits.frontierItems else {
            return violation(id, "frontier-too-large", &turn)
        }
        for item in update.items { claim(item.log, on: id) }
        pull(&turn)
    }

    private mutating func replace(_ update: FrontierUpdate, _ peer: FacilityID, _ id: ConnectionID, _ turn: inout Turn) {
        peers[peer]?.heard = HeardFrontier(frontier: Frontier(), epoch: connections[id]?.epoch, number: 0)
        connections[id]?.isFrontierKnown = true
        connections[id]?.lag = []
        raise(update, peer, id, turn)
        for item in update.items { claim(item.log, on: id) }
        pull(&turn)
    }

    mutating func raise(_ update: FrontierUpdate, _ peer: FacilityID, _ id: ConnectionID, _ turn: Turn) {
        peers[peer]?.heard.number = update.number
        for item in update.items {
            _ = peers.look(at: peer) { $0.heard.frontier.raise(item) }
            noteClaim(item, by: peer, turn)
            noteEqual(item.log, on: id)
        }
        connections[id]?.acknowledgement = update.number
    }

    mutating func receiveAcknowledgement(_ number: UInt64, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        if number > 0 {
            if peers[connection.peer]?.told.acknowledge(number) != true { violation(id, "false-acknowledgement", &turn) }
            return
        }
        guard !connection.wasAskedForWhole else { return violation(id, "repeated-acknowledgement", &turn) }
        connections[id]?.wasAskedForWhole = true
        connections[id]?.news = []
        let update = FrontierUpdate(
            number: (peers[connection.peer]?.told.last ?? 0) + 1, base: .nothing, items: items(for: connection.peer))
        tell(connection.peer, update)
        send(id, .frontier(update), &turn)
    }
}

/// Announcements: what this node came to hold is told to the connected peers that are not known to have it.
extension GossipEngine {
    /// - Parameter batch: entries that lead to what is announced, where they are at hand.
    mutating func announce(_ log: LogID, _ batch: Batch? = nil, _ turn: inout Turn) {
        for id in connectionOrder {
            let size = frontier[log]
            guard let peer = peer(on: id),
                peers.look(at: peer, { $0.lacks(log, size, isOwn: peer == log.facility) }) == true
            else { continue }
            if let batch, push(batch, to: id, &turn) { continue }
            _ = connections.look(at: id) { $0.news.insert(log) }
            flush(id, &turn)
        }
    }

    mutating func flushNews(_ id: ConnectionID, _ turn: inout Turn) {
        let ticks = turn.ticks
        guard connections.look(at: id, { [timing] in $0.mayAnnounce(timing, at: ticks) }) == true, let connection = connections[id]
        else { return }
        let items = connection.news.sorted().map { FrontierItem(log: $0, size: frontier[$0]) }.filter { $0.size > 0 }
        connections[id]?.news = []
        guard !items.isEmpty else { return }
        connections[id]?.announcedAt = turn.ticks
        counters.announcements += 1
        let update = FrontierUpdate(number: (peers[connection.peer]?.told.last ?? 0) + 1, base: .previous, items: items)
        tell(connection.peer, update)
        send(id, .frontier(update), &turn)
    }
}
