public import BanyanCore
public import BanyanGossip
internal import BanyanLedger

extension AcceptedPeer {
    /// Whether the admin wants a connection and the card says where.
    fileprivate var isDialled: Bool { record.connects && !card.endpoints.isEmpty }
}

/// What was last told to the engine of a facility.
struct Acceptance: Equatable {
    let state: PeerState
    let isDialable: Bool
    let isReserve: Bool
    let cardNumber: UInt64
}

/// A round trip that is being measured.
struct PendingPing {
    let connection: ConnectionID
    let sentAt: Int64
    let deadline: Int64
    let continuation: CheckedContinuation<Int64, any Error>
}

extension Exchange {
    /// Tells the exchange who is accepted: all facilities, whatever their state. Who is not active loses its connection at once and is not
    /// allowed in again.
    public func peersChanged(_ peers: [AcceptedPeer]) {
        allowList.replace(
            with: peers.filter { $0.record.state == .active }.map { ($0.card.tlsKey, $0.record.id) }, known: peers.map(\.card.tlsKey))
        cards = Dictionary(peers.map { ($0.record.id, $0.card) }, uniquingKeysWith: { $1 })
        contacts = Set(peers.filter { $0.record.state == .active && ($0.isDialled || $0.record.lastHeard != nil) }.map(\.record.id))
        var present: Set<FacilityID> = []
        for peer in peers.sorted(by: { $0.record.id < $1.record.id }) {
            present.insert(peer.record.id)
            change(peer)
        }
        for id in accepted.keys.sorted() where !present.contains(id) {
            accepted[id] = nil
            handle(.peer(id, .suspended, dialable: false))
        }
    }

    private func change(_ peer: AcceptedPeer) {
        let record = peer.record
        let now = Acceptance(
            state: record.state, isDialable: peer.isDialled, isReserve: !peer.card.endpoints.isEmpty, cardNumber: peer.card.number)
        guard accepted[record.id] != now else { return }
        accepted[record.id] = now
        let standing: PeerStanding =
            switch record.state {
            case .active: .active
            case .suspended: .suspended
            case .removed: .removed
            }
        handle(.peer(record.id, standing, dialable: now.isDialable, reserve: now.isReserve))
    }

    /// Carries these logs from now on.
    public func want(_ wants: WantSet) {
        if wants != engine.wants { handle(.wants(wants)) }
    }

    /// Dials the peer now, whatever the back-off says.
    public func retry(_ peer: FacilityID) { handle(.retry(peer)) }

    /// Measures a round trip to the peer, dialling it if there is no connection.
    /// - Parameter timeout: milliseconds for all of it.
    /// - Returns: milliseconds of the round trip.
    /// - Throws: `ExchangeFailure`: `peer-unknown`, `peer-unreachable`, `ping-timed-out`.
    public func ping(_ peer: FacilityID, timeout: Int64 = 10_000) async throws -> Int64 {
        guard accepted[peer]?.state == .active else {
            throw ExchangeFailure(.notFound, "peer-unknown", "this facility is not an active peer", hint: "banyan peer list")
        }
        let deadline = stopwatch.milliseconds() + timeout
        let id = try await connection(to: peer, before: deadline)
        lastPing += 1
        let token = lastPing
        return try await withCheckedThrowingContinuation { continuation in
            pings[token] = PendingPing(connection: id, sentAt: stopwatch.milliseconds(), deadline: deadline, continuation: continuation)
            handle(.ping(id, token: token))
        }
    }

    private func connection(to peer: FacilityID, before deadline: Int64) async throws -> ConnectionID {
        if engine.connection(of: peer) == nil { retry(peer) }
        while stopwatch.milliseconds() < deadline {
            if let id = engine.connection(of: peer), engine.isReady(id) { return id }
            try await stopwatch.sleep(milliseconds: 20)
        }
        let reason = problems[peer].map { ": \($0)" } ?? ""
        throw ExchangeFailure(
            .unreachable, "peer-unreachable", "the peer can't be reached\(reason)",
            hint: problems[peer] == Self.endedBeforeHello
                ? "ask its admin whether this facility's card was added there: banyan peer card"
                : "check its address in `banyan peer show`, that it runs, and that its admin has added this facility")
    }

    func finishPing(_ token: UInt64) {
        guard let ping = pings.removeValue(forKey: token) else { return }
        ping.continuation.resume(returning: stopwatch.milliseconds() - ping.sentAt)
    }

    func expirePings() {
        let now = stopwatch.milliseconds()
        fail(ExchangeFailure(.timedOut, "ping-timed-out", "the peer did not answer in time")) { $0.deadline <= now || isStopping }
    }

    func failPings(on id: ConnectionID) {
        fail(ExchangeFailure(.unreachable, "peer-unreachable", "the connection to the peer was lost", hint: "banyan peer show")) {
            $0.connection == id
        }
    }

    private func fail(_ failure: ExchangeFailure, _ isMeant: (PendingPing) -> Bool) {
        for (token, ping) in pings where isMeant(ping) {
            pings[token] = nil
            ping.continuation.resume(throwing: failure)
        }
    }
}
