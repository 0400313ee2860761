internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// The parcels on one machine's disk.
struct ParcelImage {
    var held: [ParcelName: (parcel: Parcel, holding: ParcelHolding)] = [:]
    var settled: [ParcelID: SettledParcel] = [:]
}

extension VirtualStore {
    func parcels() async throws -> (held: [ParcelHolding], settled: [SettledParcel]) {
        let image = try image().parcels
        return (
            image.held.values.map(\.holding).sorted { $0.name < $1.name },
            image.settled.values.sorted { $0.receipt.parcel < $1.receipt.parcel }
        )
    }

    func parcel(_ name: ParcelName) async throws -> Parcel? { try image().parcels.held[name]?.parcel }

    func isSettled(_ id: ParcelID) async throws -> Bool { try image().parcels.settled[id] != nil }

    func keep(_ parcel: Parcel, _ holding: ParcelHolding, changes: [RecordChange]) async throws {
        try await changeParcels(parcel.sealed.count, changes) { parcels in
            if parcels.held[parcel.name] == nil { parcels.held[parcel.name] = (parcel, holding) }
        }
    }

    func handed(_ name: ParcelName, copies: Int, changes: [RecordChange]) async throws {
        try await changeParcels(0, changes) { parcels in
            guard let (parcel, former) = parcels.held[name] else { return }
            parcels.held[name] = (parcel, ParcelHolding(parcel, bringer: former.bringer, copies: copies))
        }
    }

    func settle(_ settled: SettledParcel, changes: [RecordChange]) async throws {
        try await changeParcels(100, changes) { parcels in
            let id = settled.receipt.parcel
            parcels.held = parcels.held.filter { $0.value.parcel.id != id }
            let expires = max(settled.expires, parcels.settled[id]?.expires ?? settled.expires)
            parcels.settled[id] = SettledParcel(receipt: settled.receipt, expires: expires, bringers: settled.bringers)
        }
    }

    func forgetParcels(expiredBy time: Timestamp) async throws {
        try await changeParcels(0, []) { parcels in
            parcels.held = parcels.held.filter { $0.value.parcel.expires > time }
            parcels.settled = parcels.settled.filter { $0.value.expires > time }
        }
    }

    private func changeParcels(_ bytes: Int, _ changes: [RecordChange], _ change: (inout ParcelImage) -> Void) async throws {
        try await write(bytes + 200 * changes.count) { image, undo in
            undo.parcels = undo.parcels ?? image.parcels
            change(&image.parcels)
            for change in changes { apply(change, &image, &undo) }
        }
    }
}
