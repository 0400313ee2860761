public import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

extension Node {
    public func referrals(patient: String?) async throws -> ReferralList {
        let key = try await patient.asyncMap { try await record(ofPatient: $0).key }
        var views: [ReferralView] = []
        try await vault.forEach(ReferralRecord.self) { record in
            if key == nil || record.patient == key { views.append(try await view(of: record)) }
        }
        return ReferralList(
            referrals: views.sorted { ($1.steps.first?.at ?? startedAt, $0.id) < ($0.steps.first?.at ?? startedAt, $1.id) })
    }

    public func referral(_ id: String) async throws -> ReferralView { try await view(of: referralRecord(id)) }

    /// By its ID, or the beginning of it.
    func referralRecord(_ text: String) async throws -> ReferralRecord {
        let prefix = text.lowercased()
        var matches: [ReferralRecord] = []
        if prefix.utf8.count >= 4 {
            try await vault.forEach(ReferralRecord.self) { record in
                if record.id.description.hasPrefix(prefix), matches.count < 2 { matches.append(record) }
            }
        }
        guard let first = matches.first, matches.count == 1 else {
            throw EngineFailure(
                .notFound, matches.isEmpty ? "no-such-referral" : "ambiguous-referral",
                matches.isEmpty ? "no referral here has that ID" : "several referrals begin with that ID", hint: "banyan referral list")
        }
        return first
    }

    func view(of record: ReferralRecord) async throws -> ReferralView {
        let order = try order(of: record)
        let person = try ReferralPerson(record.person)
        var steps: [ReferralView.Step] = []
        for step in record.steps {
            let sent = try await step.parcel.asyncMap { try await parcels.sent($0) } ?? nil
            let state = sent?.state(at: now)
            steps.append(
                .init(
                    status: step.status, at: step.at, notedAt: step.noted, by: step.by, byName: name(of: step.by), text: step.text,
                    delivery: state?.rawValue, deliveredAt: state == .acknowledged ? sent?.acknowledged : sent?.handed))
        }
        return ReferralView(
            id: record.id.description, direction: record.role.rawValue, facility: record.other, facilityName: name(of: record.other),
            patient: record.patient?.value, patientName: person.identity.name, birthDate: person.identity.birthDate,
            sex: person.identity.sex, status: record.status, reason: order.reason, diagnoses: order.diagnoses, notes: order.notes,
            sections: record.sections.map(\.name), steps: steps, outcome: record.outcome,
            appointment: record.followUp.map { .init(day: $0.day.description, place: $0.place, code: $0.code) })
    }

    /// Writes the referral into the patient's record, where it is published with the section `plan`: what the patient's summary shows.
    /// Where that can't be done now the referral goes on all the same, and the next step tries again.
    func noteInRecord(_ record: ReferralRecord) async {
        guard let key = record.patient else { return }
        do {
            let steps = record.steps.filter { $0.status != .draft }.map { step in
                "\(step.at.iso8601) \(name(of: step.by)): \(step.status.rawValue)" + (step.text.map { " - \($0)" } ?? "")
            }
            let entries = try ReferralEntries.resources(
                record.id, order(of: record), record.status, steps: steps, followUp: record.followUp)
            let isEnrolled = try await writing.through { try await keep(entries, of: key) }
            if isEnrolled { _ = try await publish([key], .everything) }
        } catch { logFailure("a referral can't be written into the patient's record now", error) }
    }

    private func keep(_ entries: [ImportedResource], of key: PatientKey) async throws -> Bool {
        guard var patient = try await vault.load(PatientRecord.self, key.subject) else { return false }
        let former = try await vault.load(ClinicalRecord.self, key.subject)
        let clinical = ClinicalRecord(patient: key, resources: merge(former?.resources ?? [], entries), shared: former?.shared ?? [])
        patient.resources = clinical.resources.count
        let isEnrolled = try await !vault.loadAll(EnrolmentRecord.self, group: key.subject).isEmpty
        var changes = [vault.seal(clinical), vault.seal(patient)]
        if isEnrolled { changes.append(vault.seal(WaitingRecord(patient: key, due: now))) }
        try await store.apply(changes)
        return isEnrolled
    }

    public func exportReferral(_ request: ExportReferralRequest) async throws -> ReferralPaper {
        let record = try await referralRecord(request.id)
        let (mine, theirs) = (referralFacility(me), referralFacility(record.other))
        let isSent = record.role == .sent
        let papers = ReferralPapers(
            record.id, try order(of: record), patient: try JSON.parse(record.person, limit: Limits.resource), from: isSent ? mine : theirs,
            to: isSent ? theirs : mine, systems: parts.settings.identifierSystems)
        let today = now.adding(7 * 3600).date
        switch request.paper {
        case .xml13: return ReferralPaper(paper: "xml13", text: String(decoding: papers.xml13(created: today), as: UTF8.self))
        case .xml14:
            guard let followUp = record.followUp else {
                throw EngineFailure(
                    .notFound, "no-appointment", "this referral has no follow-up appointment",
                    hint: "banyan referral show \(record.id.description.prefix(8))")
            }
            return ReferralPaper(paper: "xml14", text: String(decoding: papers.xml14(followUp, created: today), as: UTF8.self))
        }
    }
}
