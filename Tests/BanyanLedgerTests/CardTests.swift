import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@testable import BanyanLedger

struct CardTests {
    private let facility: TestFacility

    init() throws { facility = try TestFacility() }

    @Test func `a card comes back with all that it says`() throws {
        let endpoints = ["node.example:7400", "10.0.0.1:7400", "[2001:db8::1]:7400"].compactMap { Endpoint($0) }
        let card = try facility.card(number: 3, endpoints: endpoints)
        let read = try FacilityCard(encoded: card.encoded)
        #expect(read == card)
        #expect(read.id == facility.keys.id)
        #expect(read.number == 3)
        #expect(read.name == "Bệnh viện Thử nghiệm")
        #expect(read.kind == .hospital)
        #expect(read.code.description == "00901")
        #expect(read.province.description == "000")
        #expect(read.endpoints == endpoints)
        #expect(read.endpoints.count == 3)
        #expect(read.versions == [1])
        #expect(read.logKey == facility.keys.log.publicKey)
        #expect(read.tlsKey == facility.keys.tls.publicKey)
        #expect(read.kem == facility.keys.kem.publicKey)
        #expect(read.kemNumber == 1)
        #expect(read.certificates == facility.keys.certificates)
        #expect(!read.isExpired(at: read.notAfter))
        #expect(read.isExpired(at: read.notAfter.adding(1)))
    }

    @Test func `the largest card fits`() throws {
        let endpoints = try (0..<4).map { try #require(Endpoint(host: String(repeating: "a", count: 252) + "\($0)", port: 65_535)) }
        let card = try facility.card(name: String(repeating: "ệ", count: 85), number: .max, endpoints: endpoints)
        #expect(try FacilityCard(encoded: card.encoded) == card)
        #expect(try FacilityCard(text: card.text) == card)
        #expect(try facility.card(endpoints: []).endpoints.isEmpty)
    }

    @Test func `no changed byte of a card passes`() throws {
        var random = SeededRandom(seed: 71)
        let encoded = try facility.card().encoded
        for index in encoded.indices {
            for bit in [0, random.number(1...7)] {
                #expect(throws: LedgerFailure.self, "byte \(index), bit \(bit)") {
                    _ = try FacilityCard(encoded: encoded.flipped(bit, at: index))
                }
            }
        }
    }

    @Test func `no truncated or extended card passes`() throws {
        let encoded = try facility.card().encoded
        for count in encoded.indices { expectFailure("card-malformed") { _ = try FacilityCard(encoded: Array(encoded.prefix(count))) } }
        expectFailure("card-malformed") { _ = try FacilityCard(encoded: encoded + [0]) }
        expectFailure("card-malformed") { _ = try FacilityCard(encoded: [UInt8](repeating: 0x80, count: FacilityCard.limit + 1)) }
    }

    /// The fields of a good card.
    private func fields() throws -> [Int: CBOR] {
        let payload = try COSESign1(facility.card().encoded, type: FacilityCard.type, limit: FacilityCard.limit).payload
        let pairs = try #require(try CBOR.decode(payload, limit: FacilityCard.limit).pairs)
        return try Dictionary(uniqueKeysWithValues: pairs.map { (Int(try #require($0.key.integer)), $0.value) })
    }

    private func card(_ fields: [Int: CBOR], by key: SigningKey? = nil, type: String = FacilityCard.type) -> [UInt8] {
        let payload = CBOR.sortedMap(fields.map { CBOR.Pair(.int($0.key), $0.value) }).encoded
        return COSESign1.sign(payload, type: type, with: key ?? facility.keys.log)
    }

    @Test func `only the certified log key signs a card`() throws {
        let fields = try fields()
        _ = try FacilityCard(encoded: card(fields))
        for key in [facility.keys.root, facility.keys.tls, facility.nextRoot, try TestFacility(seed: 72).keys.log] {
            expectFailure("card-signature") { _ = try FacilityCard(encoded: card(fields, by: key)) }
        }
        expectFailure("card-malformed") { _ = try FacilityCard(encoded: card(fields, type: KeyCertificate.type)) }
        let payload = try COSESign1(facility.card().encoded, type: FacilityCard.type, limit: FacilityCard.limit).payload
        let named = COSESign1.sign(payload, type: FacilityCard.type, keyID: [1], with: facility.keys.log)
        expectFailure("card-malformed") { _ = try FacilityCard(encoded: named) }
    }

    @Test func `a card says no more and no less than this version`() throws {
        let good = try fields()
        for key in 1...11 {
            var fields = good
            fields[key] = nil
            expectFailure("card-malformed") { _ = try FacilityCard(encoded: card(fields)) }
            fields[key] = .null
            expectFailure("card-malformed") { _ = try FacilityCard(encoded: card(fields)) }
        }
        for extra in [0, 12, -1] {
            var fields = good
            fields[extra] = .unsigned(1)
            expectFailure("card-malformed") { _ = try FacilityCard(encoded: card(fields)) }
        }
    }

    private static let malformed: [(Int, CBOR)] = [
        (2, .unsigned(0)), (4, .text("")), (4, .text("two\nlines")), (5, .text("palace")), (6, .text("0090")), (6, .text("00a01")),
        (7, .text("00")), (8, .array([.array([.text("a"), .unsigned(0)])])), (8, .array([.array([.text("a"), .unsigned(65_536)])])),
        (8, .array([.array([.text("a b"), .unsigned(1)])])), (8, .array([.array([.text("a")])])),
        (8, .array(Array(repeating: .array([.text("a"), .unsigned(1)]), count: 2))),
        (8, .array((1...5).map { .array([.text("a"), .unsigned($0)]) })), (9, .array([])), (9, .array([.unsigned(2), .unsigned(1)])),
        (9, .array([.unsigned(1), .unsigned(1)])), (9, .array((1...9).map { .unsigned($0) })), (10, .unsigned(.max)), (11, .unsigned(5)),
    ]

    @Test(arguments: malformed)
    func `a field that a card may not have is refused`(key: Int, value: CBOR) throws {
        var fields = try fields()
        fields[key] = value
        expectFailure("card-malformed") { _ = try FacilityCard(encoded: card(fields)) }
    }

    @Test func `a card holds one certificate for each role, of its own facility`() throws {
        let good = try fields()
        let keys = facility.keys
        func expect(_ code: String, _ certificates: [KeyCertificate]) {
            var fields = good
            fields[3] = .array(certificates.map { .bytes($0.encoded) })
            expectFailure(code) { _ = try FacilityCard(encoded: card(fields)) }
        }
        expect("card-malformed", Array(keys.certificates.dropLast()))
        expect("card-malformed", keys.certificates + [keys.kemCertificate])
        expect("card-certificates", [keys.tlsCertificate, keys.logCertificate, keys.kemCertificate])
        expect("card-certificates", [keys.logCertificate, keys.logCertificate, keys.kemCertificate])
        expect("card-certificates", [keys.logCertificate, try facility.certify(keys.log.publicKey.bytes, as: .tls), keys.kemCertificate])
        expect("card-certificates", [keys.logCertificate, try facility.certify(keys.root.publicKey.bytes, as: .tls), keys.kemCertificate])
        let other = try TestFacility(seed: 73).keys
        expect("certificate-other-facility", [keys.logCertificate, other.tlsCertificate, keys.kemCertificate])
        var fields = good
        fields[1] = .bytes(other.inception.encoded)
        expectFailure("certificate-other-facility") { _ = try FacilityCard(encoded: card(fields)) }
    }

    @Test func `a card takes over from an older one of the same facility alone`() throws {
        let (first, second) = (try facility.card(number: 1), try facility.card(number: 2))
        #expect(second.supersedes(first))
        #expect(!first.supersedes(second))
        #expect(!second.supersedes(second))
        #expect(try !TestFacility(seed: 74).card(number: 3).supersedes(first))
    }

    @Test func `a higher certificate number voids the lower`() throws {
        var random = SeededRandom(seed: 75)
        let key = KEMPrivateKey.generate(using: &random).publicKey.bytes
        func card(number: UInt64, kem: KeyCertificate) throws -> FacilityCard {
            var fields = try fields()
            fields[2] = .unsigned(number)
            fields[3] = .array([facility.keys.logCertificate, facility.keys.tlsCertificate, kem].map { .bytes($0.encoded) })
            return try FacilityCard(encoded: self.card(fields))
        }
        let present = try card(number: 5, kem: facility.certify(facility.keys.kem.publicKey.bytes, as: .kem, number: 2))
        #expect(try card(number: 6, kem: facility.certify(key, as: .kem, number: 3)).supersedes(present))
        #expect(try !card(number: 6, kem: facility.certify(key, as: .kem, number: 1)).supersedes(present))
        #expect(try !card(number: 6, kem: facility.certify(key, as: .kem, number: 2)).supersedes(present))
    }

    @Test func `what a card may not say is refused when it is made`() throws {
        let names = [
            "", " Clinic", "Clinic ", "Two\nlines", "Tab\there", "Bell\u{7}", "Turn\u{202e}ed", "Joi\u{200d}ner", "Line\u{2028}sep",
            "No\u{a0}break",
            "Own\u{e000}", String(repeating: "a", count: 257),
        ]
        for name in names { expectFailure("card-statement") { _ = try facility.card(name: name) } }
        let endpoint = try #require(Endpoint("node.example:1"))
        let many = try (1...5).map { try #require(Endpoint(host: "node.example", port: $0)) }
        expectFailure("card-statement") { _ = try facility.card(endpoints: [endpoint, endpoint]) }
        expectFailure("card-statement") { _ = try facility.card(endpoints: many) }
        expectFailure("card-statement") { _ = try facility.card(number: 0) }
        expectFailure("card-statement") { _ = try facility.card(notAfter: TestFacility.start) }
    }
}

struct TypedIDTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    @Test func `the ID may be typed carelessly`() throws {
        let card = try TestFacility().card()
        let text = card.id.description
        for typed in [text, text.lowercased(), text.replacing("-", with: ""), text.replacing("-", with: " "), " \(text)\n"] {
            try card.verify(typedID: typed)
        }
        try card.verify(typedID: text.replacing("0", with: "o").replacing("1", with: "l"))
    }

    @Test func `any letter mistyped is noticed and its group named`() throws {
        let card = try TestFacility().card()
        let text = Array(card.id.description)
        for index in text.indices where text[index] != "-" {
            for letter in Self.alphabet where letter != text[index] {
                var typed = text
                typed[index] = letter
                do {
                    try card.verify(typedID: String(typed))
                    Issue.record("\(letter) at \(index) passed")
                } catch {
                    #expect(error.code == "mistyped-id")
                    #expect(error.category == .usage)
                    #expect(error.message.contains("group \(index / 6 + 1) "))
                }
            }
        }
        for typed in ["", "hello", String(text.dropLast()), String(text) + "0", String(text).replacing("0", with: "U")]
        where typed != String(text) {
            expectFailure("mistyped-id") { try card.verify(typedID: typed) }
        }
    }

    @Test func `another facility's ID is not a typing error`() throws {
        let (card, other) = (try TestFacility().card(), try TestFacility(seed: 76).card())
        expectFailure("card-other-id") { try card.verify(typedID: other.id.description) }
    }
}
