import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Tokens and bundles")
struct BundleTests {
    @Test("claims decode to themselves", arguments: 0..<60 as Range<UInt64>)
    func claims(_ seed: UInt64) throws {
        var random = Seeded(seed)
        func time(_ random: inout Seeded) -> Timestamp { Timestamp(seconds: Int64(random.below(253_402_300_800))) }
        let claims = ConsentClaims(
            tokenID: random.fixed(), origin: random.fixed(), audience: random.fixed(), sections: random.sections(), months: random.months(),
            purpose: Purpose.allCases[random.below(7)], issued: time(&random), notBefore: time(&random), expires: time(&random),
            eraseBy: time(&random), capacity: GranterCapacity.allCases[random.below(3)], method: ConsentMethod.allCases[random.below(5)],
            keyListDigest: random.fixed(), revocationHash: random.fixed(), generation: UInt32(truncatingIfNeeded: random.next()))
        #expect(ConsentClaims(encoded: claims.encoded) == claims)
        let token = ConsentToken.sign(claims, with: SigningKey.generate(using: &random))
        #expect(ConsentToken.peek(token) == claims)
        for count in claims.encoded.indices { #expect(ConsentClaims(encoded: Array(claims.encoded.prefix(count))) == nil) }
    }

    @Test("claims that are missing, of another type or out of range are refused")
    func malformedClaims() throws {
        let scene = try Scene()
        let claims = try #require(scene.item.claims)
        let outer = try #require(try CBOR.decode(claims.encoded, limit: 4096).pairs)
        let inner = try #require(outer.last?.value.pairs)
        func changed(_ pairs: [CBOR.Pair], _ key: Int, _ value: CBOR?) -> [CBOR.Pair] {
            pairs.filter { $0.key != .int(key) } + (value.map { [CBOR.Pair(.int(key), $0)] } ?? [])
        }
        func decodes(outer pairs: [CBOR.Pair]) -> Bool { ConsentClaims(encoded: CBOR.sortedMap(pairs).encoded) != nil }
        func decodes(inner pairs: [CBOR.Pair]) -> Bool { decodes(outer: changed(outer, -70_001, .sortedMap(pairs))) }
        #expect(decodes(inner: inner))
        for pair in outer { #expect(!decodes(outer: changed(outer, Int(pair.key.integer ?? 0), nil))) }
        for pair in inner { #expect(!decodes(inner: changed(inner, Int(pair.key.integer ?? 0), nil))) }
        for pair in outer { #expect(!decodes(outer: changed(outer, Int(pair.key.integer ?? 0), .null))) }
        for pair in inner { #expect(!decodes(inner: changed(inner, Int(pair.key.integer ?? 0), .null))) }
        #expect(!decodes(inner: changed(inner, 11, .int(1))))
        #expect(!decodes(inner: changed(inner, 2, .array([]))))
        #expect(!decodes(inner: changed(inner, 2, .array([.int(2), .int(1)]))))
        #expect(!decodes(inner: changed(inner, 2, .array([.int(1), .int(1)]))))
        #expect(!decodes(inner: changed(inner, 2, .array([.int(99)]))))
        #expect(!decodes(inner: changed(inner, 3, .array([.int(5), .int(4)]))))
        #expect(!decodes(inner: changed(inner, 3, .array([.int(5), .int(2048)]))))
        #expect(!decodes(inner: changed(inner, 4, .text("MARKETING"))))
        #expect(!decodes(inner: changed(inner, 6, .int(0))))
        #expect(!decodes(inner: changed(inner, 7, .int(6))))
        #expect(!decodes(inner: changed(inner, 10, .unsigned(1 << 32))))
        #expect(!decodes(outer: changed(outer, 4, .int(-1))))
        #expect(!decodes(outer: changed(outer, 4, .unsigned(.max))))
        #expect(!decodes(outer: changed(outer, 3, .text(claims.audience.compact))))
        #expect(!decodes(outer: changed(outer, 3, .text("banyan:" + claims.audience.compact.lowercased()))))
        #expect(!decodes(outer: changed(outer, 7, .bytes([1]))))
    }

    @Test func everyFlippedByteOfABundleIsRefused() throws {
        let scene = try Scene(terms: GrantTerms(sections: [.allergies], expires: day(7)))
        for (index, changed) in flips(scene.file) {
            #expect(throws: ConsentFailure.self, "byte \(index)") {
                try SealedBundle.open(changed, as: scene.audience.id, keys: scene.audience.keys)
            }
        }
    }

    @Test func truncatedAndExtendedBundlesAreRefused() throws {
        let scene = try Scene()
        let (id, keys) = (scene.audience.id, scene.audience.keys)
        for count in stride(from: 0, to: scene.file.count, by: 11) {
            #expect(code { try SealedBundle.open(Array(scene.file.prefix(count)), as: id, keys: keys) } == "bundle-malformed")
        }
        #expect(code { try SealedBundle.open(scene.file + [0], as: id, keys: keys) } == "bundle-malformed")
        let huge = [UInt8](repeating: 0, count: Limits.bundle + 1)
        #expect(code { try SealedBundle.open(huge, as: id, keys: keys) } == "bundle-too-large")
    }

    @Test func bundleForAnotherNodeSaysSo() throws {
        let scene = try Scene()
        let origin = scene.origin
        #expect(code { try SealedBundle.open(scene.file, as: origin.id, keys: origin.keys) } == "bundle-other-recipient")
        #expect(try SealedBundle.recipient(of: scene.file) == scene.audience.id)
        let later = [RecipientKey(number: 4, key: scene.audience.kem)]
        #expect(code { try SealedBundle.open(scene.file, as: scene.audience.id, keys: later) } == "bundle-unknown-key")
        let former = [RecipientKey(number: 4, key: origin.kem)] + scene.audience.keys
        #expect(try SealedBundle.open(scene.file, as: scene.audience.id, keys: former).grant == scene.grant.id)
    }

    @Test("a header rewritten for another node does not open there")
    func rewrittenHeader() throws {
        let scene = try Scene()
        let parts = try #require(try CBOR.decode(scene.file, limit: Limits.bundle).items)
        let forged = CBOR.array([parts[0], .bytes(scene.origin.id), parts[2], parts[3]]).encoded
        let origin = scene.origin
        #expect(code { try SealedBundle.open(forged, as: origin.id, keys: origin.keys) } == "bundle-altered")
        let swapped = CBOR.array([.text(Label.enrolmentFile), parts[1], parts[2], parts[3]]).encoded
        #expect(
            code {
                try EnrolmentRequest.open(swapped, as: scene.audience.id, keys: scene.audience.keys, now: day(0))
            } == "enrolment-altered")
    }

    @Test("content for another audience, or without items, is refused though the seal is right")
    func content() throws {
        let scene = try Scene()
        let card = scene.audience.card
        for (audience, items, expected) in [
            (scene.origin.id, [scene.item], "bundle-other-recipient"), (card.id, [], "bundle-malformed"),
            (card.id, [ConsentItem](repeating: scene.item, count: 65), "bundle-malformed"), (card.id, [scene.item], nil),
        ] as [(FacilityID, [ConsentItem], String?)] {
            let bundle = ConsentBundle(audience: audience, grant: scene.grant.id, created: day(0), items: items)
            let file = try SealedFile(kind: .bundle, recipient: card.id, number: 3).seal(bundle.encoded, to: card.kem)
            #expect(code { try SealedBundle.open(file, as: card.id, keys: scene.audience.keys) } == expected)
        }
    }

    @Test("an item is kept and restored", arguments: 1..<6 as Range<UInt64>)
    func itemCodec(_ seed: UInt64) throws {
        var random = Seeded(seed)
        let scene = try Scene(seed: seed, terms: GrantTerms(sections: random.sections(), months: random.months(), expires: day(7)))
        let bytes = scene.item.encoded
        let again = try #require(ConsentItem(encoded: bytes))
        #expect(again.encoded == bytes)
        #expect(denial(again, in: scene.surroundings) == nil)
        for count in stride(from: 0, to: bytes.count, by: 5) { #expect(ConsentItem(encoded: Array(bytes.prefix(count))) == nil) }
    }

    @Test("what the origin recomputes is what the wallet granted")
    func originAndWalletAgree() throws {
        let scene = try Scene()
        let asked = try #require(ConsentItem(token: scene.item.token, recomputedFrom: scene.opened.link))
        #expect(asked.encoded == scene.item.encoded)
        #expect(ConsentItem(token: [1], recomputedFrom: scene.opened.link) == nil)
    }
}
