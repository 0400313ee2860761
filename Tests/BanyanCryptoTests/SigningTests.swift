import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@Suite struct SigningTests {
    private func key(_ seed: UInt64) -> SigningKey {
        var random = SeededRandom(seed: seed)
        return SigningKey.generate(using: &random)
    }

    /// RFC 8032 section 7.1, tests 1 and 2.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ])
    func `the published signatures come out`(seed: String, publicKey: String, message: String, signature: String) throws {
        let key = try #require(SigningKey(seed: SecretBytes(copying: hex(seed))))
        #expect(key.publicKey.description == publicKey)
        #expect(Hex.encode(key.sign(try hex(message))) == signature)
        #expect(key.publicKey.isSound)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 5000])
    func `a signature verifies, and no altered bit of it or of the message does`(length: Int) {
        var random = SeededRandom(seed: UInt64(length))
        let key = key(1)
        let message = random.octets(length)
        let signature = key.sign(message)
        #expect(key.publicKey.verifies(signature, of: message))
        #expect(!self.key(2).publicKey.verifies(signature, of: message))
        #expect(!key.publicKey.verifies(signature, of: message + [0]))
        for bit in 0..<512 {
            var altered = signature
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.publicKey.verifies(altered, of: message))
        }
        for place in stride(from: 0, to: length, by: max(1, length / 40)) {
            var altered = message
            altered[place] ^= 1
            #expect(!key.publicKey.verifies(signature, of: altered))
        }
    }

    @Test(arguments: [0, 1, 63, 65, 128])
    func `a signature of another length is refused`(length: Int) {
        #expect(!key(1).publicKey.verifies([UInt8](repeating: 0, count: length), of: []))
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func `a seed of another length is refused`(length: Int) {
        #expect(SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: length))) == nil)
    }
}

/// Wycheproof and CCTV. In the Ed25519 file of Wycheproof every case is either valid or invalid (none is "acceptable"), and this
/// verification agrees with all of them.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct SigningVectorTests {
    @Test func `every case of Wycheproof is judged as published`() throws {
        struct Key: Decodable { let pk: String }
        struct Case: Decodable { let tcId: Int, msg: String, sig: String, result: String }
        let file = try SharedFolder.json("vectors/wycheproof/ed25519_test.json", as: Wycheproof<KeyedGroup<Key, Case>>.self)
        for group in file.testGroups {
            let key = try #require(PublicKey(hex(group.publicKey.pk)))
            for item in group.tests {
                let signature = try hex(item.sig), message = try hex(item.msg)
                #expect(key.verifies(signature, of: message) == (item.result == "valid"), "tcId \(item.tcId)")
                #expect(item.result != "acceptable")
            }
        }
        #expect(file.testGroups.reduce(0) { $0 + $1.tests.count } == file.numberOfTests)
    }

    private struct EdgeCase: Decodable {
        let number: Int, key: String, sig: String, msg: String
        let flags: [String]?
        func has(_ flag: String) -> Bool { flags?.contains(flag) ?? false }
    }

    /// A key of low order, with a low-order component, or in a second encoding is refused; sound are the others, whatever the
    /// signature beside them.
    @Test func `a key with an edge is not sound, and any other is`() throws {
        let cases = try SharedFolder.json("vectors/cctv/ed25519vectors.json", as: [EdgeCase].self)
        var verdicts: [Bool: Set<String>] = [:]
        for item in cases {
            let key = try #require(PublicKey(hex(item.key)))
            let hasEdge = item.has("low_order_A") || item.has("low_order_component_A") || item.has("non_canonical_A")
            #expect(key.isSound == !hasEdge, "case \(item.number)")
            verdicts[key.isSound, default: []].insert(item.key)
        }
        #expect(cases.count == 914)
        #expect(verdicts[true]?.isEmpty == false)
        #expect(verdicts[false]?.isEmpty == false)
    }

    /// Low order and second encodings are refused in verification too. A low-order component passes where the cofactorless
    /// equation holds: it can't be seen from the encoding alone, which is why enrolment and certificates ask `isSound`.
    @Test func `a signature with a low-order or second encoding is refused`() throws {
        for item in try SharedFolder.json("vectors/cctv/ed25519vectors.json", as: [EdgeCase].self) {
            let key = try #require(PublicKey(hex(item.key)))
            let signature = try hex(item.sig)
            let refused = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"].contains {
                item.has($0)
            }
            #expect(key.verifies(signature, of: Array(item.msg.utf8)) == !refused, "case \(item.number)")
        }
    }
}
