public import BanyanAPI
public import BanyanCore
import BanyanGossip
import BanyanLedger

extension Node {
    public func card() async throws -> CardView { CardView(facility: me, text: parts.card.text) }

    /// Accepts one facility whose ID the admin has by another channel; connects to it unless told otherwise. A card that is
    /// already accepted is replaced only by a higher number.
    public func addPeer(_ request: AddPeerRequest) async throws -> PeerView {
        let card = try FacilityCard(text: request.card)
        try card.verify(typedID: request.typedID)
        guard card.id != me else {
            throw EngineFailure(.usage, "own-card", "this is the node's own card", hint: "give it to the other facility's admin")
        }
        guard card.notAfter > now else {
            throw EngineFailure(
                .trust, "card-expired", "the card was valid until \(card.notAfter.iso8601)", hint: "ask the facility for `banyan peer card`"
            )
        }
        try await facilities.changing.through {
            let former = facilities[card.id]
            try check(card, after: former)
            try checkKeys(of: card)
            // A new card changes neither what was decided about the facility nor what was heard of it.
            let record = PeerRecord(
                id: card.id, card: request.card, state: former?.record.state ?? .active,
                connects: request.connect && !card.endpoints.isEmpty,
                addedAt: former?.record.addedAt ?? now, lastHeard: former?.record.lastHeard, lastSynced: former?.record.lastSynced)
            try await save(record, card)
        }
        if let record = facilities[card.id]?.record { try await keepLater(record) }
        return try await peer(card.id)
    }

    private func check(_ card: FacilityCard, after former: AcceptedPeer?) throws {
        guard let former else { return }
        guard former.record.state != .removed else { throw Self.removed }
        guard former.card == card || card.supersedes(former.card) else {
            throw EngineFailure(
                .trust, "card-older", "a newer card of this facility is already accepted", hint: "banyan peer show \(card.id)")
        }
    }

    /// A card proves that its root key named the other keys, not that its facility holds them. Named by two, a TLS key would let neither in.
    private func checkKeys(of card: FacilityCard) throws {
        let others = facilities.all.filter { $0.record.state != .removed && $0.record.id != card.id }.map(\.card) + [parts.card]
        let keys = [card.tlsKey, card.logKey]
        guard let owner = others.first(where: { keys.contains($0.tlsKey) || keys.contains($0.logKey) }) else { return }
        throw EngineFailure(
            .trust, "key-in-use", "the card names a key of another accepted facility: \(name(of: owner.id))",
            hint: "don't accept it; ask the facility by phone which keys are its own")
    }

    private func save(_ record: PeerRecord, _ card: FacilityCard) async throws {
        try await store.save(record)
        facilities.put(AcceptedPeer(record: record, card: card))
        await exchange.peersChanged(facilities.all)
    }

    private static let removed = EngineFailure(.denied, "peer-removed", "the facility was removed: removed stays removed")

    public func peers() async throws -> PeerList {
        let status = await exchange.snapshot()
        return PeerList(peers: facilities.all.map { view(of: $0, status) })
    }

    public func peer(_ id: FacilityID) async throws -> PeerView {
        guard let facility = facilities[id] else { throw EngineFailure.unknownFacility(id) }
        return view(of: facility, await exchange.snapshot())
    }

    public func ping(_ id: FacilityID) async throws -> PingResult {
        guard let facility = facilities[id] else { throw EngineFailure.unknownFacility(id) }
        guard facility.record.state == .active else {
            throw EngineFailure(.denied, "peer-\(facility.record.state.rawValue)", "the facility is \(facility.record.state.rawValue)")
        }
        return PingResult(facility: id, milliseconds: Double(try await exchange.ping(id)))
    }

    public func change(_ id: FacilityID, _ action: PeerAction) async throws -> PeerView {
        try await facilities.changing.through {
            guard let facility = facilities[id] else { throw EngineFailure.unknownFacility(id) }
            var record = facility.record
            guard record.state != .removed else { throw Self.removed }
            switch action {
            case .suspend: record.state = .suspended
            case .resume: record.state = .active
            case .remove: record.state = .removed
            case .retry: return await exchange.retry(id)
            }
            try await save(record, facility.card)
        }
        if action != .retry, let record = facilities[id]?.record { try await keepLater(record) }
        return try await peer(id)
    }

    func view(of facility: AcceptedPeer, _ status: ExchangeStatus) -> PeerView {
        let (record, card) = (facility.record, facility.card)
        let live = status[record.id]
        let now = now
        return PeerView(
            facility: record.id, name: card.name, kind: card.kind, code: card.code.description, province: card.province.description,
            endpoints: card.endpoints.map(\.description), cardNumber: card.number, cardValidUntil: card.notAfter,
            state: record.state.rawValue,
            connects: record.connects, connected: live?.isReady ?? false, behind: live?.behind ?? 0, addedAt: record.addedAt,
            lastHeard: live?.heard(before: now) ?? record.lastHeard, lastSynced: live?.synced(before: now) ?? record.lastSynced,
            clockOffset: live?.clockOffset, lastError: live?.isReady == true ? nil : status.problems[record.id],
            nextAttempt: live?.nextDial.map { now.adding($0 / 1000) })
    }

    /// The name to show for a facility: its card's, or its ID where no card is held.
    func name(of id: FacilityID) -> String {
        id == me ? parts.card.name : facilities[id]?.card.name ?? id.description
    }
}
