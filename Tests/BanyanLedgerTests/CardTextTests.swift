import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

struct CardTextTests {
    private let facility: TestFacility
    private let card: FacilityCard

    init() throws {
        facility = try TestFacility()
        card = try facility.card(endpoints: [#require(Endpoint("node.example:7400")), #require(Endpoint("[2001:db8::1]:7400"))])
    }

    @Test func `a card can be read by people`() throws {
        let lines = card.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(
            Array(lines.prefix(14)) == [
                "Banyan facility card", "", "ID: \(card.id)", "Name: Bệnh viện Thử nghiệm", "Kind: hospital", "Code: 00901",
                "Province: 000",
                "Endpoint: node.example:7400", "Endpoint: [2001:db8::1]:7400", "Card number: 1", "Issued: 2026-11-18T11:06:40Z",
                "Valid until: 2027-11-18T11:06:40Z", "", "-----BEGIN BANYAN CARD-----",
            ])
        #expect(Array(lines.suffix(2)) == ["-----END BANYAN CARD-----", ""])
        #expect(lines[14..<(lines.count - 2)].dropLast().allSatisfy { $0.utf8.count == 64 })
        #expect(try FacilityCard(text: card.text) == card)
        #expect(try FacilityCard(file: Array(card.text.utf8)) == card)
        #expect(try facility.card(endpoints: []).text.contains("\nEndpoint: none, it dials out\n"))
    }

    @Test func `what mail does to a text is forgiven`() throws {
        let text = card.text
        let mailed = [
            text.replacing("\n", with: "\r\n"), text.replacing("\n", with: " \n"), text.replacing("\n", with: "\n\n"),
            String(text.dropLast()),
            "From: desk@node.example\nSubject: Banyan facility card\n\nHere is our card.\n\n" + text + "\n-- \nThe desk\n",
            "Banyan facility card\nis what follows.\n" + text, "\u{feff}\n" + text, text.replacing("\n", with: "\n\t"),
        ]
        for version in mailed { #expect(try FacilityCard(text: version) == card) }
    }

    @Test func `readable lines that were not signed are refused`() throws {
        let id = card.id.description
        let other = try TestFacility(seed: 81).keys.id.description
        let altered = [
            card.text.replacing(id, with: other), card.text.replacing("Name: Bệnh", with: "Name: Benh"),
            card.text.replacing("hospital", with: "clinic"),
            card.text.replacing("00901", with: "00902"), card.text.replacing("Province: 000", with: "Province: 001"),
            card.text.replacing("node.example", with: "evil.example"), card.text.replacing("Endpoint: node.example:7400\n", with: ""),
            card.text.replacing("Valid until: 2027", with: "Valid until: 2037"),
            card.text.replacing("Card number: 1", with: "Card number: 2"),
            card.text.replacing("Kind: hospital\n", with: "Kind: hospital\nAudited by: the ministry\n"),
            card.text.replacing("Kind: hospital\nCode: 00901", with: "Code: 00901\nKind: hospital"),
            card.text.replacing("ID: ", with: "id: "),
            card.text.replacing("Name: ", with: "Name:  "), card.text.replacing("ệ", with: "e\u{323}\u{302}"),
        ]
        for text in altered {
            #expect(!text.utf8.elementsEqual(card.text.utf8))
            expectFailure("card-text-differs") { _ = try FacilityCard(text: text) }
        }
    }

    @Test func `no changed byte of a card file passes`() throws {
        var random = SeededRandom(seed: 82)
        let file = Array(card.text.utf8)
        // The very last line break has nothing to say.
        for index in file.indices.dropLast() {
            let bit = random.number(0...7)
            #expect(throws: LedgerFailure.self, "byte \(index), bit \(bit)") { _ = try FacilityCard(file: file.flipped(bit, at: index)) }
        }
    }

    @Test func `no truncated card file passes`() throws {
        let file = Array(card.text.utf8)
        for count in stride(from: 0, to: file.count - 1, by: 5) {
            #expect(throws: LedgerFailure.self, "\(count) bytes") { _ = try FacilityCard(file: Array(file.prefix(count))) }
        }
    }

    @Test func `there must be exactly one whole card`() throws {
        let other = try TestFacility(seed: 83).card().text
        for text in [
            "", "hello", card.text + other, card.text.replacing("Banyan facility card", with: "Card"),
            card.text.replacing("END", with: "end"),
        ] {
            expectFailure("card-missing") { _ = try FacilityCard(text: text) }
        }
        // One facility's words above another's signature.
        let marks = other.split(separator: "-----BEGIN BANYAN CARD-----")
        let mixed = String(card.text.split(separator: "-----BEGIN BANYAN CARD-----")[0]) + "-----BEGIN BANYAN CARD-----" + marks[1]
        expectFailure("card-text-differs") { _ = try FacilityCard(text: mixed) }
    }

    @Test func `a file that is too large or not text is refused`() {
        expectFailure("card-too-large") { _ = try FacilityCard(file: [UInt8](repeating: 0x20, count: Limits.smallFile + 1)) }
        expectFailure("card-too-large") { _ = try FacilityCard(text: card.text + String(repeating: " ", count: Limits.smallFile)) }
        expectFailure("card-malformed") { _ = try FacilityCard(file: Array(card.text.utf8) + [0xff]) }
        let damaged = card.text.replacing("-----END", with: "!!!!\n-----END")
        expectFailure("card-malformed") { _ = try FacilityCard(text: damaged) }
    }

    @Test func `random text is refused without a trap`() {
        var random = SeededRandom(seed: 84)
        for _ in 0..<300 {
            let block = Base64.encode(random.octets(random.number(0...400)))
            let text = "Banyan facility card\n-----BEGIN BANYAN CARD-----\n\(block)\n-----END BANYAN CARD-----\n"
            #expect(throws: LedgerFailure.self) { _ = try FacilityCard(text: text) }
        }
    }
}
