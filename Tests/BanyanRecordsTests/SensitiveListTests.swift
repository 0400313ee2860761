import BanyanCore
import Foundation
import Testing

@testable import BanyanRecords

@Suite struct SensitiveListTests {
    private static let icd = "http://hl7.org/fhir/sid/icd-10"

    private func section(_ code: String, _ system: String = icd) throws -> Section? {
        try SensitiveCodes.starter().section(system: system, code: code)
    }

    @Test(arguments: [
        (
            Section.hiv,
            ["B20", "B20.1", "B22.0", "B24", "Z21", "R75", "Z11.4", "Z114", "Z20.6", "Z71.7", "O98.7", "F02.4", "B97.3", "Z83.0"]
        ),
        (
            .mentalHealth,
            [
                "F00", "F10.2", "F32.9", "F52.0", "F64.0", "F99", "G30.9", "R44.3", "R45.8", "X60", "X70.1", "X84.9", "Y10", "Y34",
                "Y87.0", "T40.1", "Z50.3", "Z72.2", "Z91.5", "P96.1",
            ]
        ),
        (
            .reproductive,
            [
                "O00.1", "O04", "O80", "O99.8", "Z30.0", "Z34", "Z36.0", "Z38.0", "Z39.2", "N46", "N70.0", "N73.9", "N80.1", "N87.1",
                "N91.2", "N95.1", "N97.9", "N98.0", "A50.0", "A54.9", "A60", "A63.0", "A64", "Z20.2", "Z70.1", "T74.2", "Y05", "R87.6",
                "Z31.5",
            ]
        ),
        (.genetic, ["Q90.9", "Q96", "Q99.2", "Z14.1", "Z15.0", "Z13.7", "Z82.7", "D56.3", "D57.3", "G10"]),
    ])
    func `a code of ICD-10 lies in its closed section`(closed: Section, codes: [String]) throws {
        for code in codes { #expect(try section(code) == closed, "\(code)") }
    }

    /// What everyday care needs everywhere stays open, and what only looks alike.
    @Test(arguments: [
        "B19", "B25", "E11.9", "I10", "G31", "K70.3", "D56.1", "D57.0", "D66", "E84", "Q21", "N39.0", "N81", "C53.9", "D25", "Z00.0",
        "Z29.0", "Z23", "X59", "X85", "Y35", "A49", "A65", "R10", "T39", "",
    ])
    func `other codes stay open`(code: String) throws { #expect(try section(code) == nil) }

    @Test func `medicines by ATC and tests by LOINC and service code`() throws {
        #expect(try section("J05AR20", "http://www.whocc.no/atc") == .hiv)
        #expect(try section("J05AF10", "http://www.whocc.no/atc") == nil, "entecavir is for hepatitis B alone")
        #expect(try section("N07BC02", "http://www.whocc.no/atc") == .mentalHealth)
        #expect(try section("G03AC03", "http://www.whocc.no/atc") == .reproductive)
        #expect(try section("N02BE01", "http://www.whocc.no/atc") == nil)
        #expect(try section("25836-8", "http://loinc.org") == .hiv)
        #expect(try section("24.0169.1616", "urn:banyan:insurance-xml:MA_DICH_VU") == .hiv)
        #expect(try section("24.0168.1616", "urn:banyan:insurance-xml:MA_DICH_VU") == nil)
    }

    @Test(arguments: [
        ("Tenofovir/Lamivudin/Dolutegravir", Section.hiv), ("TDF/3TC/DTG 300/300/50", .hiv), ("Xét nghiệm HIV Ab test nhanh", .hiv),
        ("Hội chứng suy giảm miễn dịch mắc phải", .hiv), ("hoi chung SUY GIAM MIEN DICH MAC PHAI", .hiv),
        ("uống Methadone 60mg", .mentalHealth),
        ("Rối loạn trầm cảm tái diễn", .mentalHealth), ("Tiền sử nghiện ma túy", .mentalHealth), ("Phá thai nội khoa", .reproductive),
        ("Vô sinh nguyên phát", .reproductive), ("Giải trình tự gen BRCA1", .genetic),
    ])
    func `Vietnamese words close a text, in either Unicode form and without accents`(text: String, closed: Section) throws {
        let list = try SensitiveCodes.starter()
        for form in [text, text.decomposedStringWithCanonicalMapping, text.precomposedStringWithCanonicalMapping] {
            #expect(list.section(ofWordsIn: .string(form)) == closed, "\(form)")
        }
    }

    @Test(arguments: [
        "Aztreonam 1g", "nghiên cứu", "nghiền viên thuốc", "từ từ", "Sulpirid 50mg", "Sildenafil", "ho khan", "Paracetamol", "thai nhi",
        "mà tuy nhiên", "từ hai tuần nay", "Khám tâm thần kinh bình thường", "chivas", "",
    ])
    func `words that only look alike stay open`(text: String) throws {
        #expect(try SensitiveCodes.starter().section(ofWordsIn: .string(text)) == nil)
    }

    @Test func `a code is found with the entries that close it`() throws {
        let list = try SensitiveCodes.starter()
        let rows = list.rows(for: "o98.7")
        #expect(Set(rows.map(\.section)) == [.hiv, .reproductive] && rows.allSatisfy { $0.origin == .builtIn && $0.isPrefix })
        #expect(list.rows(for: "O98.7", system: "loinc").isEmpty && !list.rows(for: "O98.7", system: Self.icd).isEmpty)
        #expect(list.rows(for: "dùng methadon", system: SensitiveRow.words).map(\.code) == ["methadon"])
        #expect(list.rows(for: "I10").isEmpty)
        #expect(list.rows.count > 400 && list.rows.allSatisfy(\.section.isSensitive))
    }
}

@Suite struct SensitiveAdditionTests {
    private func added(_ section: String, _ system: String, _ code: String, prefix: Bool = false) throws -> SensitiveCodes {
        let base = try SensitiveCodes.starter()
        var additions = SensitiveAdditions()
        try additions.add(section: section, system: system, code: code, isPrefix: prefix, title: "t", to: base)
        return base.adding(additions)
    }

    @Test func `an added code, prefix, range, word or phrase closes what bears it`() throws {
        let icd = "http://hl7.org/fhir/sid/icd-10"
        #expect(try added("mental-health", "icd-10", "K70", prefix: true).section(system: icd, code: "K70.3") == .mentalHealth)
        #expect(try added("mental-health", "icd-10", "K70").section(system: icd, code: "K70.3") == nil)
        #expect(try added("genetic", "icd-10", "D56-D58").section(system: icd, code: "D57.0") == .genetic)
        #expect(try added("genetic", "icd-10", "D56-D58").section(system: icd, code: "D59") == nil)
        #expect(
            try added("hiv", "insurance-medicine", "40.999").section(system: "urn:banyan:insurance-xml:MA_THUOC", code: "40.999") == .hiv)
        #expect(try added("hiv", "words", "bệnh đặc biệt").section(ofWordsIn: "mắc Bệnh Đặc Biệt") == .hiv)
        #expect(try added("hiv", "words", "atropin", prefix: true).section(ofWordsIn: "Atropine") == .hiv)
    }

    @Test(arguments: [
        ("allergies", "icd-10", "K70"), ("", "icd-10", "K70"), ("hiv", "none", "K70"), ("hiv", "icd-10", ""), ("hiv", "icd-10", "."),
        ("hiv", "icd-10", "D58-D56"), ("hiv", "icd-10", "D56-E58"), ("hiv", "icd-10", "D5-D58"), ("hiv", "icd-10", "D56-D58-D59"),
        ("hiv", "icd-10", "K 70"), ("hiv", "icd-10", "K\u{7}70"), ("hiv", "icd-10", String(repeating: "K", count: 65)),
        ("hiv", "words", "ab"), ("hiv", "words", "-- --"), ("hiv", "words", ""),
    ])
    func `what can't be an entry is refused`(section: String, system: String, code: String) throws {
        let failure = #expect(throws: RecordsError.self) { try added(section, system, code) }
        #expect(failure?.code == "bad-sensitive-entry" && failure?.category == .usage)
    }

    @Test func `only what was added can be taken away`() throws {
        let base = try SensitiveCodes.starter()
        var additions = SensitiveAdditions()
        try additions.add(section: "genetic", system: "icd-10", code: "D56-D58", isPrefix: false, title: nil, to: base)
        try additions.add(section: "genetic", system: "icd-10", code: "D57", isPrefix: true, title: "again", to: base)
        #expect(additions.rows.map(\.code) == ["D56", "D57", "D58"])
        try additions.remove(section: "genetic", system: "icd-10", code: "d.57", isPrefix: true, from: base)
        #expect(additions.rows.map(\.code) == ["D56", "D58"])
        let built = #expect(throws: RecordsError.self) {
            try additions.remove(section: "hiv", system: "icd-10", code: "B20", isPrefix: true, from: base)
        }
        #expect(built?.code == "built-in-entry" && built?.category == .denied)
        let unknown = #expect(throws: RecordsError.self) {
            try additions.remove(section: "hiv", system: "icd-10", code: "K70", isPrefix: false, from: base)
        }
        #expect(unknown?.code == "no-such-entry" && unknown?.category == .notFound)
        #expect(additions.rows.count == 2)
    }

    @Test func `additions have a bound`() throws {
        let base = try SensitiveCodes.starter()
        let rows = (0..<SensitiveAdditions.limit).map {
            SensitiveRow(section: .hiv, system: "loinc", code: "x\($0)", isPrefix: false, title: nil, origin: .added)
        }
        var additions = try SensitiveAdditions(stored: rows)
        #expect(throws: RecordsError.self) {
            try additions.add(section: "hiv", system: "loinc", code: "one-more", isPrefix: false, title: nil, to: base)
        }
        #expect(throws: RecordsError.self) { try SensitiveAdditions(stored: rows + [rows[0]]) }
        let open = SensitiveRow(section: .problems, system: "loinc", code: "x", isPrefix: false, title: nil, origin: .added)
        #expect(throws: RecordsError.self) { try SensitiveAdditions(stored: [open]) }
    }

    @Test func `whole words, beginnings and phrases are three things`() throws {
        let list =
            #"{"format":"banyan-sensitive-codes/1","entries":[{"section":"hiv","wholeWords":["AZT"],"words":["zido"],"#
            + #""phrases":["vô sinh"]}]}"#
        let codes = try SensitiveCodes(json: Array(list.utf8))
        #expect(["AZT", "azt 300", "zidovudin", "vo  sinh"].allSatisfy { codes.section(ofWordsIn: .string($0)) == .hiv })
        #expect(!["aztreonam", "azido", "vô sinhx", "vô", "vô x sinh"].contains { codes.section(ofWordsIn: .string($0)) != nil })
        for bad in [#""wholeWords":["hai từ"]"#, #""phrases":["một"]"#, #""phrases":[""]"#, #""wholeWords":"x""#] {
            #expect(throws: RecordsError.self) {
                try SensitiveCodes(json: Array(#"{"format":"banyan-sensitive-codes/1","entries":[{"section":"hiv",\#(bad)}]}"#.utf8))
            }
        }
    }
}
