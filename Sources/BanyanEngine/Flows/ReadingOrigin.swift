import BanyanConsent
import BanyanCore
import BanyanLedger
import BanyanRecords

/// What came of reading one origin.
struct OriginReading {
    let origin: FacilityID
    let token: TokenID
    let expires: Timestamp
    /// Why nothing of it was opened.
    let denial: ReadDenial?
    /// What the summary says of it: every section in exactly one state, whether it was read or not.
    var source: SourceReading
    let receipts: [UInt64]
}

extension Node {
    /// Reads one origin with whatever consents are held for it, the newest first; what one does not cover the next may.
    func read(_ origin: FacilityID, _ consents: [ConsentRecord], _ reading: Reading, _ replica: Replication) async throws -> OriginReading {
        var progress = OriginProgress(asked: reading.asked)
        for record in consents where !progress.wanted(reading, replica).isEmpty { try await use(record, reading, replica, &progress) }
        let record = progress.used ?? consents[0]
        progress.granted = Set(consents.flatMap { ConsentToken.peek($0.tokenBytes)?.sections ?? [] })
        return OriginReading(
            origin: origin, token: record.token, expires: ConsentToken.peek(record.tokenBytes)?.expires ?? reading.clock.now,
            denial: progress.used == nil ? progress.denial : nil, source: source(origin, progress, reading, replica),
            receipts: progress.receipts)
    }

    private func use(
        _ record: ConsentRecord, _ reading: Reading, _ replica: Replication, _ progress: inout OriginProgress
    ) async throws {
        guard let item = try record.heldItem() else {
            progress.denial = progress.denial ?? record.ending(at: reading.clock.now)
            return
        }
        let surroundings: Surroundings
        do {
            surroundings = try await self.surroundings(
                of: item, sections: progress.wanted(reading, replica), purpose: reading.purpose, reading.clock)
        } catch let failure as any Failure where failure.isOfSearch {
            progress.denial = progress.denial ?? .beyondSearch
            return
        }
        let decision = verify(item, in: surroundings)
        switch consume decision {
        case .deny(let denial):
            let denial = ReadDenial(denial)
            progress.denial = progress.denial ?? denial
            if denial.isOfReplica { progress.pending.formUnion(item.claims?.sections ?? []) }
            if denial.code == ReadDenial.revoked.code { try await forgetKeys(of: record, revoked: true) }
        case .permit(let consent):
            let differing = IdentityMatch.compare(local: reading.patient.identity, enrolled: consent.enrolment.identity)
            guard differing.isEmpty || reading.overrideIdentity != nil else {
                progress.denial = progress.denial ?? .identity(differing)
                return
            }
            progress.withheld.formUnion(consent.withheldByPolicy)
            try await open(under: consent, override: reading.override(ofIdentity: !differing.isEmpty), reading, replica, &progress)
            progress.used = progress.used ?? record
        }
    }

    /// Every section of the closed list in exactly one state.
    private func source(_ origin: FacilityID, _ progress: OriginProgress, _ reading: Reading, _ replica: Replication) -> SourceReading {
        let denial = progress.used == nil ? progress.denial : nil
        let sections = Section.allCases.map { section in
            if let asked = reading.sections, !asked.contains(section) { return SectionReading(section: section, state: .notRequested) }
            if !reading.asked.contains(section), progress.granted.contains(section) {
                return SectionReading(section: section, state: .notRequested)
            }
            if let own = progress.sections[section]?.reading(at: reading.clock.now.month, replica) { return own }
            return SectionReading(section: section, state: state(ofUnopened: section, progress, denial, replica))
        }
        return SourceReading(
            facility: facility(origin), logSize: replica.size, asOf: replica.asOf, lastHeard: replica.lastHeard, sections: sections,
            denied: denial.map { SourceDenial(code: $0.code, message: $0.message) })
    }

    private func state(
        ofUnopened section: Section, _ progress: OriginProgress, _ denial: ReadDenial?, _ replica: Replication
    ) -> SectionState {
        if progress.withheld.contains(section) { return .notPublished }
        if progress.pending.contains(section) { return .notReplicated(asOf: replica.asOf) }
        guard let denial else { return .notGranted }
        return denial.isOfConsent ? (denial.code == "not-published" ? .notPublished : .notGranted) : .unreadable
    }

    func facility(_ id: FacilityID) -> SourceFacility {
        let card = id == me ? parts.card : facilities[id]?.card
        return SourceFacility(
            id: id.description, name: card?.name ?? id.description, kind: card?.kind ?? .hospital, code: card?.code.description ?? "")
    }
}

extension ReadDenial {
    /// The consent itself does not allow it (it is over, for another purpose, about other sections); else it is the source,
    /// the person or the keys that nobody can trust.
    fileprivate var isOfConsent: Bool {
        let steps: [VerificationStep] = [.scope, .times, .revocation, .custody, .purpose]
        if isOfReplica { return true }
        return code != "clock-wrong" && steps.map(\.rawValue).contains(step)
    }

    /// What the network will mend: nothing was refused, and nothing can be verified yet.
    var isOfReplica: Bool { ["enrolment-not-replicated", "revocation-not-replicated"].contains(code) }

    /// More entries lie under a consent's tags than may be searched: no honest log has that many.
    static let beyondSearch = ReadDenial(
        step: VerificationStep.enrolment.rawValue, code: "search-too-large",
        message: "more lies under this consent's tags than may be searched at once", hint: "ask that facility: its log may be damaged")

    static func expired(_ at: Timestamp) -> ReadDenial {
        ReadDenial(
            step: VerificationStep.times.rawValue, code: "expired", message: "the consent ended at \(at.iso8601)",
            hint: "ask the patient for a new one")
    }
}

extension ConsentRecord {
    /// Why the keys are gone: a consent that is over says so also when its keys were erased since.
    func ending(at now: Timestamp) -> ReadDenial {
        guard revokedAt == nil, let expires = ConsentToken.peek(tokenBytes)?.expires, expires <= now else { return ending }
        return .expired(expires)
    }
}

extension Failure {
    /// A search that found more than it may: it ends the reading of that origin, not of the others.
    var isOfSearch: Bool { ["search-too-large", "too-many-snapshots"].contains(code) }
}
