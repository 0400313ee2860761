import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import BanyanRecords
import Logging

extension Node {
    /// Takes what came about referrals, and tells the other facilities what they are yet to be told. One parcel that can't be taken holds no
    /// other up.
    func takeReferralParcels() async throws {
        for parcel in try await parcels.inbox(ReferralLetter.request) {
            do { try await receiveReferral(parcel) } catch { logFailure("a referral can't be taken and will be tried again", error) }
        }
        for parcel in try await parcels.inbox(ReferralLetter.step) {
            do { try await receiveStep(parcel) } catch { logFailure("a referral's answer can't be taken and will be tried again", error) }
        }
        try await sendOwedSteps()
    }

    /// What can't be read, or names another facility's referral, is ended without effect: it would not become better.
    private func drop(_ parcel: ArrivedParcel, _ reason: String) async throws {
        parts.logger.notice("a parcel about a referral was dropped", metadata: ["peer": "\(parcel.sender.compact)", "reason": "\(reason)"])
        try await parcels.acknowledge(parcel, changes: [])
    }

    private func receiveReferral(_ parcel: ArrivedParcel) async throws {
        guard let letter = ReferralLetter(encoded: parcel.content), let token = letter.token, let consent = letter.consent else {
            return try await drop(parcel, "malformed")
        }
        let (from, to) = (referralFacility(parcel.sender), referralFacility(me))
        let message: ReferralMessage.Received
        do { message = try ReferralMessage.received(letter.message, letter.id, from: from, to: to) } catch {
            return try await drop(parcel, error.code)
        }
        try await writing.through {
            guard try await vault.load(ReferralRecord.self, ReferralRecord.subject(.received, letter.id)) == nil else {
                return try await drop(parcel, "known")
            }
            var record = ReferralRecord(
                id: letter.id, role: .received, other: parcel.sender, patient: nil, person: message.patient.serialized,
                request: message.order.request.serialized, sections: [], isClosed: false, consent: consent,
                steps: [ReferralStep(.requested, at: parcel.sent, noted: now, by: parcel.sender)])
            let (sections, problem) = consentProblem(consent, letter.id, from: parcel.sender, token: token)
            record.sections = sections
            if let problem {
                record.consent = nil
                record.steps.append(ReferralStep(.rejected, at: now, noted: now, by: me, text: problem))
            } else {
                record.steps.append(ReferralStep(.received, at: now, noted: now, by: me))
            }
            try await parcels.acknowledge(parcel, changes: [vault.seal(record)])
        }
    }

    /// What the consent grants, and why it is not this referral's where it is not. Its signatures are checked when it is presented.
    private func consentProblem(
        _ consent: [UInt8], _ id: ReferralID, from origin: FacilityID, token: Digest
    ) -> (sections: [Section], problem: String?) {
        do {
            let bundle = try SealedBundle.open(consent, as: me, keys: kemKeys)
            let sections = Set(bundle.items.flatMap { $0.claims?.sections ?? [] }).sorted()
            let problem = ReferralConsent.problem(of: bundle, id: id, from: origin, token: token, me: me)
            return (sections, problem.map { "the consent is not this referral's: \($0)" })
        } catch { return ([], "the consent can't be opened: \(error.message)") }
    }

    private func receiveStep(_ parcel: ArrivedParcel) async throws {
        guard let letter = ReferralLetter(encoded: parcel.content) else { return try await drop(parcel, "malformed") }
        let step: ReferralMessage.Step
        do { step = try ReferralMessage.step(letter.message, letter.id) } catch { return try await drop(parcel, error.code) }
        let changed: ReferralRecord? = try await writing.through {
            guard var record = try await vault.load(ReferralRecord.self, ReferralRecord.subject(.sent, letter.id)),
                record.other == parcel.sender
            else {
                try await drop(parcel, "unknown-referral")
                return nil
            }
            guard record.take(step, from: parcel.sender, at: parcel.sent, noted: now) else {
                try await drop(parcel, "out-of-order")
                return nil
            }
            try await parcels.acknowledge(parcel, changes: [vault.seal(record)])
            return record
        }
        if let changed { await noteInRecord(changed) }
    }

    /// Steps that were taken here and of which the other facility has not been told, or in vain: sent now.
    func sendOwedSteps() async throws {
        var owing: [ReferralRecord] = []
        try await vault.forEach(ReferralRecord.self) { if $0.role == .received, $0.steps.contains(where: isMine) { owing.append($0) } }
        for record in owing {
            for (index, step) in record.steps.enumerated() where isMine(step) {
                guard try await isOwed(step) else { continue }
                do { try await tell(record.id, index) } catch {
                    logFailure("a referral's answer can't be sent and will be tried again", error)
                }
            }
        }
    }

    private func isMine(_ step: ReferralStep) -> Bool { step.by == me }

    private func isOwed(_ step: ReferralStep) async throws -> Bool {
        guard let parcel = step.parcel else { return true }
        return try await parcels.sent(parcel)?.state(at: now) == .expired
    }

    private func tell(_ id: ReferralID, _ index: Int) async throws {
        try await writing.through {
            guard let record = try await vault.load(ReferralRecord.self, ReferralRecord.subject(.received, id)),
                index < record.steps.count, try await isOwed(record.steps[index])
            else { return }
            let step = record.steps[index]
            let isCompleted = step.status == .completed
            let message = ReferralMessage.step(
                id, step.status, at: step.at, from: referralFacility(record.other), to: referralFacility(me),
                reason: isCompleted ? nil : step.text, outcome: isCompleted ? step.text : nil,
                followUp: isCompleted ? record.followUp : nil, order: try order(of: record))
            let letter = ReferralLetter(id: id, message: message)
            try await parcels.send(kind: ReferralLetter.step, to: record.other, payload: letter.encoded) { [vault] parcel in
                var next = record
                next.steps[index].parcel = parcel
                return [vault.seal(next)]
            }
        }
    }

    func order(of record: ReferralRecord) throws -> ReferralOrder {
        let request = try JSON.parse(record.request, limit: Limits.referral)
        let (mine, theirs) = (referralFacility(me), referralFacility(record.other))
        let isSent = record.role == .sent
        guard let order = ReferralOrder(record.id, of: request, from: isSent ? mine : theirs, to: isSent ? theirs : mine) else {
            throw EngineFailure.damagedRecord
        }
        return order
    }
}

extension ReferralRecord {
    /// What the receiving facility says, where it follows from what is known: steps that come late or twice change nothing.
    mutating func take(_ step: ReferralMessage.Step, from facility: FacilityID, at: Timestamp, noted: Timestamp) -> Bool {
        guard step.status.follows(status) else { return false }
        steps.append(ReferralStep(step.status, at: at, noted: noted, by: facility, text: step.reason ?? step.outcome))
        if step.status == .completed { (outcome, followUp) = (step.outcome, step.followUp) }
        return true
    }
}
