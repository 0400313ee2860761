import BanyanCore
import BanyanCrypto
import BanyanRecords

/// A patient whose changes are not published yet. Written with the change itself, so that a crash forgets nobody.
struct WaitingRecord: VaultRecord {
    static let kind = RecordKind.waiting
    var patient: PatientKey
    /// When the first of the changes may go out.
    var due: Timestamp

    var subject: [CBOR] { patient.subject }
    var group: [CBOR]? { nil }

    init(patient: PatientKey, due: Timestamp) {
        self.patient = patient
        self.due = due
    }

    var encoded: [UInt8] { CBOR.array([.text(patient.system), .text(patient.value), .int(due.seconds)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 4096).items, parts.count == 3, let system = parts[0].string,
            let value = parts[1].string, let due = parts[2].integer
        else { throw EngineFailure.damagedRecord }
        self.init(patient: PatientKey(system: system, value: value), due: Timestamp(seconds: due))
    }
}

/// A stream whose newest snapshot is larger than may be published, until one is published again.
struct OversizedRecord: VaultRecord {
    static let kind = RecordKind.oversized
    var enrolment: PublicKey
    var section: Section
    var month: CivilMonth?
    var generation: UInt32

    var subject: [CBOR] { StreamRecord.subject(enrolment, section, month, generation) }
    var group: [CBOR]? { nil }

    init(_ stream: StreamRecord) {
        (enrolment, section, month, generation) = (stream.enrolment, stream.section, stream.clinicalMonth, stream.generation)
    }

    var encoded: [UInt8] { CBOR.array(subject).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 128).items, parts.count == 4,
            let enrolment = parts[0].byteString.flatMap({ PublicKey($0) }),
            let section = parts[1].uint.flatMap({ UInt8(exactly: $0) }).flatMap(Section.init),
            let generation = parts[3].uint.flatMap({ UInt32(exactly: $0) })
        else { throw EngineFailure.damagedRecord }
        (self.enrolment, self.section, self.generation) = (enrolment, section, generation)
        month = parts[2].uint.flatMap(CivilMonth.init(exactly:))
    }
}
