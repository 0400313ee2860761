public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import BanyanRecords
import Foundation

extension Node {
    /// Checks what the patient signed, and sends it with the referral.
    public func sendReferral(_ request: SendReferralRequest) async throws -> ReferralView {
        guard let file = Data(base64Encoded: request.signed) else {
            throw EngineFailure(.usage, "not-base64", "the signed referral did not arrive whole")
        }
        let signed = try SignedReferral(encoded: Array(file))
        let named = try await referralRecord(request.id)
        guard named.id == signed.id else {
            throw EngineFailure(
                .denied, "other-referral", "what was signed is another referral",
                hint: "banyan referral show \(signed.id.description.prefix(8))")
        }
        guard named.role == .sent, named.status == .draft else {
            throw EngineFailure(.usage, "already-sent", "this referral was sent before, or is not from here", hint: "banyan referral list")
        }
        try await checkConsent(signed, for: named)
        let sent = try await writing.through {
            guard var record = try await vault.load(ReferralRecord.self, named.subject), record.status == .draft else {
                throw EngineFailure(.usage, "already-sent", "this referral was sent before", hint: "banyan referral list")
            }
            try await post(&record, signed)
            return record
        }
        await noteInRecord(sent)
        return try await view(of: sent)
    }

    private func post(_ record: inout ReferralRecord, _ signed: SignedReferral) async throws {
        let at = now
        let order = try order(of: record)
        let patient = try JSON.parse(record.person, limit: Limits.resource)
        let message = ReferralMessage.request(
            record.id, order, patient: patient, from: referralFacility(me), to: referralFacility(record.other), at: at,
            isClosed: record.isClosed)
        let letter = ReferralLetter(
            id: record.id, message: message, token: Digest.sha256(signed.token), consent: signed.bundle)
        let base = record
        let id = try await parcels.send(kind: ReferralLetter.request, to: record.other, payload: letter.encoded) { [vault, me] parcel in
            var next = base
            var step = ReferralStep(.requested, at: at, noted: at, by: me)
            step.parcel = parcel
            next.steps.append(step)
            return [vault.seal(next)]
        }
        var step = ReferralStep(.requested, at: at, noted: at, by: me)
        step.parcel = id
        record.steps.append(step)
    }

    /// The token must pass the one verification as its origin, and say what a referral's consent says.
    private func checkConsent(_ signed: SignedReferral, for record: ReferralRecord) async throws {
        guard let claims = ConsentToken.peek(signed.token) else {
            throw EngineFailure(.trust, "token-malformed", "the token in the signed referral can't be read")
        }
        let recipient = try SealedBundle.recipient(of: signed.bundle)
        var problem = ReferralConsent.problem(of: claims, audience: record.other, sections: record.sections)
        if recipient != record.other { problem = "it is sealed to another facility than the referral names" }
        if let problem {
            throw EngineFailure(
                .denied, "consent-not-of-referral", "what was signed is not the consent of this referral: \(problem)",
                hint: "banyan wallet referral REQUEST -o FILE, with the request of this referral")
        }
        try await verifyAsOrigin(signed.token, asker: record.other, patient: record.patient)
    }

    private func verifyAsOrigin(_ token: [UInt8], asker: FacilityID, patient: PatientKey?) async throws {
        let enrolments = try await patient.asyncMap { try await vault.loadAll(EnrolmentRecord.self, group: $0.subject) } ?? []
        let clock = try await consentClock()
        var last = EngineFailure(.denied, "not-enrolled", "the patient is not enrolled here", hint: "banyan patient enrol --mrn MRN FILE")
        for enrolment in enrolments.sorted(by: { $0.number > $1.number }) {
            guard let link = EnrolmentLink(enrolment.link), let item = ConsentItem(token: token, recomputedFrom: link) else { continue }
            var surroundings = try await surroundings(of: item, sections: nil, purpose: .treatment, clock)
            surroundings.role = .origin(asker: asker)
            surroundings.otherPartyIsActive = facilities[asker]?.record.state == .active
            switch verify(item, in: surroundings) {
            case .permit: return
            case .deny(let denial): last = EngineFailure(denial.category, denial.code, denial.message, hint: denial.hint)
            }
        }
        throw last
    }
}
