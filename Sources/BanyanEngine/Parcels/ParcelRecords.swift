import BanyanCore
import BanyanLedger

/// A parcel in the inbox: opened, verified, and not yet taken by the flow that it is for.
struct ArrivedParcel: VaultRecord, Equatable {
    static let kind = RecordKind.arrivedParcel
    var receipt: ParcelReceipt
    var sender: FacilityID
    /// Which flow it is for.
    var purpose: String
    var sent: Timestamp
    var expires: Timestamp
    var arrived: Timestamp
    /// Who brought it first.
    var bringer: FacilityID
    var content: [UInt8]

    var id: ParcelID { receipt.parcel }
    var subject: [CBOR] { [.bytes(id)] }
    var group: [CBOR]? { Self.group(of: sender) }

    static func group(of sender: FacilityID) -> [CBOR] { [.text("parcels"), .bytes(sender)] }

    init(_ letter: ParcelLetter, from bringer: FacilityID, at now: Timestamp) {
        receipt = letter.receipt
        sender = letter.sender
        purpose = letter.kind
        sent = letter.sent
        expires = letter.expires
        arrived = now
        self.bringer = bringer
        content = letter.content
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(receipt.secret), 2: .bytes(sender), 3: .text(purpose), 4: .int(sent.seconds), 5: .int(expires.seconds),
            6: .int(arrived.seconds), 7: .bytes(bringer), 8: .bytes(content),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Limits.parcel))
        receipt = ParcelReceipt(secret: try record.take(1) { $0.byteString.flatMap { Digest($0) } })
        sender = try record.take(2) { $0.byteString.flatMap { FacilityID($0) } }
        purpose = try record.take(3) { $0.string }
        sent = try record.take(4) { $0.integer.map { Timestamp(seconds: $0) } }
        expires = try record.take(5) { $0.integer.map { Timestamp(seconds: $0) } }
        arrived = try record.take(6) { $0.integer.map { Timestamp(seconds: $0) } }
        bringer = try record.take(7) { $0.byteString.flatMap { FacilityID($0) } }
        content = try record.take(8) { $0.byteString }
        try record.finish()
    }
}

/// A parcel that this node sent, and how far it got.
struct SentParcel: VaultRecord, Equatable {
    static let kind = RecordKind.sentParcel
    /// How long it is shown after it expired, seconds.
    static let kept: Int64 = 30 * 86_400

    var id: ParcelID
    var recipient: FacilityID
    var purpose: String
    var sent: Timestamp
    var expires: Timestamp
    /// When a peer first took it over, and which.
    var handed: Timestamp?
    var taker: FacilityID?
    /// When the recipient's receipt came.
    var acknowledged: Timestamp?

    var subject: [CBOR] { [.bytes(id)] }
    var group: [CBOR]? { nil }

    init(_ letter: ParcelLetter) {
        id = letter.id
        recipient = letter.recipient
        purpose = letter.kind
        sent = letter.sent
        expires = letter.expires
    }

    func state(at now: Timestamp) -> ParcelState {
        if acknowledged != nil { return .acknowledged }
        if expires <= now { return .expired }
        return handed == nil ? .queued : .handedOver
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(id), 2: .bytes(recipient), 3: .text(purpose), 4: .int(sent.seconds), 5: .int(expires.seconds),
            6: handed.map { .int($0.seconds) }, 7: taker.map { .bytes($0) }, 8: acknowledged.map { .int($0.seconds) },
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: 1024))
        id = try record.take(1) { $0.byteString.flatMap { ParcelID($0) } }
        recipient = try record.take(2) { $0.byteString.flatMap { FacilityID($0) } }
        purpose = try record.take(3) { $0.string }
        sent = try record.take(4) { $0.integer.map { Timestamp(seconds: $0) } }
        expires = try record.take(5) { $0.integer.map { Timestamp(seconds: $0) } }
        handed = try record.takeIfPresent(6) { $0.integer.map { Timestamp(seconds: $0) } }
        taker = try record.takeIfPresent(7) { $0.byteString.flatMap { FacilityID($0) } }
        acknowledged = try record.takeIfPresent(8) { $0.integer.map { Timestamp(seconds: $0) } }
        try record.finish()
    }
}

/// How far a parcel got.
enum ParcelState: String, Sendable, CaseIterable {
    /// It waits here for somebody to take it over.
    case queued
    /// The recipient, or a peer that keeps it for the recipient, has it.
    case handedOver = "handed-over"
    /// The recipient has stored what it brought.
    case acknowledged
    /// No receipt came within its life.
    case expired
}
