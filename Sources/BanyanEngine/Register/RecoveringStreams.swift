import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

/// A stream as the own log has it.
private struct FoundStream {
    let section: Section
    /// Publication month of a state section, clinical month of an event section.
    let month: CivilMonth
    /// The highest number.
    let last: UInt64

    var clinicalMonth: CivilMonth? { section.kind == .event ? month : nil }
}

extension Node {
    private static let tagsAtOnce = 128
    /// Numbers of a stream looked up at a time.
    private static let numbersAtOnce: UInt64 = 16

    /// Completes one enrolment's streams, and the patient's records, from what the own log has beyond them. Counters go on behind the
    /// log's; the newest published snapshot of a stream takes the place of what the vault has under the same names.
    func recoverStreams(of enrolment: EnrolmentRecord, _ recovery: inout Recovery) async throws {
        guard let link = EnrolmentLink(enrolment.link) else { return }
        let sealer = SnapshotSealer(link: link, publicKey: enrolment.publicKey, facility: me, generation: enrolment.generation)
        let known = try await vault.loadAll(StreamRecord.self, group: [.text("streams"), .bytes(enrolment.publicKey)])
            .filter { $0.generation == enrolment.generation }
        var resources: [ImportedResource] = []
        var shared: [ImportedResource] = []
        var changes: [RecordChange] = []
        for stream in try await streams(of: sealer, since: enrolment.entry.enrolledAt) {
            let former = known.first { $0.section == stream.section && $0.clinicalMonth == stream.clinicalMonth }
            if let former, former.keyMonth == stream.month, former.next > stream.last { continue }
            if let former, former.keyMonth > stream.month { continue }
            guard let json = try await snapshot(stream, sealer) else {
                recovery.unreadableStreams += 1
                continue
            }
            // What says that it was too large to be published has no resources; its stream is known all the same.
            if let published = PublishedSnapshot(json) {
                resources += published.resources
                shared += published.shared
            }
            recovery.streams += 1
            changes.append(
                vault.seal(
                    StreamRecord(
                        enrolment: enrolment.publicKey, section: stream.section, clinicalMonth: stream.clinicalMonth,
                        generation: enrolment.generation, keyMonth: stream.month, next: stream.last + 1, digest: .sha256(json),
                        publishedAt: enrolment.entry.enrolledAt)))
        }
        changes += try await clinicalChanges(of: enrolment.patient, resources, shared)
        if !changes.isEmpty { try await store.apply(changes) }
    }

    private func clinicalChanges(
        of key: PatientKey, _ resources: [ImportedResource], _ shared: [ImportedResource]
    ) async throws -> [RecordChange] {
        guard var patient = try await vault.load(PatientRecord.self, key.subject) else { return [] }
        let former = try await vault.load(ClinicalRecord.self, key.subject)
        let clinical = ClinicalRecord(
            patient: key, resources: merge(former?.resources ?? [], resources), shared: merge(former?.shared ?? [], shared))
        let all = clinical.resources + clinical.shared
        guard clinical.resources != former?.resources || clinical.shared != former?.shared,
            ClinicalRecord.fits(count: all.count, bytes: all.reduce(0) { $0 + $1.bytes.count })
        else { return [] }
        patient.resources = clinical.resources.count
        return [vault.seal(clinical), vault.seal(patient)] + (try await missingPrescriptions(in: clinical.resources, of: key))
    }

    /// The streams that the own log has: of a state section the newest publication month alone.
    private func streams(of sealer: SnapshotSealer, since enrolled: Timestamp) async throws -> [FoundStream] {
        // A day on either side: clocks were set in between.
        let now = now.adding(86_400).month
        let begin = min(enrolled.adding(-86_400).month, now)
        let starts = sealer.starts(published: begin...now)
        var present: Set<Tag> = []
        for start in stride(from: 0, to: starts.count, by: Self.tagsAtOnce) {
            let tags = starts[start..<min(start + Self.tagsAtOnce, starts.count)].map(\.tag)
            present.formUnion(try await store.find(tags, in: me).map(\.tag))
        }
        var newest: [Section: CivilMonth] = [:]
        for start in starts where present.contains(start.tag) && start.section.kind == .state {
            newest[start.section] = max(newest[start.section] ?? start.month, start.month)
        }
        var found: [FoundStream] = []
        for start in starts where present.contains(start.tag) {
            if start.section.kind == .state, newest[start.section] != start.month { continue }
            let last = try await last(of: sealer.stream(start.section, month: start.month))
            found.append(FoundStream(section: start.section, month: start.month, last: last))
        }
        return found
    }

    /// The highest number of a stream whose number 0 is there: numbers have no gaps.
    private func last(of stream: StreamKey) async throws -> UInt64 {
        var next: UInt64 = 1
        while next < Limits.snapshotsOfStream {
            let tags = (next..<next + Self.numbersAtOnce).map { stream.tag(n: $0) }
            let present = Set(try await store.find(tags, in: me).map(\.tag))
            let run = UInt64(tags.prefix { present.contains($0) }.count)
            next += run
            if run < Self.numbersAtOnce { break }
        }
        return next - 1
    }

    private func snapshot(_ stream: FoundStream, _ sealer: SnapshotSealer) async throws -> [UInt8]? {
        let key = sealer.stream(stream.section, month: stream.month)
        let tags = (0..<Limits.snapshotParts).map { key.tag(n: stream.last, part: $0) }
        let found = Dictionary(grouping: try await store.find(tags, in: me), by: \.tag)
        let parts = tags.map { (found[$0] ?? []).compactMap(\.payload) }
        return sealer.open(parts, section: stream.section, month: stream.month, n: stream.last)
    }
}
