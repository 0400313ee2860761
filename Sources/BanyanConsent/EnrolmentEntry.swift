public import BanyanCore
internal import BanyanCrypto

/// Who holds the key with which an enrolment's tokens are signed (protocol section 5).
public enum Custody: UInt8, CaseIterable, Sendable, Hashable {
    /// The patient's own device.
    case device = 1
    /// A card that the origin facility gave out and keeps: its tokens are short and never name their custodian as audience.
    case facilityCard = 2

    /// The name in commands and JSON.
    public var name: String { self == .facilityCard ? "facility-card" : "\(self)" }
}

/// How the facility made sure who the patient is.
public enum Proofing: UInt8, CaseIterable, Sendable, Hashable {
    case documents = 1
    case biometric = 2
    case knownToStaff = 3

    /// The name in commands and JSON.
    public var name: String { self == .knownToStaff ? "known-to-staff" : "\(self)" }

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// What a facility says about an enrolment, in its own log, readable with the key that travels in every bundle.
///
/// CBOR `{1: P, 2: SHA-256(L), 3: number, 4: custody, 5: proofing, 6: name, 7: birth date, 8: sex, 9: release policy, 10: time}`.
public struct EnrolmentEntry: Hashable, Sendable {
    public let publicKey: PublicKey
    public let linkCommitment: Digest
    public let number: UInt32
    public let custody: Custody
    public let proofing: Proofing
    public let identity: Identity
    /// The sections that the facility is willing to share, ascending: whatever a token says, nothing else opens.
    public let releasePolicy: [Section]
    public let enrolledAt: Timestamp

    /// - Throws: `ConsentFailure` when the name or birth date is not fit for the entry.
    public init(
        publicKey: PublicKey, linkCommitment: Digest, number: UInt32, custody: Custody, proofing: Proofing, identity: Identity,
        releasePolicy: [Section], enrolledAt: Timestamp
    ) throws(ConsentFailure) {
        guard isLine(identity.name), isFHIRDate(identity.birthDate) else {
            throw ConsentFailure(
                .failed, "enrolment-identity",
                "an enrolment needs a name of at most \(Limits.name) bytes on one line, and a birth date as yyyy, yyyy-MM or yyyy-MM-dd")
        }
        self.publicKey = publicKey
        self.linkCommitment = linkCommitment
        self.number = number
        self.custody = custody
        self.proofing = proofing
        self.identity = identity
        self.releasePolicy = Section.allCases.filter { releasePolicy.contains($0) }
        self.enrolledAt = enrolledAt
    }

    /// For sealing, in the log and at rest.
    public var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(publicKey), 2: .bytes(linkCommitment), 3: .unsigned(UInt64(number)), 4: .unsigned(UInt64(custody.rawValue)),
            5: .unsigned(UInt64(proofing.rawValue)), 6: .text(identity.name), 7: .text(identity.birthDate),
            8: .text(identity.sex.rawValue), 9: .sections(releasePolicy), 10: .time(enrolledAt),
        ]).encoded
    }

    /// The inverse of `encoded`. - Returns: `nil` for anything else.
    public init?(encoded bytes: [UInt8]) {
        let entry = decodeRecord(bytes, limit: Limits.payload) { record in
            try EnrolmentEntry(
                publicKey: try record.take(1) { $0.fixed() }, linkCommitment: try record.take(2) { $0.fixed() },
                number: try record.take(3) { $0.uint32 }, custody: try record.take(4) { $0.coded() },
                proofing: try record.take(5) { $0.coded() },
                identity: Identity(
                    name: try record.take(6) { $0.line }, birthDate: try record.take(7) { $0.string },
                    sex: try record.take(8) { $0.named() }),
                releasePolicy: try record.take(9) { $0.sections }, enrolledAt: try record.take(10) { $0.timestamp })
        }
        guard let entry else { return nil }
        self = entry
    }
}

/// `yyyy`, `yyyy-MM` or `yyyy-MM-dd` of a day that exists.
func isFHIRDate(_ text: String) -> Bool {
    switch text.utf8.count {
    case 4: CivilDate(text + "-01-01") != nil
    case 7: CivilDate(text + "-01") != nil
    default: CivilDate(text) != nil
    }
}

/// The key E of one enrolment entry: its tag, and what opens it.
public struct EnrolmentEntryKey: Sendable {
    let secret: SecretBytes
    private let slot: EntrySlot

    init(derived secret: SecretBytes) {
        self.secret = secret
        slot = EntrySlot(secret)
    }

    /// - Returns: `nil` unless the secret is 32 bytes.
    init?(_ secret: SecretBytes) {
        guard secret.count == 32 else { return nil }
        self.init(derived: secret)
    }

    /// Where the entry lies in the origin's log.
    public var tag: Tag { slot.tag }

    /// - Parameter facility: the origin, whose log it goes into.
    public func seal(
        _ entry: EnrolmentEntry, in facility: FacilityID, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedEntry {
        try slot.seal(entry.encoded, in: facility, using: &random)
    }

    /// - Returns: `nil` when the payload is not an enrolment entry under this key in this facility's log.
    public func open(_ payload: [UInt8], in facility: FacilityID) -> EnrolmentEntry? {
        guard let plaintext = try? slot.open(payload, in: facility) else { return nil }
        return EnrolmentEntry(encoded: plaintext)
    }
}
