public import BanyanCore

public struct SummaryRequest: Codable, Sendable {
    public var mrn: String
    /// `nil`: all that is granted.
    public var sections: [String]?
    public var purpose: String
    /// Who reads: a role and a pseudonym, as `ROLE:NAME`.
    public var role: String
    public var user: String
    /// A clinician's reason to read although the person's identity differs from the enrolment, or the replica is stale. The
    /// patient sees it in the receipt.
    public var overrideIdentity: String?
    public var overrideStaleness: String?
    public init(
        mrn: String, sections: [String]?, purpose: String, role: String, user: String, overrideIdentity: String?, overrideStaleness: String?
    ) {
        self.mrn = mrn
        self.sections = sections
        self.purpose = purpose
        self.role = role
        self.user = user
        self.overrideIdentity = overrideIdentity
        self.overrideStaleness = overrideStaleness
    }
}

public struct SummaryResult: Contract {
    public static let schema = "banyan.summary/1"

    /// One line of a section: a coded thing of one source.
    public struct Row: Codable, Sendable {
        public var date: String?
        public var text: String
        public var value: String?
        public var status: String?
        /// `true` for a condition that is over.
        public var past: Bool?
        public init(date: String?, text: String, value: String?, status: String?, past: Bool? = nil) {
            self.date = date
            self.text = text
            self.value = value
            self.status = status
            self.past = past
        }
    }

    /// One section of one source, in exactly one state.
    public struct Part: Codable, Sendable {
        public var source: FacilityID
        public var state: String
        /// Of `stated-none` and `not-replicated`: when, or as of when.
        public var when: String?
        public var rows: [Row]
        /// The granted months that the state is about, each `yyyy-MM..yyyy-MM` or `yyyy-MM`; `nil` for all.
        public var months: [String]?
        public init(source: FacilityID, state: String, when: String?, rows: [Row], months: [String]? = nil) {
            self.source = source
            self.state = state
            self.when = when
            self.rows = rows
            self.months = months
        }
    }

    public struct Section: Codable, Sendable {
        public var section: String
        public var titleVietnamese: String
        public var titleEnglish: String
        public var parts: [Part]
        public init(section: String, titleVietnamese: String, titleEnglish: String, parts: [Part]) {
            self.section = section
            self.titleVietnamese = titleVietnamese
            self.titleEnglish = titleEnglish
            self.parts = parts
        }
    }

    public struct Source: Codable, Sendable {
        public var facility: FacilityID
        public var name: String
        /// How far this replica has its log.
        public var logSize: UInt64
        public var asOf: Timestamp?
        public var lastHeard: Timestamp?
        public var token: String
        public var expiresAt: Timestamp
        /// Why nothing of this source is shown, with the denial's code; `nil` where it is read.
        public var denied: String?
        public var explanation: String?
        public init(
            facility: FacilityID, name: String, logSize: UInt64, asOf: Timestamp?, lastHeard: Timestamp?, token: String,
            expiresAt: Timestamp,
            denied: String?, explanation: String?
        ) {
            self.facility = facility
            self.name = name
            self.logSize = logSize
            self.asOf = asOf
            self.lastHeard = lastHeard
            self.token = token
            self.expiresAt = expiresAt
            self.denied = denied
            self.explanation = explanation
        }
    }

    public var patient: String
    public var name: String
    public var birthDate: String
    public var sex: AdministrativeGender
    public var purpose: String
    public var composedAt: Timestamp
    /// Always the same sentence: that the summary may be incomplete.
    public var caution: String
    public var sources: [Source]
    public var sections: [Section]
    /// The receipts' places in this facility's log.
    public var receipts: [UInt64]
    /// The IPS document, as JSON text with its numbers as the sources wrote them.
    public var document: String

    public init(
        patient: String, name: String, birthDate: String, sex: AdministrativeGender, purpose: String, composedAt: Timestamp,
        caution: String,
        sources: [Source], sections: [Section], receipts: [UInt64], document: String
    ) {
        self.patient = patient
        self.name = name
        self.birthDate = birthDate
        self.sex = sex
        self.purpose = purpose
        self.composedAt = composedAt
        self.caution = caution
        self.sources = sources
        self.sections = sections
        self.receipts = receipts
        self.document = document
    }
}

public struct LogVerification: Contract {
    public static let schema = "banyan.log-verification/1"

    /// A witness's word on a log: this node's on another's, or a peer's on this node's.
    public struct Cosignature: Codable, Sendable {
        public var witness: FacilityID
        public var name: String
        public var size: UInt64
        /// By the witness's clock.
        public var at: Timestamp
        /// Whether the witness's log key signed it, and it is of the entries on this disk.
        public var valid: Bool
        /// The C2SP note: the checkpoint's text and the witness's line.
        public var note: String
        public init(witness: FacilityID, name: String, size: UInt64, at: Timestamp, valid: Bool, note: String) {
            self.witness = witness
            self.name = name
            self.size = size
            self.at = at
            self.valid = valid
            self.note = note
        }
    }

    public struct Log: Codable, Sendable {
        public var facility: FacilityID
        public var name: String
        public var incarnation: UInt32
        public var size: UInt64
        /// Root recomputed from what lies on the disk, hexadecimal.
        public var root: String
        /// Whether it equals the root that the newest signed checkpoint covers.
        public var rootMatches: Bool
        public var signatureValid: Bool
        /// Entries whose payload is not what the header says.
        public var damaged: [UInt64]
        /// Payloads that this replica does not hold.
        public var missing: UInt64
        /// Absent where there is none.
        public var cosignatures: [Cosignature]?
        public init(
            facility: FacilityID, name: String, incarnation: UInt32, size: UInt64, root: String, rootMatches: Bool, signatureValid: Bool,
            damaged: [UInt64], missing: UInt64, cosignatures: [Cosignature] = []
        ) {
            self.facility = facility
            self.name = name
            self.incarnation = incarnation
            self.size = size
            self.root = root
            self.rootMatches = rootMatches
            self.signatureValid = signatureValid
            self.damaged = damaged
            self.missing = missing
            self.cosignatures = cosignatures.isEmpty ? nil : cosignatures
        }

        public var isSound: Bool { rootMatches && signatureValid && damaged.isEmpty && (cosignatures ?? []).allSatisfy(\.valid) }
    }

    public var logs: [Log]
    public init(logs: [Log]) { self.logs = logs }
    public var isSound: Bool { logs.allSatisfy(\.isSound) }
}

/// `banyan log misbehaviour`, and `banyan log verify --proof`: that a facility signed two histories of one log.
public struct MisbehaviourView: Contract {
    public static let schema = "banyan.misbehaviour/1"

    public struct History: Codable, Sendable {
        /// Entries that the checkpoint covers.
        public var size: UInt64
        /// Hexadecimal.
        public var root: String
        public init(size: UInt64, root: String) {
            self.size = size
            self.root = root
        }
    }

    public var facility: FacilityID
    /// What this node calls it; absent where it was checked without a node.
    public var name: String?
    public var incarnation: UInt32
    /// The two checkpoints that can't belong to one history.
    public var first: History
    public var second: History
    /// The proof file's text.
    public var proof: String

    public init(facility: FacilityID, name: String?, incarnation: UInt32, first: History, second: History, proof: String) {
        self.facility = facility
        self.name = name
        self.incarnation = incarnation
        self.first = first
        self.second = second
        self.proof = proof
    }
}

public struct ProofResult: Contract {
    public static let schema = "banyan.proof/1"
    public var facility: FacilityID
    public var incarnation: UInt32
    public var index: UInt64
    public var size: UInt64
    /// The entry's 52-byte header and its leaf hash, hexadecimal.
    public var header: String
    public var leaf: String
    public var proof: [String]
    public var checkpoint: String
    public init(
        facility: FacilityID, incarnation: UInt32, index: UInt64, size: UInt64, header: String, leaf: String, proof: [String],
        checkpoint: String
    ) {
        self.facility = facility
        self.incarnation = incarnation
        self.index = index
        self.size = size
        self.header = header
        self.leaf = leaf
        self.proof = proof
        self.checkpoint = checkpoint
    }
}
