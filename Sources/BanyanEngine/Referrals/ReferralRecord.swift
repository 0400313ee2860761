import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

/// One thing that happened to a referral.
struct ReferralStep: Sendable, Equatable {
    var status: ReferralStatus
    /// By the clock of who did it, and when it came to be known here.
    var at: Timestamp
    var noted: Timestamp
    var by: FacilityID
    /// Why it was refused, or what came of it.
    var text: String?
    /// The parcel that told the other facility; `nil` where none is to, or is yet to be sent.
    var parcel: ParcelID?

    var item: CBOR {
        .record([
            1: .text(status.rawValue), 2: .int(at.seconds), 3: .int(noted.seconds), 4: .bytes(by), 5: text.map { .text($0) },
            6: parcel.map { .bytes($0) },
        ])
    }

    init(_ status: ReferralStatus, at: Timestamp, noted: Timestamp, by: FacilityID, text: String? = nil) {
        self.status = status
        self.at = at
        self.noted = noted
        self.by = by
        self.text = text
    }

    init?(_ item: CBOR) {
        guard var record = try? CBORRecord(item),
            let status = try? record.take(1, { $0.string.flatMap { ReferralStatus(rawValue: $0) } }),
            let at = try? record.take(2, \.integer), let noted = try? record.take(3, \.integer),
            let by = try? record.take(4, { $0.byteString.flatMap { FacilityID($0) } })
        else { return nil }
        do {
            text = try record.takeIfPresent(5) { $0.string }
            parcel = try record.takeIfPresent(6) { $0.byteString.flatMap { ParcelID($0) } }
            try record.finish()
        } catch { return nil }
        (self.status, self.by) = (status, by)
        (self.at, self.noted) = (Timestamp(seconds: at), Timestamp(seconds: noted))
    }
}

/// A referral as one of its two facilities keeps it.
struct ReferralRecord: VaultRecord {
    static let kind = RecordKind.referral

    enum Role: String, Sendable {
        case sent, received
    }

    var id: ReferralID
    var role: Role
    /// The other facility.
    var other: FacilityID
    /// The patient here; `nil` until a received one is accepted.
    var patient: PatientKey?
    /// The Patient as the referral names the person, JSON text.
    var person: [UInt8]
    /// The ServiceRequest, JSON text.
    var request: [UInt8]
    var sections: [Section]
    /// Whether it belongs to a closed section.
    var isClosed = false
    /// Of a received one that is not accepted: the consent that came with it.
    var consent: [UInt8]?
    var steps: [ReferralStep]
    var outcome: String?
    /// The Appointment's day, place and code, and when it was written.
    var followUp: FollowUp?

    var subject: [CBOR] { Self.subject(role, id) }
    var group: [CBOR]? { nil }
    static func subject(_ role: Role, _ id: ReferralID) -> [CBOR] { [.text(role.rawValue), .bytes(id)] }

    /// The last step's, which is the furthest: steps are taken only where they follow.
    var status: ReferralStatus { steps.last?.status ?? .draft }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(id), 2: .text(role.rawValue), 3: .bytes(other), 4: patient.map { .text($0.system) },
            5: patient.map { .text($0.value) },
            6: .bytes(person), 7: .bytes(request), 8: .array(sections.map { .unsigned(UInt64($0.rawValue)) }),
            9: consent.map { .bytes($0) }, 10: .array(steps.map(\.item)), 11: outcome.map { .text($0) },
            12: followUp.map { Self.item(of: $0) }, 13: .bool(isClosed),
        ]).encoded
    }

    private static func item(of followUp: FollowUp) -> CBOR {
        .array([
            .text(followUp.day.description), .text(followUp.place), followUp.code.map { .text($0) } ?? .null,
            .text(followUp.created.description),
        ])
    }

    private static func followUp(_ item: CBOR) -> FollowUp? {
        guard let parts = item.items, parts.count == 4, let day = parts[0].string.flatMap({ CivilDate($0) }), let place = parts[1].string,
            let created = parts[3].string.flatMap({ CivilDate($0) })
        else { return nil }
        return FollowUp(day: day, place: place, code: parts[2].string, created: created)
    }
}

extension ReferralRecord {
    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Limits.parcel * 2))
        id = try record.take(1) { $0.byteString.flatMap { ReferralID($0) } }
        role = try record.take(2) { $0.string.flatMap { Role(rawValue: $0) } }
        other = try record.take(3) { $0.byteString.flatMap { FacilityID($0) } }
        let system = try record.takeIfPresent(4) { $0.string }
        let number = try record.takeIfPresent(5) { $0.string }
        patient = system.flatMap { system in number.map { PatientKey(system: system, value: $0) } }
        person = try record.take(6) { $0.byteString }
        request = try record.take(7) { $0.byteString }
        sections = try record.take(8) { $0.items?.compactMap { $0.uint.flatMap { UInt8(exactly: $0) }.flatMap { Section(rawValue: $0) } } }
        consent = try record.takeIfPresent(9) { $0.byteString }
        steps = try record.take(10) { $0.items?.compactMap { ReferralStep($0) } }
        outcome = try record.takeIfPresent(11) { $0.string }
        followUp = try record.takeIfPresent(12) { Self.followUp($0) }
        isClosed = try record.take(13) { $0.boolean }
        try record.finish()
    }
}
