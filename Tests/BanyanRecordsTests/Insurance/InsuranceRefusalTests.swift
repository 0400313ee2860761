import BanyanCore
import Foundation
import Testing

@testable import BanyanRecords

private let base = InsuranceFixture.dossier

/// What is refused as a whole, each beside the file that is taken.
@Suite struct InsuranceRefusalTests {
    private func refusal(_ bytes: [UInt8], facility: String? = "00901") -> String? {
        let result = InsuranceFixture.imported([bytes], facility: facility)
        guard result.patients.isEmpty else { return nil }
        #expect(result.report.refusedFiles.count == result.report.problems.count)
        return result.report.problems.first?.code
    }

    private func edited(_ text: String, _ replacement: String) -> [UInt8] {
        let whole = String(decoding: base.file(), as: UTF8.self)
        #expect(whole.contains(text))
        return Array(whole.replacing(text, with: replacement).utf8)
    }

    @Test func `the file of this suite is taken`() { #expect(refusal(base.file()) == nil) }

    @Test func `a file that ends too early stores nothing, wherever it ends`() {
        let bytes = base.file()
        for count in stride(from: 1, to: bytes.count - 1, by: 211) { #expect(refusal(Array(bytes.prefix(count))) != nil, "\(count)") }
        #expect(refusal(Array(bytes.dropLast(3))) == "truncated")
    }

    @Test func `a table that ends too early refuses its file`() {
        let inner = Array("<?xml version=\"1.0\"?><TONG_HOP><MA_LK>x</MA_LK>".utf8)
        let whole = """
            <GIAMDINHHS><THONGTINDONVI><MACSKCB>00901</MACSKCB></THONGTINDONVI><THONGTINHOSO><NGAYLAP>20260906</NGAYLAP><DANHSACHHOSO>\
            <HOSO><FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>\(Base64.encode(inner))</NOIDUNGFILE></FILEHOSO></HOSO></DANHSACHHOSO>\
            </THONGTINHOSO></GIAMDINHHS>
            """
        #expect(refusal(Array(whole.utf8)) == "truncated")
    }

    @Test func `another encoding is refused`() {
        #expect(refusal(edited("encoding=\"utf-8\"", "encoding=\"windows-1258\"")) == "not-utf8")
        #expect(refusal(base.file() + [0xFF]) == "not-utf8")
        #expect(refusal([0xFF, 0xFE] + base.file().flatMap { [$0, 0] }) != nil)
    }

    @Test func `bombs are refused`() {
        let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<GIAMDINHHS"
        #expect(refusal(edited("<GIAMDINHHS", entities)) == "entities")
        #expect(refusal(edited("<HOSO>", String(repeating: "<HOSO>", count: 100_000))) == "too-deep")
        #expect(refusal(edited("00901<", "&bomb;00901<")) == "entities")
    }

    @Test func `another facility's file is refused`() {
        #expect(refusal(base.file(), facility: "00902") == "other-facility")
        #expect(refusal(InsuranceFixture.dossier { $0["XML1", 0, "MA_CSKCB"] = "00902" }.file()) == "other-facility")
        #expect(refusal(edited("00901<", "901<")) == "no-facility-code")
        var checkIn = SyntheticDossier(facility: "00901", created: "")
        checkIn.tables["XML0"] = base.tables["XML1"]
        #expect(refusal(checkIn.checkIn) == nil)
        #expect(refusal(checkIn.checkIn, facility: "00902") == "other-facility")
    }

    @Test func `a wrong total is refused`() {
        #expect(refusal(base.file(count: 2)) == "wrong-total")
        for (table, field, value) in [
            ("XML1", "T_TONGCHI_BV", "54501.00"), ("XML2", "THANH_TIEN_BV", "4600.00"), ("XML2", "SO_LUONG", "11"),
            ("XML3", "THANH_TIEN_BV", "5000.00"), ("XML3", "TYLE_TT_DV", "50"),
        ] {
            #expect(refusal(InsuranceFixture.dossier { $0[table, 0, field] = value }.file()) == "wrong-total", "\(table).\(field)")
        }
        // What each line was rounded by is no wrong total.
        #expect(refusal(InsuranceFixture.dossier { $0["XML1", 0, "T_TONGCHI_BV"] = "54500.02" }.file()) == nil)
        #expect(refusal(InsuranceFixture.dossier { $0["XML1", 0, "T_TONGCHI_BV"] = nil }.file()) == nil)
    }

    @Test(arguments: ["20260230", "20261301", "2026", "", "hôm nay", "2026-09-06"])
    func `a day of the file that does not exist is refused`(text: String) {
        #expect(refusal(edited("<NGAYLAP>20260906", "<NGAYLAP>\(text)")) == "bad-date")
    }

    @Test(
        arguments: [
            ("NGAY_SINH", "196702300000"), ("NGAY_SINH", "19670400"), ("NGAY_VAO", "202609022460"), ("NGAY_VAO", "202609312300"),
            ("NGAY_RA", "202609010000"), ("GIOI_TINH", "4"), ("HO_TEN", nil), ("NGAY_SINH", nil), ("GIOI_TINH", nil), ("NGAY_VAO", nil),
            ("MA_LK", nil), ("MA_LK", String(repeating: "L", count: 101)), ("T_TONGCHI_BV", "1,5"), ("HO_TEN", "Lan\u{7F}"),
        ] as [(String, String?)])
    func `what says who and when must be there and exist`(field: String, value: String?) {
        // A birth date of month and no day is as good as it gets.
        guard value != "19670400" else {
            #expect(refusal(InsuranceFixture.dossier { $0["XML1", 0, field] = value }.file()) == nil)
            return
        }
        #expect(refusal(InsuranceFixture.dossier { $0["XML1", 0, field] = value }.file()) != nil)
    }

    @Test func `without any number of a person nothing is taken`() {
        let bare = InsuranceFixture.dossier {
            for field in ["MA_BN", "SO_CCCD", "MA_THE_BHYT"] { $0["XML1", 0, field] = nil }
        }
        #expect(refusal(bare.file()) == "required")
        var numbered = bare
        numbered["XML1", 0, "SO_CCCD"] = "000167999017"
        #expect(InsuranceFixture.imported(numbered).patients.first?.key.value == "000167999017")
    }

    @Test func `a shape that is none is refused`() {
        #expect(refusal(Array("<html/>".utf8)) == "not-insurance-xml")
        #expect(refusal(edited("<LOAIHOSO>XML1<", "<LOAIHOSO>XML2<")) == "wrong-table")
        #expect(refusal(edited("<NOIDUNGFILE>", "<NOIDUNGFILE>!")) == "bad-base64")
        #expect(refusal(edited("DANHSACHHOSO>", "DANHSACH>")) != nil)
        #expect(refusal(InsuranceFixture.dossier { $0.tables["XML1"] = nil }.file()) == "no-encounter")
        var inline = base
        inline.style.isInline = true
        let text = String(decoding: inline.file(), as: UTF8.self)
        let first = text[text.range(of: "<FILEHOSO>")!.lowerBound..<text.range(of: "</FILEHOSO>")!.upperBound]
        #expect(refusal(Array(text.replacing("<HOSO>", with: "<HOSO>" + first).utf8)) == "one-encounter")
    }

    @Test func `a record of another encounter is left out`() {
        let result = InsuranceFixture.imported(InsuranceFixture.dossier { $0["XML5", 0, "MA_LK"] = "LK-9" })
        #expect(result.report.problems.map(\.code) == ["other-encounter"] && result.patients.count == 1)
    }

    @Test func `a field that stands twice with two values refuses its record`() {
        var dossier = base
        dossier.style.isInline = true
        let text = String(decoding: dossier.file(), as: UTF8.self)
        func twice(_ value: String) -> [String?] {
            let bytes = Array(text.replacing("<TEN_THUOC>", with: "<TEN_THUOC>\(value)</TEN_THUOC><TEN_THUOC>").utf8)
            return InsuranceFixture.imported([bytes]).report.problems.map(\.field)
        }
        #expect(twice("Metformin") == [] && twice("Insulin") == ["TEN_THUOC"])
    }
}
