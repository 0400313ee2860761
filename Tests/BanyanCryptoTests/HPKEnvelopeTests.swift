import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@Suite struct HPKEnvelopeTests {
    private func key(_ seed: UInt64) -> KEMPrivateKey {
        var random = SeededRandom(seed: seed)
        return KEMPrivateKey.generate(using: &random)
    }

    @Test(arguments: [0, 1, 5000])
    func `a message opens under its own key and info alone`(length: Int) throws {
        var random = SeededRandom(seed: UInt64(length))
        let plain = random.octets(length), recipient = key(1)
        let envelope = try HPKEnvelope.seal(plain, to: recipient.publicKey, info: [7])
        #expect(envelope.count == length + HPKEnvelope.overhead)
        #expect(HPKEnvelope.open(envelope, with: recipient, info: [7]) == plain)
        #expect(HPKEnvelope.open(envelope, with: key(2), info: [7]) == nil)
        #expect(HPKEnvelope.open(envelope, with: recipient, info: [8]) == nil)
        #expect(HPKEnvelope.open(envelope, with: recipient, info: []) == nil)
        #expect(HPKEnvelope.open(envelope + [0], with: recipient, info: [7]) == nil)
    }

    @Test func `an altered byte anywhere is refused`() throws {
        let recipient = key(1)
        let envelope = try HPKEnvelope.seal(Array("bundle".utf8), to: recipient.publicKey, info: [])
        for place in envelope.indices {
            var altered = envelope
            altered[place] ^= 1
            #expect(HPKEnvelope.open(altered, with: recipient, info: []) == nil, "byte \(place)")
        }
        for length in [0, 1, 1120, 1121, 1136, HPKEnvelope.overhead - 1, envelope.count - 1] {
            #expect(HPKEnvelope.open(Array(envelope.prefix(length)), with: recipient, info: []) == nil)
        }
    }

    @Test func `a key comes back from its seed`() throws {
        let own = key(5)
        let again = try #require(KEMPrivateKey(seed: own.seed))
        #expect(again.publicKey == own.publicKey)
        #expect(own.publicKey.bytes.count == KEMPublicKey.size)
        #expect(KEMPublicKey(own.publicKey.bytes) == own.publicKey)
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func `a seed of another length is refused`(size: Int) {
        #expect(KEMPrivateKey(seed: SecretBytes(copying: [UInt8](repeating: 0, count: size))) == nil)
    }

    @Test func `bytes that are no public key are refused`() {
        #expect(KEMPublicKey([]) == nil)
        #expect(KEMPublicKey([UInt8](repeating: 0, count: KEMPublicKey.size - 1)) == nil)
        #expect(KEMPublicKey([UInt8](repeating: 0, count: KEMPublicKey.size + 1)) == nil)
        // Every coefficient of ML-KEM must be less than 3329 (FIPS 203 section 7.2); these are 4095.
        #expect(KEMPublicKey([UInt8](repeating: 0xff, count: KEMPublicKey.size)) == nil)
    }

    @Test(arguments: [0, 3, 300, 768, 1149])
    func `one coefficient beyond the modulus is enough`(place: Int) {
        var bytes = key(1).publicKey.bytes
        bytes[place] = 0xff
        bytes[place + 1] |= 0x0f
        #expect(KEMPublicKey(bytes) == nil)
    }

    /// A card may bear any accepted key: sealing to a degenerate one fails or yields what its owner can't open, never a crash.
    @Test func `a key whose X25519 half is zero is refused, or sealing to it does not trap`() {
        let bytes = key(1).publicKey.bytes.prefix(1184) + [UInt8](repeating: 0, count: 32)
        let envelope = KEMPublicKey(Array(bytes)).flatMap { try? HPKEnvelope.seal([1], to: $0, info: []) }
        #expect(envelope.flatMap { HPKEnvelope.open($0, with: key(1), info: []) } == nil)
    }
}
