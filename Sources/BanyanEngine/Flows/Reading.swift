public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanLedger
import BanyanRecords

/// One read, checked as far as its words go: for whom, what, why, by whom.
struct Reading: Sendable {
    let patient: PatientRecord
    /// `nil`: all that is granted, or of that what the facility's kind opens.
    let sections: [Section]?
    /// What a facility of this kind opens when nobody names a section.
    let usual: [Section]
    let purpose: Purpose
    let role: String
    let user: String
    let overrideIdentity: String?
    let overrideStaleness: String?
    let clock: ConsentClock

    /// The sections that are looked for.
    var asked: [Section] { sections ?? usual }

    /// Whether the replica is too old to be read without a person's word.
    var isStale = false

    /// What stands in the receipt of the rules that a person overrode: a reason that was not needed overrides nothing.
    func override(ofIdentity isNeeded: Bool) -> String? {
        Self.joined([isNeeded ? overrideIdentity : nil, isStale ? overrideStaleness : nil])
    }

    static func joined(_ reasons: [String?]) -> String? {
        let reasons = reasons.compactMap { $0 }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}

extension Node {
    /// Reads what other facilities granted about one local patient: verification, receipt, opening, composition. The order is
    /// that of the types: opening takes the verified consent and the durable receipt.
    public func summary(_ request: SummaryRequest) async throws -> SummaryResult {
        var reading = try await reading(request)
        return try compose(reading, try await noting(try await openings(&reading)))
    }

    /// Opens what the consents of these origins, or of all, cover.
    func openings(_ reading: inout Reading, of origins: Set<FacilityID>? = nil) async throws -> [OriginReading] {
        let consents = try await consents(of: reading.patient.key).filter { origins?.contains($0.origin) ?? true }
        try await permit(consents, reading)
        let stale = await staleness()
        if let stale, reading.overrideStaleness == nil { throw stale }
        reading.isStale = stale != nil
        try await requireOwnLogStanding()
        var readings: [OriginReading] = []
        for origin in Set(consents.map(\.origin)).sorted(by: { (name(of: $0), $0) < (name(of: $1), $1) }) {
            let progress = try await replication(of: origin, isFresh: stale == nil)
            readings.append(try await read(origin, consents.filter { $0.origin == origin }, reading, progress))
        }
        guard readings.contains(where: { $0.denial == nil }) else { throw denied(readings.compactMap(\.denial)) }
        return readings
    }

    func reading(_ request: SummaryRequest) async throws -> Reading {
        for reason in [request.overrideIdentity, request.overrideStaleness].compactMap({ $0 }) where reason.allSatisfy(\.isWhitespace) {
            throw EngineFailure(.usage, "no-reason", "an override needs a reason: the patient sees it")
        }
        guard (Reading.joined([request.overrideIdentity, request.overrideStaleness])?.utf8.count ?? 0) <= Limits.name else {
            throw EngineFailure(.usage, "reason-too-long", "the reasons of the overrides have at most \(Limits.name) bytes together")
        }
        return Reading(
            patient: try await record(ofPatient: request.mrn), sections: try request.sections?.map { try section(named: $0) },
            usual: parts.card.kind == .pharmacy ? Section.pharmacy : Section.allCases, purpose: try purpose(named: request.purpose),
            role: request.role, user: request.user,
            overrideIdentity: request.overrideIdentity,
            overrideStaleness: request.overrideStaleness, clock: try await consentClock())
    }

    /// Consents of a patient, the newest first.
    func consents(of key: PatientKey) async throws -> [ConsentRecord] {
        try await vault.loadAll(ConsentRecord.self, group: key.subject)
            .sorted { ($0.presentedAt, $0.token) > ($1.presentedAt, $1.token) }
    }

    /// Refuses before anything is opened: where nothing is granted, and where a section asked for by name is granted by nobody.
    private func permit(_ consents: [ConsentRecord], _ reading: Reading) async throws {
        guard !consents.isEmpty else {
            throw EngineFailure(
                .denied, "nothing-granted", "no consent for this patient was presented here: nothing may be read",
                hint: "banyan consent present BUNDLE --patient \(reading.patient.key.value)")
        }
        var scope = GrantedSections()
        var denials: [ReadDenial] = []
        for record in consents {
            let assessment = try await assessment(
                of: record, sections: reading.sections, purpose: reading.purpose, patient: reading.patient.identity, reading.clock)
            if let denial = assessment.denial, !(denial.isOfIdentity && reading.overrideIdentity != nil) {
                denials.append(denial)
                scope.add(pending: assessment)
            } else {
                scope.add(assessment)
            }
        }
        guard !scope.opening.isEmpty else { throw denied(denials) }
        let missing = scope.missing(of: reading.sections)
        guard missing.isEmpty else {
            throw EngineFailure(
                .denied, "section-not-granted", "not granted: \(missing.map(\.name).joined(separator: ", "))",
                hint: "banyan consent check \(reading.patient.key.value) --sections \(missing.map(\.name).joined(separator: ","))")
        }
    }

    /// What a read under this consent would meet, whatever lies under its tags.
    func assessment(
        of record: ConsentRecord, sections: [Section]?, purpose: Purpose, patient: Identity, _ clock: ConsentClock
    ) async throws -> Assessment {
        guard record.item != nil else { return Assessment(record: record, denial: record.ending(at: clock.now)) }
        do {
            return try await assess(record, sections: sections, purpose: purpose, patient: patient, clock)
        } catch let failure as any Failure where failure.isOfSearch {
            return Assessment(record: record, denial: .beyondSearch)
        }
    }

    private func denied(_ denials: [ReadDenial]) -> EngineFailure {
        guard let first = denials.first else { return EngineFailure(.denied, "nothing-granted", "nothing is granted") }
        let others = Set(denials.map(\.code)).subtracting([first.code]).sorted()
        return EngineFailure(
            .denied, first.code, first.message + (others.isEmpty ? "" : " (other consents: \(others.joined(separator: ", ")))"),
            hint: first.hint)
    }
}

/// What the consents of a patient cover together.
struct GrantedSections {
    private(set) var opening: Set<Section> = []
    /// Granted by the patient, kept by the origin.
    private var withheld: Set<Section> = []

    /// Granted by the patient, and not verified before the origin's log arrives.
    private var pending: Set<Section> = []

    /// A denied consent: what it names is granted all the same where only the network keeps it away.
    mutating func add(pending assessment: Assessment) {
        guard let denial = assessment.denial, denial.isOfReplica else { return }
        pending.formUnion(ConsentToken.peek(assessment.record.tokenBytes)?.sections ?? [])
    }

    mutating func add(_ assessment: Assessment) {
        opening.formUnion(assessment.sections)
        withheld.formUnion(assessment.withheld)
    }

    /// Sections asked for by name that nobody granted.
    func missing(of sections: [Section]?) -> [Section] {
        (sections ?? []).filter { !opening.contains($0) && !withheld.contains($0) && !pending.contains($0) }
    }
}
