public import BanyanCore
public import BanyanCrypto

/// A facility's card: who it is, with which keys, and where it can be reached; signed by its log key (protocol section 4).
///
/// A value of this type has been verified as far as it can be alone: its ID is the hash of its inception, its certificates are signed by that
/// root key, and it is signed by the log key that they certify. Whether it is the facility that somebody means, only an ID had by another channel
/// can say: `verify(typedID:)`.
public struct FacilityCard: Hashable, Sendable {
    /// The COSE `typ`.
    public static let type = "banyan/1 card"
    /// Largest encoding, bytes.
    public static let limit = 16 << 10
    /// Most endpoints.
    public static let endpointLimit = 4
    /// Most protocol versions.
    static let versionLimit = 8

    /// What the facility says of itself.
    public struct Statement: Hashable, Sendable {
        /// Counts from 1; a higher number replaces the card.
        public let number: UInt64
        public let name: String
        public let kind: FacilityKind
        public let code: FacilityCode
        public let province: ProvinceCode
        /// None: it only dials out.
        public let endpoints: [Endpoint]
        /// Protocol versions that it speaks, ascending.
        public let versions: [UInt64]
        public let issued: Timestamp
        public let notAfter: Timestamp
    }

    public let inception: Inception
    public let id: FacilityID
    public let statement: Statement
    /// One for each role.
    public let logCertificate: KeyCertificate
    public let tlsCertificate: KeyCertificate
    public let kemCertificate: KeyCertificate
    public let logKey: PublicKey
    public let tlsKey: PublicKey
    public let kem: KEMPublicKey
    /// The signed object: a COSE_Sign1 with the CBOR map of `CardFields`.
    public let encoded: [UInt8]

    public var number: UInt64 { statement.number }
    public var name: String { statement.name }
    public var kind: FacilityKind { statement.kind }
    public var code: FacilityCode { statement.code }
    public var province: ProvinceCode { statement.province }
    public var endpoints: [Endpoint] { statement.endpoints }
    public var versions: [UInt64] { statement.versions }
    public var issued: Timestamp { statement.issued }
    public var notAfter: Timestamp { statement.notAfter }
    /// In the order of the roles: log, TLS, KEM.
    public var certificates: [KeyCertificate] { [logCertificate, tlsCertificate, kemCertificate] }
    public var kemNumber: UInt64 { kemCertificate.number }

    /// Decodes and verifies. Dates are not compared with any clock.
    /// - Throws: `LedgerFailure`: `card-malformed`, `inception-malformed`, a certificate's code, or `card-signature`.
    public init(encoded: [UInt8]) throws(LedgerFailure) {
        guard let message = try? COSESign1(encoded, type: Self.type, limit: Self.limit), message.keyID == nil,
            let fields = try? CardFields(message.payload)
        else { throw Self.malformed }
        let inception = try Inception(encoded: fields.inception)
        let log = try KeyCertificate(encoded: fields.certificates[0], of: inception)
        let tls = try KeyCertificate(encoded: fields.certificates[1], of: inception)
        let kem = try KeyCertificate(encoded: fields.certificates[2], of: inception)
        guard log.role == .log, tls.role == .tls, kem.role == .kem, let logKey = PublicKey(log.key), let tlsKey = PublicKey(tls.key),
            let kemKey = KEMPublicKey(kem.key), logKey != tlsKey, logKey != inception.rootKey, tlsKey != inception.rootKey
        else {
            throw LedgerFailure(
                .trust, "card-certificates", "a card must hold one certificate for each role, each with its own key", hint: Self.askAgain)
        }
        guard message.isSigned(by: logKey) else {
            throw LedgerFailure(.trust, "card-signature", "the card is not signed by the facility that it names", hint: Self.askAgain)
        }
        self.inception = inception
        id = inception.id
        statement = fields.statement
        logCertificate = log
        tlsCertificate = tls
        kemCertificate = kem
        self.logKey = logKey
        self.tlsKey = tlsKey
        self.kem = kemKey
        self.encoded = encoded
    }

    static let askAgain = "ask the facility for its card again: `banyan peer card` prints it"
    static var malformed: LedgerFailure {
        LedgerFailure(.trust, "card-malformed", "this is not a facility card, or it was damaged on the way", hint: askAgain)
    }

    /// Compares with the ID that a person typed, having had it by another channel.
    /// - Throws: `LedgerFailure`: `mistyped-id` names the group that is wrong; `card-other-id` means that the card is another facility's.
    public func verify(typedID text: String) throws(LedgerFailure) {
        let typed: FacilityID
        do { typed = try FacilityID(typed: text) } catch {
            throw LedgerFailure(
                .usage, "mistyped-id", "the facility ID was mistyped: \(error.message)",
                hint: "compare it with the ID that the facility gave you")
        }
        guard typed == id else {
            throw LedgerFailure(
                .trust, "card-other-id", "the card belongs to another facility than the ID that was given",
                hint: "check with the facility, by another channel, which ID is its own")
        }
    }

    /// Whether this card replaces `other`: the same facility, a higher number, and no certificate older than there; equal certificate numbers
    /// must stand for equal keys.
    public func supersedes(_ other: FacilityCard) -> Bool {
        guard id == other.id, number > other.number else { return false }
        return zip(certificates, other.certificates).allSatisfy { new, old in
            new.number > old.number || (new.number == old.number && new.key == old.key)
        }
    }

    public func isExpired(at time: Timestamp) -> Bool { notAfter < time }
}
