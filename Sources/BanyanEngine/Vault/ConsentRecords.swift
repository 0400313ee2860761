import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

/// An enrolment that this facility accepted: the link secret from which every stream key of the patient here derives.
struct EnrolmentRecord: VaultRecord {
    static let kind = RecordKind.enrolment
    var patient: PatientKey
    var number: UInt32
    var publicKey: PublicKey
    var link: SecretBytes
    var entry: EnrolmentEntry
    var generation: UInt32

    var subject: [CBOR] { [.bytes(publicKey)] }
    var group: [CBOR]? { patient.subject }

    init(patient: PatientKey, number: UInt32, publicKey: PublicKey, link: SecretBytes, entry: EnrolmentEntry, generation: UInt32) {
        self.patient = patient
        self.number = number
        self.publicKey = publicKey
        self.link = link
        self.entry = entry
        self.generation = generation
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .text(patient.system), 2: .text(patient.value), 3: .int(Int64(number)), 4: .bytes(publicKey), 5: .bytes(link.exposed),
            6: .bytes(entry.encoded), 7: .int(Int64(generation)),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Limits.smallFile))
        patient = PatientKey(system: try record.take(1) { $0.string }, value: try record.take(2) { $0.string })
        number = try record.take(3) { $0.uint.flatMap { UInt32(exactly: $0) } }
        publicKey = try record.take(4) { $0.byteString.flatMap { PublicKey($0) } }
        link = SecretBytes(copying: try record.take(5) { $0.byteString.flatMap { $0.count == 32 ? $0 : nil } })
        entry = try record.take(6) { $0.byteString.flatMap { EnrolmentEntry(encoded: $0) } }
        generation = try record.take(7) { $0.uint.flatMap { UInt32(exactly: $0) } }
        try record.finish()
    }
}

/// Where one stream stands: the next entry's number and what the last snapshot held.
struct StreamRecord: VaultRecord {
    static let kind = RecordKind.stream
    var enrolment: PublicKey
    var section: Section
    /// The clinical month of an event stream; `nil` for a state section, whose key changes with the publication month.
    var clinicalMonth: CivilMonth?
    var generation: UInt32
    /// The publication month of the last entry of a state section.
    var keyMonth: CivilMonth
    /// Number of the next entry under the key of `keyMonth`.
    var next: UInt64
    /// SHA-256 of the last snapshot's JSON.
    var digest: Digest
    var publishedAt: Timestamp

    static func subject(_ enrolment: PublicKey, _ section: Section, _ month: CivilMonth?, _ generation: UInt32) -> [CBOR] {
        [.bytes(enrolment), .int(Int(section.rawValue)), month.map { .int($0.index) } ?? .null, .int(Int64(generation))]
    }

    var subject: [CBOR] { Self.subject(enrolment, section, clinicalMonth, generation) }
    var group: [CBOR]? { [.text("streams"), .bytes(enrolment)] }

    init(
        enrolment: PublicKey, section: Section, clinicalMonth: CivilMonth?, generation: UInt32, keyMonth: CivilMonth, next: UInt64,
        digest: Digest,
        publishedAt: Timestamp
    ) {
        self.enrolment = enrolment
        self.section = section
        self.clinicalMonth = clinicalMonth
        self.generation = generation
        self.keyMonth = keyMonth
        self.next = next
        self.digest = digest
        self.publishedAt = publishedAt
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(enrolment), 2: .int(Int(section.rawValue)), 3: clinicalMonth.map { .int($0.index) }, 4: .int(Int64(generation)),
            5: .int(keyMonth.index), 6: .unsigned(next), 7: .bytes(digest), 8: .int(publishedAt.seconds),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: 1024))
        enrolment = try record.take(1) { $0.byteString.flatMap { PublicKey($0) } }
        section = try record.take(2) { $0.uint.flatMap { UInt8(exactly: $0) }.flatMap(Section.init) }
        clinicalMonth = try record.takeIfPresent(3) { $0.uint.flatMap(CivilMonth.init(exactly:)) }
        generation = try record.take(4) { $0.uint.flatMap { UInt32(exactly: $0) } }
        keyMonth = try record.take(5) { $0.uint.flatMap(CivilMonth.init(exactly:)) }
        next = try record.take(6) { $0.uint }
        digest = try record.take(7) { $0.byteString.flatMap { Digest($0) } }
        publishedAt = try record.take(8) { $0.integer.map { Timestamp(seconds: $0) } }
        try record.finish()
    }
}

/// A consent that was presented here. When it is revoked or to be erased the keys go and the rest stays, so that a later read
/// is told why.
struct ConsentRecord: VaultRecord, Equatable {
    static let kind = RecordKind.consent
    var patient: PatientKey
    var grant: [UInt8]
    var token: TokenID
    /// The token and the keys that came with it; `nil` once they are gone.
    var item: [UInt8]?
    var origin: FacilityID
    var presentedAt: Timestamp
    var revokedAt: Timestamp?
    var tokenBytes: [UInt8]

    static func subject(_ origin: FacilityID, _ token: TokenID) -> [CBOR] { [.bytes(origin), .bytes(token)] }

    var subject: [CBOR] { Self.subject(origin, token) }
    var group: [CBOR]? { patient.subject }

    init(
        patient: PatientKey, grant: [UInt8], token: TokenID, item: [UInt8]?, origin: FacilityID, presentedAt: Timestamp, tokenBytes: [UInt8]
    ) {
        self.patient = patient
        self.grant = grant
        self.token = token
        self.item = item
        self.origin = origin
        self.presentedAt = presentedAt
        self.tokenBytes = tokenBytes
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .text(patient.system), 2: .text(patient.value), 3: .bytes(grant), 4: .bytes(token), 5: item.map { .bytes($0) },
            6: .bytes(origin), 7: .int(presentedAt.seconds), 8: revokedAt.map { .int($0.seconds) }, 9: .bytes(tokenBytes),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Limits.bundle))
        patient = PatientKey(system: try record.take(1) { $0.string }, value: try record.take(2) { $0.string })
        grant = try record.take(3) { $0.byteString }
        token = try record.take(4) { $0.byteString.flatMap { TokenID($0) } }
        item = try record.takeIfPresent(5) { $0.byteString }
        origin = try record.take(6) { $0.byteString.flatMap { FacilityID($0) } }
        presentedAt = try record.take(7) { $0.integer.map { Timestamp(seconds: $0) } }
        revokedAt = try record.takeIfPresent(8) { $0.integer.map { Timestamp(seconds: $0) } }
        tokenBytes = try record.take(9) { $0.byteString }
        try record.finish()
    }
}

/// The next receipt number under one receipt key.
struct ReceiptCounter: VaultRecord {
    static let kind = RecordKind.receiptCounter
    /// The tag of the key's receipt 0, which names the key without giving it away.
    var firstTag: Tag
    var next: UInt64

    var subject: [CBOR] { [.bytes(firstTag)] }
    var group: [CBOR]? { nil }

    init(firstTag: Tag, next: UInt64) {
        self.firstTag = firstTag
        self.next = next
    }

    var encoded: [UInt8] { CBOR.array([.bytes(firstTag), .unsigned(next)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 128).items, parts.count == 2, let tag = parts[0].byteString.flatMap({ Tag($0) }),
            let next = parts[1].uint
        else { throw EngineFailure.damagedRecord }
        (firstTag, self.next) = (tag, next)
    }
}

/// A revocation that this node took to its log on somebody's slip, for the daily quota.
struct RevocationRecord: VaultRecord {
    static let kind = RecordKind.revocation
    var tag: Tag
    var at: Timestamp

    var subject: [CBOR] { [.bytes(tag)] }
    var group: [CBOR]? { Self.group(day: at) }

    static func group(day: Timestamp) -> [CBOR] { [.text("revocations"), .int(day.seconds / 86_400)] }

    init(tag: Tag, at: Timestamp) {
        self.tag = tag
        self.at = at
    }

    var encoded: [UInt8] { CBOR.array([.bytes(tag), .int(at.seconds)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 128).items, parts.count == 2, let tag = parts[0].byteString.flatMap({ Tag($0) }),
            let at = parts[1].integer
        else { throw EngineFailure.damagedRecord }
        (self.tag, self.at) = (tag, Timestamp(seconds: at))
    }
}
