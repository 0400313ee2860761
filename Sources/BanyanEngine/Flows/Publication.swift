import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

/// What one publication appends: sealed entries, and the counters that move with them in the same transaction.
struct Publication {
    var entries: [SealedEntry] = []
    var changes: [RecordChange] = []
    var unchanged = 0
    /// When the first of the streams whose change waits for its day may go out.
    var due: Timestamp?
    /// Streams that could say only that they are too large.
    var oversized: [StreamRecord] = []

    static func += (a: inout Publication, b: Publication) {
        a.entries += b.entries
        a.changes += b.changes
        a.unchanged += b.unchanged
        a.oversized += b.oversized
        a.wait(until: b.due)
    }

    mutating func wait(until time: Timestamp?) {
        guard let time else { return }
        due = min(due ?? time, time)
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

    /// When a stream's change may go out; `nil`: now.
    func due(_ section: Section, last: Timestamp?, now: Timestamp) -> Timestamp? {
        if self == .everything || section == .allergies || section == .encounters { return nil }
        // A time that lies ahead was written under a wrong clock.
        let due = last.flatMap { $0 <= now ? $0.adding(86_400) : nil } ?? now
        return self == .daily && due <= now ? nil : due
    }
}

/// A snapshot that goes out, under the number that is allotted to it.
private struct Outgoing {
    let snapshot: Snapshot
    /// The stream before this snapshot.
    var stream: StreamRecord
    let isTooLarge: Bool
}

extension Node {
    /// The entries that bring one enrolment's streams up to date. Appends nothing.
    /// - Parameter isFirst: whether the enrolment itself goes out with them: of its streams the log has nothing, its tag was not in it.
    func publication(of enrolment: EnrolmentRecord, _ urgency: Urgency, isFirst: Bool = false) async throws -> Publication {
        guard let link = EnrolmentLink(enrolment.link), let snapshots = try await snapshots(of: enrolment) else {
            return Publication()
        }
        let streams = try await vault.loadAll(StreamRecord.self, group: [.text("streams"), .bytes(enrolment.publicKey)])
            .filter { $0.generation == enrolment.generation }
        let sealer = SnapshotSealer(link: link, publicKey: enrolment.publicKey, facility: me, generation: enrolment.generation)
        var publication = Publication()
        var outgoing: [Outgoing] = []
        for snapshot in snapshots + emptied(streams, by: snapshots) where enrolment.entry.releasePolicy.contains(snapshot.section) {
            let last = streams.first { $0.section == snapshot.section && $0.clinicalMonth == snapshot.month }
            let next = following(last, snapshot, enrolment)
            guard last?.digest != next.stream.digest else {
                publication.unchanged += 1
                continue
            }
            if let due = urgency.due(snapshot.section, last: last?.publishedAt, now: now) {
                publication.wait(until: due)
            } else {
                outgoing.append(next)
            }
        }
        for next in isFirst ? outgoing : try await numbered(outgoing, sealer) { try add(next, to: &publication, sealer) }
        return publication
    }

    /// - Returns: `nil` where nothing was imported of the patient.
    private func snapshots(of enrolment: EnrolmentRecord) async throws -> [Snapshot]? {
        let key = enrolment.patient
        guard let record = try await vault.load(PatientRecord.self, key.subject),
            let clinical = try await vault.load(ClinicalRecord.self, key.subject)
        else { return nil }
        let patient = StoredPatient(
            demographics: try JSON.parse(record.demographics, limit: Limits.resource), resources: clinical.resources,
            shared: clinical.shared)
        let secrets = dispensingSecrets(try await dispensingLink(of: key, beside: enrolment))
        return SnapshotBuilder.snapshots(of: patient, publishedAt: now, sensitive: sensitive.list, dispensing: secrets)
    }

    /// Streams that had content and have none now get a snapshot that says so; without it the old one would stay current.
    private func emptied(_ streams: [StreamRecord], by snapshots: [Snapshot]) -> [Snapshot] {
        let present = Set(snapshots.map { StreamName(section: $0.section, month: $0.month) })
        return streams.filter { !present.contains(StreamName(section: $0.section, month: $0.clinicalMonth)) }
            .sorted { ($0.section, $0.clinicalMonth?.index ?? -1) < ($1.section, $1.clinicalMonth?.index ?? -1) }
            .map { Snapshot.empty($0.section, month: $0.clinicalMonth) }
    }

    private func following(_ last: StreamRecord?, _ snapshot: Snapshot, _ enrolment: EnrolmentRecord) -> Outgoing {
        let now = now
        let said = snapshot.isTooLarge ? snapshot.sayingTooLarge : snapshot
        let keyMonth = snapshot.month ?? now.month
        let stream = StreamRecord(
            enrolment: enrolment.publicKey, section: snapshot.section, clinicalMonth: snapshot.month, generation: enrolment.generation,
            keyMonth: keyMonth, next: last.flatMap { $0.keyMonth == keyMonth ? $0.next : nil } ?? 0, digest: Digest.sha256(said.json),
            publishedAt: now)
        return Outgoing(snapshot: said, stream: stream, isTooLarge: snapshot.isTooLarge)
    }

    /// Passes over numbers that the own log has already: after a restored backup, or a clock that went back a month, the log
    /// knows more than the counters, and of two entries under one tag readers would take the older.
    private func numbered(_ outgoing: [Outgoing], _ sealer: SnapshotSealer) async throws -> [Outgoing] {
        var numbered = outgoing
        var open = Array(numbered.indices)
        while !open.isEmpty {
            let tags = open.map { place in
                let stream = numbered[place].stream
                return sealer.stream(stream.section, month: stream.keyMonth).tag(n: stream.next)
            }
            let taken = Set(try await store.find(tags, in: me).map(\.tag))
            open = zip(open, tags).filter { taken.contains($0.1) }.map(\.0)
            for place in open { numbered[place].stream.next += 1 }
        }
        return numbered
    }

    private func add(_ next: Outgoing, to publication: inout Publication, _ sealer: SnapshotSealer) throws {
        var random = parts.random.generator()
        var stream = next.stream
        publication.entries += try sealer.seal(
            json: next.snapshot.json, section: stream.section, month: stream.keyMonth, n: stream.next, using: &random)
        stream.next += 1
        let oversized = OversizedRecord(stream)
        publication.changes += [vault.seal(stream), next.isTooLarge ? vault.seal(oversized) : vault.removal(of: oversized)]
        if next.isTooLarge { publication.oversized.append(stream) }
    }

    private struct StreamName: Hashable {
        let section: Section
        let month: CivilMonth?
    }
}
