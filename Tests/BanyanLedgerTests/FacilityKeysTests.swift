import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

struct FacilityKeysTests {
    private let facility: TestFacility

    init() throws { facility = try TestFacility() }

    @Test func `keys come back as they were stored`() throws {
        let keys = facility.keys
        let restored = try FacilityKeys(encoded: keys.encoded)
        #expect(restored.id == keys.id)
        #expect(restored.root.publicKey == keys.root.publicKey)
        #expect(restored.log.publicKey == keys.log.publicKey)
        #expect(restored.tls.publicKey == keys.tls.publicKey)
        #expect(restored.kem.publicKey == keys.kem.publicKey)
        #expect(restored.certificates == keys.certificates)
        #expect(restored.kemNumber == 1)
        #expect(restored.encoded == keys.encoded)
    }

    @Test func `every facility has its own keys`() throws {
        let other = try TestFacility(seed: 91).keys
        let keys = [facility.keys, other].flatMap { [$0.root, $0.log, $0.tls].map(\.publicKey) }
        #expect(Set(keys).count == 6)
        #expect(other.id != facility.keys.id)
        #expect(try TestFacility().keys.id == facility.keys.id)
    }

    @Test func `damaged keys are refused`() throws {
        let encoded = facility.keys.encoded
        for index in encoded.indices {
            expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: encoded.flipped(index % 8, at: index)) }
        }
        for count in stride(from: 0, to: encoded.count, by: 7) {
            expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: Array(encoded.prefix(count))) }
        }
        expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: encoded + [0]) }
    }

    @Test func `a key that its certificate does not name is refused`() throws {
        let pairs = try #require(try CBOR.decode(facility.keys.encoded, limit: 1 << 16).pairs)
        let other = try TestFacility(seed: 92).keys
        let others = [3: other.root.seed, 4: other.log.seed, 5: other.tls.seed, 6: other.kem.seed]
        for (key, seed) in others {
            let swapped = pairs.map { $0.key == .int(key) ? CBOR.Pair($0.key, .bytes(seed.exposed)) : $0 }
            expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: CBOR.map(swapped).encoded) }
        }
    }
}

struct KeyRenewalTests {
    private static let day: Int64 = 86_400
    private let facility: TestFacility
    private let start = TestFacility.start

    init() throws { facility = try TestFacility() }

    private func renew(_ keys: FacilityKeys, after days: Int64, seed: UInt64 = 7) throws -> FacilityKeys {
        var random = SeededRandom(seed: seed)
        return try keys.renewed(at: start.adding(days * Self.day), using: &random)
    }

    @Test func `a renewal brings a new X-Wing key and certifies the others anew`() throws {
        let keys = try renew(facility.keys, after: 80)
        let time = start.adding(80 * Self.day)
        #expect(keys.id == facility.keys.id)
        #expect(keys.log.publicKey == facility.keys.log.publicKey)
        #expect(keys.tls.publicKey == facility.keys.tls.publicKey)
        #expect(keys.kem.publicKey != facility.keys.kem.publicKey)
        #expect(keys.certificates.map(\.number) == [2, 2, 2])
        #expect(keys.certificates.map(\.role) == KeyRole.allCases)
        #expect(keys.certificates.allSatisfy { $0.notBefore == time })
        #expect(keys.kemCertificate.notAfter == time.adding(90 * Self.day))
        #expect(keys.logCertificate.notAfter == time.adding(KeyCertificate.signingKeyLife))
        #expect(keys.formerKEMs.map(\.number) == [1])
        #expect(keys.formerKEMs.first?.key.publicKey == facility.keys.kem.publicKey)
        #expect(keys.formerKEMs.first?.servesUntil == start.adding(120 * Self.day))
    }

    @Test func `renewed keys come back as they were stored`() throws {
        let keys = try renew(try renew(facility.keys, after: 10), after: 20, seed: 8)
        let restored = try FacilityKeys(encoded: keys.encoded)
        #expect(restored.encoded == keys.encoded)
        #expect(restored.kemNumber == 3)
        #expect(restored.formerKEMs.map(\.number) == [1, 2])
        #expect(restored.formerKEMs.map(\.key.publicKey) == keys.formerKEMs.map(\.key.publicKey))
    }

    @Test func `the renewed card replaces the former one and is the card of the renewed keys alone`() throws {
        let keys = try renew(facility.keys, after: 80)
        let time = start.adding(80 * Self.day)
        let card = try keys.card(
            name: "A", kind: .clinic, code: #require(FacilityCode("00901")), province: #require(ProvinceCode("000")), endpoints: [],
            number: 2, issued: time, notAfter: keys.kemCertificate.notAfter)
        let former = try facility.card()
        #expect(card.supersedes(former))
        #expect(!former.supersedes(card))
        #expect(keys.belong(to: card))
        #expect(!keys.belong(to: former))
        #expect(facility.keys.belong(to: former))
        #expect(!facility.keys.belong(to: card))
        #expect(try !facility.keys.belong(to: TestFacility(seed: 92).card()))
    }

    @Test func `a former key serves until 30 days beyond its certificate and is dropped afterwards`() throws {
        let keys = try renew(facility.keys, after: 80)
        let end = start.adding(120 * Self.day)
        #expect(keys.withoutPastKeys(at: end).formerKEMs.count == 1)
        #expect(keys.withoutPastKeys(at: end.adding(1)).formerKEMs.isEmpty)
        #expect(keys.withoutPastKeys(at: end.adding(1)).kemNumber == 2)
        #expect(try renew(keys, after: 120, seed: 8).formerKEMs.map(\.number) == [1, 2])
        #expect(try renew(keys, after: 121, seed: 8).formerKEMs.map(\.number) == [2])
        #expect(try renew(facility.keys, after: 121).formerKEMs.isEmpty)
    }

    @Test func `former keys are bounded, and time makes room again`() throws {
        var keys = facility.keys
        for count in 1...FacilityKeys.formerLimit { keys = try renew(keys, after: 0, seed: UInt64(count)) }
        #expect(try FacilityKeys(encoded: keys.encoded).formerKEMs.count == FacilityKeys.formerLimit)
        expectFailure("too-many-former-keys") { _ = try renew(keys, after: 120) }
        #expect(try renew(keys, after: 121).formerKEMs.isEmpty)
    }

    @Test func `damaged former keys are refused`() throws {
        let keys = try renew(try renew(facility.keys, after: 10), after: 20, seed: 8)
        let encoded = keys.encoded
        for index in stride(from: 0, to: encoded.count, by: 5) {
            expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: encoded.flipped(index % 8, at: index)) }
        }
        let pairs = try #require(try CBOR.decode(encoded, limit: 1 << 16).pairs)
        let former = try #require(pairs.last?.value.items)
        let other = try renew(try TestFacility(seed: 92).keys, after: 10)
        let otherFormer = try #require(try CBOR.decode(other.encoded, limit: 1 << 16).pairs?.last?.value.items)
        func item(_ seed: SecretBytes, _ certificate: KeyCertificate) -> CBOR {
            .array([.bytes(seed.exposed), .bytes(certificate.encoded)])
        }
        let wrong: [[CBOR]] = [
            [], former.reversed(), former + [former[1]], [former[0], former[0]], otherFormer, [.array([])], [.unsigned(1)],
            [item(keys.kem.seed, keys.kemCertificate)], [item(keys.root.seed, keys.formerKEMs[0].certificate)],
            [item(keys.log.seed, keys.logCertificate)],
        ]
        for items in wrong {
            let altered = pairs.dropLast() + [CBOR.Pair(.unsigned(8), .array(items))]
            expectFailure("damaged-keys") { _ = try FacilityKeys(encoded: CBOR.map(Array(altered)).encoded) }
        }
    }
}

struct EndpointTests {
    @Test(arguments: ["node.example:7400", "localhost:1", "127.0.0.1:65535", "[::1]:7400", "[2001:db8::1]:7400", "[::ffff:10.0.0.1]:7400"])
    func `an endpoint reads as it is written`(text: String) throws {
        let endpoint = try #require(Endpoint(text))
        #expect(endpoint.description == text)
        #expect(Endpoint(host: endpoint.host, port: endpoint.port) == endpoint)
    }

    @Test func `capitals become small`() { #expect(Endpoint("Node.EXAMPLE:7400") == Endpoint("node.example:7400")) }

    @Test(arguments: [
        "", ":", "node.example", "node.example:", ":7400", "node.example:0", "node.example:65536", "node.example:+1", "node.example:1x",
        "node example:1", "node_example:1", "::1:7400", "[::1]", "[]:1", "[node.example]:1", "[::g]:1", "-a:1", ".a:1", "nöde:1", "a/b:1",
        "a\n:1",
    ])
    func `no other text is an endpoint`(text: String) { #expect(Endpoint(text) == nil) }

    @Test func `a host has at most 253 bytes`() {
        #expect(Endpoint(host: String(repeating: "a", count: 253), port: 1) != nil)
        #expect(Endpoint(host: String(repeating: "a", count: 254), port: 1) == nil)
        #expect(Endpoint(host: "Node", port: 1) == nil)
    }
}
