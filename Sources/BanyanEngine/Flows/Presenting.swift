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
        var records: [ConsentRecord] = []
        for item in bundle.items { records.append(try await accept(item, of: bundle, for: patient)) }
        var alreadyPresent = true
        for record in records where try await vault.load(ConsentRecord.self, record.subject) == nil { alreadyPresent = false }
        if !alreadyPresent { try await store.apply(records.map { vault.seal($0) }) }
        var views: [ConsentView] = []
        for record in records { views.append(try await view(of: record)) }
        return PresentResult(patient: patient.key.value, consents: views, alreadyPresent: alreadyPresent)
    }

    private func accept(_ item: ConsentItem, of bundle: ConsentBundle, for patient: PatientRecord) async throws -> ConsentRecord {
        guard let claims = item.claims else { throw EngineFailure(.trust, "token-malformed", "a token in the bundle can't be read") }
        if let former = try await vault.load(ConsentRecord.self, [.bytes(claims.origin), .bytes(claims.tokenID)]), former.patient != patient.key {
            throw EngineFailure(.denied, "consent-of-another-patient", "this consent was presented for another patient here")
        }
        let decision = verify(item, in: try await surroundings(of: item, sections: nil, purpose: claims.purpose))
        switch consume decision {
        case .permit(let consent):
            let differing = IdentityMatch.compare(local: patient.identity, enrolled: consent.enrolment.identity)
            if !differing.isEmpty {
                parts.logger.notice("a consent was presented for a person whose identity differs")
            }
        case .deny(let denial) where !["enrolment-not-replicated", "not-yet-valid", "clock-wrong"].contains(denial.code):
            throw EngineFailure(denial.category, denial.code, denial.message, hint: denial.hint)
        case .deny: break
        }
        return ConsentRecord(
            patient: patient.key, grant: bundle.grant.bytes, token: claims.tokenID, item: item.encoded, origin: claims.origin, presentedAt: now,
            tokenBytes: item.token)
    }

    public func consents(patient: String?) async throws -> ConsentList {
        let records: [ConsentRecord]
        if let patient {
            records = try await consents(of: record(ofPatient: patient).key)
        } else {
            records = try await vault.loadAll(ConsentRecord.self, group: nil).sorted { ($0.presentedAt, $0.token) > ($1.presentedAt, $1.token) }
        }
        var views: [ConsentView] = []
        for record in records { views.append(try await view(of: record)) }
        return ConsentList(consents: views)
    }

    public func consent(_ token: String) async throws -> ConsentView {
        let matches = try await vault.loadAll(ConsentRecord.self, group: nil).filter { $0.token.description.hasPrefix(token.lowercased()) }
        guard token.count >= 4, let first = matches.first, matches.count == 1 else {
            throw EngineFailure(
                .notFound, matches.count > 1 ? "ambiguous-token" : "no-such-consent",
                matches.count > 1 ? "several consents begin with that ID" : "no consent here has that ID", hint: "banyan consent list")
        }
        return try await view(of: first)
    }

    private func view(of record: ConsentRecord) async throws -> ConsentView {
        guard let claims = ConsentToken.peek(record.tokenBytes), let patient = try await vault.load(PatientRecord.self, record.patient.subject) else {
            throw EngineFailure.damagedRecord
        }
        let assessment = try await assess(record, sections: nil, purpose: claims.purpose, patient: patient.identity)
        return ConsentView(
            token: record.token.description, grant: Hex.encode(record.grant), patient: record.patient.value, origin: record.origin,
            originName: name(of: record.origin), sections: claims.sections.map(\.name), firstMonth: claims.months.lowerBound.description,
            lastMonth: claims.months.upperBound.description, purpose: claims.purpose.rawValue, issuedAt: claims.issued,
            notBefore: claims.notBefore, expiresAt: claims.expires, state: assessment.denial?.code ?? "valid", presentedAt: record.presentedAt)
    }

    /// What a read would meet, step by step, without reading and without a receipt.
    public func checkConsent(_ request: CheckRequest) async throws -> CheckResult {
        let patient = try await record(ofPatient: request.mrn)
        let purpose = try purpose(named: request.purpose)
        let sections = try request.sections.isEmpty ? nil : request.sections.map(section(named:))
        var sources: [CheckResult.Source] = []
        var covered: Set<Section> = []
        for record in try await consents(of: patient.key) {
            let assessment = try await assess(record, sections: sections, purpose: purpose, patient: patient.identity)
            covered.formUnion(assessment.denial == nil ? assessment.sections : [])
            sources.append(source(assessment))
        }
        let missing = (sections ?? []).filter { !covered.contains($0) }
        let permitted = !covered.isEmpty && missing.isEmpty
        let explanation =
            if sources.isEmpty { "no consent for this patient was presented here" } else if permitted {
                "a read of \(covered.sorted().map(\.name).joined(separator: ", ")) would be permitted"
            } else if covered.isEmpty { "every consent held here is refused: see each" } else {
                "nobody granted: \(missing.map(\.name).joined(separator: ", "))"
            }
        return CheckResult(patient: patient.key.value, permitted: permitted, explanation: explanation, sources: sources)
    }

    private func source(_ assessment: Assessment) -> CheckResult.Source {
        let steps = VerificationStep.allCases.map(\.rawValue) + ["identity"]
        let failed = assessment.denial.flatMap { denial in steps.firstIndex(of: denial.step) }
        return CheckResult.Source(
            origin: assessment.record.origin, originName: name(of: assessment.record.origin), token: assessment.record.token.description,
            permitted: assessment.denial == nil, reason: assessment.denial?.code,
            explanation: assessment.denial?.message ?? "permitted: \(assessment.sections.map(\.name).joined(separator: ", "))",
            sections: assessment.sections.map(\.name), withheldByPolicy: assessment.withheld.map(\.name),
            notGranted: assessment.notGranted.map(\.name),
            steps: steps.enumerated().map { index, step in
                CheckResult.Step(step: step, outcome: failed.map { index < $0 ? "passed" : index == $0 ? "denied" : "not-reached" } ?? "passed")
            })
    }
}
