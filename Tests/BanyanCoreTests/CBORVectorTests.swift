import BanyanCore
import BanyanTestSupport
import Testing

/// RFC 8949 Appendix A (from github.com/cbor/test-vectors): every example either comes back byte for byte or is refused for
/// the reason listed here.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.absence)"))
struct CBORVectorTests {
    private struct Example: Decodable {
        let hex: String
    }

    /// What the profile leaves out. Floating point has several encodings for one number and nothing in the protocol needs it
    /// (1363896240.5 as a time among them); `undefined` and the unassigned simple values mean nothing here; indefinite lengths
    /// are a second encoding of the same item. Bignums are read as tags 2 and 3 over bytes.
    private static let refused: [CBORError: Set<String>] = [
        .unsupported: [
            "f90000", "f98000", "f93c00", "fb3ff199999999999a", "f93e00", "f97bff", "fa47c35000", "fa7f7fffff", "fb7e37e43c8800759c",
            "f90001", "f90400", "f9c400", "fbc010666666666666", "f97c00", "f97e00", "f9fc00", "fa7f800000", "fa7fc00000", "faff800000",
            "fb7ff0000000000000", "fb7ff8000000000000", "fbfff0000000000000", "c1fb41d452d9ec200000",
            "f7", "f0", "f818", "f8ff",
        ],
        .indefiniteLength: [
            "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff", "9f018202039f0405ffff", "9f01820203820405ff",
            "83018202039f0405ff", "83019f0203ff820405", "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
            "bf61610161629f0203ffff", "826161bf61626163ff", "bf6346756ef563416d7421ff",
        ],
    ]

    @Test func `every example of Appendix A comes back or is refused as listed`() throws {
        let examples = try SharedFolder.json("vectors/cbor/appendix_a.json", as: [Example].self)
        var accepted = 0
        for example in examples {
            let bytes = try #require(Hex.decode(example.hex))
            if let reason = Self.refused.first(where: { $0.value.contains(example.hex) })?.key {
                #expect(throws: reason, "\(example.hex)") { try CBOR.decode(bytes, limit: 1024) }
            } else {
                #expect(try CBOR.decode(bytes, limit: 1024).encoded == bytes, "\(example.hex)")
                accepted += 1
            }
        }
        #expect(examples.count == 82)
        #expect(accepted == examples.count - Self.refused.values.map(\.count).reduce(0, +))
    }
}
