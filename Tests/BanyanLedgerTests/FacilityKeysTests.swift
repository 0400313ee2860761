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
