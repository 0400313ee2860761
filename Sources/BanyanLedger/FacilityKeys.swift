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
    /// X-Wing keys that were replaced and are kept for what arrives late, ascending by number.
    public private(set) var formerKEMs: [FormerKEMKey] = []

    public var id: FacilityID { inception.id }
    public var kemNumber: UInt64 { kemCertificate.number }
    /// In the order of the roles: log, TLS, KEM.
    public var certificates: [KeyCertificate] { [logCertificate, tlsCertificate, kemCertificate] }

    /// Largest encoding, bytes.
    static let limit = 48 << 10
    /// Most former X-Wing keys: enough for a renewal each week.
    public static let formerLimit = 20

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

/// An X-Wing key that was replaced, kept for what was sealed to it (protocol section 4).
public struct FormerKEMKey: Sendable {
    public let key: KEMPrivateKey
    public let certificate: KeyCertificate

    public var number: UInt64 { certificate.number }
    /// The last second in which it opens anything: 30 days beyond the end of its certificate.
    public var servesUntil: Timestamp { certificate.notAfter.adding(KeyCertificate.kemGrace) }
    public func serves(at time: Timestamp) -> Bool { time <= servesUntil }
}

extension FacilityKeys {
    /// The same facility with a new X-Wing key, and the log and TLS keys certified anew, each under the next number and valid from `time`. The
    /// X-Wing key until now becomes a former one; former keys that are past their time are gone.
    /// - Throws: `LedgerFailure` with code `too-many-former-keys` while `formerLimit` of them still serve.
    public func renewed(at time: Timestamp, using random: inout some RandomNumberGenerator) throws(LedgerFailure) -> FacilityKeys {
        let former = (formerKEMs + [FormerKEMKey(key: kem, certificate: kemCertificate)]).filter { $0.serves(at: time) }
        guard former.count <= Self.formerLimit else {
            throw LedgerFailure(
                .failed, "too-many-former-keys", "\(Self.formerLimit) former keys still serve: they were renewed too often",
                hint: "renew again after \(former[0].servesUntil.iso8601)")
        }
        let next = KEMPrivateKey.generate(using: &random)
        return FacilityKeys(
            inception: inception, root: root, log: log, tls: tls, kem: next,
            logCertificate: try certify(log.publicKey.bytes, after: logCertificate, at: time, life: KeyCertificate.signingKeyLife),
            tlsCertificate: try certify(tls.publicKey.bytes, after: tlsCertificate, at: time, life: KeyCertificate.signingKeyLife),
            kemCertificate: try certify(next.publicKey.bytes, after: kemCertificate, at: time, life: KeyCertificate.kemLife),
            formerKEMs: former)
    }

    private func certify(
        _ key: [UInt8], after former: KeyCertificate, at time: Timestamp, life: Int64
    ) throws(LedgerFailure) -> KeyCertificate {
        let (number, overflow) = former.number.addingReportingOverflow(1)
        guard !overflow else { throw LedgerFailure(.failed, "no-certificate-number", "there is no certificate number left") }
        return try .sign(
            key, as: former.role, number: number, notBefore: time, notAfter: time.adding(life), formerLogEnd: former.formerLogEnd,
            for: inception, with: root)
    }

    /// The same keys without the former ones that are past their time.
    public func withoutPastKeys(at time: Timestamp) -> FacilityKeys {
        var keys = self
        keys.formerKEMs.removeAll { !$0.serves(at: time) }
        return keys
    }

    /// Whether the card is of just these keys and certificates.
    public func belong(to card: FacilityCard) -> Bool { card.id == id && card.certificates == certificates }
}

extension FacilityKeys {
    /// The secrets in ordinary memory, as the CBOR map `{1: 1, 2: inception, 3: root, 4: log, 5: TLS, 6: X-Wing seed, 7: certificates, 8: [[former
    /// X-Wing seed, its certificate]...]}`, the last where there are any: to be sealed at once.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .unsigned(1), 2: .bytes(inception.encoded), 3: .bytes(root.seed.exposed), 4: .bytes(log.seed.exposed),
            5: .bytes(tls.seed.exposed),
            6: .bytes(kem.seed.exposed), 7: .array(certificates.map { .bytes($0.encoded) }),
            8: formerKEMs.isEmpty
                ? nil : .array(formerKEMs.map { .array([.bytes($0.key.seed.exposed), .bytes($0.certificate.encoded)]) }),
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
            let former = try record.takeIfPresent(8) { Self.formerItems($0) } ?? []
            try record.finish()
            guard certificates.count == 3 else { throw damaged }
            logCertificate = try KeyCertificate(encoded: certificates[0], of: inception)
            tlsCertificate = try KeyCertificate(encoded: certificates[1], of: inception)
            kemCertificate = try KeyCertificate(encoded: certificates[2], of: inception)
            self.inception = inception
            for (seed, encoded) in former {
                guard let key = KEMPrivateKey(seed: seed) else { throw damaged }
                formerKEMs.append(FormerKEMKey(key: key, certificate: try KeyCertificate(encoded: encoded, of: inception)))
            }
        } catch { throw damaged }
        guard isCoherent else { throw damaged }
    }

    private static func seed(_ item: CBOR) -> SecretBytes? {
        item.byteString.flatMap { $0.count == 32 ? SecretBytes(copying: $0) : nil }
    }

    /// `nil` for anything but a list of 1 to `formerLimit` pairs.
    private static func formerItems(_ item: CBOR) -> [(seed: SecretBytes, certificate: [UInt8])]? {
        guard let items = item.items, (1...formerLimit).contains(items.count) else { return nil }
        let pairs = items.compactMap { item -> (SecretBytes, [UInt8])? in
            guard let parts = item.items, parts.count == 2, let seed = seed(parts[0]), let certificate = parts[1].byteString else {
                return nil
            }
            return (seed, certificate)
        }
        return pairs.count == items.count ? pairs : nil
    }

    private var isCoherent: Bool {
        root.publicKey == inception.rootKey
            && logCertificate.role == .log && logCertificate.key == log.publicKey.bytes
            && tlsCertificate.role == .tls && tlsCertificate.key == tls.publicKey.bytes
            && kemCertificate.role == .kem && kemCertificate.key == kem.publicKey.bytes
            && formerKEMs.allSatisfy { $0.certificate.role == .kem && $0.certificate.key == $0.key.publicKey.bytes }
            && zip(formerKEMs.map(\.number), formerKEMs.dropFirst().map(\.number) + [kemNumber]).allSatisfy { $0 < $1 }
    }
}
