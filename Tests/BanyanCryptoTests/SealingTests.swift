import BanyanCore
@_spi(Storage) import BanyanCrypto
import BanyanTestSupport
import Testing

@Suite struct AEADTests {
    private let key = SecretBytes(copying: [UInt8](repeating: 1, count: 32))
    private let nonce = [UInt8](repeating: 2, count: AEAD.nonceSize)

    @Test(arguments: [(0, 0), (0, 9), (1, 0), (300, 16)])
    func `what was sealed opens, and nothing that was altered does`(length: Int, associatedLength: Int) {
        var random = SeededRandom(seed: UInt64(length))
        let plain = random.octets(length), associated = random.octets(associatedLength)
        let sealed = AEAD.seal(plain, key: key, nonce: nonce, associated: associated)
        #expect(sealed.count == length + AEAD.overhead)
        #expect(AEAD.open(sealed, key: key, nonce: nonce, associated: associated) == plain)
        for place in sealed.indices {
            var altered = sealed
            altered[place] ^= 0x40
            #expect(AEAD.open(altered, key: key, nonce: nonce, associated: associated) == nil)
            #expect(AEAD.openSecret(altered, key: key, nonce: nonce, associated: associated) == nil)
            #expect(AEAD.open(Array(sealed.prefix(place)), key: key, nonce: nonce, associated: associated) == nil)
        }
        #expect(AEAD.open(sealed, key: key, nonce: nonce, associated: associated + [0]) == nil)
        #expect(AEAD.open(sealed, key: key, nonce: [UInt8](repeating: 3, count: 24), associated: associated) == nil)
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `a key or nonce of another size opens nothing`(size: Int) {
        let sealed = AEAD.seal([1], key: key, nonce: nonce, associated: [])
        let other = SecretBytes(copying: [UInt8](repeating: 1, count: size))
        #expect(AEAD.open(sealed, key: other, nonce: nonce, associated: []) == nil)
        #expect(AEAD.open(sealed, key: key, nonce: [UInt8](repeating: 2, count: size), associated: []) == nil)
    }
}

@Suite struct AtRestKeyTests {
    private func key(_ fill: UInt8) throws -> AtRestKey {
        try #require(AtRestKey(SecretBytes(copying: [UInt8](repeating: fill, count: 32))))
    }

    @Test(arguments: [0, 1, 63, 1000])
    func `a row opens under its own key, purpose and context alone`(length: Int) throws {
        var random = SeededRandom(seed: UInt64(length))
        let plain = random.octets(length), key = try key(1)
        let sealed = key.seal(plain, purpose: "patient", context: [1, 2], using: &random)
        #expect(key.open(sealed, purpose: "patient", context: [1, 2]) == plain)
        #expect(key.open(Sealed(stored: sealed.bytes), purpose: "patient", context: [1, 2]) == plain)
        #expect(key.open(stored: sealed.bytes, purpose: "patient", context: [1, 2]) == plain)
        #expect(key.open(stored: sealed.bytes, purpose: "patient") == nil)
        #expect(try self.key(2).open(sealed, purpose: "patient", context: [1, 2]) == nil)
        #expect(key.open(sealed, purpose: "clinical", context: [1, 2]) == nil)
        #expect(key.open(sealed, purpose: "patient", context: [1, 3]) == nil)
        #expect(key.open(sealed, purpose: "patient") == nil)
    }

    @Test func `any altered or missing byte of a row is refused`() throws {
        var random = SeededRandom(seed: 3)
        let key = try key(1)
        let sealed = key.seal(Array("a row".utf8), purpose: "patient", using: &random)
        for place in sealed.bytes.indices {
            for bit in 0..<8 as Range<UInt8> {
                var altered = sealed.bytes
                altered[place] ^= 1 << bit
                #expect(key.open(Sealed(stored: altered), purpose: "patient") == nil)
            }
            #expect(key.open(Sealed(stored: Array(sealed.bytes.prefix(place))), purpose: "patient") == nil)
        }
    }

    @Test func `equal rows are sealed differently`() throws {
        var random = SeededRandom(seed: 4)
        let key = try key(1)
        #expect(key.seal([1], purpose: "p", using: &random) != key.seal([1], purpose: "p", using: &random))
    }

    @Test func `a blind index depends on key, purpose and value`() throws {
        let key = try key(1), value = [CBOR.text("nguyen van a"), .int(1970)]
        #expect(key.blindIndex("name", value) == key.blindIndex("name", value))
        #expect(key.blindIndex("name", value) != key.blindIndex("mrn", value))
        #expect(key.blindIndex("name", value) != key.blindIndex("name", [.text("nguyen van a"), .int(1971)]))
        #expect(key.blindIndex("name", value) != (try self.key(2).blindIndex("name", value)))
        #expect(key.blindIndex("name", [.text("ab"), .text("c")]) != key.blindIndex("name", [.text("a"), .text("bc")]))
    }

    @Test(arguments: [0, 31, 33])
    func `a data key of another size is refused`(size: Int) {
        #expect(AtRestKey(SecretBytes(copying: [UInt8](repeating: 0, count: size))) == nil)
    }
}
