public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation

extension Node {
    /// Takes the patient in: the consent that came with the referral is presented, so that the summary opens.
    public func acceptReferral(_ request: AcceptReferralRequest) async throws -> ReferralView {
        let record = try await received(request.id, while: [.received])
        guard let consent = record.consent else { throw EngineFailure.damagedRecord }
        if request.registers { try await register(record, as: request.mrn) }
        let patient = try await self.record(ofPatient: request.mrn)
        let differing = IdentityMatch.compare(local: patient.identity, enrolled: try ReferralPerson(record.person).identity)
        guard differing.isEmpty else {
            throw EngineFailure(
                .denied, "identity-mismatch",
                "the person in the referral differs from the local patient in: \(differing.map(\.rawValue).joined(separator: ", "))",
                hint: "look at the papers; the right number is under: banyan patient list --search NAME")
        }
        _ = try await presentConsent(PresentRequest(bundle: Base64.encode(consent), mrn: request.mrn))
        return try await step(record, .accepted, text: nil) { record in
            record.patient = patient.key
            record.consent = nil
        }
    }

    public func refuseReferral(_ request: RefuseReferralRequest) async throws -> ReferralView {
        let record = try await received(request.id, while: [.received])
        let reason = try Self.text(request.reason, "a refusal says why", hint: "--reason TEXT")
        return try await step(record, .rejected, text: reason) { $0.consent = nil }
    }

    public func completeReferral(_ request: CompleteReferralRequest) async throws -> ReferralView {
        let record = try await received(request.id, while: [.accepted])
        let outcome = try Self.text(request.outcome, "a referral is completed with what came of it", hint: "--outcome TEXT")
        let followUp = try followUp(request)
        return try await step(record, .completed, text: outcome) { record in
            record.outcome = outcome
            record.followUp = followUp
        }
    }

    private static func text(_ text: String, _ rule: String, hint: String) throws -> String {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw EngineFailure(.usage, "no-text", rule, hint: hint) }
        guard trimmed.utf8.count <= Limits.referralText else {
            throw EngineFailure(.usage, "text-too-long", "a text of a referral is at most \(Limits.referralText) bytes long")
        }
        return trimmed
    }

    private func followUp(_ request: CompleteReferralRequest) throws -> FollowUp? {
        guard let text = request.followUp else {
            guard request.place == nil else {
                throw EngineFailure(.usage, "no-day", "a place is named without a day", hint: "--follow-up YYYY-MM-DD")
            }
            return nil
        }
        guard let day = CivilDate(text), day.daysSince1970 >= now.date.daysSince1970 - 1 else {
            throw EngineFailure(.usage, "bad-day", "the day of the follow-up is no day that is to come", hint: "--follow-up YYYY-MM-DD")
        }
        let (place, code) = try place(request.place)
        return FollowUp(day: day, place: place, code: code, created: now.date)
    }

    /// Here, an accepted facility, or words.
    private func place(_ text: String?) throws -> (name: String, code: String?) {
        guard let text else { return (parts.card.name, parts.card.code.description) }
        let cards = [parts.card] + facilities.all.map(\.card)
        let id = try? FacilityID(typed: text)
        if let card = cards.first(where: { $0.id == id || $0.code.description == text || $0.name == text }) {
            return (card.name, card.code.description)
        }
        let isLine = !text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
        guard (1...Limits.name).contains(text.utf8.count), isLine else {
            throw EngineFailure(.usage, "bad-place", "a place is one line of at most \(Limits.name) bytes")
        }
        return (text, nil)
    }

    /// A received referral in one of these states.
    private func received(_ id: String, while states: [ReferralStatus]) async throws -> ReferralRecord {
        let record = try await referralRecord(id)
        guard record.role == .received else {
            throw EngineFailure(
                .usage, "own-referral", "this referral was sent from here: the other facility decides on it",
                hint: "banyan referral show \(record.id.description.prefix(8))")
        }
        guard states.contains(record.status) else { throw Self.wrongState(record) }
        return record
    }

    private static func wrongState(_ record: ReferralRecord) -> EngineFailure {
        EngineFailure(
            .usage, "referral-state", "this referral is \(record.status.rawValue)",
            hint: "banyan referral show \(record.id.description.prefix(8))")
    }

    /// Stores a step; the other facility is told of it from then on until it knows.
    private func step(
        _ former: ReferralRecord, _ status: ReferralStatus, text: String?, _ change: @Sendable (inout ReferralRecord) -> Void
    ) async throws -> ReferralView {
        let record = try await writing.through {
            guard var record = try await vault.load(ReferralRecord.self, former.subject), record.status == former.status else {
                throw Self.wrongState(former)
            }
            change(&record)
            record.steps.append(ReferralStep(status, at: now, noted: now, by: me, text: text))
            try await store.apply([vault.seal(record)])
            return record
        }
        try await sendOwedSteps()
        await noteInRecord(record)
        return try await view(of: try await referralRecord(record.id.description))
    }

    /// A new local patient, as the referral names the person; whoever does this has looked at the papers.
    private func register(_ record: ReferralRecord, as mrn: String) async throws {
        var patient = try JSON.parse(record.person, limit: Limits.resource)
        let system = "urn:banyan:mrn:\(parts.card.code)"
        let isNumber = (1...Limits.name).contains(mrn.utf8.count) && !mrn.contains("|")
        guard isNumber else { throw EngineFailure(.usage, "bad-number", "that is no number for a new patient") }
        guard try await vault.loadAll(NumberRecord.self, group: NumberRecord.group(mrn)).isEmpty else {
            throw EngineFailure(
                .usage, "number-taken", "a patient with that number is here already", hint: "without --register: --patient MRN")
        }
        let others = patient.at("identifier").filter { !$0.at("type", "coding", "code").contains(.string("MR")) }
        let own: JSON = [
            "type": ["coding": [["system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"]]], "system": .string(system),
            "value": .string(mrn),
        ]
        patient["identifier"] = .array([own] + others)
        let bundle: JSON = ["resourceType": "Bundle", "type": "collection", "entry": [["resource": patient]]]
        let file = ImportFile(name: "referral.json", bytes: bundle.serialized)
        let result = try await importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in }
        if let problem = result.problems.first { throw EngineFailure(.failed, "not-registered", problem.reason) }
    }
}
