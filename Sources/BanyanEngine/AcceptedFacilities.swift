import BanyanCore
import BanyanLedger
import Synchronization

/// The facilities that the admin accepted, in memory, for those who must know at once: a verification, a command.
///
/// A class with a lock and not an actor, because those who ask can't wait. The store has the last word; this follows it.
final class AcceptedFacilities: Sendable {
    private let facilities = Mutex<[FacilityID: AcceptedPeer]>([:])
    /// Whoever changes a facility's record passes here, so that a decision of the admin and what the exchange writes down
    /// meanwhile don't undo each other on the disk.
    let changing = Turnstile()

    /// Loads what the store holds. - Throws: the store's error, or the card's where a stored card does not verify any more.
    func load(from store: any NodeStore) async throws {
        let loaded = try await store.peers().map { AcceptedPeer(record: $0, card: try FacilityCard(text: $0.card)) }
        facilities.withLock { $0 = Dictionary(loaded.map { ($0.record.id, $0) }, uniquingKeysWith: { _, last in last }) }
    }

    func put(_ facility: AcceptedPeer) { facilities.withLock { $0[facility.record.id] = facility } }

    /// Changes the record of a facility in memory. - Returns: the changed facility, `nil` where there is none.
    func update(_ id: FacilityID, _ change: (inout PeerRecord) -> Void) -> AcceptedPeer? {
        facilities.withLock { all in
            guard let former = all[id] else { return nil }
            var record = former.record
            change(&record)
            let facility = AcceptedPeer(record: record, card: former.card)
            all[id] = facility
            return facility
        }
    }

    subscript(_ id: FacilityID) -> AcceptedPeer? { facilities.withLock { $0[id] } }

    /// All of them, by ID.
    var all: [AcceptedPeer] { facilities.withLock { $0.values.sorted { $0.record.id < $1.record.id } } }

    /// The key that signs the checkpoints of a facility's log, unless it was removed.
    func logKey(of id: FacilityID) -> PublicKey? {
        facilities.withLock { all in all[id].flatMap { $0.record.state == .removed ? nil : $0.card.logKey } }
    }
}
