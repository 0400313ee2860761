import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import Testing

extension StoreContractTests {
    private static func parcel(_ number: UInt8, life: Int64 = 100) throws -> (parcel: Parcel, receipt: ParcelReceipt) {
        let receipt = ParcelReceipt(secret: .sha256([number]))
        let recipient = FacilityID(.sha256([200]))
        let parcel = Parcel(recipient: recipient, id: receipt.parcel, expires: Self.noon.adding(life), sealed: [number, 1, 2])
        return (try #require(parcel), receipt)
    }

    private static let bringer = FacilityID(.sha256([201]))

    @Test(arguments: Kind.allCases)
    func `a parcel is kept as it came, once, with what is left of its copies`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let (parcel, _) = try Self.parcel(1)
            let holding = ParcelHolding(parcel, bringer: Self.bringer, copies: 4)
            try await store.keep(parcel, holding, changes: [])
            try await store.keep(parcel, ParcelHolding(parcel, bringer: nil, copies: 8), changes: [])
            #expect(try await store.parcels().held == [holding])
            #expect(try await store.parcel(parcel.name) == parcel)
            try await store.handed(parcel.name, copies: 2, changes: [])
            #expect(try await store.parcels().held.map(\.copies) == [2])
            let own = try Self.parcel(2).parcel
            try await store.keep(own, ParcelHolding(own, bringer: nil, copies: 8), changes: [])
            #expect(try await store.parcels().held.map(\.name) == [parcel.name, own.name].sorted())
            #expect(try await store.parcel(Self.parcel(3).parcel.name) == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func `a receipt takes every parcel under its ID away and is remembered until they would have expired`(kind: Kind) async throws {
        try await withStore(kind) { store in
            let (parcel, receipt) = try Self.parcel(1)
            let altered = try #require(Parcel(recipient: parcel.recipient, id: parcel.id, expires: parcel.expires, sealed: [9]))
            let other = try Self.parcel(2, life: 50).parcel
            for parcel in [parcel, altered, other] {
                try await store.keep(parcel, ParcelHolding(parcel, bringer: nil, copies: 1), changes: [])
            }
            let settled = SettledParcel(receipt: receipt, expires: parcel.expires, bringers: [Self.bringer, parcel.recipient])
            #expect(try await !store.isSettled(parcel.id))
            try await store.settle(settled, changes: [])
            #expect(try await store.isSettled(parcel.id))
            let left = try await store.parcels()
            #expect(left.held.map(\.name) == [other.name] && left.settled == [settled])
            try await store.forgetParcels(expiredBy: Self.noon.adding(50))
            let later = try await store.parcels()
            #expect(later.held.isEmpty && later.settled == [settled])
            try await store.forgetParcels(expiredBy: Self.noon.adding(100))
            #expect(try await store.parcels().settled.isEmpty)
        }
    }
}
