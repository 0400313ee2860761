import BanyanCore
import BanyanRecords

/// A local patient as this facility knows the person.
struct PatientRecord: VaultRecord {
    static let kind = RecordKind.patient
    var key: PatientKey
    var identity: Identity
    /// The FHIR Patient resource, JSON text.
    var demographics: [UInt8]
    var resources: Int

    var subject: [CBOR] { key.subject }
    var group: [CBOR]? { nil }

    init(key: PatientKey, identity: Identity, demographics: [UInt8], resources: Int) {
        self.key = key
        self.identity = identity
        self.demographics = demographics
        self.resources = resources
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .text(key.system), 2: .text(key.value), 3: .text(identity.name), 4: .text(identity.birthDate),
            5: .text(identity.sex.rawValue),
            6: .bytes(demographics), 7: .int(resources),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: vaultLimit))
        key = PatientKey(system: try record.take(1) { $0.string }, value: try record.take(2) { $0.string })
        identity = Identity(
            name: try record.take(3) { $0.string }, birthDate: try record.take(4) { $0.string },
            sex: try record.take(5) { $0.string.flatMap(AdministrativeGender.init) })
        demographics = try record.take(6) { $0.byteString }
        resources = try record.take(7) { $0.integer.flatMap { Int(exactly: $0) } }
        try record.finish()
    }
}

/// All imported resources of one patient.
struct ClinicalRecord: VaultRecord {
    static let kind = RecordKind.clinical
    var patient: PatientKey
    var resources: [ImportedResource]
    var shared: [ImportedResource]

    var subject: [CBOR] { patient.subject }
    var group: [CBOR]? { patient.subject }

    /// Whether so much can be stored as one record, and read again.
    static func fits(count: Int, bytes: Int) -> Bool { count <= Limits.patientResources && bytes <= Limits.patientBytes }

    init(patient: PatientKey, resources: [ImportedResource], shared: [ImportedResource]) {
        self.patient = patient
        self.resources = resources
        self.shared = shared
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .text(patient.system), 2: .text(patient.value), 3: .array(resources.map { .bytes($0.bytes) }),
            4: .array(shared.map { .bytes($0.bytes) }),
        ]).encoded
    }

    init(encoded: [UInt8]) throws {
        var record = try CBORRecord(CBOR.decode(encoded, limit: vaultLimit))
        patient = PatientKey(system: try record.take(1) { $0.string }, value: try record.take(2) { $0.string })
        let resources = try record.take(3) { $0.items }
        let shared = try record.take(4) { $0.items }
        try record.finish()
        self.resources = try resources.map { try ImportedResource(bytes: $0.byteString ?? []) }
        self.shared = try shared.map { try ImportedResource(bytes: $0.byteString ?? []) }
    }
}

/// Blind index entry: one patient under a folded full name and birth year.
struct NameRecord: VaultRecord {
    static let kind = RecordKind.name
    var foldedName: String
    var birthYear: String
    var patient: PatientKey

    var subject: [CBOR] { [.text(foldedName), .text(birthYear)] + patient.subject }
    var group: [CBOR]? { [.text("name"), .text(foldedName)] }

    init(foldedName: String, birthYear: String, patient: PatientKey) {
        self.foldedName = foldedName
        self.birthYear = birthYear
        self.patient = patient
    }

    var encoded: [UInt8] {
        CBOR.array([.text(foldedName), .text(birthYear), .text(patient.system), .text(patient.value)]).encoded
    }

    init(encoded: [UInt8]) throws {
        let parts = (try CBOR.decode(encoded, limit: 4096)).items?.compactMap(\.string) ?? []
        guard parts.count == 4 else { throw EngineFailure.damagedRecord }
        (foldedName, birthYear) = (parts[0], parts[1])
        patient = PatientKey(system: parts[2], value: parts[3])
    }
}

/// Blind index entry: one patient under a number alone, for people who type it without its system: the facility's own, or
/// another of the patient's identifiers.
struct NumberRecord: VaultRecord {
    static let kind = RecordKind.number
    var patient: PatientKey
    var number: String

    var isOwn: Bool { number == patient.value }
    var subject: [CBOR] { isOwn ? patient.subject : [.text(number)] + patient.subject }
    var group: [CBOR]? { Self.group(number) }

    static func group(_ number: String) -> [CBOR] { [.text("number"), .text(number)] }

    init(patient: PatientKey, number: String? = nil) {
        self.patient = patient
        self.number = number ?? patient.value
    }

    var encoded: [UInt8] { CBOR.array(patient.subject + (isOwn ? [] : [.text(number)])).encoded }

    init(encoded: [UInt8]) throws {
        let parts = (try CBOR.decode(encoded, limit: 4096)).items?.compactMap(\.string) ?? []
        guard (2...3).contains(parts.count) else { throw EngineFailure.damagedRecord }
        patient = PatientKey(system: parts[0], value: parts[1])
        number = parts.count == 3 ? parts[2] : parts[1]
    }
}

/// An encounter of an insurance file: whose it was taken for, and the date of the latest file.
struct EncounterRecord: VaultRecord {
    static let kind = RecordKind.encounter
    var encounter: InsuranceEncounter
    var patient: PatientKey

    var subject: [CBOR] { Self.subject(encounter) }
    var group: [CBOR]? { nil }

    static func subject(_ encounter: InsuranceEncounter) -> [CBOR] { [.text(encounter.facility), .text(encounter.link)] }

    init(encounter: InsuranceEncounter, patient: PatientKey) {
        self.encounter = encounter
        self.patient = patient
    }

    var encoded: [UInt8] {
        CBOR.array(Self.subject(encounter) + [.text(encounter.created)] + patient.subject).encoded
    }

    init(encoded: [UInt8]) throws {
        let parts = (try CBOR.decode(encoded, limit: 8192)).items?.compactMap(\.string) ?? []
        guard parts.count == 5 else { throw EngineFailure.damagedRecord }
        encounter = InsuranceEncounter(facility: parts[0], link: parts[1], created: parts[2])
        patient = PatientKey(system: parts[3], value: parts[4])
    }
}

extension PatientKey {
    /// What a patient is called in keyed hashes.
    var subject: [CBOR] { [.text(system), .text(value)] }
}
