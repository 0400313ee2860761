public import BanyanCore
public import BanyanCrypto

/// What stands on a facility's recovery sheet: 32 bytes from which its lasting keys derive. It is on no machine; with it, and with
/// what peers hold of the facility's log, a lost node comes back as the same facility (protocol sections 3 and 4).
///
/// `derive(label, [])` is HMAC-SHA256 of the deterministic CBOR array `[label]`: root, next root, log and TLS key seeds and the
/// first key of the register. X-Wing keys don't derive from it: they are short-lived, and destroyed when their time is over.
public struct RecoverySecret: Sendable {
    private static let root = "banyan/1 recovery root"
    private static let nextRoot = "banyan/1 recovery next root"
    private static let log = "banyan/1 recovery log"
    private static let tls = "banyan/1 recovery TLS"
    private static let register = "banyan/1 recovery register"

    private let secret: SecretBytes

    public init(using random: inout some RandomNumberGenerator) { secret = SecretBytes(randomCount: 32, using: &random) }

    /// Reads what a person typed from the sheet.
    /// - Throws: `LedgerFailure` with code `mistyped-recovery-code`, which names the group that is wrong.
    public init(typed text: String) throws(LedgerFailure) {
        do { secret = SecretBytes(copying: try CheckedText.decode(text, count: 32)) } catch {
            throw LedgerFailure(
                .usage, "mistyped-recovery-code", "the recovery code was mistyped: \(error.message)",
                hint: "compare it with the sheet, group by group; case, spaces and hyphens don't matter")
        }
    }

    /// The code for the sheet: thirteen groups, each with a check character. Ordinary memory: to be shown once and forgotten.
    public var text: String { CheckedText.encode(secret.exposed) }

    /// The first key of the register, 32 bytes.
    public var registerKey: SecretBytes { secret.derive(Self.register) }

    var root: SigningKey { signing(Self.root) }
    /// The root key that may follow; only its commitment ever reaches a machine.
    public var nextRoot: SigningKey { signing(Self.nextRoot) }
    var log: SigningKey { signing(Self.log) }
    var tls: SigningKey { signing(Self.tls) }

    /// What the facility began with.
    public var inception: Inception {
        Inception(rootKey: root.publicKey, nextRootCommitment: Inception.commitment(to: nextRoot.publicKey))
    }

    private func signing(_ label: String) -> SigningKey {
        guard let key = SigningKey(seed: secret.derive(label)) else { fatalError("HMAC-SHA256 is 32 bytes") }
        return key
    }
}

extension FacilityKeys {
    /// The keys of the facility that a recovery secret stands for, with a fresh X-Wing key.
    /// - Parameters:
    ///   - number: of the three certificates: 1 for a new facility, above every number that was in use for a restored one.
    ///   - time: when the certificates' validity begins.
    public static func generate(
        from recovery: RecoverySecret, number: UInt64 = 1, at time: Timestamp, using random: inout some RandomNumberGenerator
    ) throws(LedgerFailure) -> FacilityKeys {
        let (root, log, tls) = (recovery.root, recovery.log, recovery.tls)
        let kem = KEMPrivateKey.generate(using: &random)
        let inception = recovery.inception
        func certify(_ key: [UInt8], _ role: KeyRole, _ life: Int64) throws(LedgerFailure) -> KeyCertificate {
            try .sign(key, as: role, number: number, notBefore: time, notAfter: time.adding(life), for: inception, with: root)
        }
        return FacilityKeys(
            inception: inception, root: root, log: log, tls: tls, kem: kem,
            logCertificate: try certify(log.publicKey.bytes, .log, KeyCertificate.signingKeyLife),
            tlsCertificate: try certify(tls.publicKey.bytes, .tls, KeyCertificate.signingKeyLife),
            kemCertificate: try certify(kem.publicKey.bytes, .kem, KeyCertificate.kemLife))
    }
}
