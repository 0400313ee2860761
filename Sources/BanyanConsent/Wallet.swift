public import BanyanCore
public import BanyanCrypto

/// A patient's wallet: one 32-byte seed that no facility ever handles, and what it did with it (protocol section 5). It
/// works offline, needs nobody's leave, and its custody class is the patient's own device.
///
/// CBOR `{1: 1, 2: seed, 3: [enrolment...], 4: [grant...]}`, to be sealed by whoever keeps it.
public struct Wallet: Sendable {
    private let seed: SecretBytes
    public private(set) var enrolments: [WalletEnrolment] = []
    public private(set) var grants: [WalletGrant] = []
    /// Largest encoded wallet in bytes.
    public static let limit = 16 << 20

    /// A wallet with a fresh seed.
    public init(using random: inout some RandomNumberGenerator) { seed = SecretBytes(randomCount: 32, using: &random) }

    /// A wallet restored from its seed alone; enrolments and grants are not remembered.
    /// - Returns: `nil` unless the seed is 32 bytes.
    public init?(seed: SecretBytes) {
        guard seed.count == 32 else { return nil }
        self.seed = seed
    }

    /// Holds the seed: to be sealed at once.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .unsigned(1), 2: .bytes(seed.exposed), 3: .array(enrolments.map(\.record)), 4: .array(grants.map(\.record)),
        ]).encoded
    }

    /// The inverse of `encoded`. - Returns: `nil` for anything else.
    public init?(encoded bytes: [UInt8]) {
        let parsed = decodeRecord(bytes, limit: Self.limit) { record in
            _ = try record.take(1) { $0.uint == 1 ? true : nil }
            return (
                seed: try record.take(2) { $0.byteString.flatMap { $0.count == 32 ? SecretBytes(copying: $0) : nil } },
                enrolments: try record.take(3) { all($0.items, atMost: Limits.facilities) { WalletEnrolment(record: $0) } },
                grants: try record.take(4) { all($0.items, atMost: Limits.facilities) { WalletGrant(record: $0) } }
            )
        }
        guard let parsed else { return nil }
        seed = parsed.seed
        enrolments = parsed.enrolments
        grants = parsed.grants
    }

    /// Makes an enrolment file for a facility and remembers the enrolment, under the next number there.
    /// - Returns: the file, sealed to the facility.
    public mutating func enrol(at facility: WalletFacility, now: Timestamp) throws(ConsentFailure) -> [UInt8] {
        guard isLine(facility.name) else { throw ConsentFailure(.failed, "facility-name", "the facility's name does not fit on one line") }
        let last = enrolments.last { $0.facility == facility.id }?.number
        let number = last.map { $0 &+ 1 } ?? 0
        let keys = keys(facility.id, number)
        let file = try EnrolmentRequest.seal(
            signing: keys.signing, link: keys.link, number: number, facility: facility.id, kem: facility.kem,
            kemNumber: facility.kemNumber, at: now)
        enrolments.append(
            WalletEnrolment(
                facility: facility.id, name: facility.name, kind: facility.kind, code: facility.code, number: number, enrolledAt: now))
        return file
    }

    mutating func remember(_ grant: WalletGrant) { grants.append(grant) }

    /// The newest enrolment at a facility.
    public func enrolment(at facility: FacilityID) -> WalletEnrolment? { enrolments.last { $0.facility == facility } }

    func keys(_ facility: FacilityID, _ number: UInt32) -> PairwiseKeys { PairwiseKeys(seed: seed, facility: facility, number: number) }
}

/// What a wallet's seed gives for one facility and enrolment number.
struct PairwiseKeys {
    /// The pairwise key P.
    let signing: SigningKey
    /// Holds L.
    let link: EnrolmentLink
    /// R.
    let revocation: SecretBytes

    init(seed: SecretBytes, facility: FacilityID, number: UInt32) {
        let context: [CBOR] = [.bytes(facility), .unsigned(UInt64(number))]
        guard let signing = SigningKey(seed: seed.derive(Label.pairwiseKey, context)),
            let link = EnrolmentLink(seed.derive(Label.link, context))
        else { fatalError("HMAC-SHA256 is 32 bytes") }
        self.signing = signing
        self.link = link
        revocation = seed.derive(Label.revocationKey, context)
    }
}
