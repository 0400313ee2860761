public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

extension Node {
    /// Reads what other facilities granted about one local patient: verification, receipt, opening, composition. The order is
    /// that of the types: opening takes the verified consent and the durable receipt.
    public func summary(_ request: SummaryRequest) async throws -> SummaryResult {
        let patient = try await record(ofPatient: request.mrn)
        let purpose = try purpose(named: request.purpose)
        let sections = try request.sections?.map { try section(named: $0) }
        let consents = try await consents(of: patient.key)
        try await permit(consents, sections: sections, purpose: purpose, patient: patient.identity, request)
        try await requireFreshReplica(override: request.overrideStaleness)
        var readings: [OriginReading] = []
        for origin in Set(consents.map(\.origin)).sorted(by: { name(of: $0) < name(of: $1) }) {
            readings.append(
                try await read(
                    origin, consents.filter { $0.origin == origin }, sections: sections, purpose: purpose, patient: patient.identity, request))
        }
        guard readings.contains(where: { $0.denial == nil }) else { throw denied(readings.compactMap(\.denial)) }
        return try compose(patient, readings, request)
    }

    /// Consents of a patient, the newest first.
    func consents(of key: PatientKey) async throws -> [ConsentRecord] {
        try await vault.loadAll(ConsentRecord.self, group: key.subject)
            .sorted { ($0.presentedAt, $0.token) > ($1.presentedAt, $1.token) }
    }

    /// Refuses before anything is opened: where nothing is granted, and where a section asked for by name is granted by nobody.
    private func permit(
        _ consents: [ConsentRecord], sections: [Section]?, purpose: Purpose, patient: Identity, _ request: SummaryRequest
    ) async throws {
        guard !consents.isEmpty else {
            throw EngineFailure(
                .denied, "nothing-granted", "no consent for this patient was presented here: nothing may be read",
                hint: "banyan consent present BUNDLE --patient \(request.mrn)")
        }
        var permitted: Set<Section> = []
        var denials: [ReadDenial] = []
        for record in consents {
            let assessment = try await assess(record, sections: sections, purpose: purpose, patient: patient)
            if let denial = assessment.denial, !(denial.step == "identity" && request.overrideIdentity != nil) {
                denials.append(denial)
            } else {
                permitted.formUnion(assessment.sections)
            }
        }
        guard !permitted.isEmpty else { throw denied(denials) }
        if let missing = sections?.filter({ !permitted.contains($0) }), !missing.isEmpty {
            throw EngineFailure(
                .denied, "section-not-granted", "not granted: \(missing.map(\.name).joined(separator: ", "))",
                hint: "banyan consent check \(request.mrn) --sections \(missing.map(\.name).joined(separator: ","))")
        }
    }

    private func denied(_ denials: [ReadDenial]) -> EngineFailure {
        guard let first = denials.first else { return EngineFailure(.denied, "nothing-granted", "nothing is granted") }
        let others = Set(denials.map(\.code)).subtracting([first.code]).sorted()
        return EngineFailure(
            .denied, first.code, first.message + (others.isEmpty ? "" : " (other consents: \(others.joined(separator: ", ")))"), hint: first.hint)
    }

    /// Protocol section 7, bounded staleness: within 72 hours synced with two active peers (one, if it has one).
    private func requireFreshReplica(override: String?) async throws {
        let active = facilities.all.filter { $0.record.state == .active && $0.record.connects }
        guard !active.isEmpty, override == nil else { return }
        let status = await exchange.snapshot()
        let fresh = active.filter { facility in
            let synced = status[facility.record.id]?.synced(before: now) ?? facility.record.lastSynced
            return synced.map { now.seconds - $0.seconds <= Limits.staleness } ?? false
        }
        guard fresh.count >= min(2, active.count) else {
            throw EngineFailure(
                .denied, "stale-replica",
                "this node has not caught up with \(min(2, active.count)) peers within \(Limits.staleness / 3600) hours: a revocation may be missing",
                hint: "banyan status; in need: --override-staleness REASON, which the patient sees")
        }
    }
}

/// What came of reading one origin.
struct OriginReading {
    let origin: FacilityID
    let token: TokenID
    let expires: Timestamp
    let denial: ReadDenial?
    let source: SourceReading?
    let receipts: [UInt64]
}

extension Node {
    /// Reads one origin with whatever consents are held for it, the newest first; what one does not cover the next may.
    private func read(
        _ origin: FacilityID, _ consents: [ConsentRecord], sections: [Section]?, purpose: Purpose, patient: Identity, _ request: SummaryRequest
    ) async throws -> OriginReading {
        var wanted = sections ?? Section.allCases
        var readings: [Section: SectionReading] = [:]
        var withheld: Set<Section> = []
        var denial: ReadDenial?
        var receipts: [UInt64] = []
        var used: (token: TokenID, expires: Timestamp)?
        let progress = try await replication(of: origin)
        for record in consents where !wanted.isEmpty {
            guard let item = record.item.flatMap({ ConsentItem(encoded: $0) }), let claims = item.claims else {
                denial = denial ?? .revoked
                continue
            }
            let decision = verify(item, in: try await surroundings(of: item, sections: wanted, purpose: purpose))
            switch consume decision {
            case .deny(let refused):
                denial = denial ?? ReadDenial(refused)
                if refused.step == .revocation { try await forgetKeys(of: record) }
            case .permit(let consent):
                let differing = IdentityMatch.compare(local: patient, enrolled: consent.enrolment.identity)
                guard differing.isEmpty || request.overrideIdentity != nil else {
                    denial = denial ?? .identity(differing)
                    continue
                }
                withheld.formUnion(consent.withheldByPolicy)
                let covered = consent.sections
                let opened = try await open(under: consent, request, progress)
                receipts.append(opened.receipt)
                for reading in opened.sections { readings[reading.section] = reading }
                used = used ?? (record.token, claims.expires)
                wanted.removeAll { covered.contains($0) }
            }
        }
        guard let used else {
            return OriginReading(
                origin: origin, token: consents[0].token, expires: ConsentToken.peek(consents[0].tokenBytes)?.expires ?? now, denial: denial,
                source: nil, receipts: [])
        }
        let all = Section.allCases.map { section in
            readings[section]
                ?? SectionReading(
                    section: section,
                    state: withheld.contains(section)
                        ? .notPublished : (sections?.contains(section) ?? true) ? .notGranted : .notRequested)
        }
        return OriginReading(
            origin: origin, token: used.token, expires: used.expires, denial: nil,
            source: SourceReading(
                facility: facility(origin), logSize: progress.size, asOf: progress.asOf, lastHeard: progress.lastHeard, sections: all),
            receipts: receipts)
    }

    /// Tags, positions in the own replica, a receipt naming them, flushed; then open (protocol section 7).
    private func open(
        under consent: consuming VerifiedConsent, _ request: SummaryRequest, _ progress: Replication
    ) async throws -> (sections: [SectionReading], receipt: UInt64) {
        try await requireOwnLogStanding()
        let (origin, sections) = (consent.origin, consent.sections)
        let superseded = try await !store.find([consent.nextMarker], in: origin).isEmpty
        let found = try await Finder(store: store, origin: origin).newest(of: consent.streams)
        let positions = found.flatMap { $0.parts.joined().map(\.position) }
        let (receipt, durable) = try await appendReceipt(for: consent, naming: positions, request)
        let opened = try consent.open(receipt, durable: durable, found: found)
        return (sections.map { reading(of: $0, opened, superseded: superseded, progress) }, durable.position.index)
    }

    /// Seals and appends the receipt. The counter under the receipt key is read and moved in one turn.
    private func appendReceipt(
        for consent: borrowing VerifiedConsent, naming positions: [EntryPosition], _ request: SummaryRequest
    ) async throws -> (SealedReceipt, DurableReceipt) {
        let override = [request.overrideIdentity, request.overrideStaleness].compactMap { $0 }.joined(separator: "; ")
        await writing.enter()
        do {
            let counter = try await receiptCounter(under: consent.receiptKey)
            var random = SodiumRandom()
            let receipt = try consent.sealReceipt(
                entries: positions, openedAt: now, role: request.role, pseudonym: request.user, override: override.isEmpty ? nil : override,
                counter: counter.next, using: &random)
            let durable = try await ownLog.append(
                receipt: receipt.entry, digest: .sha256(receipt.entry.payload),
                changes: [vault.seal(ReceiptCounter(firstTag: counter.firstTag, next: counter.next + 1))])
            await writing.leave()
            return (receipt, durable)
        } catch {
            await writing.leave()
            throw error
        }
    }

    private func reading(of section: Section, _ opened: [OpenedSnapshot], superseded: Bool, _ progress: Replication) -> SectionReading {
        if superseded { return SectionReading(section: section, state: .superseded) }
        var snapshots: [[UInt8]] = []
        var state: SectionState?
        for snapshot in opened where snapshot.section == section {
            switch snapshot.result {
            case .json(let bytes): snapshots.append(bytes)
            case .missing: state = state ?? .notReplicated(asOf: progress.asOf)
            case .unreadable: state = .unreadable
            }
        }
        // Nothing found proves nothing while entries of the log are known to be missing here.
        if snapshots.isEmpty, state == nil { state = progress.isComplete ? .notRecorded : .notReplicated(asOf: progress.asOf) }
        return SectionReading(section: section, state: state, snapshots: snapshots)
    }

    private func receiptCounter(under key: ReceiptKey) async throws -> ReceiptCounter {
        let first = key.tag(0)
        return try await vault.load(ReceiptCounter.self, [.bytes(first)]) ?? ReceiptCounter(firstTag: first, next: 0)
    }

    func facility(_ id: FacilityID) -> SourceFacility {
        let card = id == me ? parts.card : facilities[id]?.card
        return SourceFacility(
            id: id.description, name: card?.name ?? id.description, kind: card?.kind ?? .hospital, code: card?.code.description ?? "")
    }

    /// How far this replica has one facility's log.
    func replication(of origin: FacilityID) async throws -> Replication {
        let states = try await store.logStates().filter { $0.log.facility == origin }
        let times = try await store.logTimes()
        let status = await exchange.snapshot()
        let behind = states.map { status.behind(in: $0.log) }.reduce(0, +)
        return Replication(
            size: states.map(\.tree.size).reduce(0, +), asOf: states.compactMap { times[$0.log] }.max(),
            lastHeard: status[origin]?.heard(before: now) ?? facilities[origin]?.record.lastHeard, isComplete: !states.isEmpty && behind == 0)
    }
}

struct Replication {
    let size: UInt64
    let asOf: Timestamp?
    let lastHeard: Timestamp?
    /// No peer has shown entries of this log that are not here.
    let isComplete: Bool
}
