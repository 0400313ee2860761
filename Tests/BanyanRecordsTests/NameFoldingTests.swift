import BanyanCore
import BanyanRecords
import Testing

@Suite("Names folded for matching and search")
struct NameFoldingTests {
    @Test(
        "spellings of one name fold to one text",
        arguments: [
            ("Nguyễn Thị Ánh Đào", "nguyen thi anh dao"),
            ("NGUYỄN THỊ ÁNH ĐÀO", "nguyen thi anh dao"),
            ("Nguye\u{302}\u{303}n  Thi\u{323} A\u{301}nh \u{111}a\u{300}o ", "nguyen thi anh dao"),
            ("Nguyễn Thị Ánh \u{D0}ào", "nguyen thi anh dao"),
            ("Trương Ưng Hoà", "truong ung hoa"),
            ("Trương Ưng Hòa", "truong ung hoa"),
            ("Agustín437 Fonseca101", "agustin437 fonseca101"),
            ("O'Conner199, Jean-Paul", "oconner199 jean paul"),
            ("Dr. Straße", "dr strasse"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("İnci", "inci"),
            ("林 美玲", "林 美玲"),
            ("สมชาย", "สมชาย"),
            (" .,'", ""),
            ("", ""),
        ])
    func folds(written: String, folded: String) {
        #expect(NameFolding.fold(written) == folded)
    }

    @Test("the key forgets at which end the family name stood, and nothing else")
    func key() {
        #expect(NameFolding.key("Trần Thị Lụa") == NameFolding.key("Thị Lụa Trần"))
        #expect(NameFolding.key("Trần Thị Lụa") == NameFolding.key("Lụa TRẦN THỊ"))
        #expect(NameFolding.key("Agustín437 Fonseca101") == NameFolding.key("Fonseca101 Agustín437"))
        #expect(NameFolding.key("Trần Văn An") != NameFolding.key("Trần An Văn"))
        #expect(NameFolding.key("Trần An") != NameFolding.key("Trần An An"))
        #expect(NameFolding.key(" - ").isEmpty)
    }
}

@Suite("The identity at the desk against the identity enrolled")
struct IdentityMatchTests {
    private let local = Identity(name: "Đặng Thị Sen", birthDate: "1961-02-28", sex: .female)

    @Test("one person written two ways matches", arguments: ["ĐẶNG THỊ SEN", "Dang Thi Sen", "Thị Sen Đặng"])
    func same(name: String) {
        #expect(IdentityMatch.compare(local: local, enrolled: Identity(name: name, birthDate: "1961-02-28", sex: .female)).isEmpty)
    }

    @Test(
        "each element that differs is named",
        arguments: [
            (Identity(name: "Đặng Thị Sang", birthDate: "1961-02-28", sex: .female), [IdentityElement.name]),
            (Identity(name: "Đặng Thị Sen", birthDate: "1961-02-27", sex: .female), [.birthDate]),
            (Identity(name: "Đặng Thị Sen", birthDate: "1961", sex: .female), [.birthDate]),
            (Identity(name: "Đặng Thị Sen", birthDate: "1961-02-28", sex: .unknown), [.sex]),
            (Identity(name: "", birthDate: "", sex: .male), [.name, .birthDate, .sex]),
        ])
    func different(enrolled: Identity, elements: [IdentityElement]) {
        #expect(IdentityMatch.compare(local: local, enrolled: enrolled) == elements)
    }

    @Test("what nobody knows proves no identity")
    func unknown() {
        let nobody = Identity(name: "...", birthDate: "1961-02-30", sex: .female)
        #expect(IdentityMatch.compare(local: nobody, enrolled: nobody) == [.name, .birthDate])
        let yearOnly = Identity(name: "Sen", birthDate: "1961", sex: .female)
        #expect(IdentityMatch.compare(local: yearOnly, enrolled: yearOnly).isEmpty)
    }
}
