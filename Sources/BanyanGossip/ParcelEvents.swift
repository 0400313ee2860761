public import BanyanCore
public import BanyanLedger

/// A peer's answer to a parcel that it was handed. The raw value travels.
public enum ParcelVerdict: UInt64, Sendable, CaseIterable {
    /// It lies on the peer's disk.
    case kept = 0
    /// The peer had it before, or a receipt of it.
    case known = 1
    /// Not now: no room, a quota used up, a full disk.
    case noRoom = 2
    /// Not at all: expired, for nobody that the peer knows, or it does not open there.
    case refused = 3
}

/// What happened to parcels outside the engine.
public enum ParcelEvent: Sendable {
    /// What the disk holds, at start.
    case loaded([ParcelHolding], [SettledParcel])
    /// An own parcel was stored, to be sent.
    case posted(ParcelHolding)
    /// The answer to `read`; `nil` when the store could not give it.
    case read(ConnectionID, ParcelName, Parcel?)
    /// The answer to `keep`: whether it lies on the disk.
    case kept(ConnectionID, ParcelName, Bool)
    /// The answer to `open`, with the facilities that are to have the receipt: who brought it, who sent it.
    case opened(ConnectionID, ParcelName, ParcelID, ParcelVerdict, tell: [FacilityID])
    /// A parcel for this node was taken out of the inbox: whoever brought it may know, and so may its sender.
    case taken(SettledParcel)
}

/// What the shell is to do with parcels.
public enum ParcelDirective: Sendable {
    /// Read a parcel that is to be handed to the peer, and answer with `read`.
    case read(ConnectionID, ParcelName)
    /// Store a parcel for its recipient, and answer with `kept`.
    case keep(ConnectionID, Parcel, ParcelHolding)
    /// Open a parcel for this node and put it into the inbox, and answer with `opened`.
    case open(ConnectionID, FacilityID, Parcel)
    /// A peer took a parcel over: so many copies are left here.
    case handed(ParcelName, ParcelID, to: FacilityID, copies: Int, isOwn: Bool)
    /// A parcel was acknowledged: delete it and remember the receipt.
    case settle(SettledParcel, isOwn: Bool)
    /// Forget parcels and receipts that have expired.
    case expire
}

/// Sums since the start of this run.
public struct ParcelCounters: Hashable, Sendable {
    /// Taken over from peers, for this node or for others.
    public var taken = 0
    /// Handed to peers, own ones and others'.
    public var handed = 0
    /// Receipts that came for parcels held here.
    public var settled = 0
    /// Parcels of peers that were not taken, for want of room or because they were wrong.
    public var turnedAway = 0
    /// Held here until they expired.
    public var expired = 0

    public init() {}
}

/// How many parcels lie here.
public struct ParcelStatus: Hashable, Sendable {
    /// Own ones that are not acknowledged.
    public let own: Int
    /// Others', and their bytes.
    public let kept: Int
    public let keptBytes: Int
    /// Receipts that are remembered.
    public let receipts: Int
    public let counters: ParcelCounters
}
