import BanyanCore
import BanyanLedger
import Logging

/// Writes down what the exchange tells: when peers were heard and synced, and proofs of misbehaviour.
struct ExchangeBookkeeping: Sendable {
    let store: any NodeStore
    let vault: Vault
    let facilities: AcceptedFacilities
    let logger: Logger

    func note(_ event: ExchangeEvent) async {
        do {
            switch event {
            case .heard(let peer, let at): try await update(peer) { $0.lastHeard = at }
            case .synced(let peer, let at): try await update(peer) { ($0.lastHeard, $0.lastSynced) = (at, at) }
            case .advanced: break
            case .quarantined(let log, let found, let proof):
                let record = QuarantineRecord(log: log, first: found.first.note, second: found.second.note, proof: proof?.encoded)
                try await store.apply([vault.seal(record)])
            }
        } catch { logger.error("what the exchange told could not be stored", metadata: ["error": "\(error)"]) }
    }

    private func update(_ peer: FacilityID, _ change: (inout PeerRecord) -> Void) async throws {
        if let facility = facilities.update(peer, change), facility.record.state != .removed { try await store.save(facility.record) }
    }
}
