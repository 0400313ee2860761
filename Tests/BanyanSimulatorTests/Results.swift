import BanyanAPI
import BanyanCore

/// A summary with one row of one source.
func result(of source: FacilityID, at now: Timestamp, receipts: [UInt64]) -> SummaryResult {
    SummaryResult(
        patient: "000000000001", name: "Người Thử", birthDate: "1980-02-03", sex: .female, purpose: "TREAT", composedAt: now, caution: "",
        sources: [
            .init(
                facility: source, name: "Invented", logSize: 1, asOf: nil, lastHeard: nil, token: "", expiresAt: now, denied: nil,
                explanation: nil)
        ],
        sections: [
            .init(
                section: "allergies", titleVietnamese: "", titleEnglish: "",
                parts: [
                    .init(
                        source: source, state: "listed", when: nil,
                        rows: [.init(date: nil, text: "Penicillin", value: nil, status: nil)])
                ])
        ], receipts: receipts, document: "{}")
}
