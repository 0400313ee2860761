import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

struct InceptionTests {
    @Test func `a facility's ID is the hash of its inception`() throws {
        let inception = try TestFacility().keys.inception
        #expect(inception.id.bytes == Digest.sha256(inception.encoded).bytes)
        #expect(try Inception(encoded: inception.encoded) == inception)
        let other = Inception(rootKey: inception.rootKey, nextRootCommitment: .sha256([]))
        #expect(other.id != inception.id)
    }

    @Test func `the next root key is committed to and not kept`() throws {
        let facility = try TestFacility()
        #expect(facility.keys.inception.nextRootCommitment == Inception.commitment(to: facility.nextRoot.publicKey))
        #expect(!facility.keys.encoded.contains(facility.nextRoot.seed.exposed))
        #expect(!facility.keys.encoded.contains(facility.nextRoot.publicKey.bytes))
    }

    @Test func `another encoding is refused`() throws {
        let inception = try TestFacility().keys.inception
        let label = CBOR.text("banyan/1 inception")
        let (key, commitment) = (CBOR.bytes(inception.rootKey), CBOR.bytes(inception.nextRootCommitment))
        let weak = CBOR.bytes([1] + [UInt8](repeating: 0, count: 31))
        let others: [CBOR] = [
            .array([label, key]), .array([label, key, commitment, .null]), .array([.text("banyan/2 inception"), key, commitment]),
            .array([label, .bytes([1, 2]), commitment]), .array([label, key, .bytes([])]), .array([label, weak, commitment]), .map([]),
            .null,
        ]
        for other in others { expectFailure("inception-malformed") { _ = try Inception(encoded: other.encoded) } }
        for count in inception.encoded.indices {
            expectFailure("inception-malformed") { _ = try Inception(encoded: Array(inception.encoded.prefix(count))) }
        }
        expectFailure("inception-malformed") { _ = try Inception(encoded: inception.encoded + [0]) }
    }
}

struct KeyCertificateTests {
    private let facility: TestFacility

    init() throws { facility = try TestFacility() }

    @Test func `a certificate comes back with all that it says`() throws {
        let key = facility.keys.log.publicKey.bytes
        let certificate = try facility.certify(key, as: .log, number: 2, formerLogEnd: 1000)
        let read = try KeyCertificate(encoded: certificate.encoded, of: facility.keys.inception)
        #expect(read == certificate)
        #expect(read.facility == facility.keys.id)
        #expect(read.role == .log)
        #expect(read.number == 2)
        #expect(read.key == key)
        #expect(read.formerLogEnd == 1000)
        #expect(read.isValid(at: TestFacility.start))
        #expect(read.isValid(at: TestFacility.start.adding(1)))
        #expect(!read.isValid(at: TestFacility.start.adding(2)))
        #expect(!read.isValid(at: TestFacility.start.adding(-1)))
    }

    @Test func `a new facility's certificates have their lives`() throws {
        let lives = facility.keys.certificates.map { $0.notAfter.seconds - TestFacility.start.seconds }
        #expect(lives == [KeyCertificate.signingKeyLife, KeyCertificate.signingKeyLife, 90 * 86_400])
        #expect(facility.keys.certificates.allSatisfy { $0.number == 1 && $0.formerLogEnd == nil })
    }

    @Test func `only a key fit for the role is certified`() throws {
        let key = facility.keys.log.publicKey.bytes
        let kem = facility.keys.kem.publicKey.bytes
        // Points of low order and encodings that are not canonical.
        let weak: [[UInt8]] = [
            [UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31), [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [UInt8](repeating: 0xff, count: 32),
        ]
        for role in [KeyRole.log, .tls] {
            for wrong in weak + [kem, [], key.dropLast(), key + [0]] {
                expectFailure("certificate-malformed") { _ = try facility.certify(wrong, as: role) }
            }
        }
        for wrong in [key, [], kem.dropLast(), kem + [0], [UInt8](repeating: 0xff, count: 1216)] {
            expectFailure("certificate-malformed") { _ = try facility.certify(wrong, as: .kem) }
        }
        _ = try facility.certify(kem, as: .kem)
    }

    @Test func `values that contradict each other are refused`() throws {
        let key = facility.keys.log.publicKey.bytes
        expectFailure("certificate-malformed") { _ = try facility.certify(key, as: .log, number: 0) }
        expectFailure("certificate-malformed") { _ = try facility.certify(key, as: .log, notAfter: TestFacility.start.adding(-1)) }
        expectFailure("certificate-malformed") { _ = try facility.certify(key, as: .log, number: 1, formerLogEnd: 5) }
        expectFailure("certificate-malformed") { _ = try facility.certify(key, as: .tls, number: 2, formerLogEnd: 5) }
        expectFailure("certificate-malformed") {
            _ = try facility.certify(key, as: .log, number: 2, formerLogEnd: Limits.logSize + 1)
        }
    }

    @Test func `another root key or another facility is refused`() throws {
        let other = try TestFacility(seed: 62)
        let key = facility.keys.log.publicKey.bytes
        expectFailure("certificate-signature") { _ = try facility.certify(key, as: .log, by: other.keys.root) }
        expectFailure("certificate-signature") { _ = try facility.certify(key, as: .log, by: facility.keys.log) }
        let encoded = facility.keys.logCertificate.encoded
        expectFailure("certificate-other-facility") { _ = try KeyCertificate(encoded: encoded, of: other.keys.inception) }
    }

    @Test func `an object of another type is refused`() throws {
        let certificate = facility.keys.logCertificate
        let payload = try COSESign1(certificate.encoded, type: KeyCertificate.type, limit: KeyCertificate.limit).payload
        for type in [FacilityCard.type, "banyan/1 key certificate ", ""] {
            let encoded = COSESign1.sign(payload, type: type, with: facility.keys.root)
            expectFailure("certificate-malformed") { _ = try KeyCertificate(encoded: encoded, of: facility.keys.inception) }
        }
        let encoded = COSESign1.sign(payload, type: KeyCertificate.type, keyID: [1], with: facility.keys.root)
        expectFailure("certificate-malformed") { _ = try KeyCertificate(encoded: encoded, of: facility.keys.inception) }
    }

    @Test func `no changed or missing byte passes`() throws {
        var random = SeededRandom(seed: 63)
        let encoded = facility.keys.tlsCertificate.encoded
        for index in encoded.indices {
            for bit in [0, random.number(1...7)] {
                #expect(throws: LedgerFailure.self) {
                    _ = try KeyCertificate(encoded: encoded.flipped(bit, at: index), of: facility.keys.inception)
                }
            }
            #expect(throws: LedgerFailure.self) {
                _ = try KeyCertificate(encoded: Array(encoded.prefix(index)), of: facility.keys.inception)
            }
        }
        #expect(throws: LedgerFailure.self) { _ = try KeyCertificate(encoded: encoded + [0], of: facility.keys.inception) }
    }
}

extension [UInt8] {
    fileprivate func contains(_ other: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
