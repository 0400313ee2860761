public import BanyanCore
public import BanyanCrypto

/// The first entry of every incarnation of a log but the first: the facility's root key says that its log goes on here, and
/// what it last knew of the former one (protocol section 3). An open entry; COSE_Sign1 of type `banyan/1 incarnation` over
/// CBOR `{1: facility, 2: incarnation, 3: former size, 4: former root}`.
public struct IncarnationNotice: Hashable, Sendable {
    public static let type = "banyan/1 incarnation"
    static let limit = 1024

    public let log: LogID
    public let formerSize: UInt64
    public let formerRoot: Digest

    public init(log: LogID, formerSize: UInt64, formerRoot: Digest) {
        self.log = log
        self.formerSize = formerSize
        self.formerRoot = formerRoot
    }

    /// The signed object, the payload of an open entry.
    public func signed(by root: SigningKey) -> [UInt8] {
        let statement = CBOR.record([
            1: .bytes(log.facility), 2: .unsigned(UInt64(log.incarnation)), 3: .unsigned(formerSize), 4: .bytes(formerRoot),
        ])
        return COSESign1.sign(statement.encoded, type: Self.type, with: root)
    }

    /// - Returns: `nil` unless the object is exactly a notice, signed by this root key.
    public init?(_ object: [UInt8], root: PublicKey) {
        guard let message = try? COSESign1(object, type: Self.type, limit: Self.limit), message.keyID == nil, message.isSigned(by: root),
            let item = try? CBOR.decode(message.payload, limit: Self.limit), var record = try? CBORRecord(item),
            let facility = try? record.take(1, { $0.byteString.flatMap { FacilityID($0) } }),
            let incarnation = try? record.take(2, { $0.uint.flatMap { UInt32(exactly: $0) } }),
            let size = try? record.take(3, { $0.uint }), let former = try? record.take(4, { $0.byteString.flatMap { Digest($0) } }),
            (try? record.finish()) != nil, incarnation > 0
        else { return nil }
        self.init(log: LogID(facility: facility, incarnation: incarnation), formerSize: size, formerRoot: former)
    }
}
