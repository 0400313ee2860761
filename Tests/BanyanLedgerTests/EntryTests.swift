import BanyanCore
import BanyanCrypto
import BanyanLedger
import Testing

struct EntryTests {
    /// Computed with another implementation.
    @Test func aHeaderIsTagDigestAndBigEndianLength() throws {
        let entry = Entry(tag: Tag([UInt8](repeating: 2, count: 16))!, payload: Array("xxx".utf8))
        let encoding = "02020202020202020202020202020202cd2eb0837c9b4c962c22d2ff8b5441b7b45805887f051d39bf133b583baf686000000003"
        #expect(Hex.encode(entry.header.encoded) == encoding)
        #expect(entry.header.leaf.description == "74ebf57346dddd2947ff1dac7aae354e5cda3fb06d647a339333c36dd198f447")
        #expect(EntryHeader(encoded: entry.header.encoded) == entry.header)
    }

    @Test(arguments: [UInt32(0), 1, 255, 256, 65_536, 0x0102_0304, .max])
    func everyLengthComesBack(length: UInt32) throws {
        let header = EntryHeader(tag: .open, payloadDigest: .sha256([1]), payloadLength: length)
        #expect(EntryHeader(encoded: header.encoded) == header)
    }

    @Test(arguments: [0, 1, 51, 53, 104])
    func aHeaderOfAnotherLengthIsRefused(count: Int) {
        #expect(EntryHeader(encoded: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test func aPayloadMustBeTheOneThatTheHeaderNames() throws {
        let entry = Entry(tag: .open, payload: [1, 2, 3])
        #expect(try Entry(header: entry.header, payload: [1, 2, 3]) == entry)
        #expect(try Entry(header: entry.header, payload: nil).payload == nil)
        for wrong: [UInt8] in [[], [1, 2], [1, 2, 4], [1, 2, 3, 0], [3, 2, 1]] {
            expectFailure("payload-mismatch") { _ = try Entry(header: entry.header, payload: wrong) }
        }
        let shorter = EntryHeader(tag: .open, payloadDigest: entry.header.payloadDigest, payloadLength: 2)
        expectFailure("payload-mismatch") { _ = try Entry(header: shorter, payload: [1, 2, 3]) }
    }
}
