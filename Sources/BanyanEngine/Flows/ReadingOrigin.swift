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
    /// What the summary says of it; `nil` where it is not the network that keeps it away.
    let source: SourceReading?
    let receipts: [UInt64]
}

/// The reading of one origin as it grows, consent by consent.
private struct Progress {
    /// Sections that no consent has opened yet.
    var wanted: [Section]
    var sections: [Section: SectionReading] = [:]
    var withheld: Set<Section> = []
    var denial: ReadDenial?
    var receipts: [UInt64] = []
    /// The newest consent that opened something.
    var used: ConsentRecord?
}

extension Node {
    /// Reads one origin with whatever consents are held for it, the newest first; what one does not cover the next may.
    func read(_ origin: FacilityID, _ consents: [ConsentRecord], _ reading: Reading, _ replica: Replication) async throws -> OriginReading {
        var progress = Progress(wanted: reading.sections ?? Section.allCases)
        for record in consents where !progress.wanted.isEmpty { try await use(record, reading, replica, &progress) }
        let record = progress.used ?? consents[0]
        return OriginReading(
            origin: origin, token: record.token, expires: ConsentToken.peek(record.tokenBytes)?.expires ?? reading.clock.now,
            denial: progress.used == nil ? progress.denial : nil, source: source(origin, progress, reading, replica),
            receipts: progress.receipts)
    }

    private func use(_ record: ConsentRecord, _ reading: Reading, _ replica: Replication, _ progress: inout Progress) async throws {
        guard let item = try record.heldItem() else {
            progress.denial = progress.denial ?? record.ending
            return
        }
        let decision = verify(
            item, in: try await surroundings(of: item, sections: progress.wanted, purpose: reading.purpose, reading.clock))
        switch consume decision {
        case .deny(let denial):
            progress.denial = progress.denial ?? ReadDenial(denial)
            if denial.step == .revocation { try await forgetKeys(of: record, revoked: true) }
        case .permit(let consent):
            let differing = IdentityMatch.compare(local: reading.patient.identity, enrolled: consent.enrolment.identity)
            guard differing.isEmpty || reading.overrideIdentity != nil else {
                progress.denial = progress.denial ?? .identity(differing)
                return
            }
            progress.withheld.formUnion(consent.withheldByPolicy)
            let opened = try await open(under: consent, reading, replica)
            progress.receipts.append(opened.receipt)
            for section in opened.sections { progress.sections[section.section] = section }
            progress.wanted.removeAll { progress.sections[$0] != nil }
            progress.used = progress.used ?? record
        }
    }

    /// Every section of the closed list in exactly one state.
    private func source(_ origin: FacilityID, _ progress: Progress, _ reading: Reading, _ replica: Replication) -> SourceReading? {
        let isUnreached = progress.used == nil && progress.denial?.code == "enrolment-not-replicated"
        guard progress.used != nil || isUnreached else { return nil }
        let sections = Section.allCases.map { section in
            let state: SectionState =
                if let sections = reading.sections, !sections.contains(section) { .notRequested } else if isUnreached {
                    .notReplicated(asOf: replica.asOf)
                } else { progress.withheld.contains(section) ? .notPublished : .notGranted }
            return progress.sections[section] ?? SectionReading(section: section, state: state)
        }
        return SourceReading(
            facility: facility(origin), logSize: replica.size, asOf: replica.asOf, lastHeard: replica.lastHeard, sections: sections)
    }

    func facility(_ id: FacilityID) -> SourceFacility {
        let card = id == me ? parts.card : facilities[id]?.card
        return SourceFacility(
            id: id.description, name: card?.name ?? id.description, kind: card?.kind ?? .hospital, code: card?.code.description ?? "")
    }
}
