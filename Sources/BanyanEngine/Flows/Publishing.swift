public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

extension Node {
    public func publish(patient: String?) async throws -> PublishResult {
        var keys: Set<PatientKey> = []
        if let patient {
            keys = [try await record(ofPatient: patient).key]
        } else {
            try await vault.forEach(EnrolmentRecord.self) { keys.insert($0.patient) }
        }
        let done = try await publish(keys.sorted(), .everything)
        if patient != nil && done.patients == 0 {
            throw EngineFailure(
                .denied, "not-enrolled", "the patient is not enrolled here: nothing of them leaves this node",
                hint: "banyan patient enrol --mrn MRN FILE")
        }
        return PublishResult(
            patients: done.patients, entries: done.entries, unchanged: done.unchanged,
            logSize: try await store.logState(ownLog.log).tree.size, oversized: done.oversized)
    }

    /// Publishes what changed of these patients, each in a turn and a transaction of its own: a reader's receipt need not wait
    /// for thousands of them, and a crash leaves none of them half done.
    func publish(_ keys: [PatientKey], _ urgency: Urgency) async throws -> PublicationReport {
        try await requireOwnLogStanding()
        try await requireRightClock()
        var report = PublicationReport()
        for key in keys {
            let (isEnrolled, publication) = try await writing.through { try await publishChanges(of: key, urgency) }
            if isEnrolled { report.add(publication, of: key) }
        }
        return report
    }

    private func publishChanges(of key: PatientKey, _ urgency: Urgency) async throws -> (isEnrolled: Bool, Publication) {
        var publication = Publication()
        let enrolments = try await vault.loadAll(EnrolmentRecord.self, group: key.subject)
        for enrolment in enrolments { publication += try await self.publication(of: enrolment, urgency) }
        publication.changes += try await waitingChange(of: key, due: publication.due)
        if !publication.entries.isEmpty {
            var random = parts.random.generator()
            _ = try await ownLog.append(publication.entries.shuffled(using: &random), changes: publication.changes)
        } else if !publication.changes.isEmpty {
            try await store.apply(publication.changes)
        }
        return (!enrolments.isEmpty, publication)
    }

    /// What the record of a waiting patient becomes; nothing where it stays as it is.
    private func waitingChange(of key: PatientKey, due: Timestamp?) async throws -> [RecordChange] {
        let former = try await vault.load(WaitingRecord.self, key.subject)
        guard former?.due != due else { return [] }
        return if let due { [vault.seal(WaitingRecord(patient: key, due: due))] } else { former.map { [vault.removal(of: $0)] } ?? [] }
    }

    /// Publishes whoever waits and is due. One patient whose records can't be published holds nobody up.
    func publishWaiting() async throws {
        let now = now
        var keys: [PatientKey] = []
        try await vault.forEach(WaitingRecord.self) { if $0.due <= now { keys.append($0.patient) } }
        guard !keys.isEmpty else { return }
        try await requireRightClock()
        for key in keys.sorted() where !Task.isCancelled {
            do { _ = try await publish([key], .daily) } catch { logFailure("publishing failed and will be tried again", error) }
        }
    }
}

/// What a command or an import is told of a publication.
struct PublicationReport {
    private(set) var patients = 0
    private(set) var entries = 0
    private(set) var unchanged = 0
    private(set) var oversized: [OversizedStream] = []

    mutating func add(_ publication: Publication, of patient: PatientKey) {
        patients += 1
        entries += publication.entries.count
        unchanged += publication.unchanged
        oversized += publication.oversized.map { $0.view(of: patient) }
    }
}

extension StreamRecord {
    func view(of patient: PatientKey) -> OversizedStream {
        OversizedStream(patient: patient.value, section: section.name, month: clinicalMonth?.description)
    }
}
