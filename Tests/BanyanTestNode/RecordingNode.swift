public import BanyanAPI
public import BanyanCore
internal import Synchronization

/// A node for tests of what lies in front of it: writes down what it was asked, and answers with samples or a set failure.
public final class RecordingNode: NodeAPI {
    private struct State {
        var calls: [String] = []
        var failure: (any Error)?
        var answers: [String: any Contract] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// What was asked, oldest first: the method's name and its arguments.
    public var calls: [String] { state.withLock(\.calls) }

    /// Every later call fails.
    public func fail(with error: any Error & Sendable) { state.withLock { $0.failure = error } }

    /// Later calls whose result has this type answer with it.
    public func answer<Answer: Contract>(_ answer: Answer) { state.withLock { $0.answers[Answer.schema] = answer } }

    func answer<Answer: Contract>(_ call: String, _ sample: Answer) throws -> Answer {
        let (failure, set) = state.withLock { state in
            state.calls.append(call)
            return (state.failure, state.answers[Answer.schema] as? Answer)
        }
        if let failure { throw failure }
        return set ?? sample
    }

    public func status() async throws -> NodeStatus { try answer("status", Samples.status) }
    public func card() async throws -> CardView { try answer("card", Samples.card) }

    public func addPeer(_ request: AddPeerRequest) async throws -> PeerView {
        try answer("addPeer card=\(request.card.count) id=\(request.typedID) connect=\(request.connect)", Samples.peer)
    }
    public func peers() async throws -> PeerList { try answer("peers", PeerList(peers: [Samples.peer, Samples.otherPeer])) }
    public func peer(_ id: FacilityID) async throws -> PeerView { try answer("peer \(id)", Samples.peer) }
    public func ping(_ id: FacilityID) async throws -> PingResult { try answer("ping \(id)", PingResult(facility: id, milliseconds: 1.25)) }
    public func change(_ id: FacilityID, _ action: PeerAction) async throws -> PeerView {
        try answer("change \(id) \(action.rawValue)", Samples.peer)
    }

    public func importRecords(
        _ request: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void
    ) async throws -> ImportResult {
        let names = files.map { "\($0.name):\($0.bytes.count)" }.joined(separator: " ")
        progress(1, 2)
        progress(2, 2)
        return try answer("importRecords \(names) organization=\(request.organization ?? "-") dryRun=\(request.dryRun)", Samples.imported)
    }
    public func publish(patient: String?) async throws -> PublishResult { try answer("publish \(patient ?? "-")", Samples.published) }
    public func records(patient: String?) async throws -> RecordList {
        try answer("records \(patient ?? "-")", RecordList(records: [Samples.recordLine]))
    }
    public func record(patient: String, reference: String) async throws -> RecordView {
        try answer("record \(patient) \(reference)", RecordView(line: Samples.recordLine, json: "{\"resourceType\":\"Observation\"}"))
    }

    public func patients(search: String?) async throws -> PatientList {
        try answer("patients \(search ?? "-")", PatientList(patients: [Samples.patient]))
    }
    public func patient(_ mrn: String) async throws -> PatientView { try answer("patient \(mrn)", Samples.patient) }
    public func enrol(_ request: EnrolRequest) async throws -> EnrolResult {
        try answer(
            "enrol \(request.mrn) file=\(request.file.count) \(request.proofing) withhold=\(request.withhold.joined(separator: ","))",
            EnrolResult(mrn: request.mrn, number: 0, entries: 4))
    }

    public func presentConsent(_ request: PresentRequest) async throws -> PresentResult {
        try answer(
            "presentConsent \(request.mrn) bundle=\(request.bundle.count)",
            PresentResult(patient: request.mrn, consents: [Samples.consent], alreadyPresent: false))
    }
    public func consents(patient: String?) async throws -> ConsentList {
        try answer("consents \(patient ?? "-")", ConsentList(consents: [Samples.consent]))
    }
    public func consent(_ token: String) async throws -> ConsentView { try answer("consent \(token)", Samples.consent) }
    public func checkConsent(_ request: CheckRequest) async throws -> CheckResult {
        try answer("checkConsent \(request.mrn) \(request.sections.joined(separator: ",")) \(request.purpose)", Samples.check)
    }
    public func revoke(_ request: RevokeRequest) async throws -> RevokeResult {
        try answer("revoke slip=\(request.slip.count)", RevokeResult(appended: 2, alreadyRevoked: 1, endedHere: 1))
    }

    public func summary(_ request: SummaryRequest) async throws -> SummaryResult {
        let sections = request.sections?.joined(separator: ",") ?? "-"
        let overrides = [request.overrideIdentity, request.overrideStaleness].map { $0 ?? "-" }.joined(separator: "|")
        return try answer(
            "summary \(request.mrn) \(sections) \(request.purpose) \(request.role):\(request.user) \(overrides)", Samples.summary)
    }

    public func verifyLog(_ facility: FacilityID?) async throws -> LogVerification {
        try answer("verifyLog \(facility?.description ?? "-")", Samples.verification)
    }
    public func proof(_ facility: FacilityID, index: UInt64) async throws -> ProofResult {
        try answer("proof \(facility) \(index)", Samples.proof)
    }
    public func misbehaviour(_ facility: FacilityID, incarnation: UInt32?) async throws -> MisbehaviourView {
        try answer("misbehaviour \(facility) \(incarnation.map { "\($0)" } ?? "-")", Samples.misbehaviour)
    }
    public func receipts(_ request: ReceiptLookup) async throws -> ReceiptLookupResult {
        try answer("receipts \(request.log) tags=\(request.tags.count)", ReceiptLookupResult(found: [], checkpoints: [:]))
    }
}
