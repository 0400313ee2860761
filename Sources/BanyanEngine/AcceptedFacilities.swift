public import BanyanCore
public import BanyanLedger
import Synchronization

/// An accepted facility with its verified card.
public struct AcceptedFacility: Sendable, Hashable {
    public var record: PeerRecord
    public var card: FacilityCard

    public init(record: PeerRecord, card: FacilityCard) {
        self.record = record
        self.card = card
    }
}

/// The facilities that the admin accepted, in memory, for those who must know at once: a TLS handshake, a verification.
///
/// A class with a lock and not an actor, because the TLS callback can't wait. The store has the last word; this follows it.
public final class AcceptedFacilities: Sendable {
    private let facilities = Mutex<[FacilityID: AcceptedFacility]>([:])

    public init() {}

    /// Loads what the store holds. - Throws: the store's error, or the card's where a stored card does not verify any more.
    public func load(from store: any NodeStore) async throws {
        let loaded = try await store.peers().map { AcceptedFacility(record: $0, card: try FacilityCard(text: $0.card)) }
        facilities.withLock { $0 = Dictionary(loaded.map { ($0.record.id, $0) }, uniquingKeysWith: { _, last in last }) }
    }

    public func put(_ facility: AcceptedFacility) { facilities.withLock { $0[facility.record.id] = facility } }

    /// Changes the record of a facility in memory. - Returns: the changed facility, `nil` where there is none.
    @discardableResult
    public func update(_ id: FacilityID, _ change: (inout PeerRecord) -> Void) -> AcceptedFacility? {
        facilities.withLock { all in
            guard var facility = all[id] else { return nil }
            change(&facility.record)
            all[id] = facility
            return facility
        }
    }

    public subscript(_ id: FacilityID) -> AcceptedFacility? { facilities.withLock { $0[id] } }

    /// All of them, by ID.
    public var all: [AcceptedFacility] { facilities.withLock { $0.values.sorted { $0.record.id < $1.record.id } } }

    /// The active facility that owns this TLS key.
    public func active(tlsKey: PublicKey) -> FacilityID? {
        facilities.withLock { $0.values.first { $0.record.state == .active && $0.card.tlsKey == tlsKey }?.record.id }
    }

    /// The key that signs the checkpoints of a facility's log, unless it was removed.
    public func logKey(of id: FacilityID) -> PublicKey? {
        facilities.withLock { all in all[id].flatMap { $0.record.state == .removed ? nil : $0.card.logKey } }
    }
}
