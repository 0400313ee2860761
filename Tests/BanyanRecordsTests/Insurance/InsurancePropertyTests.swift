import BanyanCore
import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanRecords

@Suite struct InsurancePropertyTests {
    /// So many files; another number with `BANYAN_INSURANCE_FILES`.
    static let count = ProcessInfo.processInfo.environment["BANYAN_INSURANCE_FILES"].flatMap(Int.init) ?? 2000
    static let parts = 8

    @Test(arguments: 0..<parts) func `every generated file is taken whole, and what it says is found`(part: Int) throws {
        for number in stride(from: part, to: Self.count, by: Self.parts) {
            let dossier = InsuranceFixture.files.dossier(number)
            let result = InsuranceFixture.imported(dossier)
            guard result.report.problems.isEmpty, let patient = result.patients.first else {
                Issue.record("file \(number): \(result.report.problems.map(\.description))")
                continue
            }
            let values = patient.values
            for (table, records) in dossier.tables {
                for record in records {
                    for (field, text) in record where Self.shownAsIs.contains("\(table).\(field)") {
                        if dossier.style.version == .d4210, Self.notIn4210.contains(field) { continue }
                        #expect(values.contains { $0.contains(text) }, "file \(number): \(table).\(field)")
                    }
                }
            }
            #expect(patient.resources.allSatisfy { ResourceCheck.problem(in: $0.json, type: $0.type) == nil }, "file \(number)")
            #expect(result.report.read.total == result.report.accounted, "file \(number)")
        }
    }

    private static let shownAsIs: Set<String> = [
        "XML1.MA_LK", "XML1.MA_BN", "XML1.HO_TEN", "XML1.SO_CCCD", "XML1.MA_THE_BHYT", "XML1.LY_DO_VV", "XML1.CHAN_DOAN_RV",
        "XML1.MA_BENH_CHINH", "XML1.CAN_NANG", "XML1.NHOM_MAU", "XML1.MA_HSBA", "XML2.TEN_THUOC", "XML2.MA_THUOC", "XML2.LIEU_DUNG",
        "XML4.GIA_TRI", "XML4.TEN_CHI_SO", "XML5.DIEN_BIEN_LS", "XML6.MA_PHAC_DO_DIEU_TRI", "XML7.SO_LUU_TRU", "XML8.QT_BENHLY",
        "XML13.MA_CSKCB_DEN", "XML13.SO_CHUYENTUYEN", "XML13.HUONG_DIEU_TRI", "XML14.SO_GIAYHEN_KL",
    ]
    private static let notIn4210: Set<String> = ["SO_CCCD", "NHOM_MAU", "DIEN_THOAI", "CHAN_DOAN_VAO", "LY_DO_VV"]

    /// Each rule, and a change that breaks it.
    private static let breakages: [(rule: String, change: @Sendable (inout SyntheticDossier) -> Void)] = [
        ("wrong-total", { $0["XML1", 0, "T_TONGCHI_BV"] = "999999999.00" }),
        ("wrong-total", { $0["XML2", 0, "SO_LUONG"] = "1000000" }),
        ("bad-field", { $0["XML1", 0, "NGAY_VAO"] = "202602301000" }),
        ("bad-field", { $0["XML1", 0, "NGAY_SINH"] = "196713010000" }),
        ("bad-field", { $0["XML4", 0, "NGAY_KQ"] = "202601012500" }),
        ("bad-field", { $0["XML2", 0, "DON_GIA"] = "1,5" }),
        ("order", { $0["XML1", 0, "NGAY_RA"] = "190001010000" }),
        ("code", { $0["XML1", 0, "GIOI_TINH"] = "9" }),
        ("required", { $0["XML1", 0, "HO_TEN"] = nil }),
        ("required", { $0["XML2", 0, "NGAY_YL"] = nil }),
        ("other-facility", { $0["XML1", 0, "MA_CSKCB"] = "00902" }),
        ("other-encounter", { $0["XML5", 0, "MA_LK"] = "KHAC" }),
    ]

    @Test(arguments: breakages.indices) func `a broken sibling of each is refused by its rule`(index: Int) {
        let (rule, change) = Self.breakages[index]
        for number in stride(from: index, to: min(Self.count, 400), by: Self.breakages.count) {
            var dossier = InsuranceFixture.files.dossier(number)
            change(&dossier)
            let problems = InsuranceFixture.imported(dossier).report.problems
            #expect(problems.contains { $0.code == rule && $0.field != nil }, "file \(number)")
        }
    }

    @Test func `bytes that were changed anywhere never do harm`() {
        var random = SeededRandom(seed: 5)
        let bytes = InsuranceFixture.dossier.file()
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0..<random.number(1...3) { changed[random.number(0...changed.count - 1)] = UInt8(random.number(0...255)) }
            let result = InsuranceFixture.imported([changed])
            #expect(!result.patients.isEmpty || !result.report.problems.isEmpty)
        }
    }

    @Test func `a seed and a number give the same file, another seed another`() {
        let again = SyntheticInsurance(seed: 11, today: InsuranceFixture.today, facility: InsuranceFixture.facility)
        let other = SyntheticInsurance(seed: 12, today: InsuranceFixture.today, facility: InsuranceFixture.facility)
        for number in 0..<20 {
            #expect(InsuranceFixture.files.file(number) == again.file(number) && again.file(number) != other.file(number))
        }
    }
}

/// The samples beside the repository: one woman, referred from 00901 to 00902.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
struct InsuranceSampleTests {
    private func sample(_ name: String) throws -> [UInt8] { [UInt8](try SharedFolder.data("data/insurance-xml/\(name)")) }

    @Test func `the inpatient's file is taken whole`() throws {
        let result = InsuranceFixture.imported([try sample("giamdinhhs-3176-00901-inpatient-referral.xml")])
        #expect(result.report.problems.isEmpty && result.report.insurance.unknown.isEmpty)
        #expect(result.report.insurance.versions == ["3176": 1])
        let patient = try #require(result.patients.first)
        #expect(patient.identity == Identity(name: "Phạm Thử Nghiệm Lan", birthDate: "1967-04-12", sex: .female))
        #expect(patient.all("Condition").compactMap { $0.text("code", "coding", "code") }.sorted() == ["E11.3", "H36.0", "I10"])
        #expect(patient.all("MedicationRequest").count == 2 && patient.all("ServiceRequest").count == 1)
        #expect(patient.all("ServiceRequest").first?.text("performer", "identifier", "value") == "00902")
        let values = patient.all("Observation").compactMap { $0["valueQuantity"]?["value"]?.numberText }
        #expect(Set(values) == ["15.2", "10.4", "61.5"])
        #expect(result.report.insurance.leftOut == ["XML3 visits, beds and transport": 2, "XML3 tests whose results XML4 has": 2])
    }

    @Test func `the outpatient's check-in and file are one encounter`() throws {
        let files = [try sample("checkin-xml0-00902.xml"), try sample("giamdinhhs-3176-00902-outpatient.xml")]
        let result = InsuranceFixture.imported(files, facility: "00902")
        #expect(result.report.problems.isEmpty && result.report.insurance.superseded == 1)
        let patient = try #require(result.patients.first)
        #expect(patient.all("Encounter").map { $0["status"]?.string } == ["finished"])
        #expect(patient.all("Appointment").count == 1, "XML14 and NGAY_TAI_KHAM name the same day")
        #expect(patient.all("DiagnosticReport").first?["conclusion"]?.string?.contains("không tăng sinh") == true)
    }

    @Test func `neither is taken by the other's node`() throws {
        let result = InsuranceFixture.imported([try sample("giamdinhhs-3176-00901-inpatient-referral.xml")], facility: "00902")
        #expect(result.patients.isEmpty && result.report.refusedFiles.map(\.code) == ["other-facility"])
    }
}
