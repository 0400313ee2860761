public import BanyanCore

/// One call of the control API: what is asked and what is answered, under one path. The server and the command line share
/// these values, so that they can't come to differ.
///
/// A call that asks nothing is a GET; every other is a POST with a JSON body, since what stands in a request line ends in
/// logs and a patient's number must not.
public struct ControlRoute<Request: Codable & Sendable, Response: Codable & Sendable>: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var asksNothing: Bool { Request.self == NothingAsked.self }
}

/// The request of a call that has none.
public struct NothingAsked: Codable, Sendable {
    public init() {}
}

/// Every call of the control API, version 1. Errors are `APIError` in JSON with an HTTP status of 400 or above.
public enum ControlRoutes {
    public static let status = ControlRoute<NothingAsked, NodeStatus>("/v1/status")
    public static let card = ControlRoute<NothingAsked, CardView>("/v1/card")

    public static let addPeer = ControlRoute<AddPeerRequest, PeerView>("/v1/peers/add")
    public static let peers = ControlRoute<NothingAsked, PeerList>("/v1/peers")
    public static let peer = ControlRoute<FacilityQuery, PeerView>("/v1/peers/show")
    public static let ping = ControlRoute<FacilityQuery, PingResult>("/v1/peers/ping")
    public static let changePeer = ControlRoute<PeerChange, PeerView>("/v1/peers/change")

    /// The body is framed (`ImportFraming`) and the answer is a line of JSON (`ImportEvent`) per event.
    public static let importRecords = ControlRoute<ImportRequest, ImportEvent>("/v1/records/import")
    public static let publish = ControlRoute<PatientQuery, PublishResult>("/v1/records/publish")
    public static let records = ControlRoute<PatientQuery, RecordList>("/v1/records")
    public static let record = ControlRoute<RecordQuery, RecordView>("/v1/records/show")

    public static let patients = ControlRoute<PatientSearch, PatientList>("/v1/patients")
    public static let patient = ControlRoute<PatientQuery, PatientView>("/v1/patients/show")
    public static let enrol = ControlRoute<EnrolRequest, EnrolResult>("/v1/patients/enrol")

    public static let presentConsent = ControlRoute<PresentRequest, PresentResult>("/v1/consents/present")
    public static let consents = ControlRoute<PatientQuery, ConsentList>("/v1/consents")
    public static let consent = ControlRoute<TokenQuery, ConsentView>("/v1/consents/show")
    public static let checkConsent = ControlRoute<CheckRequest, CheckResult>("/v1/consents/check")
    public static let revoke = ControlRoute<RevokeRequest, RevokeResult>("/v1/consents/revoke")

    public static let summary = ControlRoute<SummaryRequest, SummaryResult>("/v1/summary")

    public static let dispense = ControlRoute<DispenseRequest, DispenseResult>("/v1/dispense")
    public static let dispensings = ControlRoute<PrescriptionQuery, PrescriptionList>("/v1/dispensings")
    public static let prescriptions = ControlRoute<PrescriptionQuery, PrescriptionList>("/v1/prescriptions")

    public static let verifyLog = ControlRoute<LogQuery, LogVerification>("/v1/log/verify")
    public static let proof = ControlRoute<ProofQuery, ProofResult>("/v1/log/proof")
    public static let misbehaviour = ControlRoute<MisbehaviourQuery, MisbehaviourView>("/v1/log/misbehaviour")
    public static let receipts = ControlRoute<ReceiptLookup, ReceiptLookupResult>("/v1/receipts")
}

public struct FacilityQuery: Codable, Sendable {
    public var facility: FacilityID
    public init(facility: FacilityID) { self.facility = facility }
}

public struct PeerChange: Codable, Sendable {
    public var facility: FacilityID
    public var action: PeerAction
    public init(facility: FacilityID, action: PeerAction) {
        self.facility = facility
        self.action = action
    }
}

/// About one local patient, or (where the call allows it) about all.
public struct PatientQuery: Codable, Sendable {
    public var mrn: String?
    public init(mrn: String?) { self.mrn = mrn }
}

public struct PatientSearch: Codable, Sendable {
    /// Part of a number, or a full name; `nil` for all.
    public var search: String?
    public init(search: String?) { self.search = search }
}

public struct RecordQuery: Codable, Sendable {
    public var mrn: String
    /// `Type/id`.
    public var reference: String
    public init(mrn: String, reference: String) {
        self.mrn = mrn
        self.reference = reference
    }
}

public struct TokenQuery: Codable, Sendable {
    /// Token ID, hexadecimal.
    public var token: String
    public init(token: String) { self.token = token }
}

public struct LogQuery: Codable, Sendable {
    /// `nil`: every log that the node holds.
    public var facility: FacilityID?
    public init(facility: FacilityID?) { self.facility = facility }
}

public struct MisbehaviourQuery: Codable, Sendable {
    public var facility: FacilityID
    /// `nil`: the newest of which there is a proof.
    public var incarnation: UInt32?
    public init(facility: FacilityID, incarnation: UInt32?) {
        self.facility = facility
        self.incarnation = incarnation
    }
}

public struct ProofQuery: Codable, Sendable {
    public var facility: FacilityID
    public var index: UInt64
    public init(facility: FacilityID, index: UInt64) {
        self.facility = facility
        self.index = index
    }
}
