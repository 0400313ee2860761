public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation

extension Node {
    public func createReferral(_ request: CreateReferralRequest) async throws -> ReferralCreated {
        let patient = try await record(ofPatient: request.mrn)
        guard try await !vault.loadAll(EnrolmentRecord.self, group: patient.key.subject).isEmpty else {
            throw EngineFailure(
                .denied, "not-enrolled", "the patient is not enrolled here, so there is nothing that a consent could open",
                hint: "banyan patient enrol --mrn MRN FILE")
        }
        let audience = try facility(named: request.to)
        let sections = try request.sections.map { try $0.map { try section(named: $0) } } ?? Section.preset
        var random = parts.random.generator()
        guard !sections.isEmpty, let id = ReferralID(SecretBytes(randomCount: ReferralID.size, using: &random).exposed) else {
            throw EngineFailure(.usage, "no-sections", "a referral asks for at least one section")
        }
        let order = try await order(id, request, of: patient, to: audience)
        let closed = try closedSection(of: order, patient)
        if let closed, !sections.contains(closed) {
            throw EngineFailure(
                .denied, "sensitive-referral",
                "what the referral is about belongs to the closed section \(closed.name), which it does not ask for",
                hint: "name it too: --sections all,\(closed.name)")
        }
        let file = try ReferralRequest.sign(
            id, from: parts.card, to: audience.card, sections: sections, reason: String(order.reason.prefix(1000)), at: now,
            with: parts.keys.log)
        let record = ReferralRecord(
            id: id, role: .sent, other: audience.record.id, patient: patient.key, person: patient.demographics,
            request: order.request.serialized, sections: Set(sections).sorted(), isClosed: closed != nil, consent: nil,
            steps: [ReferralStep(.draft, at: now, noted: now, by: me)])
        guard record.request.count + record.person.count < Limits.referral - 4096 else {
            throw EngineFailure(.usage, "referral-too-large", "a referral holds at most \(Limits.referral >> 10) KiB")
        }
        try await store.apply([vault.seal(record)])
        return ReferralCreated(referral: try await view(of: record), request: Base64.encode(file))
    }

    /// An accepted, active facility by its ID, its code or its name.
    private func facility(named text: String) throws -> AcceptedPeer {
        let id = try? FacilityID(typed: text)
        let matches = facilities.all.filter { peer in
            peer.record.state == .active && (peer.record.id == id || peer.card.code.description == text || peer.card.name == text)
        }
        guard let first = matches.first else {
            throw EngineFailure(
                .notFound, "unknown-facility", "no active facility here has that ID, code or name", hint: "banyan peer list")
        }
        guard matches.count == 1 else {
            throw EngineFailure(
                .usage, "ambiguous-facility", "several facilities are called that", hint: "name it by its ID: banyan peer list")
        }
        return first
    }

    private func order(
        _ id: ReferralID, _ request: CreateReferralRequest, of patient: PatientRecord, to audience: AcceptedPeer
    ) async throws -> ReferralOrder {
        let (from, to) = (referralFacility(me), referralFacility(audience.record.id))
        if request.fromXML13 || request.record != nil {
            let clinical = try await vault.load(ClinicalRecord.self, patient.key.subject)
            let source = try source(request, in: clinical?.resources ?? [], to: to)
            guard let order = ReferralOrder(id, of: source, from: from, to: to), !order.reason.isEmpty else {
                throw EngineFailure(.usage, "no-reason", "that record says no reason", hint: "pass --reason and not the record")
            }
            return order
        }
        guard let reason = request.reason?.trimmingCharacters(in: .whitespacesAndNewlines), !reason.isEmpty else {
            throw EngineFailure(
                .usage, "no-reason", "a referral says why", hint: "--reason TEXT, --from-xml13 or --record ServiceRequest/ID")
        }
        let texts = [reason] + request.details + request.diagnoses.flatMap { [$0.code, $0.text ?? ""] }
        guard texts.allSatisfy({ $0.utf8.count <= Limits.referralText }), request.details.count + request.diagnoses.count <= 32 else {
            throw EngineFailure(
                .usage, "referral-too-large", "a text of a referral is at most \(Limits.referralText) bytes long, and there are at most 32")
        }
        return ReferralOrder(
            id, reason: reason, diagnoses: request.diagnoses.map { ReferralDiagnosis(code: $0.code, text: $0.text) },
            details: request.details, from: from, to: to, authored: now)
    }

    /// The resource that the referral is made of.
    private func source(
        _ request: CreateReferralRequest, in resources: [ImportedResource], to audience: ReferralFacility
    ) throws -> JSON {
        if let reference = request.record {
            guard let found = resources.first(where: { $0.reference == reference }) else {
                throw EngineFailure(.notFound, "no-such-record", "the patient has no such record here", hint: "banyan record list MRN")
            }
            return found.json
        }
        let papers = resources.filter { !$0.id.hasPrefix("referral-") && ReferralOrder.isPaper($0.json) }.map(\.json)
        guard !papers.isEmpty else {
            throw EngineFailure(
                .notFound, "no-xml13", "the patient's record holds no XML13", hint: "banyan record import FILE, or: --reason TEXT")
        }
        let fitting = papers.filter { ReferralOrder.destination(of: $0) == audience.code }
        guard let newest = fitting.max(by: { ($0["authoredOn"]?.string ?? "") < ($1["authoredOn"]?.string ?? "") }) else {
            throw EngineFailure(
                .usage, "other-destination", "the XML13 in the patient's record names another facility than \(audience.name)",
                hint: "banyan record list MRN, then: --record ServiceRequest/ID")
        }
        return newest
    }

    private func closedSection(of order: ReferralOrder, _ patient: PatientRecord) throws -> Section? {
        let resource = try ImportedResource(bytes: order.request.serialized)
        let stored = StoredPatient(
            demographics: try JSON.parse(patient.demographics, limit: Limits.resource), resources: [resource], shared: [])
        let placement = RecordPlacement(stored, publishedAt: now, sensitive: parts.sensitive).place(resource)
        guard case .section(let section, _, _) = placement, section.isSensitive else { return nil }
        return section
    }

    func referralFacility(_ id: FacilityID) -> ReferralFacility {
        let card = id == me ? parts.card : facilities[id]?.card
        return ReferralFacility(id: id, code: card?.code.description ?? "", name: card?.name ?? id.description)
    }
}
