public import BanyanCore

/// The node as its commands, its control API and its pages see it. Every method may throw an `APIError`.
public protocol NodeAPI: AdministrationAPI, ReferralAPI, Sendable {
    func status() async throws -> NodeStatus
    func card() async throws -> CardView

    func addPeer(_ request: AddPeerRequest) async throws -> PeerView
    func peers() async throws -> PeerList
    func peer(_ id: FacilityID) async throws -> PeerView
    func ping(_ id: FacilityID) async throws -> PingResult
    func change(_ id: FacilityID, _ action: PeerAction) async throws -> PeerView

    /// Imports files; `progress` is called with (done, total) resources.
    func importRecords(_ request: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void) async throws -> ImportResult
    func publish(patient: String?) async throws -> PublishResult
    func records(patient: String?) async throws -> RecordList
    func record(patient: String, reference: String) async throws -> RecordView

    func patients(search: String?) async throws -> PatientList
    func patient(_ mrn: String) async throws -> PatientView
    func enrol(_ request: EnrolRequest) async throws -> EnrolResult

    func presentConsent(_ request: PresentRequest) async throws -> PresentResult
    func consents(patient: String?) async throws -> ConsentList
    func consent(_ token: String) async throws -> ConsentView
    func checkConsent(_ request: CheckRequest) async throws -> CheckResult
    func revoke(_ request: RevokeRequest) async throws -> RevokeResult

    func summary(_ request: SummaryRequest) async throws -> SummaryResult

    func dispense(_ request: DispenseRequest) async throws -> DispenseResult
    /// What was dispensed here.
    func dispensings(_ query: PrescriptionQuery) async throws -> PrescriptionList
    /// What was written here.
    func prescriptions(_ query: PrescriptionQuery) async throws -> PrescriptionList

    func verifyLog(_ facility: FacilityID?) async throws -> LogVerification
    func proof(_ facility: FacilityID, index: UInt64) async throws -> ProofResult
    /// The proof that a facility signed two histories of its log; of the newest incarnation of which there is one, or of the one named.
    func misbehaviour(_ facility: FacilityID, incarnation: UInt32?) async throws -> MisbehaviourView
    /// What a wallet asks for to read its access log: sealed receipts under its tags in one facility's log.
    func receipts(_ request: ReceiptLookup) async throws -> ReceiptLookupResult
}

/// An error as it crosses the API: the same four things that a `Failure` has.
public struct APIError: Failure, Codable {
    public let categoryCode: Int32
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        categoryCode = category.rawValue
        self.code = code
        self.message = message
        self.hint = hint
    }

    public init(_ failure: any Failure) { self.init(failure.category, failure.code, failure.message, hint: failure.hint) }

    public var category: FailureCategory { FailureCategory(rawValue: categoryCode) ?? .failed }

    enum CodingKeys: String, CodingKey {
        case categoryCode = "category"
        case code, message, hint
    }
}

/// A value of the public JSON contract: printed by `--json` as `{"schema": ..., "data": {...}}`. A change that takes a field
/// away or changes its meaning raises the number in the schema.
public protocol Contract: Codable, Sendable {
    static var schema: String { get }
}
