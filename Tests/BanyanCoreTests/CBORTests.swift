import BanyanCore
import BanyanTestSupport
import Testing

private func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

@Suite struct CBORTests {
    @Test(arguments: [
        ("1800", CBORError.notShortest), ("1817", .notShortest), ("1900ff", .notShortest), ("1a0000ffff", .notShortest),
        ("1b00000000ffffffff", .notShortest), ("5800", .notShortest), ("7817", .notShortest), ("9800", .notShortest),
        ("b800", .notShortest), ("d80100", .notShortest), ("5fff", .indefiniteLength), ("9fff", .indefiniteLength),
        ("bfff", .indefiniteLength), ("7fff", .indefiniteLength), ("1f", .indefiniteLength), ("1c", .unsupported),
        ("1d", .unsupported), ("1e", .unsupported), ("fc", .unsupported), ("f7", .unsupported), ("f90000", .unsupported),
        ("fa00000000", .unsupported), ("fb0000000000000000", .unsupported), ("f8ff", .unsupported), ("e0", .unsupported),
        ("ff", .unsupported), ("61ff", .invalidUTF8), ("62c0af", .invalidUTF8), ("63eda080", .invalidUTF8), ("64f4908080", .invalidUTF8),
        ("a201000100", .unsortedOrDuplicateKey), ("a202000100", .unsortedOrDuplicateKey), ("a2616100 0100", .unsortedOrDuplicateKey),
        ("a1", .truncated), ("a101", .truncated), ("8201", .truncated), ("4101ff", .trailingBytes), ("0000", .trailingBytes),
        ("", .truncated), ("18", .truncated), ("1901", .truncated), ("c0", .truncated), ("5bffffffffffffffff", .truncated),
        ("9bffffffffffffffff", .truncated), ("bbffffffffffffffff", .truncated), ("7bffffffffffffffff", .truncated),
        ("5b7fffffffffffffff00", .truncated), ("9a7fffffff00", .truncated), ("ba7fffffff0000", .truncated),
    ])
    func `what is not the one encoding of an item is refused`(text: String, problem: CBORError) throws {
        let bytes = try hex(text.filter { $0 != " " })
        #expect(throws: problem) { try CBOR.decode(bytes, limit: 1024) }
    }

    @Test func `input beyond the limit is refused before it is read`() {
        let bytes = CBOR.bytes([UInt8](repeating: 0, count: 100)).encoded
        #expect(throws: CBORError.tooLarge) { try CBOR.decode(bytes, limit: bytes.count - 1) }
        #expect(throws: Never.self) { try CBOR.decode(bytes, limit: bytes.count) }
    }

    @Test(arguments: [[0x81], [0xa1, 0x00], [0xc1]] as [[UInt8]])
    func `nesting has a bound`(wrapper: [UInt8]) {
        func nested(_ depth: Int) -> [UInt8] { Array(repeatElement(wrapper, count: depth).joined()) + [0x00] }
        #expect(throws: Never.self) { try CBOR.decode(nested(Limits.cborDepth), limit: 1 << 20) }
        #expect(throws: CBORError.tooDeep) { try CBOR.decode(nested(Limits.cborDepth + 1), limit: 1 << 20) }
        #expect(throws: CBORError.tooDeep) { try CBOR.decode(nested(100_000), limit: 1 << 20) }
    }

    @Test func `the number of items has a bound`() throws {
        func zeros(_ count: Int) -> [UInt8] { CBOR.array([CBOR](repeating: .unsigned(0), count: count)).encoded }
        #expect(try CBOR.decode(zeros(Limits.cborItems - 1), limit: 1 << 20).items?.count == Limits.cborItems - 1)
        #expect(throws: CBORError.tooLarge) { try CBOR.decode(zeros(Limits.cborItems), limit: 1 << 20) }
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -4_294_967_297, -257, -256, -25, -24, -1, 0, 23, 24, 255, 256, 65_536, Int64.max])
    func `signed integers keep their value`(number: Int64) throws {
        let item = try CBOR.decode(CBOR.int(number).encoded, limit: 16)
        #expect(item.integer == number)
        #expect(item.uint == UInt64(exactly: number))
    }

    @Test func `integers that have no room in 64 bits with a sign are no integers`() {
        #expect(CBOR.unsigned(UInt64(Int64.max) + 1).integer == nil)
        #expect(CBOR.negative(UInt64(Int64.max) + 1).integer == nil)
        #expect(CBOR.negative(.max).integer == nil)
    }

    @Test func `a record is sorted and leaves out what is absent`() throws {
        let item = CBOR.record([-1: .null, 24: .bool(true), 3: nil, 1: .text("a")])
        #expect(Hex.encode(item.encoded) == "a3016161" + "1818f5" + "20f6")
        #expect(try CBOR.decode(item.encoded, limit: 64) == item)
    }

    @Test func `text is compared by its bytes`() {
        #expect(CBOR.text("\u{e9}") != CBOR.text("e\u{301}"))
        #expect(CBOR.text("K") != CBOR.text("\u{212a}"))
        #expect(Set([CBOR.text("\u{e9}"), .text("e\u{301}"), .text("\u{e9}")]).count == 2)
    }

    @Test func `items of different kinds differ`() {
        let items: [CBOR] = [
            .unsigned(0), .negative(0), .bytes([]), .text(""), .array([]), .map([]), .tagged(0, .null), .bool(false), .null,
        ]
        for (i, a) in items.enumerated() {
            for (j, b) in items.enumerated() { #expect((a == b) == (i == j)) }
        }
        #expect(Set(items).count == items.count)
    }
}

@Suite struct CBORRecordTests {
    @Test func `fields are taken once each and nothing may be left over`() throws {
        var record = try CBORRecord(.record([1: .int(5), 2: .text("x"), 9: .null]))
        #expect(try record.take(1) { $0.integer } == 5)
        #expect(try record.takeIfPresent(3) { $0.string } == nil)
        #expect(try record.takeIfPresent(2) { $0.string } == "x")
        #expect(throws: CBORRecord.RecordError.missing(1)) { try record.take(1) { $0.integer } }
        #expect(throws: CBORRecord.RecordError.unknown(9)) { try record.finish() }
    }

    @Test func `a field of another type is malformed`() throws {
        var record = try CBORRecord(.record([1: .int(5), 2: .int(5)]))
        #expect(throws: CBORRecord.RecordError.malformed(1)) { try record.take(1) { $0.string } }
        #expect(throws: CBORRecord.RecordError.malformed(2)) { try record.takeIfPresent(2) { $0.string } }
    }

    @Test(arguments: [CBOR.array([]), .map([.init(.text("a"), .null)]), .map([.init(.unsigned(.max), .null)]), .null])
    func `what is not a map with integer keys is no record`(item: CBOR) {
        #expect(throws: CBORRecord.RecordError.notARecord) { try CBORRecord(item) }
    }
}
