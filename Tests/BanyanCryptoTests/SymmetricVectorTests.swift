import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

/// The files of Wycheproof for what this module computes with symmetric keys. None of their cases is merely "acceptable".
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct SymmetricVectorTests {
    @Test func `HKDF gives the published output, and none where the size is too large`() throws {
        struct Case: Decodable { let tcId: Int, ikm: String, salt: String, info: String, size: Int, okm: String, result: String }
        let file = try SharedFolder.json("vectors/wycheproof/hkdf_sha256_test.json", as: Wycheproof<PlainGroup<Case>>.self)
        var count = 0
        for item in file.testGroups.flatMap(\.tests) {
            let output = KeyDerivation.hkdf(
                secret: try hex(item.ikm), salt: try hex(item.salt), info: try hex(item.info), count: item.size)
            #expect(output == (item.result == "valid" ? try hex(item.okm) : nil), "tcId \(item.tcId)")
            count += 1
        }
        #expect(count == file.numberOfTests)
    }

    /// Half of the cases have the authenticator cut to 16 bytes, so the prefix is compared.
    @Test func `HMAC agrees with every case`() throws {
        struct Case: Decodable { let tcId: Int, key: String, msg: String, tag: String, result: String }
        let file = try SharedFolder.json("vectors/wycheproof/hmac_sha256_test.json", as: Wycheproof<PlainGroup<Case>>.self)
        var count = 0
        for item in file.testGroups.flatMap(\.tests) {
            let code = KeyDerivation.hmac(key: try hex(item.key), message: try hex(item.msg))
            let tag = try hex(item.tag)
            #expect(constantTimeEqual(Array(code.prefix(tag.count)), tag) == (item.result == "valid"), "tcId \(item.tcId)")
            count += 1
        }
        #expect(count == file.numberOfTests)
    }

    @Test func `XChaCha20-Poly1305 seals and opens as published, and refuses the rest`() throws {
        struct Case: Decodable {
            let tcId: Int, key: String, iv: String, aad: String, msg: String, ct: String, tag: String, result: String
        }
        let file = try SharedFolder.json("vectors/wycheproof/xchacha20_poly1305_test.json", as: Wycheproof<PlainGroup<Case>>.self)
        var count = 0
        for item in file.testGroups.flatMap(\.tests) {
            let key = SecretBytes(copying: try hex(item.key))
            let nonce = try hex(item.iv), associated = try hex(item.aad), message = try hex(item.msg)
            let sealed = try hex(item.ct) + hex(item.tag)
            let isValid = item.result == "valid"
            #expect(AEAD.open(sealed, key: key, nonce: nonce, associated: associated) == (isValid ? message : nil), "tcId \(item.tcId)")
            let secret = AEAD.openSecret(sealed, key: key, nonce: nonce, associated: associated)
            #expect(secret?.exposed == (isValid ? message : nil), "tcId \(item.tcId)")
            if isValid {
                #expect(AEAD.seal(message, key: key, nonce: nonce, associated: associated) == sealed, "tcId \(item.tcId)")
                let sealedSecret = AEAD.seal(secret: SecretBytes(copying: message), key: key, nonce: nonce, associated: associated)
                #expect(sealedSecret == sealed, "tcId \(item.tcId)")
            }
            count += 1
        }
        #expect(count == file.numberOfTests)
    }
}
