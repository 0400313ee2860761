public import BanyanAPI
public import BanyanCore

/// A node that answers some calls itself and leaves the rest to a recording one.
public protocol NodeForwarding: NodeAPI {
    var base: RecordingNode { get }
}

extension NodeForwarding {
    public func status() async throws -> NodeStatus { try await base.status() }
    public func card() async throws -> CardView { try await base.card() }
    public func addPeer(_ request: AddPeerRequest) async throws -> PeerView { try await base.addPeer(request) }
    public func peers() async throws -> PeerList { try await base.peers() }
    public func peer(_ id: FacilityID) async throws -> PeerView { try await base.peer(id) }
    public func ping(_ id: FacilityID) async throws -> PingResult { try await base.ping(id) }
    public func change(_ id: FacilityID, _ action: PeerAction) async throws -> PeerView { try await base.change(id, action) }
    public func importRecords(
        _ request: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void
    ) async throws -> ImportResult { try await base.importRecords(request, files: files, progress: progress) }
    public func publish(patient: String?) async throws -> PublishResult { try await base.publish(patient: patient) }
    public func records(patient: String?) async throws -> RecordList { try await base.records(patient: patient) }
    public func record(patient: String, reference: String) async throws -> RecordView {
        try await base.record(patient: patient, reference: reference)
    }
    public func patients(search: String?) async throws -> PatientList { try await base.patients(search: search) }
    public func patient(_ mrn: String) async throws -> PatientView { try await base.patient(mrn) }
    public func enrol(_ request: EnrolRequest) async throws -> EnrolResult { try await base.enrol(request) }
    public func presentConsent(_ request: PresentRequest) async throws -> PresentResult { try await base.presentConsent(request) }
    public func consents(patient: String?) async throws -> ConsentList { try await base.consents(patient: patient) }
    public func consent(_ token: String) async throws -> ConsentView { try await base.consent(token) }
    public func checkConsent(_ request: CheckRequest) async throws -> CheckResult { try await base.checkConsent(request) }
    public func revoke(_ request: RevokeRequest) async throws -> RevokeResult { try await base.revoke(request) }
    public func summary(_ request: SummaryRequest) async throws -> SummaryResult { try await base.summary(request) }
    public func dispense(_ request: DispenseRequest) async throws -> DispenseResult { try await base.dispense(request) }
    public func dispensings(_ query: PrescriptionQuery) async throws -> PrescriptionList { try await base.dispensings(query) }
    public func prescriptions(_ query: PrescriptionQuery) async throws -> PrescriptionList { try await base.prescriptions(query) }
    public func verifyLog(_ facility: FacilityID?) async throws -> LogVerification { try await base.verifyLog(facility) }
    public func proof(_ facility: FacilityID, index: UInt64) async throws -> ProofResult { try await base.proof(facility, index: index) }
    public func misbehaviour(_ facility: FacilityID, incarnation: UInt32?) async throws -> MisbehaviourView {
        try await base.misbehaviour(facility, incarnation: incarnation)
    }
    public func receipts(_ request: ReceiptLookup) async throws -> ReceiptLookupResult { try await base.receipts(request) }
}
