import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

/// What time it is for consent (protocol section 7).
struct ConsentClock: Sendable {
    /// The later of the local clock and the second-highest clock among connected peers (the only one where there is one).
    let now: Timestamp
    /// That clock minus the local one, seconds.
    let offset: Int64?
    /// Whether the local clock is known to be wrong.
    let isWrong: Bool

    /// - Parameters:
    ///   - offsets: the peers' clocks minus the local one.
    ///   - written: when this node last signed its own log.
    init(local: Timestamp, offsets: [Int64], written: Timestamp?) {
        let offsets = offsets.sorted()
        let second = offsets.count >= 2 ? offsets[offsets.count - 2] : offsets.last
        let isAhead = offsets.last.map { $0 < -Limits.clockSkew } ?? false
        let isBehind = second.map { $0 > Limits.clockSkew } ?? false
        // Without peers to ask, a clock behind what this node itself wrote down is wrong. With peers that agree, it was wrong then.
        let fellBack = second == nil && written.map { $0 > local.adding(Limits.clockSkew) } ?? false
        now = local.adding(max(0, second ?? 0))
        offset = second
        isWrong = isAhead || isBehind || fellBack
    }
}

extension Node {
    func consentClock() async throws -> ConsentClock {
        ConsentClock(local: now, offsets: Array(await exchange.clockOffsets().values), written: try await store.logTimes()[ownLog.log])
    }

    /// Publishing under a wrong clock would put snapshots where readers do not look for them.
    func requireRightClock() async throws {
        guard try await consentClock().isWrong else { return }
        throw EngineFailure(
            .denied, "clock-wrong", "nothing is published while this node's clock is known to be wrong",
            hint: "set the clock, then: banyan status")
    }

    /// Everything that the one verification takes into account, looked up for a consent held here.
    func surroundings(of item: ConsentItem, sections: [Section]?, purpose: Purpose, _ clock: ConsentClock) async throws -> Surroundings {
        let origin = item.claims?.origin
        let enrolments = try await origin.asyncMap { try await store.find([item.enrolmentTag], in: $0) } ?? []
        let revocations = try await item.revocationTag.asyncMap { try await store.find([$0], in: nil) } ?? []
        var surroundings = Surroundings(
            me: me, role: .reader, otherPartyIsActive: origin.flatMap { facilities[$0]?.record.state } == .active,
            enrolmentPayloads: enrolments.compactMap(\.payload),
            revocations: revocations.compactMap { found in
                found.payload.map { FoundRevocation(log: found.position.log.facility, payload: $0) }
            },
            now: clock.now, clockIsWrong: clock.isWrong, requestedSections: sections, requestedPurpose: purpose)
        surroundings.lacksRevocation = revocations.contains { $0.payload == nil }
        return surroundings
    }

    /// A consent's verification as a value that can be kept: what a read would meet.
    func assess(
        _ record: ConsentRecord, sections: [Section]?, purpose: Purpose, patient: Identity, _ clock: ConsentClock
    ) async throws -> Assessment {
        guard let item = try record.heldItem() else { return Assessment(record: record, denial: record.ending) }
        let decision = verify(item, in: try await surroundings(of: item, sections: sections, purpose: purpose, clock))
        switch consume decision {
        case .deny(let denial):
            return Assessment(record: record, denial: ReadDenial(denial))
        case .permit(let consent):
            let differing = IdentityMatch.compare(local: patient, enrolled: consent.enrolment.identity)
            return Assessment(
                record: record, denial: differing.isEmpty ? nil : .identity(differing), sections: consent.sections,
                withheld: consent.withheldByPolicy, notGranted: consent.notGranted)
        }
    }
}

extension ConsentRecord {
    /// The token and its keys; `nil` once they are gone. - Throws: `damaged-record`.
    func heldItem() throws -> ConsentItem? {
        guard let item else { return nil }
        guard let decoded = ConsentItem(encoded: item) else { throw EngineFailure.damagedRecord }
        return decoded
    }

    /// Why the keys are gone.
    var ending: ReadDenial { revokedAt == nil ? .erased : .revoked }
}

/// What verification said about one consent, and about the person.
struct Assessment {
    let record: ConsentRecord
    let denial: ReadDenial?
    var sections: [Section] = []
    var withheld: [Section] = []
    var notGranted: [Section] = []
}

/// Why a read of one source is denied.
struct ReadDenial: Sendable {
    /// The step of the verification, or of the reading that follows it.
    let step: String
    let code: String
    let message: String
    let hint: String?

    init(_ denial: Denial) {
        step = denial.step.rawValue
        code = denial.code
        message = denial.message
        hint = denial.hint
    }

    init(step: String, code: String, message: String, hint: String?) {
        self.step = step
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The one denial that a person may override after looking at the papers.
    var isOfIdentity: Bool { step == "identity" }

    static let revoked = ReadDenial(
        step: VerificationStep.revocation.rawValue, code: "revoked", message: "the patient revoked this consent",
        hint: "ask the patient for a new one")

    static let erased = ReadDenial(
        step: VerificationStep.times.rawValue, code: "erase-due",
        message: "what was granted was to be erased by now, and the keys are gone",
        hint: "ask the patient for a new one")

    static func identity(_ differing: [IdentityElement]) -> ReadDenial {
        ReadDenial(
            step: "identity", code: "identity-mismatch",
            message: "the person enrolled there differs from the local patient in: \(differing.map(\.rawValue).joined(separator: ", "))",
            hint: "look at the papers; if it is the same person: --override-identity REASON")
    }
}

extension Optional {
    func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async rethrows -> T? {
        if let value = self { try await transform(value) } else { nil }
    }
}
