import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Logging

/// A prescription whose dispensings can be looked up: the node wrote it, read it, or dispensed it.
struct KeyedPrescription: Sendable {
    let code: PrescriptionCode
    let prescriber: FacilityID
    let key: DispensingKey
}

/// One facility's word that it dispensed, and where the word lies.
struct KnownDispensing: Sendable {
    let dispenser: FacilityID
    let position: EntryPosition
    let dispensing: Dispensing

    /// The dispenser's own word goes before what the prescriber says of it.
    fileprivate var rank: (Int, EntryPosition) { (position.log.facility == dispenser ? 0 : 1, position) }
}

/// What the logs that this node holds say of one prescription.
struct KnownDispensings: Sendable {
    /// One for each dispenser, in the order of their IDs: which was first no clock can say.
    var found: [KnownDispensing] = []
    /// Dispensers whose word the own log holds.
    var inOwnLog: Set<FacilityID> = []
    /// An entry lies under the tag whose payload is not here.
    var lacksPayload = false

    static let noneKnown = "none-known"
    static let twice = "dispensed-twice"
    static let notPublished = "not-published"

    var state: String { found.isEmpty ? Self.noneKnown : found.count == 1 ? "dispensed" : Self.twice }
}

extension Node {
    /// Tags looked up at a time.
    private static let tagsAtOnce = 128

    /// What all logs held here say of these prescriptions, in their order. A copied tag, an altered entry and one of another
    /// prescription don't open, and count for nothing.
    func knownDispensings(of prescriptions: [KeyedPrescription]) async throws -> [KnownDispensings] {
        var known: [KnownDispensings] = []
        for start in stride(from: 0, to: prescriptions.count, by: Self.tagsAtOnce) {
            let batch = prescriptions[start..<min(start + Self.tagsAtOnce, prescriptions.count)]
            let entries = Dictionary(grouping: try await entries(under: batch.map(\.key.tag)), by: \.tag)
            known += batch.map { dispensings(of: $0, in: entries[$0.key.tag] ?? []) }
        }
        return known
    }

    /// Whoever fills its own log under a copied tag hides its own entries alone: the logs of the others are searched one by one then.
    private func entries(under tags: [Tag]) async throws -> [FoundEntry] {
        do { return try await store.find(tags, in: nil) } catch let failure as any Failure where failure.isOfSearch {}
        var found: [FoundEntry] = []
        for facility in Set(try await store.logStates().map(\.log.facility)).sorted() {
            for tag in tags {
                do { found += try await store.find([tag], in: facility) } catch let failure as any Failure where failure.isOfSearch {
                    parts.logger.warning(
                        "more lies under the tag of a prescription than may be searched", metadata: ["facility": "\(facility)"])
                }
            }
        }
        return found
    }

    private func dispensings(of prescription: KeyedPrescription, in entries: [FoundEntry]) -> KnownDispensings {
        var known = KnownDispensings()
        var chosen: [FacilityID: KnownDispensing] = [:]
        for entry in entries {
            let log = entry.position.log.facility
            guard let payload = entry.payload else {
                known.lacksPayload = true
                continue
            }
            guard let opened = prescription.key.open(payload, in: log, of: prescription.code, prescriber: prescription.prescriber) else {
                continue
            }
            if log == me { known.inOwnLog.insert(opened.dispenser) }
            let one = KnownDispensing(dispenser: opened.dispenser, position: entry.position, dispensing: opened.dispensing)
            if let former = chosen[opened.dispenser], former.rank <= one.rank { continue }
            chosen[opened.dispenser] = one
        }
        known.found = chosen.values.sorted { $0.dispenser < $1.dispenser }
        return known
    }

    /// When this node last held everything that some active peer showed.
    func lastSync() async -> Timestamp? {
        let status = await exchange.snapshot()
        return activePeers.compactMap { status[$0.record.id]?.synced(before: now) ?? $0.record.lastSynced }.max()
    }

    // MARK: The prescriber

    /// The link from which a patient's dispensing keys derive: of several enrolments the earliest, so that the readers of each find the
    /// same tags. `nil` for who is not enrolled.
    func dispensingLink(of patient: PatientKey, beside enrolment: EnrolmentRecord? = nil) async throws -> EnrolmentLink? {
        let all = try await vault.loadAll(EnrolmentRecord.self, group: patient.subject) + (enrolment.map { [$0] } ?? [])
        let first = all.min { ($0.entry.enrolledAt, $0.publicKey) < ($1.entry.enrolledAt, $1.publicKey) }
        return first.flatMap { EnrolmentLink($0.link) }
    }

    /// What goes into the snapshots of a patient: the secrets of the prescriptions that this facility wrote.
    func dispensingSecrets(_ link: EnrolmentLink?) -> (PrescriptionCode) -> String? {
        let own = parts.card.code
        return { code in code.facility == own ? link.map { Base64.encode($0.dispensingKey(code).secret.exposed) } : nil }
    }

    /// The prescriptions of a patient that this facility wrote.
    func ownPrescriptions(of patient: PatientKey) async throws -> [Prescription] {
        guard let clinical = try await vault.load(ClinicalRecord.self, patient.subject) else { return [] }
        let shared = Dictionary(clinical.shared.map { ($0.reference, $0.json) }, uniquingKeysWith: { first, _ in first })
        return Prescription.all(in: clinical.resources.map(\.json)) { shared[$0] }.filter { $0.code.facility == parts.card.code }
    }
}
