import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Testing

@testable import BanyanCLI

/// The table of a summary, and the text of a check.
struct SummaryTableTests {
    private func table(_ parts: [SummaryResult.Part], section: String = "problems") -> String {
        var summary = Samples.summary
        summary.sections = [
            .init(section: section, titleVietnamese: "Bệnh đang mắc", titleEnglish: "Active problems", parts: parts)
        ]
        summary.sources[1].asOf = Samples.now.adding(-60)
        return summary.table(TableStyle(columns: 200, now: Samples.now))
    }

    private var source: FacilityID { Samples.summary.sources[0].facility }

    @Test func activeAndPastConditionsStandApart() throws {
        let rows: [SummaryResult.Row] = [
            .init(date: "2020-01-01", text: "Hen", value: nil, status: "active"),
            .init(date: "2021-11-24", text: "Viêm phổi", value: nil, status: "resolved", past: true),
        ]
        let text = table([.init(source: source, state: "listed", when: nil, rows: rows)])
        let active = try #require(text.range(of: "Hen")).lowerBound
        let heading = try #require(text.range(of: "■ Tiền sử bệnh / History of past illness")).lowerBound
        let past = try #require(text.range(of: "Viêm phổi")).lowerBound
        #expect(active < heading && heading < past)
        #expect(text.contains("có ghi / listed (1), Tiền sử bệnh / History of past illness (1)"))
    }

    @Test func withoutPastConditionsThereIsNoSuchHeading() {
        let row = SummaryResult.Row(date: nil, text: "Hen", value: nil, status: "active")
        #expect(!table([.init(source: source, state: "listed", when: nil, rows: [row])]).contains("History of past illness"))
    }

    @Test func monthsStandBesideTheStateThatTheyLimit() {
        let text = table(
            [.init(source: source, state: "not-recorded", when: nil, rows: [], months: ["2025-01..2025-06", "2026-01"])],
            section: "results")
        #expect(text.contains("not recorded; chỉ các tháng được phép xem / granted months only: 2025-01..2025-06, 2026-01"))
    }

    @Test func aSourceWhoseLogCameThroughOthersIsNotSaidToBeSilent() {
        let text = table([])
        #expect(text.contains("not connected directly, its log comes through others"))
        #expect(!text.contains("chưa bao giờ / never"))
    }

    @Test func everyStepOfACheckSaysWhatItAsks() {
        var check = Samples.deniedCheck
        check.sources[0].hint = "ask the patient for a new one"
        let text = check.table(TableStyle(columns: 120, now: Samples.now))
        #expect(text.contains("[DENIED] revocation  The patient has not revoked it"))
        #expect(text.contains("> ask the patient for a new one"))
    }
}
