import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

/// A prescription that this facility wrote: whose it is.
struct PrescriptionRecord: VaultRecord, Equatable {
    static let kind = RecordKind.prescription
    var code: PrescriptionCode
    var patient: PatientKey
    /// When it was imported first.
    var recordedAt: Timestamp

    static func subject(_ code: PrescriptionCode) -> [CBOR] { [.text(code.description)] }
    static func group(day: Int64) -> [CBOR] { [.text("prescriptions"), .int(day)] }

    var subject: [CBOR] { Self.subject(code) }
    var group: [CBOR]? { Self.group(day: recordedAt.dayNumber) }

    init(code: PrescriptionCode, patient: PatientKey, recordedAt: Timestamp) {
        self.code = code
        self.patient = patient
        self.recordedAt = recordedAt
    }

    var encoded: [UInt8] {
        CBOR.record([1: .text(code.description), 2: .text(patient.system), 3: .text(patient.value), 4: .int(recordedAt.seconds)]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Limits.smallFile))
        code = try record.take(1) { $0.string.flatMap { PrescriptionCode($0) } }
        patient = PatientKey(system: try record.take(2) { $0.string }, value: try record.take(3) { $0.string })
        recordedAt = try record.take(4) { $0.integer.map { Timestamp(seconds: $0) } }
        try record.finish()
    }
}

/// A prescription that was dispensed here: what stands in the own log, whose it is, and the key under which others' words lie.
struct DispensingRecord: VaultRecord {
    static let kind = RecordKind.dispensing
    /// Largest FHIR text that is kept with it, bytes.
    static let document = 1 << 20
    var dispensing: Dispensing
    var patient: PatientKey
    var key: DispensingKey
    /// The MedicationDispense resources, JSON text.
    var document: [UInt8]

    static func subject(_ code: PrescriptionCode) -> [CBOR] { [.text(code.description)] }
    static func group(day: Int64) -> [CBOR] { [.text("dispensings"), .int(day)] }

    var subject: [CBOR] { Self.subject(dispensing.code) }
    var group: [CBOR]? { Self.group(day: dispensing.at.dayNumber) }

    init(dispensing: Dispensing, patient: PatientKey, key: DispensingKey, document: [UInt8]) {
        self.dispensing = dispensing
        self.patient = patient
        self.key = key
        self.document = document
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(dispensing.encoded), 2: .text(patient.system), 3: .text(patient.value), 4: .bytes(key.secret.exposed),
            5: .bytes(document),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: Self.document + 4 * Limits.smallFile))
        dispensing = try record.take(1) { $0.byteString.flatMap { Dispensing(encoded: $0) } }
        patient = PatientKey(system: try record.take(2) { $0.string }, value: try record.take(3) { $0.string })
        key = try record.take(4) { $0.byteString.flatMap { DispensingKey(SecretBytes(copying: $0)) } }
        document = try record.take(5) { $0.byteString }
        try record.finish()
    }
}

/// A prescription of which this node noticed that it was dispensed more than once.
struct DispensedTwiceRecord: VaultRecord {
    static let kind = RecordKind.node
    static let group: [CBOR] = [.text("dispensed twice")]
    var code: PrescriptionCode
    var noticedAt: Timestamp

    static func subject(_ code: PrescriptionCode) -> [CBOR] { [.text("dispensed twice"), .text(code.description)] }

    var subject: [CBOR] { Self.subject(code) }
    var group: [CBOR]? { Self.group }

    init(code: PrescriptionCode, noticedAt: Timestamp) {
        self.code = code
        self.noticedAt = noticedAt
    }

    var encoded: [UInt8] { CBOR.array([.text(code.description), .int(noticedAt.seconds)]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 128).items, parts.count == 2,
            let code = parts[0].string.flatMap({ PrescriptionCode($0) }), let noticedAt = parts[1].integer
        else { throw EngineFailure.damagedRecord }
        self.init(code: code, noticedAt: Timestamp(seconds: noticedAt))
    }
}

extension Timestamp {
    /// Days since 1970-01-01, UTC.
    var dayNumber: Int64 { date.daysSince1970 }
}
