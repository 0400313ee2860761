public import BanyanAPI
internal import BanyanCore

extension Samples {
    public static let referral = ReferralView(
        id: "00112233445566778899aabbccddeeff", direction: "sent", facility: peer.facility, facilityName: peer.name, patient: "00120045",
        patientName: "Nguyễn Thị Thử", birthDate: "1958-03-09", sex: .female, status: .accepted, reason: "Đau ngực, cần can thiệp",
        diagnoses: ["I20.9"], notes: ["Điện tâm đồ: ST chênh"], sections: ["allergies", "problems"],
        steps: [
            .init(
                status: .requested, at: Timestamp(seconds: 1_795_500_000), notedAt: Timestamp(seconds: 1_795_500_000), by: status.facility,
                byName: status.name, text: nil, delivery: "acknowledged", deliveredAt: Timestamp(seconds: 1_795_500_060)),
            .init(
                status: .accepted, at: Timestamp(seconds: 1_795_503_600), notedAt: Timestamp(seconds: 1_795_503_660), by: peer.facility,
                byName: peer.name, text: nil, delivery: nil, deliveredAt: nil),
        ], outcome: nil, appointment: .init(day: "2026-12-08", place: "Bệnh viện Thử", code: "00901"))
}

extension RecordingNode {
    public func createReferral(_ request: CreateReferralRequest) async throws -> ReferralCreated {
        try answer(
            "createReferral \(request.mrn) to=\(request.to) reason=\(request.reason ?? "-") diagnoses=\(request.diagnoses.count) "
                + "xml13=\(request.fromXML13) sections=\(request.sections?.joined(separator: ",") ?? "-")",
            ReferralCreated(referral: Samples.referral, request: "AAEC"))
    }
    public func sendReferral(_ request: SendReferralRequest) async throws -> ReferralView {
        try answer("sendReferral \(request.id) signed=\(request.signed.count)", Samples.referral)
    }
    public func referrals(patient: String?) async throws -> ReferralList {
        try answer("referrals \(patient ?? "-")", ReferralList(referrals: [Samples.referral]))
    }
    public func referral(_ id: String) async throws -> ReferralView { try answer("referral \(id)", Samples.referral) }
    public func acceptReferral(_ request: AcceptReferralRequest) async throws -> ReferralView {
        try answer("acceptReferral \(request.id) \(request.mrn) registers=\(request.registers)", Samples.referral)
    }
    public func refuseReferral(_ request: RefuseReferralRequest) async throws -> ReferralView {
        try answer("refuseReferral \(request.id) \(request.reason)", Samples.referral)
    }
    public func completeReferral(_ request: CompleteReferralRequest) async throws -> ReferralView {
        try answer(
            "completeReferral \(request.id) \(request.outcome) \(request.followUp ?? "-") \(request.place ?? "-")", Samples.referral)
    }
    public func exportReferral(_ request: ExportReferralRequest) async throws -> ReferralPaper {
        try answer("exportReferral \(request.id) \(request.paper.rawValue)", ReferralPaper(paper: request.paper.rawValue, text: "<a/>"))
    }
}

extension NodeForwarding {
    public func createReferral(_ request: CreateReferralRequest) async throws -> ReferralCreated { try await base.createReferral(request) }
    public func sendReferral(_ request: SendReferralRequest) async throws -> ReferralView { try await base.sendReferral(request) }
    public func referrals(patient: String?) async throws -> ReferralList { try await base.referrals(patient: patient) }
    public func referral(_ id: String) async throws -> ReferralView { try await base.referral(id) }
    public func acceptReferral(_ request: AcceptReferralRequest) async throws -> ReferralView { try await base.acceptReferral(request) }
    public func refuseReferral(_ request: RefuseReferralRequest) async throws -> ReferralView { try await base.refuseReferral(request) }
    public func completeReferral(_ request: CompleteReferralRequest) async throws -> ReferralView {
        try await base.completeReferral(request)
    }
    public func exportReferral(_ request: ExportReferralRequest) async throws -> ReferralPaper { try await base.exportReferral(request) }
}
