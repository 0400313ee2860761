internal import BanyanCore
internal import BanyanLedger

/// A parcel that lies here, or is about to.
struct HeldParcel: Sendable {
    let holding: ParcelHolding
    /// The disk has it.
    var isDurable: Bool
    /// How many nodes may still keep it, this one included.
    var copies: Int
    /// Who brought it, the first first.
    var bringers: [FacilityID]
    /// Peers that have it.
    var takers: Set<FacilityID> = []
    /// When its sender last gave out copies.
    var spreadAt: Int64

    var isOwn: Bool { holding.bringer == nil }

    init(_ holding: ParcelHolding, isDurable: Bool, at ticks: Int64) {
        self.holding = holding
        self.isDurable = isDurable
        copies = holding.copies
        bringers = holding.bringer.map { [$0] } ?? []
        spreadAt = ticks
    }
}

/// All that the engine knows of parcels.
struct ParcelBook: Sendable {
    var held: [ParcelName: HeldParcel] = [:]
    var settled: [ParcelID: SettledParcel] = [:]
    /// For parcels in this node's inbox: who is to have the receipt.
    var arrived: [ParcelID: [FacilityID]] = [:]
    var counters = ParcelCounters()
    var expiresAt: Int64 = .min

    /// The parcels under one ID, in order.
    func names(of id: ParcelID) -> [ParcelName] { held.filter { $0.value.holding.id == id }.keys.sorted() }

    /// Whether another peer's parcel of this size may be kept.
    func hasRoom(for parcel: Parcel, from peer: FacilityID) -> Bool {
        var (all, recipient, bringer, both) = (Share(), Share(), Share(), Share())
        for item in held.values where !item.isOwn {
            let bytes = item.holding.bytes
            let (isFor, isFrom) = (item.holding.recipient == parcel.recipient, item.holding.bringer == peer)
            all.add(bytes)
            if isFor { recipient.add(bytes) }
            if isFrom { bringer.add(bytes) }
            if isFor && isFrom { both.add(bytes) }
        }
        let size = parcel.sealed.count
        return settled.count < Limits.parcelReceipts
            && all.takes(size, Limits.parcelsKept, Limits.parcelBytesKept)
            && recipient.takes(size, Limits.parcelsForRecipient, Limits.parcelBytesForRecipient)
            && bringer.takes(size, Limits.parcelsFromPeer, Limits.parcelBytesFromPeer)
            && both.takes(size, Limits.parcelsFromPeerForRecipient, Limits.parcelBytesFromPeerForRecipient)
    }

    private struct Share {
        var count = 0
        var bytes = 0

        mutating func add(_ size: Int) {
            count += 1
            bytes += size
        }

        func takes(_ size: Int, _ most: Int, _ mostBytes: Int) -> Bool { count < most && bytes + size <= mostBytes }
    }

    var status: ParcelStatus {
        let others = held.values.filter { !$0.isOwn }
        return ParcelStatus(
            own: held.count - others.count, kept: others.count, keptBytes: others.reduce(0) { $0 + $1.holding.bytes },
            receipts: settled.count, counters: counters)
    }
}

/// The parcels of one connection.
struct ParcelLine: Sendable {
    /// To be looked at, whether the peer is to have them.
    var due = Rotation<ParcelName>()
    /// Being handed over.
    var sending: (name: ParcelName, copies: Int, since: Int64)?
    /// Handed over by the peer, and not answered yet.
    var receiving: ParcelName?
}
