public import BanyanCore
public import BanyanCrypto

/// A facility's private keys with the certificates of their public halves. The next root key is not among them: it belongs on the recovery
/// sheet, and only its commitment stays on the node.
public struct FacilityKeys: Sendable {
    public let inception: Inception
    public let root: SigningKey
    public let log: SigningKey
    public let tls: SigningKey
    public let kem: KEMPrivateKey
    public let logCertificate: KeyCertificate
    public let tlsCertificate: KeyCertificate
    public let kemCertificate: KeyCertificate

    public var id: FacilityID { inception.id }
    public var kemNumber: UInt64 { kemCertificate.number }
    /// In the order of the roles: log, TLS, KEM.
    public var certificates: [KeyCertificate] { [logCertificate, tlsCertificate, kemCertificate] }

    /// Largest encoding, bytes.
    static let limit = 16 << 10

    /// The keys of a new facility, each with certificate number 1.
    /// - Parameter time: when the certificates' validity begins.
    /// - Returns: the keys, and the next root key, which the caller shows once and forgets.
    public static func generate(
        at time: Timestamp, using random: inout some RandomNumberGenerator
    ) throws(LedgerFailure) -> (keys: FacilityKeys, nextRoot: SigningKey) {
        let root = SigningKey.generate(using: &random)
        let nextRoot = SigningKey.generate(using: &random)
        let log = SigningKey.generate(using: &random)
        let tls = SigningKey.generate(using: &random)
        let kem = KEMPrivateKey.generate(using: &random)
        let inception = Inception(rootKey: root.publicKey, nextRootCommitment: Inception.commitment(to: nextRoot.publicKey))
        func certify(_ key: [UInt8], _ role: KeyRole, _ life: Int64) throws(LedgerFailure) -> KeyCertificate {
            try .sign(key, as: role, number: 1, notBefore: time, notAfter: time.adding(life), for: inception, with: root)
        }
        let keys = FacilityKeys(
            inception: inception, root: root, log: log, tls: tls, kem: kem,
            logCertificate: try certify(log.publicKey.bytes, .log, KeyCertificate.signingKeyLife),
            tlsCertificate: try certify(tls.publicKey.bytes, .tls, KeyCertificate.signingKeyLife),
            kemCertificate: try certify(kem.publicKey.bytes, .kem, KeyCertificate.kemLife))
        return (keys, nextRoot)
    }

    /// The facility's card.
    /// - Throws: `LedgerFailure` with code `card-statement` that says what a card may not say.
    public func card(
        name: String, kind: FacilityKind, code: FacilityCode, province: ProvinceCode, endpoints: [Endpoint], number: UInt64,
        issued: Timestamp,
        notAfter: Timestamp
    ) throws(LedgerFailure) -> FacilityCard {
        let statement = FacilityCard.Statement(
            number: number, name: name, kind: kind, code: code, province: province, endpoints: endpoints, versions: [1], issued: issued,
            notAfter: notAfter)
        if let problem = statement.problem { throw LedgerFailure(.usage, "card-statement", problem) }
        let payload = CardFields(inception: inception, certificates: certificates, statement: statement).encoded
        return try FacilityCard(encoded: COSESign1.sign(payload, type: FacilityCard.type, with: log))
    }
}

extension FacilityKeys {
    /// The secrets in ordinary memory, as the CBOR map `{1: 1, 2: inception, 3: root, 4: log, 5: TLS, 6: X-Wing seed, 7: certificates}`: to be
    /// sealed at once.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .unsigned(1), 2: .bytes(inception.encoded), 3: .bytes(root.seed.exposed), 4: .bytes(log.seed.exposed),
            5: .bytes(tls.seed.exposed),
            6: .bytes(kem.seed.exposed), 7: .array(certificates.map { .bytes($0.encoded) }),
        ]).encoded
    }

    /// Restores what `encoded` wrote. Every key must be the one that its certificate names.
    /// - Throws: `LedgerFailure` with code `damaged-keys`.
    public init(encoded: [UInt8]) throws(LedgerFailure) {
        let damaged = LedgerFailure(.configuration, "damaged-keys", "the facility's stored keys are damaged")
        do {
            var record = try CBORRecord(CBOR.decode(encoded, limit: Self.limit))
            _ = try record.take(1) { $0.uint == 1 ? true : nil }
            let inception = try Inception(encoded: record.take(2) { $0.byteString })
            root = try record.take(3) { Self.seed($0).flatMap { SigningKey(seed: $0) } }
            log = try record.take(4) { Self.seed($0).flatMap { SigningKey(seed: $0) } }
            tls = try record.take(5) { Self.seed($0).flatMap { SigningKey(seed: $0) } }
            kem = try record.take(6) { Self.seed($0).flatMap { KEMPrivateKey(seed: $0) } }
            let certificates = try record.take(7) { $0.items?.compactMap(\.byteString) }
            try record.finish()
            guard certificates.count == 3 else { throw damaged }
            logCertificate = try KeyCertificate(encoded: certificates[0], of: inception)
            tlsCertificate = try KeyCertificate(encoded: certificates[1], of: inception)
            kemCertificate = try KeyCertificate(encoded: certificates[2], of: inception)
            self.inception = inception
        } catch { throw damaged }
        guard isCoherent else { throw damaged }
    }

    private static func seed(_ item: CBOR) -> SecretBytes? {
        item.byteString.flatMap { $0.count == 32 ? SecretBytes(copying: $0) : nil }
    }

    private var isCoherent: Bool {
        root.publicKey == inception.rootKey
            && logCertificate.role == .log && logCertificate.key == log.publicKey.bytes
            && tlsCertificate.role == .tls && tlsCertificate.key == tls.publicKey.bytes
            && kemCertificate.role == .kem && kemCertificate.key == kem.publicKey.bytes
    }
}
