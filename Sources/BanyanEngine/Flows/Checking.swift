public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanRecords

extension Node {
    /// What a read would meet, step by step, without reading and without a receipt.
    public func checkConsent(_ request: CheckRequest) async throws -> CheckResult {
        let patient = try await record(ofPatient: request.mrn)
        let purpose = try purpose(named: request.purpose)
        let sections = try request.sections.isEmpty ? nil : request.sections.map(section(named:))
        let clock = try await consentClock()
        var sources: [CheckResult.Source] = []
        var denials: [ReadDenial] = []
        var scope = GrantedSections()
        for record in try await consents(of: patient.key) {
            let assessment = try await assessment(of: record, sections: sections, purpose: purpose, patient: patient.identity, clock)
            if let denial = assessment.denial {
                denials.append(denial)
                scope.add(pending: assessment)
            } else {
                scope.add(assessment)
            }
            sources.append(source(assessment))
        }
        let stale = scope.opening.isEmpty ? nil : await staleness()
        let missing = scope.missing(of: sections)
        let explanation =
            if sources.isEmpty { "no consent for this patient was presented here" } else if scope.opening.isEmpty {
                "every consent held here is refused: see each"
            } else if !missing.isEmpty {
                "nobody granted: \(missing.map(\.name).joined(separator: ", "))"
            } else if let stale { stale.message } else {
                "a read of \(scope.opening.sorted().map(\.name).joined(separator: ", ")) would be permitted"
            }
        let hint: String? =
            if sources.isEmpty { "banyan consent present BUNDLE --patient \(patient.key.value)" } else if scope.opening.isEmpty {
                denials.first?.hint
            } else if !missing.isEmpty { "ask the patient for a consent that names them" } else { stale?.hint }
        return CheckResult(
            patient: patient.key.value, permitted: !scope.opening.isEmpty && missing.isEmpty && stale == nil, explanation: explanation,
            sources: sources, hint: hint)
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
                CheckResult.Step(
                    step: step, outcome: failed.map { index < $0 ? "passed" : index == $0 ? "denied" : "not-reached" } ?? "passed")
            }, hint: assessment.denial?.hint)
    }
}
