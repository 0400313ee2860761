internal import BanyanCore

/// The calls about referrals. Every method may throw an `APIError`.
public protocol ReferralAPI: Sendable {
    /// Makes a referral, and the file that the patient signs.
    func createReferral(_ request: CreateReferralRequest) async throws -> ReferralCreated
    /// Sends a referral with what the patient signed.
    func sendReferral(_ request: SendReferralRequest) async throws -> ReferralView
    func referrals(patient: String?) async throws -> ReferralList
    /// By its ID, or the beginning of it.
    func referral(_ id: String) async throws -> ReferralView
    func acceptReferral(_ request: AcceptReferralRequest) async throws -> ReferralView
    func refuseReferral(_ request: RefuseReferralRequest) async throws -> ReferralView
    func completeReferral(_ request: CompleteReferralRequest) async throws -> ReferralView
    /// One of the papers of decision 3176.
    func exportReferral(_ request: ExportReferralRequest) async throws -> ReferralPaper
}

public struct CreateReferralRequest: Codable, Sendable {
    public struct Diagnosis: Codable, Sendable {
        /// ICD-10.
        public var code: String
        public var text: String?
        public init(code: String, text: String?) {
            self.code = code
            self.text = text
        }
    }

    /// The patient's number here.
    public var mrn: String
    /// ID, facility code or name of an accepted facility.
    public var to: String
    /// Why; may be absent where a record says it.
    public var reason: String?
    public var diagnoses: [Diagnosis]
    public var details: [String]
    /// `ServiceRequest/ID` of the patient's record that the referral is made of.
    public var record: String?
    /// Made of the newest XML13 in the patient's record.
    public var fromXML13: Bool
    /// Sections that the patient is asked for; `nil`: all but the sensitive ones.
    public var sections: [String]?

    public init(
        mrn: String, to: String, reason: String?, diagnoses: [Diagnosis] = [], details: [String] = [], record: String? = nil,
        fromXML13: Bool = false, sections: [String]? = nil
    ) {
        self.mrn = mrn
        self.to = to
        self.reason = reason
        self.diagnoses = diagnoses
        self.details = details
        self.record = record
        self.fromXML13 = fromXML13
        self.sections = sections
    }
}

public struct SendReferralRequest: Codable, Sendable {
    public var id: String
    /// The file from `banyan wallet referral`, base64.
    public var signed: String
    public init(id: String, signed: String) {
        self.id = id
        self.signed = signed
    }
}

public struct AcceptReferralRequest: Codable, Sendable {
    public var id: String
    /// The patient's number here.
    public var mrn: String
    /// Whether that number is new, and the person is registered under it as the referral names them.
    public var registers: Bool
    public init(id: String, mrn: String, registers: Bool) {
        self.id = id
        self.mrn = mrn
        self.registers = registers
    }
}

public struct RefuseReferralRequest: Codable, Sendable {
    public var id: String
    public var reason: String
    public init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}

public struct CompleteReferralRequest: Codable, Sendable {
    public var id: String
    public var outcome: String
    /// The day on which the patient is to come again, `yyyy-MM-dd`.
    public var followUp: String?
    /// Where: an accepted facility's ID, code or name, or a place in words; `nil`: here.
    public var place: String?
    public init(id: String, outcome: String, followUp: String?, place: String?) {
        self.id = id
        self.outcome = outcome
        self.followUp = followUp
        self.place = place
    }
}

public struct ExportReferralRequest: Codable, Sendable {
    public enum Paper: String, Codable, Sendable, CaseIterable {
        case xml13, xml14
    }

    public var id: String
    public var paper: Paper
    public init(id: String, paper: Paper) {
        self.id = id
        self.paper = paper
    }
}

/// Names one referral.
public struct ReferralQuery: Codable, Sendable {
    public var id: String
    public init(id: String) { self.id = id }
}
