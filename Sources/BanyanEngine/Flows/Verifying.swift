import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanRecords
import BanyanCrypto
import BanyanLedger

extension Node {
    /// The time that consent counts with: the later of the local clock and the second-highest clock among connected peers
    /// (the only one where there is one), and whether the local clock is known to be wrong (protocol section 7).
    func consentClock() async throws -> (now: Timestamp, offset: Int64?, isWrong: Bool) {
        let offsets = await exchange.clockOffsets().values.sorted()
        let second = offsets.count >= 2 ? offsets[offsets.count - 2] : offsets.last
        let local = now
        // A clock behind what this node itself wrote down is wrong whatever the peers say.
        let written = try await store.logTimes()[ownLog.log]
        let fellBack = written.map { $0.seconds - local.seconds > Limits.clockSkew } ?? false
        let ahead = offsets.last.map { $0 < -Limits.clockSkew } ?? false
        let behind = second.map { $0 > Limits.clockSkew } ?? false
        return (local.adding(max(0, second ?? 0)), second, fellBack || ahead || behind)
    }

    /// Everything that the one verification takes into account, looked up for a consent held here.
    func surroundings(of item: ConsentItem, sections: [Section]?, purpose: Purpose) async throws -> Surroundings {
        let clock = try await consentClock()
        let origin = item.claims?.origin
        let enrolments = try await origin.asyncMap { try await store.find([item.enrolmentTag], in: $0) } ?? []
        let revocations = try await item.revocationTag.asyncMap { try await store.find([$0], in: nil) } ?? []
        return Surroundings(
            me: me, role: .reader, otherPartyIsActive: origin.flatMap { facilities[$0]?.record.state } == .active,
            enrolmentPayloads: enrolments.compactMap(\.payload),
            revocations: revocations.compactMap { found in found.payload.map { FoundRevocation(log: found.position.log.facility, payload: $0) } },
            now: clock.now, clockIsWrong: clock.isWrong, requestedSections: sections, requestedPurpose: purpose)
    }

    /// A consent's verification as a value that can be kept: what a read would meet.
    func assess(_ record: ConsentRecord, sections: [Section]?, purpose: Purpose, patient: Identity) async throws -> Assessment {
        guard let item = record.item.flatMap({ ConsentItem(encoded: $0) }) else {
            return Assessment(record: record, denial: .revoked)
        }
        let decision = verify(item, in: try await surroundings(of: item, sections: sections, purpose: purpose))
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

    static let revoked = ReadDenial(
        step: VerificationStep.revocation.rawValue, code: "revoked", message: "the patient revoked this consent",
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
