import BanyanCore
import BanyanTestSupport
import Testing

@testable import BanyanCrypto

@Suite struct SecretBytesTests {
    private func secret(_ fill: UInt8, _ count: Int = 32) -> SecretBytes { SecretBytes(copying: [UInt8](repeating: fill, count: count)) }

    @Test(arguments: [0, 1, 31, 32, 63, 64, 65, 4096, 100_000])
    func `secrets of every size hold their bytes`(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let bytes = random.octets(count)
        let held = SecretBytes(copying: bytes)
        #expect(held.count == count)
        #expect(held.exposed == bytes)
        #expect(held.matches(SecretBytes(copying: bytes)))
        #expect(!held.matches(SecretBytes(copying: bytes + [0])))
        if count > 0 {
            var other = bytes
            other[count - 1] ^= 1
            #expect(!held.matches(SecretBytes(copying: other)))
        }
    }

    /// Many more than the kernel would map one by one.
    @Test func `a hundred thousand secrets live at once and apart`() {
        let secrets = (0..<100_000).map { number in
            SecretBytes(count: 32) { buffer in
                for place in 0..<4 { buffer.storeBytes(of: UInt64(number), toByteOffset: place * 8, as: UInt64.self) }
            }
        }
        for (number, secret) in secrets.enumerated() {
            #expect(
                secret.withBytes { bytes in (0..<4).allSatisfy { bytes.load(fromByteOffset: $0 * 8, as: UInt64.self) == UInt64(number) } })
        }
    }

    @Test func `a slot is zeroed before it is used again`() {
        var seen = false
        for _ in 0..<200 {
            do { _ = SecretBytes(copying: [UInt8](repeating: 0xee, count: 64)) }
            let fresh = SecretBytes(count: 64) { _ in }
            seen = seen || fresh.exposed.contains { $0 != 0 }
        }
        #expect(!seen)
    }

    @Test func `secrets are made and dropped from many tasks at once`() async {
        let sums = await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2000).allSatisfy { round in
                        let fill = UInt8(truncatingIfNeeded: task &* 31 &+ round)
                        let held = [UInt8](repeating: fill, count: 32)
                        return SecretBytes(copying: held).exposed == held
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(sums == [Bool](repeating: true, count: 8))
    }

    @Test func `a secret does not print`() {
        let held = SecretBytes(copying: Array("hunter2hunter2hunter2".utf8))
        for text in ["\(held)", String(reflecting: held), "\(SigningKey(seed: secret(1)) as Any)"] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains(Hex.encode(held.exposed)))
        }
    }

    @Test func `derivation is HMAC over the label and context`() {
        let held = secret(9)
        let input = CBOR.array([.text("banyan/1 x"), .unsigned(5)]).encoded
        let expected = KeyDerivation.hmac(key: held.exposed, message: input)
        #expect(held.derive("banyan/1 x", [.unsigned(5)]).exposed == expected)
        #expect(held.deriveOpenly("banyan/1 x", [.unsigned(5)]) == expected)
        #expect(held.deriveTag("banyan/1 x", [.unsigned(5)]).bytes == Array(expected.prefix(16)))
        #expect(held.deriveOpenly("banyan/1 x") != expected)
        #expect(held.deriveOpenly("banyan/1 y", [.unsigned(5)]) != expected)
        #expect(secret(8).deriveOpenly("banyan/1 x", [.unsigned(5)]) != expected)
    }

    @Test(arguments: [0, 1, 2, 50])
    func `a chain is the derivation repeated`(steps: Int) {
        var expected = secret(3)
        for _ in 0..<steps { expected = expected.derive("banyan/1 chain") }
        #expect(secret(3).chained("banyan/1 chain", steps: steps).matches(expected))
    }

    @Test func `constant-time comparison compares`() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2], [1, 2]))
        #expect(!constantTimeEqual([1, 2], [1, 3]))
        #expect(!constantTimeEqual([1, 2], [1]))
        #expect(!constantTimeEqual([], [0]))
    }

    @Test(arguments: [0, 1, 7, 8, 9, 33])
    func `random bytes are as many as asked for, and a seed repeats them`(count: Int) {
        var first = SeededRandom(seed: 1), second = SeededRandom(seed: 1), system = SodiumRandom()
        #expect(first.bytes(count) == second.bytes(count))
        #expect(system.bytes(count).count == count)
        if count > 8 { #expect(system.bytes(count) != system.bytes(count)) }
    }
}

@Suite struct HashingTests {
    /// FIPS 180-2 appendix B.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `SHA-256 gives the published values`(text: String, digest: String) {
        #expect(Digest.sha256(Array(text.utf8)).description == digest)
    }

    @Test func `the parts are hashed as one`() throws {
        let left = Digest.sha256([1]), right = Digest.sha256([2])
        #expect(Digest.sha256([1], [], [2, 3]) == .sha256([1, 2, 3]))
        #expect(Digest.sha256(prefix: 1, left.bytes, right.bytes) == .sha256([1] + left.bytes + right.bytes))
        #expect(Digest.sha256(prefix: 1, left.bytes, right.bytes) != .sha256(prefix: 1, right.bytes, left.bytes))
    }

    @Test(arguments: [Int.min, -1, 0, 255 * 32 + 1, Int.max])
    func `HKDF refuses a size out of range`(count: Int) {
        #expect(KeyDerivation.hkdf(secret: [1], salt: [], info: [], count: count) == nil)
    }

    @Test func `empty inputs are inputs`() {
        #expect(KeyDerivation.hkdf(secret: [], salt: [], info: [], count: 32)?.count == 32)
        #expect(
            Hex.encode(KeyDerivation.hmac(key: [], message: [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
