public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation
import Logging

extension Node {
    /// Takes a bundle that a patient brought. Each of its tokens must pass the one verification now; only what time or the
    /// network will mend (the enrolment has not arrived, the consent begins later) is no reason to refuse. All or nothing.
    public func presentConsent(_ request: PresentRequest) async throws -> PresentResult {
        guard let file = Data(base64Encoded: request.bundle) else {
            throw EngineFailure(.usage, "not-base64", "the bundle file did not arrive whole")
        }
        let patient = try await record(ofPatient: request.mrn)
        let bundle = try SealedBundle.open(Array(file), as: me, keys: kemKeys)
        let clock = try await consentClock()
        let (records, isNew) = try await writing.through {
            var records: [ConsentRecord] = []
            var new: [ConsentRecord] = []
            for item in bundle.items {
                let former = try await item.claims.asyncMap {
                    try await vault.load(ConsentRecord.self, ConsentRecord.subject($0.origin, $0.tokenID))
                }
                let record = try await accept(item, of: bundle, for: patient, after: former ?? nil, clock)
                records.append(record)
                if record != former { new.append(record) }
            }
            if !new.isEmpty {
                try await apply(new.map { vault.seal($0) }, keeping: [.patient(patient)] + new.map { .consent($0) })
            }
            return (records, !new.isEmpty)
        }
        var views: [ConsentView] = []
        for record in records { views.append(try await view(of: record, clock)) }
        return PresentResult(patient: patient.key.value, consents: views, alreadyPresent: !isNew)
    }

    /// Why a token can't be read: the verification says it best.
    private func unreadable(_ item: ConsentItem, _ clock: ConsentClock) async throws -> EngineFailure {
        let decision = verify(item, in: try await surroundings(of: item, sections: nil, purpose: .treatment, clock))
        return switch consume decision {
        case .deny(let denial): EngineFailure(denial.category, denial.code, denial.message, hint: denial.hint)
        case .permit: EngineFailure(.trust, "token-malformed", "a token in the bundle can't be read")
        }
    }

    /// - Parameter former: what lies here under the same origin and token ID.
    /// - Returns: what is to lie here: `former` itself where the same token is here already.
    private func accept(
        _ item: ConsentItem, of bundle: ConsentBundle, for patient: PatientRecord, after former: ConsentRecord?, _ clock: ConsentClock
    ) async throws -> ConsentRecord {
        guard let claims = item.claims else { throw try await unreadable(item, clock) }
        let record = ConsentRecord(
            patient: patient.key, grant: bundle.grant.bytes, token: claims.tokenID, item: item.encoded, origin: claims.origin,
            presentedAt: now,
            tokenBytes: item.token)
        let decision = verify(item, in: try await surroundings(of: item, sections: nil, purpose: claims.purpose, clock))
        switch consume decision {
        case .permit(let consent):
            if let former, former.patient == patient.key, former.item == record.item { return former }
            guard IdentityMatch.compare(local: patient.identity, enrolled: consent.enrolment.identity).isEmpty else {
                if let former, former.patient != patient.key { throw Self.anotherPatient }
                parts.logger.notice("a consent was presented for a person whose identity differs")
                return record
            }
            // Whoever the enrolment names is the right patient, though it was presented for a wrong one before.
            return record
        case .deny(let denial) where ["enrolment-not-replicated", "not-yet-valid", "clock-wrong"].contains(denial.code):
            // Not verified yet: it takes the place of nothing that is here.
            guard let former else { return record }
            guard former.patient == patient.key else { throw Self.anotherPatient }
            return former
        case .deny(let denial):
            throw EngineFailure(denial.category, denial.code, denial.message, hint: denial.hint)
        }
    }

    private static let anotherPatient = EngineFailure(
        .denied, "consent-of-another-patient", "this consent was presented for another patient here")

    public func consents(patient: String?) async throws -> ConsentList {
        let clock = try await consentClock()
        var views: [ConsentView] = []
        if let patient {
            for record in try await consents(of: record(ofPatient: patient).key) { views.append(try await view(of: record, clock)) }
        } else {
            try await vault.forEach(ConsentRecord.self) { views.append(try await view(of: $0, clock)) }
            views.sort { ($0.presentedAt, $0.token) > ($1.presentedAt, $1.token) }
        }
        return ConsentList(consents: views)
    }

    public func consent(_ token: String) async throws -> ConsentView {
        let prefix = token.lowercased()
        var matches: [ConsentRecord] = []
        try await vault.forEach(ConsentRecord.self) { record in
            if record.token.description.hasPrefix(prefix), matches.count < 2 { matches.append(record) }
        }
        guard prefix.count >= 4, let first = matches.first, matches.count == 1 else {
            throw EngineFailure(
                .notFound, matches.count > 1 ? "ambiguous-token" : "no-such-consent",
                matches.count > 1 ? "several consents begin with that ID" : "no consent here has that ID", hint: "banyan consent list")
        }
        return try await view(of: first, consentClock())
    }

    private func view(of record: ConsentRecord, _ clock: ConsentClock) async throws -> ConsentView {
        guard let claims = ConsentToken.peek(record.tokenBytes),
            let patient = try await vault.load(PatientRecord.self, record.patient.subject)
        else {
            throw EngineFailure.damagedRecord
        }
        let assessment = try await assessment(of: record, sections: nil, purpose: claims.purpose, patient: patient.identity, clock)
        return ConsentView(
            token: record.token.description, grant: Hex.encode(record.grant), patient: record.patient.value, origin: record.origin,
            originName: name(of: record.origin), sections: claims.sections.map(\.name), firstMonth: claims.months.lowerBound.description,
            lastMonth: claims.months.upperBound.description, purpose: claims.purpose.rawValue, issuedAt: claims.issued,
            notBefore: claims.notBefore, expiresAt: claims.expires, state: assessment.denial?.code ?? "valid",
            presentedAt: record.presentedAt)
    }
}
