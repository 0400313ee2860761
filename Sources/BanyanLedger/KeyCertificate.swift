public import BanyanCore
public import BanyanCrypto

/// What a certified key is for.
public enum KeyRole: UInt64, CaseIterable, Sendable, Hashable {
    /// Ed25519: signs checkpoints and the card.
    case log = 1
    /// Ed25519: authenticates connections (TLS 1.3).
    case tls = 2
    /// X-Wing: what is sealed to the facility.
    case kem = 3

    var name: String { "\(self)" }
}

/// A facility's root key saying which key serves a role: a COSE_Sign1 whose payload is the CBOR map `{1: facility ID, 2: role, 3: number,
/// 4: key, 5: not before, 6: not after, 7: end of the former log key}` (protocol section 4). A value of this type has been verified.
public struct KeyCertificate: Hashable, Sendable {
    /// The COSE `typ`.
    public static let type = "banyan/1 key certificate"
    /// Largest encoding, bytes.
    public static let limit = 2048
    /// Life of a log or TLS key's certificate in seconds: three years.
    public static let signingKeyLife: Int64 = 3 * 366 * 86_400
    /// Life of an X-Wing key's certificate in seconds: 90 days.
    public static let kemLife: Int64 = 90 * 86_400
    /// How long an X-Wing key is kept beyond its certificate, for what arrives late, in seconds: 30 days. Then it is destroyed.
    public static let kemGrace: Int64 = 30 * 86_400

    public let facility: FacilityID
    public let role: KeyRole
    /// Counts from 1 in each role; a higher number voids the lower.
    public let number: UInt64
    /// 32 bytes of Ed25519 or 1,216 of X-Wing, checked.
    public let key: [UInt8]
    public let notBefore: Timestamp
    public let notAfter: Timestamp
    /// The log size at which the former log key ends; for a log key with a number above 1 alone.
    public let formerLogEnd: UInt64?
    /// The signed object.
    public let encoded: [UInt8]

    /// Issues a certificate.
    /// - Throws: `LedgerFailure` with code `certificate-malformed` for values that `init(encoded:of:)` would refuse.
    public static func sign(
        _ key: [UInt8], as role: KeyRole, number: UInt64, notBefore: Timestamp, notAfter: Timestamp, formerLogEnd: UInt64? = nil,
        for inception: Inception, with root: SigningKey
    ) throws(LedgerFailure) -> KeyCertificate {
        let payload = CBOR.record([
            1: .bytes(inception.id), 2: .unsigned(role.rawValue), 3: .unsigned(number), 4: .bytes(key), 5: .int(notBefore.seconds),
            6: .int(notAfter.seconds), 7: formerLogEnd.map { .unsigned($0) },
        ]).encoded
        return try KeyCertificate(encoded: COSESign1.sign(payload, type: type, with: root), of: inception)
    }

    /// Decodes and verifies: strict form, a key fit for its role, the facility, the root's signature. Dates are not compared with any clock.
    /// - Throws: `LedgerFailure`, code `certificate-malformed`, `certificate-other-facility` or `certificate-signature`.
    public init(encoded: [UInt8], of inception: Inception) throws(LedgerFailure) {
        guard let message = try? COSESign1(encoded, type: Self.type, limit: Self.limit), message.keyID == nil,
            let fields = try? Fields(message.payload), fields.isConsistent
        else {
            throw LedgerFailure(
                .trust, "certificate-malformed", "a key certificate is malformed or its key can't serve its role",
                hint: "ask the facility for its card again: banyan peer card")
        }
        guard fields.facility == inception.id else {
            throw LedgerFailure(.trust, "certificate-other-facility", "a key certificate is another facility's")
        }
        guard message.isSigned(by: inception.rootKey) else {
            throw LedgerFailure(.trust, "certificate-signature", "a key certificate is not signed by the facility's root key")
        }
        facility = fields.facility
        role = fields.role
        number = fields.number
        key = fields.key
        notBefore = fields.notBefore
        notAfter = fields.notAfter
        formerLogEnd = fields.formerLogEnd
        self.encoded = encoded
    }

    /// Whether `time` lies within the validity, both ends included.
    public func isValid(at time: Timestamp) -> Bool { notBefore <= time && time <= notAfter }
}

/// The payload of a certificate, decoded.
private struct Fields {
    let facility: FacilityID
    let role: KeyRole
    let number: UInt64
    let key: [UInt8]
    let notBefore: Timestamp
    let notAfter: Timestamp
    let formerLogEnd: UInt64?

    init(_ payload: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(payload, limit: KeyCertificate.limit))
        facility = try record.take(1) { $0.byteString.flatMap { FacilityID($0) } }
        role = try record.take(2) { $0.uint.flatMap { KeyRole(rawValue: $0) } }
        number = try record.take(3) { $0.uint }
        key = try record.take(4) { $0.byteString }
        notBefore = try record.take(5) { $0.integer.map { Timestamp(seconds: $0) } }
        notAfter = try record.take(6) { $0.integer.map { Timestamp(seconds: $0) } }
        formerLogEnd = try record.takeIfPresent(7) { $0.uint }
        try record.finish()
    }

    var isConsistent: Bool {
        guard number >= 1, notBefore <= notAfter, formerLogEnd == nil || (role == .log && number > 1) else { return false }
        guard formerLogEnd ?? 0 <= Limits.logSize else { return false }
        return switch role {
        case .log, .tls: PublicKey(key).map(\.isSound) ?? false
        case .kem: KEMPublicKey(key) != nil
        }
    }
}
