import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanConsent

@Suite("Dispensing entries")
struct DispensingTests {
    static let code = PrescriptionCode("00271a1b2c3d-C")!

    private func key(_ scene: Scene, _ code: PrescriptionCode = Self.code) -> DispensingKey { scene.opened.link.dispensingKey(code) }

    private func said(_ scene: Scene, _ code: PrescriptionCode = Self.code, by dispenser: FacilityID? = nil) throws -> Dispensing {
        let item = try #require(Dispensing.Item(what: "Metformin 500 mg", quantity: "60.5", unit: "viên"))
        let bare = try #require(Dispensing.Item(what: "Vitamin C", quantity: nil, unit: nil))
        return try Dispensing(
            code: code, prescriber: scene.origin.id, at: day(1), role: "pharmacist", pseudonym: "ds-7", items: [item, bare],
            dispenser: dispenser)
    }

    @Test("what a pharmacy says is read by whoever has the key, in that pharmacy's log alone")
    func entry() throws {
        var scene = try Scene()
        let (key, said) = (key(scene), try said(scene))
        let there: FacilityID = scene.random.fixed()
        let entry = try key.seal(said, in: scene.audience.id, using: &scene.random)
        #expect(entry.tag == key.tag)
        let opened = key.open(entry.payload, in: scene.audience.id, of: Self.code, prescriber: scene.origin.id)
        #expect(opened?.dispenser == scene.audience.id && opened?.dispensing == said)
        // The tag and the payload copied into another log.
        #expect(key.open(entry.payload, in: there, of: Self.code, prescriber: scene.origin.id) == nil)
        for (_, payload) in flips(entry.payload).prefix(200) {
            #expect(key.open(payload, in: scene.audience.id, of: Self.code, prescriber: scene.origin.id) == nil)
        }
    }

    @Test("a key opens what is said of its own prescription by its own prescriber alone")
    func otherPrescriptions() throws {
        var scene = try Scene()
        let other = try #require(PrescriptionCode("00271a1b2c3e-C"))
        let key = key(scene)
        let wrong = try key.seal(try said(scene, other), in: scene.audience.id, using: &scene.random)
        #expect(key.open(wrong.payload, in: scene.audience.id, of: Self.code, prescriber: scene.origin.id) == nil)
        let right = try key.seal(try said(scene), in: scene.audience.id, using: &scene.random)
        #expect(key.open(right.payload, in: scene.audience.id, of: Self.code, prescriber: scene.random.fixed()) == nil)
        #expect(self.key(scene, other).open(right.payload, in: scene.audience.id, of: Self.code, prescriber: scene.origin.id) == nil)
    }

    @Test("the prescriber alone may say again what another facility said")
    func saidAgain() throws {
        var scene = try Scene()
        let key = key(scene)
        let again = try said(scene).said(of: scene.audience.id)
        let entry = try key.seal(again, in: scene.origin.id, using: &scene.random)
        let opened = key.open(entry.payload, in: scene.origin.id, of: Self.code, prescriber: scene.origin.id)
        #expect(opened?.dispenser == scene.audience.id && opened?.dispensing.at == day(1))
        let stranger: FacilityID = scene.random.fixed()
        let falseWord = try key.seal(again, in: stranger, using: &scene.random)
        #expect(key.open(falseWord.payload, in: stranger, of: Self.code, prescriber: scene.origin.id) == nil)
        // It does not speak of itself as of another.
        let own = try key.seal(try said(scene, by: scene.origin.id), in: scene.origin.id, using: &scene.random)
        #expect(key.open(own.payload, in: scene.origin.id, of: Self.code, prescriber: scene.origin.id) == nil)
    }

    @Test("a tag depends on the link and on the code, and on nothing else", arguments: 0..<20 as Range<UInt64>)
    func derivation(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let links = try (0..<3).map { _ in try #require(EnrolmentLink(SecretBytes(randomCount: 32, using: &random))) }
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        let codes = try (0..<6).map { _ -> PrescriptionCode in
            let middle = String((0..<7).map { _ in alphabet[random.below(alphabet.count)] })
            return try #require(PrescriptionCode("00271\(middle)-\(["N", "H", "T", "C"][random.below(4)])"))
        }
        let tags = links.flatMap { link in Set(codes).map { link.dispensingKey($0).tag } }
        #expect(Set(tags).count == links.count * Set(codes).count)
        for link in links {
            for code in codes {
                let key = link.dispensingKey(code)
                // What the prescription carries gives the same key as the link.
                let carried = try #require(DispensingKey(SecretBytes(copying: key.secret.exposed)))
                #expect(carried.tag == link.dispensingKey(code).tag)
                #expect(!key.secret.matches(link.secret) && key.tag != link.entry.tag)
            }
        }
    }

    @Test("a key is 32 bytes", arguments: [0, 16, 31, 33, 64]) func keySize(_ size: Int) {
        #expect(DispensingKey(SecretBytes(copying: [UInt8](repeating: 1, count: size))) == nil)
    }

    @Test("the encoding comes back, and nothing else is read")
    func coding() throws {
        var scene = try Scene()
        for dispensing in [try said(scene), try said(scene, by: scene.random.fixed())] {
            let encoded = dispensing.encoded
            #expect(Dispensing(encoded: encoded) == dispensing)
            for size in encoded.indices { #expect(Dispensing(encoded: Array(encoded[..<size])) == nil) }
            #expect(Dispensing(encoded: encoded + [0]) == nil)
        }
    }

    @Test(
        "a quantity is a plain decimal number",
        arguments: ["", "-1", "+1", "1.", ".5", "1e3", "1,5", "1.2.3", "1234567890123", "1.1234567", "٣", "NaN"])
    func quantities(_ text: String) {
        #expect(Dispensing.Item(what: "x", quantity: text, unit: nil) == nil)
        #expect(Dispensing.Item(what: "x", quantity: "123456789012.123456", unit: nil) != nil)
    }

    @Test("names, roles and pseudonyms are lines, and there are 1 to 64 medicines")
    func bounds() throws {
        let scene = try Scene()
        let good = try said(scene)
        for text in ["", "a\nb", "a\u{2028}b", String(repeating: "x", count: 257)] {
            #expect(Dispensing.Item(what: text, quantity: nil, unit: nil) == nil)
            #expect(Dispensing.Item(what: "x", quantity: nil, unit: text) == nil)
            #expect(throws: ConsentFailure.self) {
                try Dispensing(code: good.code, prescriber: good.prescriber, at: good.at, role: text, pseudonym: "x", items: good.items)
            }
            #expect(throws: ConsentFailure.self) {
                try Dispensing(code: good.code, prescriber: good.prescriber, at: good.at, role: "x", pseudonym: text, items: good.items)
            }
        }
        for count in [0, 65] {
            #expect(throws: ConsentFailure.self) {
                try Dispensing(
                    code: good.code, prescriber: good.prescriber, at: good.at, role: "x", pseudonym: "x",
                    items: Array(repeating: good.items[0], count: count))
            }
        }
    }

    @Test("a pharmacy is granted medicines and allergies when nobody names a section, other kinds all but the sensitive ones")
    func preset() throws {
        for kind in FacilityKind.allCases {
            var random = Seeded(7)
            let origin = TestFacility("Bac Ninh", &random)
            let audience = TestFacility("Audience", kind: kind, &random)
            var wallet = Wallet(using: &random)
            _ = try wallet.enrol(at: origin.card, now: day(0))
            let expected = kind == .pharmacy ? [.allergies, .medications] : Section.preset
            let (file, grant) = try wallet.grant(
                to: audience.card, from: [origin.id], terms: GrantTerms(expires: day(7)), now: day(0), using: &random)
            #expect(grant.tokens.map(\.sections) == [expected])
            #expect(try SealedBundle.open(file, as: audience.id, keys: audience.keys).items[0].claims?.sections == expected)
            let named = try wallet.grant(
                to: audience.card, from: [origin.id], terms: GrantTerms(sections: [.problems, .results], expires: day(7)), now: day(0),
                using: &random)
            #expect(named.grant.tokens.map(\.sections) == [[.problems, .results]], "what is named is granted")
        }
    }
}
