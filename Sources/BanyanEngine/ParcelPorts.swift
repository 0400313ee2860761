public import BanyanCore
public import BanyanLedger

/// The store's part in parcels: own ones until they are acknowledged, others' until they are or have expired, and the receipts.
public protocol ParcelStore: Sendable {
    /// All that is held and remembered, without the bytes, in the order of names and IDs.
    func parcels() async throws -> (held: [ParcelHolding], settled: [SettledParcel])
    /// `nil` where it is not held.
    func parcel(_ name: ParcelName) async throws -> Parcel?
    /// Whether a receipt of the parcel is remembered.
    func isSettled(_ id: ParcelID) async throws -> Bool
    /// Stores a parcel and applies the record changes in the same transaction; one that is held already stays as it is.
    func keep(_ parcel: Parcel, _ holding: ParcelHolding, changes: [RecordChange]) async throws
    /// A peer took the parcel over; so many copies are left.
    func handed(_ name: ParcelName, copies: Int, changes: [RecordChange]) async throws
    /// Deletes every parcel under the ID, remembers the receipt, and applies the record changes, in one transaction.
    func settle(_ settled: SettledParcel, changes: [RecordChange]) async throws
    /// Deletes parcels and receipts that expired by then.
    func forgetParcels(expiredBy time: Timestamp) async throws
}
