internal import BanyanCore
internal import BanyanLedger

/// Parcels on their way (protocol section 8): from their sender to their recipient, directly or kept by others until it comes.
///
/// A sender's parcel may lie with `Limits.parcelCopies` nodes at first. Whoever holds several copies gives half of them to a peer that it meets, and
/// whoever holds one waits for the recipient (binary spray and wait: Spyropoulos, Psounis, Raghavendra 2005). Different from there, the sender
/// keeps its own parcel, and gives out new copies when no receipt came for a time, so that peers that lose what they took cost time and
/// not the parcel. The receipt goes back the way on which the parcel came.
///
/// On a connection one parcel at a time is under way in each direction.
extension GossipEngine {
    public var parcelStatus: ParcelStatus { parcels.status }

    mutating func take(_ event: ParcelEvent, _ turn: inout Turn) {
        switch event {
        case .loaded(let held, let settled): load(held, settled, turn)
        case .posted(let holding):
            parcels.held[holding.name] = HeldParcel(holding, isDurable: true, at: turn.ticks)
            offer(holding.name, &turn)
        case .read(let id, let name, let parcel): sendParcel(parcel, name, id, &turn)
        case .kept(let id, let name, let isKept): noteKept(name, isKept, id, &turn)
        case .opened(let id, let name, let parcel, let verdict, let tell):
            if verdict == .kept || verdict == .known, parcels.settled[parcel] == nil {
                let known = parcels.arrived[parcel] ?? []
                let all = bringers(known, tell)
                parcels.arrived[parcel] = all
            }
            answer(name, verdict, id, &turn)
            if let settled = parcels.settled[parcel] { sendReceipt(settled.receipt, id, &turn) }
        case .taken(let settled):
            let known = parcels.arrived.removeValue(forKey: settled.receipt.parcel) ?? []
            settle(
                SettledParcel(receipt: settled.receipt, expires: settled.expires, bringers: bringers(settled.bringers, known)), nil, &turn)
        }
    }

    private mutating func load(_ held: [ParcelHolding], _ settled: [SettledParcel], _ turn: Turn) {
        for holding in held { parcels.held[holding.name] = HeldParcel(holding, isDurable: true, at: turn.ticks) }
        for parcel in settled { parcels.settled[parcel.receipt.parcel] = parcel }
    }

    private func bringers(_ former: [FacilityID], _ more: [FacilityID]) -> [FacilityID] {
        var all = former
        for id in more where id != own && !all.contains(id) { all.append(id) }
        return Array(all.prefix(Limits.parcelBringers))
    }
}

/// Handing over.
extension GossipEngine {
    /// A peer is there: what it may be to have, and the receipts of what it brought.
    mutating func greetWithParcels(_ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer, connections[id]?.isGreeted == true else { return }
        let receipts = parcels.settled.values.filter { $0.bringers.contains(peer) }
            .sorted { ($1.expires, $0.receipt.parcel) < ($0.expires, $1.receipt.parcel) }
        for settled in receipts.prefix(Self.receiptsAtOnce) { sendReceipt(settled.receipt, id, &turn) }
        for name in parcels.held.keys.sorted() { connections[id]?.parcels.due.push(name) }
        handParcels(id, &turn)
    }

    /// The newest; who still holds a parcel whose receipt is older hears of it when it offers that again.
    private static let receiptsAtOnce = 64

    private mutating func offer(_ name: ParcelName, _ turn: inout Turn) {
        // The recipient first: then nobody else needs it.
        let recipient = parcels.held[name]?.holding.recipient
        let ready = connectionOrder.filter { connections[$0]?.isGreeted == true }
        for id in ready where connections[id]?.peer == recipient { offer(name, on: id, &turn) }
        let others = ready.filter { connections[$0]?.peer != recipient }
        guard !others.isEmpty else { return }
        let first = Int(turn.word() % UInt64(others.count))
        for id in others[first...] + others[..<first] { offer(name, on: id, &turn) }
    }

    private mutating func offer(_ name: ParcelName, on id: ConnectionID, _ turn: inout Turn) {
        connections[id]?.parcels.due.push(name)
        handParcels(id, &turn)
    }

    /// How many copies the peer gets of a parcel; `nil`: none.
    private func share(of parcel: HeldParcel, for peer: FacilityID, _ turn: Turn) -> Int? {
        guard parcel.isDurable, parcel.holding.expires > turn.now else { return nil }
        if peer == parcel.holding.recipient { return 1 }
        guard parcel.copies > 1, !parcel.takers.contains(peer), !parcel.bringers.contains(peer) else { return nil }
        return parcel.copies / 2
    }

    private mutating func handParcels(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], connection.isGreeted, connection.parcels.sending == nil else { return }
        while let name = connections[id]?.parcels.due.pop() {
            guard let parcel = parcels.held[name], let copies = share(of: parcel, for: connection.peer, turn) else { continue }
            if parcel.holding.recipient != connection.peer { parcels.held[name]?.copies -= copies }
            connections[id]?.parcels.sending = (name, copies, turn.ticks)
            return turn.emit(.parcel(.read(id, name)))
        }
    }

    private mutating func sendParcel(_ parcel: Parcel?, _ name: ParcelName, _ id: ConnectionID, _ turn: inout Turn) {
        guard let sending = connections[id]?.parcels.sending, sending.name == name else { return }
        guard let parcel, parcels.held[name] != nil else { return endSending(.noRoom, id, &turn) }
        send(id, .parcel(parcel, copies: sending.copies), &turn)
    }

    mutating func receiveVerdict(_ name: ParcelName, _ verdict: ParcelVerdict, _ id: ConnectionID, _ turn: inout Turn) {
        // What was given up may be answered yet.
        guard let sending = connections[id]?.parcels.sending, sending.name == name else { return }
        endSending(verdict, id, &turn)
    }

    private mutating func endSending(_ verdict: ParcelVerdict, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], let (name, copies, _) = connection.parcels.sending else { return }
        connections[id]?.parcels.sending = nil
        if let parcel = parcels.held[name] {
            if verdict == .kept {
                parcels.counters.handed += 1
                parcels.held[name]?.takers.insert(connection.peer)
                turn.emit(
                    .parcel(.handed(name, parcel.holding.id, to: connection.peer, copies: parcel.copies, isOwn: parcel.isOwn)))
            } else {
                if verdict == .known { parcels.held[name]?.takers.insert(connection.peer) }
                giveBack(copies, of: name, from: connection.peer)
            }
        }
        handParcels(id, &turn)
    }

    private mutating func giveBack(_ copies: Int, of name: ParcelName, from peer: FacilityID) {
        guard let parcel = parcels.held[name], parcel.holding.recipient != peer else { return }
        parcels.held[name]?.copies = min(parcel.copies + copies, Limits.parcelCopies)
    }

    /// A connection ended: whether the peer has what was under way is not known.
    mutating func interruptParcels(_ connection: Connection) {
        if let (name, copies, _) = connection.parcels.sending { giveBack(copies, of: name, from: connection.peer) }
    }
}

/// Taking over.
extension GossipEngine {
    mutating func receiveParcel(_ parcel: Parcel, copies: Int, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        guard connection.parcels.receiving == nil else { return violation(id, "parcel-unanswered", &turn) }
        let peer = connection.peer
        if let settled = parcels.settled[parcel.id] {
            answer(parcel.name, .known, id, &turn)
            return sendReceipt(settled.receipt, id, &turn)
        }
        let latest = turn.now.adding(Limits.parcelLife + Limits.parcelClockSlack)
        guard parcel.expires > turn.now, parcel.expires <= latest else { return turnAway(parcel, .refused, id, &turn) }
        if parcels.held[parcel.name] != nil {
            let known = parcels.held[parcel.name]?.bringers ?? []
            let all = bringers(known, [peer])
            parcels.held[parcel.name]?.bringers = all
            return answer(parcel.name, .known, id, &turn)
        }
        let isForMe = parcel.recipient == own
        guard isForMe || peers[parcel.recipient]?.standing == .active else { return turnAway(parcel, .refused, id, &turn) }
        guard peers[peer]?.parcelsTaken.take(of: Limits.parcelsFromPeerPerDay, within: Self.day, at: turn.ticks) == true,
            isForMe || parcels.hasRoom(for: parcel, from: peer)
        else { return turnAway(parcel, .noRoom, id, &turn) }
        connections[id]?.parcels.receiving = parcel.name
        guard !isForMe else { return turn.emit(.parcel(.open(id, peer, parcel))) }
        let holding = ParcelHolding(parcel, bringer: peer, copies: min(max(copies, 1), Limits.parcelCopies))
        parcels.held[parcel.name] = HeldParcel(holding, isDurable: false, at: turn.ticks)
        turn.emit(.parcel(.keep(id, parcel, holding)))
    }

    private static let day: Int64 = 86_400_000

    private mutating func turnAway(_ parcel: Parcel, _ verdict: ParcelVerdict, _ id: ConnectionID, _ turn: inout Turn) {
        answer(parcel.name, verdict, id, &turn)
    }

    private mutating func answer(_ name: ParcelName, _ verdict: ParcelVerdict, _ id: ConnectionID, _ turn: inout Turn) {
        switch verdict {
        case .kept: parcels.counters.taken += 1
        case .known: break
        case .noRoom, .refused: parcels.counters.turnedAway += 1
        }
        if connections[id]?.parcels.receiving == name { connections[id]?.parcels.receiving = nil }
        guard connections[id] != nil else { return }
        send(id, .parcelVerdict(name, verdict), &turn)
    }

    private mutating func noteKept(_ name: ParcelName, _ isKept: Bool, _ id: ConnectionID, _ turn: inout Turn) {
        if isKept { parcels.held[name]?.isDurable = true } else { parcels.held[name] = nil }
        guard let parcel = parcels.held[name] else { return answer(name, .noRoom, id, &turn) }
        answer(name, .kept, id, &turn)
        // Its receipt may have come while it was being stored.
        if let settled = parcels.settled[parcel.holding.id] {
            parcels.held[name] = nil
            return turn.emit(.parcel(.settle(settled, isOwn: false)))
        }
        offer(name, &turn)
    }
}

/// Receipts, and what nobody waits for any more.
extension GossipEngine {
    /// Ends every parcel that the secret belongs to; of others it says nothing.
    mutating func receiveReceipt(_ receipt: ParcelReceipt, _ id: ConnectionID, _ turn: inout Turn) {
        let held = parcels.names(of: receipt.parcel).compactMap { parcels.held[$0] }
        guard let last = held.map(\.holding.expires).max() else { return }
        parcels.counters.settled += 1
        settle(
            SettledParcel(receipt: receipt, expires: last, bringers: bringers([], held.flatMap(\.bringers))), connections[id]?.peer, &turn)
    }

    /// - Parameter source: the peer that told it.
    private mutating func settle(_ settled: SettledParcel, _ source: FacilityID?, _ turn: inout Turn) {
        let parcel = settled.receipt.parcel
        let names = parcels.names(of: parcel)
        let isOwn = names.contains { parcels.held[$0]?.isOwn == true }
        // What is on its way to the disk goes when it has got there.
        for name in names where parcels.held[name]?.isDurable == true { parcels.held[name] = nil }
        parcels.settled[parcel] = settled
        if source != nil { turn.emit(.parcel(.settle(settled, isOwn: isOwn))) }
        for peer in settled.bringers where peer != source {
            if let id = peers[peer]?.connection, connections[id]?.isGreeted == true { sendReceipt(settled.receipt, id, &turn) }
        }
    }

    private mutating func sendReceipt(_ receipt: ParcelReceipt, _ id: ConnectionID, _ turn: inout Turn) {
        guard connections[id] != nil else { return }
        send(id, .parcelReceipt(receipt), &turn)
    }

    mutating func watchParcels(_ turn: inout Turn) {
        for id in connectionOrder {
            guard let (name, copies, since) = connections[id]?.parcels.sending, copies > 0, turn.ticks - since >= timing.parcelAnswer,
                let peer = connections[id]?.peer
            else { continue }
            // Others may have it meanwhile; on this connection nothing follows before the answer.
            giveBack(copies, of: name, from: peer)
            connections[id]?.parcels.sending = (name, 0, since)
        }
        guard turn.ticks >= parcels.expiresAt else { return }
        parcels.expiresAt = turn.ticks + timing.parcelWatch
        expireParcels(&turn)
        spreadAgain(&turn)
    }

    private mutating func expireParcels(_ turn: inout Turn) {
        let late = parcels.held.filter { $0.value.isDurable && $0.value.holding.expires <= turn.now }.map(\.key)
        let old = parcels.settled.filter { $0.value.expires <= turn.now }.map(\.key)
        for name in late { parcels.held[name] = nil }
        for id in old { parcels.settled[id] = nil }
        parcels.counters.expired += late.count
        if !late.isEmpty || !old.isEmpty { turn.emit(.parcel(.expire)) }
    }

    /// Own parcels of which no receipt came get new copies, for whomever this node is connected to now.
    private mutating func spreadAgain(_ turn: inout Turn) {
        for name in parcels.held.keys.sorted() {
            guard let parcel = parcels.held[name], parcel.isOwn, turn.ticks - parcel.spreadAt >= timing.parcelSpread else { continue }
            parcels.held[name]?.spreadAt = turn.ticks
            parcels.held[name]?.copies = Limits.parcelCopies
            parcels.held[name]?.takers = []
            offer(name, &turn)
        }
    }
}
