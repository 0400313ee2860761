import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@_spi(Append) @testable import BanyanLedger

private let origin = "banyan/log/000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFG/2"
private let body = "\(origin)\n3\n1jXwqxE9oUtOqqOXUkTgmLcL9sMtYM0iZBtD1+i7OpA=\n"
private let signature =
    "\u{2014} \(origin) KT4t3IYgjaVnrt9MU5AZIPFlo/nFagHHKPm9LIQ92oXEbAARItUGuBkjVW2gM+qGq4wWHn1cg3R/XdGApKpDwZCrBg8=\n"
private let cosignature = "\u{2014} witness.example/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ\n"

struct CheckpointTests {
    private func key() throws -> SigningKey { try #require(SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32)))) }

    private func append() throws -> DurableAppend {
        let facility = try #require(FacilityID(Array(0..<32)))
        var tree = CompactTree()
        for index in 0..<3 as Range<UInt8> {
            let tag = try #require(Tag([UInt8](repeating: index, count: 16)))
            tree.append(Entry(tag: tag, payload: [UInt8](repeating: UInt8(ascii: "x"), count: Int(index) + 1)).header.leaf)
        }
        return DurableAppend(log: LogID(facility: facility, incarnation: 2), positions: 1..<3, tree: tree)
    }

    /// Written out by hand from c2sp.org/signed-note and tlog-checkpoint, and signed with another library.
    @Test func `a checkpoint is the note that the specification describes`() throws {
        let signed = try SignedCheckpoint.sign(append(), with: key())
        #expect(signed.note == body + "\n" + signature)
        #expect(signed.checkpoint.body == body)
        #expect(try signed.isSigned(by: key().publicKey))
        #expect(try SignedCheckpoint(parsing: signed.note) == signed)
        let verifier = try SignedCheckpoint.verifierKey(of: signed.checkpoint.log, key: key().publicKey)
        #expect(verifier == "\(origin)+293e2ddc+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs")
    }

    /// The example of golang.org/x/mod/sumdb/note.
    @Test func `a published note verifies`() throws {
        let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
        let line = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        let blob = try #require(Base64.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        let key = try #require(PublicKey(Array(blob.dropFirst())))
        #expect(SignedNote.verifierKey(name: "PeterNeumann", key: key) == "PeterNeumann+c74f20a3+\(Base64.encode(blob))")
        let note = try #require(SignedNote(parsing: "\(text)\n\u{2014} PeterNeumann \(line)\n"))
        #expect(note.text == text)
        #expect(note.isSigned(as: "PeterNeumann", by: key))
        #expect(!note.isSigned(as: "PeterNewmann", by: key))
    }

    @Test(arguments: [signature + cosignature, cosignature + signature, cosignature + signature + cosignature])
    func `signature lines of others are kept and ignored`(signatures: String) throws {
        let signed = try SignedCheckpoint(parsing: body + "\n" + signatures)
        #expect(signed.note == body + "\n" + signatures)
        #expect(signed.checkpoint.size == 3)
        #expect(try signed.isSigned(by: key().publicKey))
    }

    @Test(arguments: [cosignature, signature + signature])
    func `a note without exactly one signature of the key is not signed`(signatures: String) throws {
        let signed = try SignedCheckpoint(parsing: body + "\n" + signatures)
        #expect(try !signed.isSigned(by: key().publicKey))
    }

    @Test func `another key's signature does not count, nor one made for another log`() throws {
        var random = SeededRandom(seed: 31)
        let other = SigningKey.generate(using: &random)
        let signed = try SignedCheckpoint.sign(append(), with: key())
        #expect(!signed.isSigned(by: other.publicKey))
        #expect(try !SignedCheckpoint.sign(append(), with: other).isSigned(by: key().publicKey))
        let moved = signed.note.replacing("/2", with: "/3")
        #expect(try !SignedCheckpoint(parsing: moved).isSigned(by: key().publicKey))
    }

    @Test func `no changed bit of a checkpoint passes`() throws {
        let bytes = Array((body + "\n" + signature).utf8)
        let key = try key().publicKey
        for index in bytes.indices {
            for bit in 0..<8 {
                guard let text = String(validating: bytes.flipped(bit, at: index), as: UTF8.self) else { continue }
                let signed = try? SignedCheckpoint(parsing: text)
                #expect(signed?.isSigned(by: key) != true, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `no truncated checkpoint is read`() {
        let bytes = Array((body + "\n" + signature).utf8)
        for count in bytes.indices {
            expectFailure("checkpoint-malformed") {
                _ = try SignedCheckpoint(parsing: String(decoding: bytes.prefix(count), as: UTF8.self))
            }
        }
    }

    private static let malformed: [String] = [
        "", "\n", "\n\n", body, body + "\n", body + signature, "\n" + body + "\n" + signature, body + "\n\n" + signature,
        body + "\n" + signature + "\n", body + "\n" + signature.dropLast(), body + "extension\n\n" + signature,
        body.replacing("\n3\n", with: "\n03\n") + "\n" + signature, body.replacing("\n3\n", with: "\n+3\n") + "\n" + signature,
        body.replacing("\n3\n", with: "\n-3\n") + "\n" + signature, body.replacing("\n3\n", with: "\n\n") + "\n" + signature,
        body.replacing("\n3\n", with: "\n1099511627777\n") + "\n" + signature,
        body.replacing("\n3\n", with: "\n18446744073709551616\n") + "\n" + signature,
        body.replacing("OpA=", with: "OpB=") + "\n" + signature,
        body.replacing("OpA=", with: "") + "\n" + signature, body.replacing("banyan", with: "Banyan") + "\n" + signature,
        body + "\n" + signature.replacing("\u{2014}", with: "-"), body + "\n" + signature.replacing("\u{2014} ", with: "\u{2014}"),
        body + "\n\u{2014} \(origin) KT4t3A==\n", body + "\n\u{2014} \(origin)\n", body + "\n\u{2014}  KT4t3IYg\n",
        body + "\n\u{2014} a+b KT4t3IYg\n", body + "\n\u{2014} a\u{a0}b KT4t3IYg\n", body + "\n\u{2014} a b KT4t3IYg\n",
        (body + "\n" + signature).replacing("\n", with: "\r\n"), body + "\n" + signature + "\u{7f}\n", body + "\n" + signature + "hello\n",
        body + "\n" + String(repeating: cosignature, count: 40) + signature,
    ]

    @Test(arguments: malformed)
    func `anything but a well-formed checkpoint is refused`(note: String) {
        expectFailure("checkpoint-malformed") { _ = try SignedCheckpoint(parsing: note) }
    }

    @Test func `the largest size is read`() throws {
        let largest = body.replacing("\n3\n", with: "\n1099511627776\n")
        #expect(try SignedCheckpoint(parsing: largest + "\n" + signature).checkpoint.size == Limits.logSize)
    }

    @Test func `an empty log has a checkpoint`() throws {
        let log = TestLog(0)
        #expect(log.checkpoint(0).isSigned(by: log.key.publicKey))
        #expect(log.checkpoint(0).checkpoint.root == CompactTree().root)
    }
}
