public import BanyanCore

public struct ImportFile: Sendable {
    public var name: String
    public var bytes: [UInt8]
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

public struct ImportRequest: Codable, Sendable {
    /// Takes only what belongs to this organisation of a shared export.
    public var organization: String?
    public var dryRun: Bool
    /// Certificates in PEM form beside the configured ones, under which signatures of insurance files are checked.
    public var certificates: [String]?
    public init(organization: String?, dryRun: Bool, certificates: [String]? = nil) {
        self.organization = organization
        self.dryRun = dryRun
        self.certificates = certificates
    }
}

public struct ImportResult: Contract {
    public static let schema = "banyan.import/1"

    public struct Problem: Codable, Sendable {
        public var file: String
        /// Entry number in a Bundle, line in NDJSON, or record in a table of an insurance file, from 1; 0 for the whole file.
        public var position: Int
        /// The resource's type, or the table of an insurance file (`XML2`).
        public var type: String?
        public var reason: String
        /// Of a record of an insurance file: the number of its `HOSO`, from 1, its field, and the rule that it breaks.
        public var dossier: Int?
        public var field: String?
        public var rule: String?
        public init(file: String, position: Int, type: String?, reason: String) {
            self.file = file
            self.position = position
            self.type = type
            self.reason = reason
        }
    }

    /// What was seen in insurance files.
    public struct Insurance: Codable, Sendable {
        /// Encounters by the decision whose field names they use.
        public var versions: [String: Int]
        /// Records by table.
        public var records: [String: Int]
        /// Elements that no table has, by `table.name`: kept out.
        public var unknown: [String: Int]
        /// Records that have no place in a summary, by table and reason.
        public var leftOut: [String: Int]
        /// Files whose signature holds under a configured certificate.
        public var signaturesValid: Int
        /// Files with a signature, and no certificate is configured.
        public var signaturesNotChecked: Int
        /// Files without a signature.
        public var unsigned: Int
        /// Encounters of which a later file is here, or among the same files.
        public var superseded: Int

        public init(
            versions: [String: Int], records: [String: Int], unknown: [String: Int], leftOut: [String: Int], signaturesValid: Int,
            signaturesNotChecked: Int, unsigned: Int, superseded: Int
        ) {
            self.versions = versions
            self.records = records
            self.unknown = unknown
            self.leftOut = leftOut
            self.signaturesValid = signaturesValid
            self.signaturesNotChecked = signaturesNotChecked
            self.unsigned = unsigned
            self.superseded = superseded
        }
    }

    public var dryRun: Bool
    public var files: Int
    public var patients: Int
    public var newPatients: Int
    /// Resources taken, by type.
    public var imported: [String: Int]
    /// Resources whose type is not in the section table, by type: kept out of every summary.
    public var notPublished: [String: Int]
    /// Resources that belong to other organisations, by type.
    public var otherOrganizations: [String: Int]
    public var problems: [Problem]
    /// Sections published at once for patients who are enrolled.
    public var publishedEntries: Int
    /// Absent where no file was insurance XML.
    public var insurance: Insurance?

    public init(
        dryRun: Bool, files: Int, patients: Int, newPatients: Int, imported: [String: Int], notPublished: [String: Int],
        otherOrganizations: [String: Int], problems: [Problem], publishedEntries: Int, insurance: Insurance? = nil
    ) {
        self.insurance = insurance
        self.dryRun = dryRun
        self.files = files
        self.patients = patients
        self.newPatients = newPatients
        self.imported = imported
        self.notPublished = notPublished
        self.otherOrganizations = otherOrganizations
        self.problems = problems
        self.publishedEntries = publishedEntries
    }
}

public struct PublishResult: Contract {
    public static let schema = "banyan.publish/1"
    public var patients: Int
    /// Entries appended to the own log.
    public var entries: Int
    /// Streams whose content had not changed.
    public var unchanged: Int
    public var logSize: UInt64
    /// Streams that are too large: readers are told so, and see nothing of them. Absent where there is none.
    public var oversized: [OversizedStream]?
    public init(patients: Int, entries: Int, unchanged: Int, logSize: UInt64, oversized: [OversizedStream] = []) {
        self.patients = patients
        self.entries = entries
        self.unchanged = unchanged
        self.logSize = logSize
        self.oversized = oversized.isEmpty ? nil : oversized
    }
}

/// A section, or one month of it, whose snapshot is larger than an entry may hold (protocol section 6).
public struct OversizedStream: Codable, Sendable, Hashable {
    public var patient: String
    public var section: String
    /// `yyyy-MM` of an event section.
    public var month: String?
    public init(patient: String, section: String, month: String?) {
        self.patient = patient
        self.section = section
        self.month = month
    }
}

/// One imported resource as a line of a list.
public struct RecordLine: Codable, Sendable {
    public var patient: String
    /// `Type/id`.
    public var reference: String
    /// The section it goes to; `nil` with `reason` when it is not published.
    public var section: String?
    public var date: String?
    public var display: String
    public var reason: String?
    public init(patient: String, reference: String, section: String?, date: String?, display: String, reason: String?) {
        self.patient = patient
        self.reference = reference
        self.section = section
        self.date = date
        self.display = display
        self.reason = reason
    }
}

public struct RecordList: Contract {
    public static let schema = "banyan.records/1"
    public var records: [RecordLine]
    public init(records: [RecordLine]) { self.records = records }
}

public struct RecordView: Contract {
    public static let schema = "banyan.record/1"
    public var line: RecordLine
    /// The resource's JSON text.
    public var json: String
    public init(line: RecordLine, json: String) {
        self.line = line
        self.json = json
    }
}

public struct PatientView: Contract {
    public static let schema = "banyan.patient/1"

    public struct Enrolment: Codable, Sendable {
        public var number: UInt32
        public var enrolledAt: Timestamp
        public var custody: String
        public var releasePolicy: [String]
        public init(number: UInt32, enrolledAt: Timestamp, custody: String, releasePolicy: [String]) {
            self.number = number
            self.enrolledAt = enrolledAt
            self.custody = custody
            self.releasePolicy = releasePolicy
        }
    }

    public var mrn: String
    public var system: String
    public var name: String
    public var birthDate: String
    public var sex: AdministrativeGender
    public var resources: Int
    public var enrolments: [Enrolment]
    public var consents: Int
    /// Those of today and those before them.
    public var identifiers: [Identifier]?

    public init(
        mrn: String, system: String, name: String, birthDate: String, sex: AdministrativeGender, resources: Int, enrolments: [Enrolment],
        consents: Int, identifiers: [Identifier]? = nil
    ) {
        self.identifiers = identifiers
        self.mrn = mrn
        self.system = system
        self.name = name
        self.birthDate = birthDate
        self.sex = sex
        self.resources = resources
        self.enrolments = enrolments
        self.consents = consents
    }
}

public struct PatientList: Contract {
    public static let schema = "banyan.patients/1"
    public var patients: [PatientView]
    public init(patients: [PatientView]) { self.patients = patients }
}

public struct EnrolRequest: Codable, Sendable {
    public var mrn: String
    /// The enrolment file, base64.
    public var file: String
    /// How identity was proved: `documents`, `biometric` or `known-to-staff`.
    public var proofing: String
    /// Sections that this facility is unwilling to share.
    public var withhold: [String]
    public init(mrn: String, file: String, proofing: String, withhold: [String]) {
        self.mrn = mrn
        self.file = file
        self.proofing = proofing
        self.withhold = withhold
    }
}

public struct EnrolResult: Contract {
    public static let schema = "banyan.enrolment/1"
    public var mrn: String
    public var number: UInt32
    /// Entries appended: the enrolment entry and the first snapshots.
    public var entries: Int
    /// Streams that are too large: readers are told so, and see nothing of them. Absent where there is none.
    public var oversized: [OversizedStream]?
    public init(mrn: String, number: UInt32, entries: Int, oversized: [OversizedStream] = []) {
        self.mrn = mrn
        self.number = number
        self.entries = entries
        self.oversized = oversized.isEmpty ? nil : oversized
    }
}
