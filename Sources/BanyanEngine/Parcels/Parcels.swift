import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger

/// The post as the flows use it.
extension Node {
    var parcels: ParcelPost { ParcelPost(desk: desk, exchange: exchange, parts: parts, facilities: facilities, me: me) }
}

/// Sending to one facility, and taking what came from others: `send`, `inbox`, `acknowledge`, `outbox`.
struct ParcelPost: Sendable {
    let desk: ParcelDesk
    let exchange: Exchange
    let parts: NodeParts
    let facilities: AcceptedFacilities
    let me: FacilityID

    /// Seals content to a facility's present X-Wing key and posts it; returns when it lies on the disk, from where it goes on by itself for
    /// seven days.
    /// - Parameters:
    ///   - kind: which flow of the recipient is to take it; see `ParcelLetter.isKind`.
    ///   - changes: what the flow stores in the same transaction, made with the parcel's ID.
    /// - Throws: `EngineFailure`: `unknown-facility`, `parcel-to-self`, `facility-not-active`, `card-expired`, `outbox-full`; `LedgerFailure`:
    ///   `parcel-content`; the store's.
    @discardableResult
    func send(
        kind: String, to recipient: FacilityID, payload: [UInt8], changes: @Sendable (ParcelID) -> [RecordChange] = { _ in [] }
    ) async throws -> ParcelID {
        guard recipient != me else { throw EngineFailure(.usage, "parcel-to-self", "a facility sends no parcels to itself") }
        guard let facility = facilities[recipient] else { throw EngineFailure.unknownFacility(recipient) }
        guard facility.record.state == .active else {
            throw EngineFailure(
                .denied, "facility-not-active", "\(facility.card.name) is not active here", hint: "banyan peer show \(recipient)")
        }
        let now = parts.clock.now()
        guard !facility.card.isExpired(at: now) else {
            throw EngineFailure(
                .trust, "card-expired", "the card of \(facility.card.name) has expired, and with it the key to seal to",
                hint: "ask for a new one, then: banyan peer add FILE")
        }
        guard await exchange.parcelStatus().own < Limits.parcelsOwn else {
            throw EngineFailure(
                .failed, "outbox-full", "\(Limits.parcelsOwn) parcels wait to be acknowledged: no more are sent before some are",
                hint: "banyan status")
        }
        let sealed = try seal(payload, kind, facility.card, at: now)
        let holding = ParcelHolding(sealed.parcel, bringer: nil, copies: Limits.parcelCopies)
        let all = [desk.vault.seal(SentParcel(sealed.letter))] + changes(sealed.letter.id)
        try await parts.store.keep(sealed.parcel, holding, changes: all)
        await exchange.posted(holding)
        return sealed.letter.id
    }

    private func seal(
        _ payload: [UInt8], _ kind: String, _ card: FacilityCard, at now: Timestamp
    ) throws -> (parcel: Parcel, letter: ParcelLetter) {
        var random = parts.random.generator()
        guard let secret = Digest(SecretBytes(randomCount: Digest.size, using: &random).exposed) else { throw EngineFailure.damagedRecord }
        return try ParcelLetter.seal(payload, kind: kind, from: parts.keys, to: card, at: now, secret: secret)
    }

    /// What waits to be taken, the oldest first.
    func inbox(_ kind: String) async throws -> [ArrivedParcel] { try await desk.inbox(kind) }

    /// Ends a parcel: its receipt, and the changes that the flow makes because of it, become durable together, and the receipt goes back.
    /// - Returns: `false` where it was ended before; then nothing of this was stored.
    @discardableResult
    func acknowledge(_ parcel: ArrivedParcel, changes: [RecordChange]) async throws -> Bool {
        guard let settled = try await desk.acknowledge(parcel, changes: changes) else { return false }
        await exchange.parcelTaken(settled)
        return true
    }

    /// How far a parcel got; `nil` where it was forgotten, a month after it expired.
    func sent(_ id: ParcelID) async throws -> SentParcel? { try await desk.vault.load(SentParcel.self, [.bytes(id)]) }

    /// What was sent, the newest first.
    func outbox() async throws -> [SentParcel] {
        var parcels: [SentParcel] = []
        try await desk.vault.forEach(SentParcel.self) { parcels.append($0) }
        return parcels.sorted { ($1.sent, $1.id) < ($0.sent, $0.id) }
    }

    /// For `status`.
    func counts() async throws -> NodeStatus.Parcels {
        let status = await exchange.parcelStatus()
        return NodeStatus.Parcels(
            waiting: status.own, kept: status.kept, keptBytes: status.keptBytes, inbox: try await desk.vault.count(ArrivedParcel.self),
            acknowledged: status.counters.settled, turnedAway: status.counters.turnedAway, expired: status.counters.expired)
    }
}
