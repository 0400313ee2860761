internal import BanyanAPI

/// The calls about referrals.
extension RemoteNode {
    func createReferral(_ request: CreateReferralRequest) async throws -> ReferralCreated {
        try await call(ControlRoutes.createReferral, request)
    }
    func sendReferral(_ request: SendReferralRequest) async throws -> ReferralView { try await call(ControlRoutes.sendReferral, request) }
    func referrals(patient: String?) async throws -> ReferralList {
        try await call(ControlRoutes.referrals, PatientQuery(mrn: patient))
    }
    func referral(_ id: String) async throws -> ReferralView { try await call(ControlRoutes.referral, ReferralQuery(id: id)) }
    func acceptReferral(_ request: AcceptReferralRequest) async throws -> ReferralView {
        try await call(ControlRoutes.acceptReferral, request)
    }
    func refuseReferral(_ request: RefuseReferralRequest) async throws -> ReferralView {
        try await call(ControlRoutes.refuseReferral, request)
    }
    func completeReferral(_ request: CompleteReferralRequest) async throws -> ReferralView {
        try await call(ControlRoutes.completeReferral, request)
    }
    func exportReferral(_ request: ExportReferralRequest) async throws -> ReferralPaper {
        try await call(ControlRoutes.exportReferral, request)
    }
}
