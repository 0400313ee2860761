public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

/// What one publication appends: sealed entries, and the counters that move with them in the same transaction.
struct Publication {
    var entries: [SealedEntry] = []
    var changes: [RecordChange] = []
    var unchanged = 0
    /// Streams whose change waits for their day.
    var deferred = 0

    static func += (a: inout Publication, b: Publication) {
        a.entries += b.entries
        a.changes += b.changes
        a.unchanged += b.unchanged
        a.deferred += b.deferred
    }
}

/// How much of a patient's changes goes out now (protocol sections 3 and 6).
enum Urgency {
    /// What waits for nothing: allergies, and encounters, which hold discharges and referrals.
    case urgent
    /// Also streams whose last entry is a day old or that never had one.
    case daily
    /// All that changed: at enrolment, and when `record publish` asks.
    case everything

    func allows(_ section: Section, last: Timestamp?, now: Timestamp) -> Bool {
        switch self {
        case .everything: true
        case .urgent: section == .allergies || section == .encounters
        case .daily: section == .allergies || section == .encounters || last.map { now.seconds - $0.seconds >= 86_400 } ?? true
        }
    }
}

extension Node {
    public func publish(patient: String?) async throws -> PublishResult {
        let keys: [PatientKey]
        if let patient {
            keys = [try await record(ofPatient: patient).key]
        } else {
            keys = try await vault.loadAll(EnrolmentRecord.self, group: nil).map(\.patient)
        }
        let distinct = Set(keys).sorted { ($0.system, $0.value) < ($1.system, $1.value) }
        let (patients, total) = try await publish(distinct, .everything)
        if patient != nil && patients == 0 {
            throw EngineFailure(
                .denied, "not-enrolled", "the patient is not enrolled here: nothing of them leaves this node",
                hint: "banyan patient enrol --mrn MRN FILE")
        }
        return PublishResult(
            patients: patients, entries: total.entries.count, unchanged: total.unchanged,
            logSize: try await store.logState(ownLog.log).tree.size)
    }

    /// Publishes what changed of these patients: what the tick does, and what an import does at once.
    /// - Returns: how many of them are enrolled, and what was appended.
    func publish(_ keys: [PatientKey], _ urgency: Urgency) async throws -> (patients: Int, Publication) {
        try await requireOwnLogStanding()
        return try await writing.through {
            var total = Publication()
            var patients = 0
            for key in keys {
                var one = Publication()
                let enrolments = try await vault.loadAll(EnrolmentRecord.self, group: key.subject)
                for enrolment in enrolments { one += try await publication(of: enrolment, urgency) }
                patients += enrolments.isEmpty ? 0 : 1
                // One transaction a patient bounds memory and keeps a patient's sections together on a crash.
                if !one.entries.isEmpty {
                    var random = SodiumRandom()
                    _ = try await ownLog.append(one.entries.shuffled(using: &random), changes: one.changes)
                }
                if one.deferred > 0 { await dirty.insert(key) }
                one.changes = []
                total += one
            }
            return (patients, total)
        }
    }

    /// The entries that bring one enrolment's streams up to date. Appends nothing.
    func publication(of enrolment: EnrolmentRecord, _ urgency: Urgency) async throws -> Publication {
        guard let record = try await vault.load(PatientRecord.self, enrolment.patient.subject),
            let clinical = try await vault.load(ClinicalRecord.self, enrolment.patient.subject),
            let link = EnrolmentLink(enrolment.link)
        else { return Publication() }
        let now = self.now
        let patient = StoredPatient(
            demographics: try JSON.parse(record.demographics, limit: Limits.resource), resources: clinical.resources, shared: clinical.shared)
        var snapshots = SnapshotBuilder.snapshots(of: patient, publishedAt: now, sensitive: parts.sensitive)
        let streams = try await vault.loadAll(StreamRecord.self, group: [.text("streams"), .bytes(enrolment.publicKey)])
        snapshots += emptied(streams, by: snapshots)
        let sealer = SnapshotSealer(link: link, publicKey: enrolment.publicKey, facility: me, generation: enrolment.generation)
        var random = SodiumRandom()
        var publication = Publication()
        for snapshot in snapshots where enrolment.entry.releasePolicy.contains(snapshot.section) {
            let last = streams.first { $0.section == snapshot.section && $0.clinicalMonth == snapshot.month && $0.generation == enrolment.generation }
            let digest = Digest.sha256(snapshot.json)
            guard last?.digest != digest else {
                publication.unchanged += 1
                continue
            }
            guard urgency.allows(snapshot.section, last: last?.publishedAt, now: now) else {
                publication.deferred += 1
                continue
            }
            let keyMonth = snapshot.month ?? now.month
            let next = last.flatMap { $0.keyMonth == keyMonth ? $0.next : nil } ?? 0
            publication.entries += try sealer.seal(json: snapshot.json, section: snapshot.section, month: keyMonth, n: next, using: &random)
            publication.changes.append(
                vault.seal(
                    StreamRecord(
                        enrolment: enrolment.publicKey, section: snapshot.section, clinicalMonth: snapshot.month, generation: enrolment.generation,
                        keyMonth: keyMonth, next: next + 1, digest: digest, publishedAt: now)))
        }
        return publication
    }

    /// Streams that had content and have none now get a snapshot that says so; without it the old one would stay current.
    private func emptied(_ streams: [StreamRecord], by snapshots: [Snapshot]) -> [Snapshot] {
        let present = Set(snapshots.map { StreamName(section: $0.section, month: $0.month) })
        return streams.filter { !present.contains(StreamName(section: $0.section, month: $0.clinicalMonth)) }
            .sorted { ($0.section, $0.clinicalMonth?.index ?? -1) < ($1.section, $1.clinicalMonth?.index ?? -1) }
            .map { Snapshot.empty($0.section, month: $0.clinicalMonth) }
    }

    private struct StreamName: Hashable {
        let section: Section
        let month: CivilMonth?
    }
}
