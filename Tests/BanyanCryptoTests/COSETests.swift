import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

private let limit = 4096

private func key(_ seed: UInt64 = 1) -> SigningKey {
    var random = SeededRandom(seed: seed)
    return SigningKey.generate(using: &random)
}

/// A message with parts of the test's choice and a signature that verifies over them.
private func message(
    protected: CBOR, unprotected: CBOR = .map([]), payload: [UInt8] = [1, 2, 3], tag: UInt64? = 18, protectedBytes: [UInt8]? = nil
) -> [UInt8] {
    let header = protectedBytes ?? protected.encoded
    let signature = key().sign(CBOR.array([.text("Signature1"), .bytes(header), .bytes([]), .bytes(payload)]).encoded)
    let parts = CBOR.array([.bytes(header), unprotected, .bytes(payload), .bytes(signature)])
    return tag.map { CBOR.tagged($0, parts).encoded } ?? parts.encoded
}

@Suite struct COSETests {
    private let type = "banyan/1 test"

    @Test(arguments: [nil, [], [9, 9]] as [[UInt8]?])
    func `a signed object comes back and verifies under its key alone`(keyID: [UInt8]?) throws {
        let bytes = COSESign1.sign([5, 6], type: type, keyID: keyID, with: key())
        let read = try COSESign1(bytes, type: type, limit: limit)
        #expect(read.payload == [5, 6])
        #expect(read.type == type)
        #expect(read.keyID == keyID)
        #expect(read.isSigned(by: key().publicKey))
        #expect(!read.isSigned(by: key(2).publicKey))
        #expect(!read.isSigned(by: key().publicKey, external: [0]))
    }

    @Test func `every altered bit is refused`() {
        let bytes = COSESign1.sign(Array("payload".utf8), type: type, keyID: [1], with: key())
        for bit in 0..<bytes.count * 8 {
            var altered = bytes
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? COSESign1(altered, type: type, limit: limit) else { continue }
            #expect(!read.isSigned(by: key().publicKey), "bit \(bit)")
        }
        for length in 0..<bytes.count {
            #expect(throws: COSEProblem.malformed) { try COSESign1(Array(bytes.prefix(length)), limit: limit) }
        }
        #expect(throws: COSEProblem.malformed) { try COSESign1(bytes + [0], limit: limit) }
        #expect(throws: COSEProblem.malformed) { try COSESign1(bytes, limit: bytes.count - 1) }
    }

    @Test func `an object of another type is refused`() {
        let bytes = COSESign1.sign([], type: "banyan/1 other", with: key())
        #expect(throws: COSEProblem.type) { try COSESign1(bytes, type: type, limit: limit) }
        let untyped = message(protected: .record([1: .int(-8)]))
        #expect(throws: COSEProblem.type) { try COSESign1(untyped, type: type, limit: limit) }
        #expect(throws: Never.self) { try COSESign1(untyped, limit: limit) }
    }

    @Test func `a type that only looks the same is refused`() {
        let bytes = COSESign1.sign([], type: "\u{212a}", with: key())
        #expect(throws: COSEProblem.type) { try COSESign1(bytes, type: "K", limit: limit) }
    }

    @Test(arguments: [-7, -35, -19, 1, 0] as [Int64])
    func `another algorithm is refused`(algorithm: Int64) {
        #expect(throws: COSEProblem.algorithm) { try COSESign1(message(protected: .record([1: .int(algorithm)])), limit: limit) }
    }

    @Test(arguments: [
        CBOR.map([]), .record([4: .bytes([1])]), .record([1: .text("EdDSA")]), .record([1: .null]),
    ])
    func `an algorithm that is missing or no number is refused`(protected: CBOR) {
        #expect(throws: COSEProblem.algorithm) { try COSESign1(message(protected: protected), limit: limit) }
    }

    @Test func `the algorithm counts only where it is protected`() {
        let bytes = message(protected: .map([]), unprotected: .record([1: .int(-8)]))
        #expect(throws: COSEProblem.algorithm) { try COSESign1(bytes, limit: limit) }
    }

    @Test(arguments: [
        (CBOR.record([1: .int(-8), 2: .array([.int(4)])]), CBOR.map([])),
        (.record([1: .int(-8)]), .record([2: .array([.int(4)])])),
        (.record([1: .int(-8), 4: .bytes([1])]), .record([4: .bytes([2])])),
        (.record([1: .int(-8)]), .record([1: .int(-7)])),
        (.sortedMap([.init(.int(1), .int(-8)), .init(.bytes([1]), .null)]), .map([])),
        (.record([1: .int(-8)]), .map([.init(.null, .null)])),
        (.record([1: .int(-8)]), .array([])),
        (.array([]), .map([])),
    ])
    func `headers that are critical, doubled or no headers are malformed`(protected: CBOR, unprotected: CBOR) {
        #expect(throws: COSEProblem.malformed) { try COSESign1(message(protected: protected, unprotected: unprotected), limit: limit) }
    }

    @Test func `a header that this profile does not know is refused in its own objects`() throws {
        let known = CBOR.record([1: .int(-8), 16: .text(type)])
        #expect(throws: Never.self) { try COSESign1(message(protected: known), type: type, limit: limit) }
        let more = CBOR.record([1: .int(-8), 3: .int(0), 16: .text(type)])
        #expect(throws: COSEProblem.malformed) { try COSESign1(message(protected: more), type: type, limit: limit) }
        #expect(throws: Never.self) { try COSESign1(message(protected: more), limit: limit) }
        let open = message(protected: known, unprotected: .record([4: .bytes([1])]))
        #expect(throws: COSEProblem.malformed) { try COSESign1(open, type: type, limit: limit) }
    }

    @Test(arguments: [nil, 17, 98, 61] as [UInt64?])
    func `a message without its tag or with another is refused`(tag: UInt64?) {
        #expect(throws: COSEProblem.malformed) { try COSESign1(message(protected: .record([1: .int(-8)]), tag: tag), limit: limit) }
    }

    @Test(
        arguments: [
            [0xa1, 0x01, 0x38, 0x07],  // -8 not in its shortest form
            [0xa1, 0x18, 0x01, 0x27],  // the label not in its shortest form
            [0xbf, 0x01, 0x27, 0xff],  // a map without a length
            [0xa2, 0x01, 0x27, 0x01, 0x27],  // a label twice
            [0xa1, 0x01, 0x27, 0x00],  // a byte behind the end
            [],
        ] as [[UInt8]])
    func `a protected header in a second encoding is refused`(header: [UInt8]) {
        let bytes = message(protected: .null, protectedBytes: header)
        #expect(throws: COSEProblem.malformed) { try COSESign1(bytes, limit: limit) }
    }

    @Test func `parts of another number, type or length are refused`() {
        let header = CBOR.bytes(CBOR.record([1: .int(-8)]).encoded), signature = CBOR.bytes([UInt8](repeating: 0, count: 64))
        let refused: [[CBOR]] = [
            [], [header, .map([]), .bytes([])], [header, .map([]), .bytes([]), signature, .null],
            [header, .map([]), .null, signature], [header, .map([]), .text(""), signature],
            [header, .map([]), .bytes([]), .bytes([UInt8](repeating: 0, count: 63))],
            [header, .map([]), .bytes([]), .bytes([UInt8](repeating: 0, count: 65))],
            [.map([]), .map([]), .bytes([]), signature],
        ]
        for parts in refused {
            #expect(throws: COSEProblem.malformed) { try COSESign1(CBOR.tagged(18, .array(parts)).encoded, limit: limit) }
        }
        #expect(throws: Never.self) {
            try COSESign1(CBOR.tagged(18, .array([header, .map([]), .bytes([]), signature])).encoded, limit: limit)
        }
    }

    @Test func `a protected header of more than a kibibyte is refused`() {
        let long = CBOR.record([1: .int(-8), 4: .bytes([UInt8](repeating: 0, count: 1024))])
        #expect(throws: COSEProblem.malformed) { try COSESign1(message(protected: long), limit: limit) }
    }
}

/// Examples of the COSE working group (github.com/cose-wg/Examples).
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct COSEVectorTests {
    private struct Example: Decodable {
        struct Output: Decodable { let cbor: String }
        let output: Output
    }

    private func example(_ path: String) throws -> [UInt8] {
        try hex(SharedFolder.json("vectors/cose-wg/\(path)", as: Example.self).output.cbor)
    }

    private let publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

    @Test func `the Ed25519 example verifies`() throws {
        let read = try COSESign1(example("eddsa-examples/eddsa-sig-01.json"), limit: limit)
        let key = try #require(PublicKey(hex(publicKey)))
        #expect(read.payload == Array("This is the content.".utf8))
        #expect(read.isSigned(by: key))
        #expect(!read.isSigned(by: key, external: [1]))
        #expect(read.type == nil)
        #expect(read.unprotected == .record([4: .bytes(Array("11".utf8))]))
    }

    /// ES256 (in sign-pass-01 not even protected), a tag other than 18, no tag, Ed448 (a signature of 114 bytes), COSE_Sign instead of
    /// COSE_Sign1.
    @Test(arguments: [
        ("sign1-tests/sign-fail-01.json", COSEProblem.malformed), ("sign1-tests/sign-fail-02.json", .algorithm),
        ("sign1-tests/sign-fail-03.json", .algorithm), ("sign1-tests/sign-fail-04.json", .algorithm),
        ("sign1-tests/sign-fail-06.json", .algorithm), ("sign1-tests/sign-fail-07.json", .algorithm),
        ("sign1-tests/sign-pass-01.json", .algorithm), ("sign1-tests/sign-pass-02.json", .algorithm),
        ("sign1-tests/sign-pass-03.json", .malformed), ("CWT/A_3.json", .algorithm), ("RFC8152/Appendix_C_2_1.json", .algorithm),
        ("eddsa-examples/eddsa-01.json", .malformed), ("eddsa-examples/eddsa-02.json", .malformed),
        ("eddsa-examples/eddsa-sig-02.json", .malformed), ("RFC8152/Appendix_C_1_1.json", .malformed),
    ])
    func `every other example is refused`(path: String, problem: COSEProblem) throws {
        let bytes = try example(path)
        #expect(throws: problem) { try COSESign1(bytes, limit: limit) }
    }

    @Test func `no file of the Sign1 folder is left out`() throws {
        #expect(try SharedFolder.jsonFiles(in: "vectors/cose-wg/sign1-tests").count == 9)
    }
}
