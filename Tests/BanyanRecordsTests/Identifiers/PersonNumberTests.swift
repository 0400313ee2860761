import BanyanCore
import BanyanRecords
import Testing

@Suite struct PersonNumberTests {
    @Test(arguments: [
        ("000167999017", 1967, AdministrativeGender.female), ("000 067 999 017", 1967, .male), ("000.206.999.017", 2006, .male),
        ("000-306-999-017", 2006, .female), ("000504999017", 2104, .female),
    ])
    func `a national number says when its holder was born, and the sex`(text: String, year: Int, sex: AdministrativeGender) throws {
        let id = try #require(NationalID(text))
        #expect(id.birthYear == year && id.sex == sex && id.province == "000")
        #expect(id.description.utf8.count == 12 && NationalID(id.description) == id)
    }

    @Test(arguments: ["", "00016799901", "0001679990170", "00016799901A", "٠٠٠١٦٧٩٩٩٠١٧", "000167999017\n0", "12"])
    func `what is not twelve digits is no national number`(text: String) { #expect(NationalID(text) == nil) }

    @Test(arguments: [("HT3009990000017", "9990000017"), ("ht3 00 9990000017", "9990000017"), ("TE1-00-9990000018", "9990000018")])
    func `a card is written in one way and holds the number that outlives it`(text: String, number: String) throws {
        let card = try #require(InsuranceCard(text))
        #expect(card.number.description == number && card.description.utf8.count == 15)
        #expect(InsuranceCard(card.description) == card)
        #expect(VietnameseIdentifier(insurance: text) == .insuranceCard(card))
    }

    @Test(arguments: [
        "", "HT6009990000017", "HT0009990000017", "H13009990000017", "HTX009990000017", "HT300999000001", "HT30099900000171",
        "ĐT3009990000017", "HT300999000001A",
    ])
    func `what is not a card is none`(text: String) {
        #expect(InsuranceCard(text) == nil)
        #expect(VietnameseIdentifier(insurance: text) == nil)
    }

    @Test func `ten digits are an insurance number, nine an older paper, letters a passport`() {
        #expect(VietnameseIdentifier(insurance: "99 9000 0017")?.value == "9990000017")
        #expect(VietnameseIdentifier(insurance: "99900000171") == nil)
        #expect(VietnameseIdentifier(identityPaper: "000 123 456")?.kind == .formerNationalID)
        #expect(VietnameseIdentifier(identityPaper: "c1234567")?.value == "C1234567")
        #expect(VietnameseIdentifier(identityPaper: "C1234")?.kind == nil)
        #expect(VietnameseIdentifier(identityPaper: "1234567") == nil && VietnameseIdentifier(identityPaper: "Đ1234567") == nil)
    }

    @Test(arguments: ["LK-1", " 2026/000123 ", String(repeating: "a", count: 100)])
    func `an encounter's number is any short text`(text: String) {
        #expect(EncounterNumber(text).map { EncounterNumber($0.description) == $0 } == true)
    }

    @Test(arguments: ["", "  ", "a\nb", "a\u{7}b", String(repeating: "a", count: 101)])
    func `an encounter's number is neither empty nor long, and has no controls`(text: String) { #expect(EncounterNumber(text) == nil) }
}
