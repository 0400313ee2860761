public import BanyanCore
internal import BanyanCrypto

/// A parcel's name for everybody: the hash of a secret that lies inside, so that only who opened it can acknowledge it.
public struct ParcelID: FixedBytes {
    public static let size = 32
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    init(_ digest: Digest) { bytes = digest.bytes }
}

/// The hash of all that a relay sees of a parcel. Two parcels under one ID are told apart by it: one that somebody altered does not stand in
/// the way of the true one.
public struct ParcelName: FixedBytes {
    public static let size = 32
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    init(_ digest: Digest) { bytes = digest.bytes }
}

/// Something sealed to one facility, as relays see it (protocol section 8): for whom, until when, and bytes. Who sent it stands inside.
public struct Parcel: Hashable, Sendable {
    /// First element of the header, which names the kind of object in the seal and the hash.
    static let label = "banyan/1 parcel"

    public let recipient: FacilityID
    public let id: ParcelID
    public let expires: Timestamp
    /// The HPKE envelope.
    public let sealed: [UInt8]
    public let name: ParcelName

    /// - Returns: `nil` for an envelope that is empty or larger than `Limits.parcel`, or an expiry before 1970.
    public init?(recipient: FacilityID, id: ParcelID, expires: Timestamp, sealed: [UInt8]) {
        guard (1...Limits.parcel).contains(sealed.count), expires.seconds >= 0 else { return nil }
        self.recipient = recipient
        self.id = id
        self.expires = expires
        self.sealed = sealed
        let header = Self.header(recipient, id, expires)
        name = ParcelName(.sha256(CBOR.array(header + [.bytes(sealed)]).encoded))
    }

    static func header(_ recipient: FacilityID, _ id: ParcelID, _ expires: Timestamp) -> [CBOR] {
        [.text(label), .bytes(recipient), .bytes(id), .int(expires.seconds)]
    }
}

/// The secret from inside a parcel, given away when the recipient has stored what it brought. Whoever carries the parcel checks it against
/// the ID: nobody who did not open the parcel can make it, so no relay can suppress a delivery by acknowledging it.
public struct ParcelReceipt: Hashable, Sendable {
    private static let label = Array("banyan/1 parcel receipt".utf8)

    /// 32 bytes.
    public let secret: Digest
    public let parcel: ParcelID

    public init(secret: Digest) {
        self.secret = secret
        parcel = ParcelID(.sha256(Self.label, secret.bytes))
    }
}

/// A parcel on this node's disk, without its bytes: an own one that is not acknowledged yet, or one that is kept for its recipient.
public struct ParcelHolding: Hashable, Sendable {
    public let name: ParcelName
    public let id: ParcelID
    public let recipient: FacilityID
    public let expires: Timestamp
    public let bytes: Int
    /// Who handed it over; `nil`: it is an own one.
    public let bringer: FacilityID?
    /// How many nodes may still keep it, this one included.
    public let copies: Int

    public init(_ parcel: Parcel, bringer: FacilityID?, copies: Int) {
        self.init(
            name: parcel.name, id: parcel.id, recipient: parcel.recipient, expires: parcel.expires, bytes: parcel.sealed.count,
            bringer: bringer, copies: copies)
    }

    public init(
        name: ParcelName, id: ParcelID, recipient: FacilityID, expires: Timestamp, bytes: Int, bringer: FacilityID?, copies: Int
    ) {
        self.name = name
        self.id = id
        self.recipient = recipient
        self.expires = expires
        self.bytes = bytes
        self.bringer = bringer
        self.copies = copies
    }
}

/// A parcel that was acknowledged: remembered until it would have expired, so that it is not taken twice, and told to those who brought it.
public struct SettledParcel: Hashable, Sendable {
    public let receipt: ParcelReceipt
    public let expires: Timestamp
    /// In order.
    public let bringers: [FacilityID]

    public init(receipt: ParcelReceipt, expires: Timestamp, bringers: [FacilityID]) {
        self.receipt = receipt
        self.expires = expires
        self.bringers = Array(Set(bringers)).sorted()
    }
}
