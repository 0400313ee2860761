import BanyanCore
import BanyanTestSupport
import Crypto
import Foundation
import Testing

@testable import BanyanCrypto

/// X-Wing and HPKE with it. Encapsulation with a given seed is not in the public interface of swift-crypto, so the vectors are
/// run from the receiving side: key from seed, decapsulation, opening, export.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct KEMVectorTests {
    @Test func `X-Wing gives the published keys and shared secrets`() throws {
        struct Vector: Decodable { let seed: String, sk: String, pk: String, ct: String, ss: String }
        let vectors = try SharedFolder.json("vectors/xwing/test-vectors.json", as: [Vector].self)
        #expect(vectors.count == 3)
        for vector in vectors {
            #expect(vector.seed == vector.sk)
            let own = try #require(KEMPrivateKey(seed: SecretBytes(copying: try hex(vector.sk))))
            #expect(own.publicKey.bytes == (try hex(vector.pk)))
            #expect(KEMPublicKey(try hex(vector.pk)) == own.publicKey)
            let key = try XWingMLKEM768X25519.PrivateKey(seedRepresentation: Data(try hex(vector.sk)), publicKey: nil)
            let shared = try key.decapsulate(Data(try hex(vector.ct)))
            #expect(shared.withUnsafeBytes { Array($0) } == (try hex(vector.ss)))
            // ML-KEM rejects implicitly: an altered encapsulation yields another secret.
            var altered = try hex(vector.ct)
            altered[0] ^= 1
            let other = try key.decapsulate(Data(altered))
            #expect(other.withUnsafeBytes { Array($0) } != (try hex(vector.ss)))
        }
    }

    // The names are those of the file.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Suite: Decodable {
        struct Encryption: Decodable { let aad: String, ct: String, pt: String }
        struct Export: Decodable { let exporter_context: String, L: Int, exported_value: String }
        let mode: Int, kem_id: Int, kdf_id: Int, aead_id: Int
        let info: String, skRm: String, pkRm: String, enc: String
        let encryptions: [Encryption], exports: [Export]
    }

    /// Of the file's suites exactly one is the one that `HPKEnvelope` uses: KEM 0x647a, HKDF-SHA256 (1), ChaCha20-Poly1305 (3).
    @Test func `HPKE opens the published messages`() throws {
        let suites = try SharedFolder.json("vectors/hpke-pq/test-vectors.json", as: [Suite].self)
            .filter { $0.mode == 0 && $0.kem_id == 0x647a && $0.kdf_id == 1 && $0.aead_id == 3 }
        let vector = try #require(suites.first)
        #expect(suites.count == 1)
        let own = try #require(KEMPrivateKey(seed: SecretBytes(copying: try hex(vector.skRm))))
        #expect(own.publicKey.bytes == (try hex(vector.pkRm)))
        #expect(try hex(vector.enc).count == HPKEnvelope.encapsulated)
        var recipient = try HPKE.Recipient(
            privateKey: try XWingMLKEM768X25519.PrivateKey(seedRepresentation: Data(try hex(vector.skRm)), publicKey: nil),
            ciphersuite: HPKEnvelope.ciphersuite, info: Data(try hex(vector.info)), encapsulatedKey: Data(try hex(vector.enc)))
        for message in vector.encryptions {
            let plain = try recipient.open(Data(try hex(message.ct)), authenticating: Data(try hex(message.aad)))
            #expect(Array(plain) == (try hex(message.pt)))
        }
        #expect(!vector.encryptions.isEmpty)
        for export in vector.exports {
            let value = try recipient.exportSecret(context: Data(try hex(export.exporter_context)), outputByteCount: export.L)
            #expect(value.withUnsafeBytes { Array($0) } == (try hex(export.exported_value)))
        }
    }

    /// The published messages carry associated data, which the envelope never does: it must not open them.
    @Test func `a message with associated data is no envelope`() throws {
        let suites = try SharedFolder.json("vectors/hpke-pq/test-vectors.json", as: [Suite].self)
        let vector = try #require(suites.first { $0.kem_id == 0x647a && $0.kdf_id == 1 && $0.aead_id == 3 })
        let key = try #require(KEMPrivateKey(seed: SecretBytes(copying: try hex(vector.skRm))))
        let envelope = try [HPKEnvelope.suite] + hex(vector.enc) + hex(try #require(vector.encryptions.first).ct)
        #expect(HPKEnvelope.open(envelope, with: key, info: try hex(vector.info)) == nil)
    }
}
