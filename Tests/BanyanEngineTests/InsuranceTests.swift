import BanyanAPI
import BanyanConsent
import BanyanCore
import Testing

@testable import BanyanEngine
@testable import BanyanRecords

private func dossier(_ link: String = "LK-1", mrn: String = "A-17", created: String = "20260906") -> SyntheticDossier {
    var dossier = SyntheticDossier(facility: "00901", created: created)
    dossier.tables["XML1"] = [
        [
            "MA_LK": link, "MA_BN": mrn, "HO_TEN": mrn == "A-17" ? "Phạm Thị Thử Lan" : "Lê Văn Mẫu",
            "SO_CCCD": "0001679990\(mrn.suffix(2))",
            "NGAY_SINH": "196704120000", "GIOI_TINH": mrn == "A-17" ? "2" : "1", "MA_THE_BHYT": "HT30099900000\(mrn.suffix(2))",
            "MA_BENH_CHINH": "E11.9", "NGAY_VAO": "202609020800", "NGAY_RA": "202609060900", "MA_CSKCB": "00901",
        ]
    ]
    dossier.tables["XML2"] = [
        ["MA_LK": link, "TEN_THUOC": "Metformin", "NGAY_YL": "202609021000"],
        ["MA_LK": link, "TEN_THUOC": "Amlodipin", "NGAY_YL": "202609021000"],
    ]
    return dossier
}

extension Site {
    @discardableResult
    fileprivate func importing(_ dossiers: SyntheticDossier..., dryRun: Bool = false) async throws -> BanyanAPI.ImportResult {
        let files = dossiers.enumerated().map { ImportFile(name: "\($0).xml", bytes: $1.file()) }
        return try await node.importRecords(ImportRequest(organization: nil, dryRun: dryRun), files: files) { _, _ in }
    }

    fileprivate func medicines(of mrn: String) async throws -> [String] {
        try await node.records(patient: mrn).records.filter { $0.section == "medications" }.map(\.display).sorted()
    }
}

@Suite struct InsuranceFlowTests {
    @Test func `an insurance file is imported and its encounter published`() async throws {
        try await withSite { site in
            let report = try await site.importing(dossier())
            #expect(report.problems.isEmpty && report.patients == 1 && report.insurance?.records == ["XML1": 1, "XML2": 2])
            #expect(try await site.medicines(of: "A-17") == ["Amlodipin", "Metformin"])
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, "A-17")
            let size = try await site.size(of: site)
            // The same file again publishes nothing.
            let again = try await site.importing(dossier())
            #expect(again.publishedEntries == 0)
            #expect(try await site.size(of: site) == size)
        }
    }

    @Test func `a later file of the encounter takes the place of the earlier, and the summary follows`() async throws {
        try await withSite { site in
            try await site.importing(dossier(), dossier("LK-2"))
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, "A-17")
            var corrected = dossier(created: "20260907")
            corrected.tables["XML2"]?.removeLast()
            corrected["XML2", 0, "TEN_THUOC"] = "Insulin"
            let report = try await site.importing(corrected)
            #expect(report.problems.isEmpty)
            let published = try await site.node.publish(patient: "A-17")
            #expect(published.entries == 1, "the section of medicines, and no other")
            #expect(try await site.medicines(of: "A-17") == ["Amlodipin", "Insulin", "Metformin"], "the other encounter stays")
            #expect(try await site.node.patient("A-17").resources == 7)
        }
    }

    @Test func `an earlier file that comes late changes nothing, and is counted`() async throws {
        try await withSite { site in
            var later = dossier(created: "20260907")
            later["XML2", 0, "TEN_THUOC"] = "Insulin"
            try await site.importing(later)
            let report = try await site.importing(dossier())
            #expect(report.problems.isEmpty && report.patients == 0 && report.imported.isEmpty && report.insurance?.superseded == 1)
            #expect(try await site.medicines(of: "A-17") == ["Amlodipin", "Insulin"])
            // With a newer encounter beside it, that one is taken.
            let both = try await site.importing(dossier(), dossier("LK-3"))
            #expect(both.patients == 1 && both.insurance?.superseded == 1)
            #expect(try await site.medicines(of: "A-17") == ["Amlodipin", "Amlodipin", "Insulin", "Metformin"])
        }
    }

    @Test func `an encounter that was another patient's by mistake leaves that patient`() async throws {
        try await withSite { site in
            try await site.importing(dossier(mrn: "B-18"), dossier("LK-2", mrn: "B-18"))
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, "B-18")
            let size = try await site.size(of: site)
            try await site.importing(dossier(created: "20260907"))
            #expect(try await site.medicines(of: "A-17") == ["Amlodipin", "Metformin"])
            #expect(try await site.medicines(of: "B-18") == ["Amlodipin", "Metformin"], "of the encounter that stays")
            #expect(try await site.node.patient("B-18").resources == 4)
            #expect(try await site.size(of: site) > size, "what the patient had published is published anew")
        }
    }

    @Test func `a dry run and another facility's file store nothing`() async throws {
        try await withSite { site in
            let dry = try await site.importing(dossier(), dryRun: true)
            #expect(dry.dryRun && dry.patients == 1)
            var other = dossier()
            other.facility = "00902"
            let foreign = other
            #expect(await failure { _ = try await site.importing(foreign) }?.code == "other-facility")
            #expect(await failure { try await site.node.patient("A-17") }?.code == "no-such-patient")
            // Nothing of the dry run counts as the later file.
            let older = try await site.importing(dossier(created: "20260101"))
            #expect(older.patients == 1)
        }
    }

    @Test func `a person is found by each number, the older ones too`() async throws {
        try await withSite { site in
            try await site.importing(dossier())
            var renewed = dossier("LK-2", created: "20260910")
            renewed["XML1", 0, "MA_THE_BHYT"] = "HT3009990000099"
            try await site.importing(renewed)
            for number in ["A-17", "000167999017", "9990000099", "HT3009990000099"] {
                #expect(try await site.node.patients(search: number).patients.map(\.mrn) == ["A-17"], "\(number)")
            }
            #expect(try await site.node.patients(search: "HT3009990000017").patients.map(\.mrn) == ["A-17"])
            #expect(try await site.node.patient("9990000017").mrn == "A-17")
        }
    }

    @Test func `what is left of a file with a bad record is imported, and the record, field and rule are named`() async throws {
        try await withSite { site in
            var bad = dossier()
            bad["XML2", 1, "NGAY_YL"] = "202602301000"
            let report = try await site.importing(bad)
            let problem = try #require(report.problems.first)
            #expect(report.patients == 1 && report.problems.count == 1)
            #expect(problem.type == "XML2" && problem.position == 2 && problem.dossier == 1)
            #expect(problem.field == "NGAY_YL" && problem.rule == "bad-field")
            #expect(try await site.medicines(of: "A-17") == ["Metformin"])
        }
    }
}
