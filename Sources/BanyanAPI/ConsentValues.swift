public import BanyanCore

public struct PresentRequest: Codable, Sendable {
    /// The bundle file, base64.
    public var bundle: String
    public var mrn: String
    public init(bundle: String, mrn: String) {
        self.bundle = bundle
        self.mrn = mrn
    }
}

/// One token as a facility sees it.
public struct ConsentView: Contract {
    public static let schema = "banyan.consent/1"
    /// Token ID, hexadecimal.
    public var token: String
    public var grant: String
    public var patient: String
    public var origin: FacilityID
    public var originName: String
    public var sections: [String]
    /// `yyyy-MM`.
    public var firstMonth: String
    public var lastMonth: String
    public var purpose: String
    public var issuedAt: Timestamp
    public var notBefore: Timestamp
    public var expiresAt: Timestamp
    /// `valid`, or the code of the denial that a read would meet now.
    public var state: String
    public var presentedAt: Timestamp

    public init(
        token: String, grant: String, patient: String, origin: FacilityID, originName: String, sections: [String], firstMonth: String,
        lastMonth: String, purpose: String, issuedAt: Timestamp, notBefore: Timestamp, expiresAt: Timestamp, state: String,
        presentedAt: Timestamp
    ) {
        self.token = token
        self.grant = grant
        self.patient = patient
        self.origin = origin
        self.originName = originName
        self.sections = sections
        self.firstMonth = firstMonth
        self.lastMonth = lastMonth
        self.purpose = purpose
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.state = state
        self.presentedAt = presentedAt
    }
}

public struct PresentResult: Contract {
    public static let schema = "banyan.presented/1"
    public var patient: String
    public var consents: [ConsentView]
    /// The same tokens were here before: nothing changed.
    public var alreadyPresent: Bool
    public init(patient: String, consents: [ConsentView], alreadyPresent: Bool) {
        self.patient = patient
        self.consents = consents
        self.alreadyPresent = alreadyPresent
    }
}

public struct ConsentList: Contract {
    public static let schema = "banyan.consents/1"
    public var consents: [ConsentView]
    public init(consents: [ConsentView]) { self.consents = consents }
}

public struct CheckRequest: Codable, Sendable {
    public var mrn: String
    /// Empty: all that is granted.
    public var sections: [String]
    public var purpose: String
    public init(mrn: String, sections: [String], purpose: String) {
        self.mrn = mrn
        self.sections = sections
        self.purpose = purpose
    }
}

/// `banyan consent check`: what a read would meet, step by step, without reading.
public struct CheckResult: Contract {
    public static let schema = "banyan.consent-check/1"

    public struct Step: Codable, Sendable {
        public var step: String
        /// `passed`, `denied` or `not-reached`.
        public var outcome: String
        public init(step: String, outcome: String) {
            self.step = step
            self.outcome = outcome
        }
    }

    public struct Source: Codable, Sendable {
        public var origin: FacilityID
        public var originName: String
        public var token: String
        public var permitted: Bool
        public var reason: String?
        public var explanation: String
        public var sections: [String]
        public var withheldByPolicy: [String]
        public var notGranted: [String]
        public var steps: [Step]
        /// What to do about a denial.
        public var hint: String?
        public init(
            origin: FacilityID, originName: String, token: String, permitted: Bool, reason: String?, explanation: String,
            sections: [String],
            withheldByPolicy: [String], notGranted: [String], steps: [Step], hint: String? = nil
        ) {
            self.origin = origin
            self.originName = originName
            self.token = token
            self.permitted = permitted
            self.reason = reason
            self.explanation = explanation
            self.sections = sections
            self.withheldByPolicy = withheldByPolicy
            self.notGranted = notGranted
            self.steps = steps
            self.hint = hint
        }
    }

    public var patient: String
    public var permitted: Bool
    public var explanation: String
    public var sources: [Source]
    /// What to do where a read would be denied.
    public var hint: String?
    public init(patient: String, permitted: Bool, explanation: String, sources: [Source], hint: String? = nil) {
        self.patient = patient
        self.permitted = permitted
        self.explanation = explanation
        self.sources = sources
        self.hint = hint
    }
}

public struct RevokeRequest: Codable, Sendable {
    /// The slip's text.
    public var slip: String
    public init(slip: String) { self.slip = slip }
}

public struct RevokeResult: Contract {
    public static let schema = "banyan.revocation/1"
    /// Revocation entries appended to this node's log.
    public var appended: Int
    /// Codes that had been revoked in a log that this node holds.
    public var alreadyRevoked: Int
    /// Consents held here that the slip ended.
    public var endedHere: Int
    public init(appended: Int, alreadyRevoked: Int, endedHere: Int) {
        self.appended = appended
        self.alreadyRevoked = alreadyRevoked
        self.endedHere = endedHere
    }
}

/// A wallet's question about who opened its data: tags in one reader's log, hexadecimal.
public struct ReceiptLookup: Codable, Sendable {
    public var log: FacilityID
    public var tags: [String]
    public init(log: FacilityID, tags: [String]) {
        self.log = log
        self.tags = tags
    }
}

public struct ReceiptLookupResult: Contract {
    public static let schema = "banyan.receipts/1"

    public struct Found: Codable, Sendable {
        public var tag: String
        public var incarnation: UInt32
        public var index: UInt64
        /// Sealed payload, base64.
        public var payload: String
        /// RFC 9162 inclusion proof in the checkpoint's tree, hexadecimal hashes; empty too where the checkpoint does not cover
        /// the entry yet.
        public var proof: [String]
        public init(tag: String, incarnation: UInt32, index: UInt64, payload: String, proof: [String]) {
            self.tag = tag
            self.incarnation = incarnation
            self.index = index
            self.payload = payload
            self.proof = proof
        }
    }

    public var found: [Found]
    /// The newest checkpoint notes of the log, by incarnation as text.
    public var checkpoints: [String: String]
    /// Entries of the log that this node holds, and when it took the newest checkpoint: receipts left later are not in the
    /// answer.
    public var logSize: UInt64?
    public var asOf: Timestamp?
    public init(found: [Found], checkpoints: [String: String], logSize: UInt64? = nil, asOf: Timestamp? = nil) {
        self.found = found
        self.checkpoints = checkpoints
        self.logSize = logSize
        self.asOf = asOf
    }
}
