import BanyanCore
import BanyanTestSupport
import Testing

/// Random items of every kind; `budget` bounds how many.
private struct ItemMaker {
    var random: SeededRandom
    var budget = 60

    mutating func item(depth: Int = 0) -> CBOR {
        budget -= 1
        switch random.number(0...(depth < 5 && budget > 0 ? 8 : 5)) {
        case 0: return .unsigned(number())
        case 1: return .negative(number())
        case 2: return .bytes(random.octets(random.number(0...300)))
        case 3: return .text(text())
        case 4: return .bool(random.number(0...1) == 1)
        case 5: return .null
        case 6: return .array((0..<random.number(0...5)).map { _ in item(depth: depth + 1) })
        case 7: return .tagged(number(), item(depth: depth + 1))
        default: return map(depth: depth)
        }
    }

    private mutating func map(depth: Int) -> CBOR {
        var pairs: [CBOR: CBOR] = [:]
        for _ in 0..<random.number(0...5) { pairs[item(depth: depth + 1)] = item(depth: depth + 1) }
        return .sortedMap(pairs.map { CBOR.Pair($0.key, $0.value) })
    }

    private mutating func number() -> UInt64 { random.next() >> UInt64(random.number(0...63)) }

    private mutating func text() -> String {
        let letters = ["a", "Z", "ễ", "đ", "水", "𐅑", "e\u{301}", "\u{0}", "\"", "\u{10ffff}"]
        return (0..<random.number(0...30)).map { _ in letters[random.number(0...letters.count - 1)] }.joined()
    }
}

@Suite struct CBORPropertyTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `a random item comes back, and no prefix of it is an item`(seed: UInt64) throws {
        var maker = ItemMaker(random: SeededRandom(seed: seed))
        let item = maker.item()
        let bytes = item.encoded
        let decoded = try CBOR.decode(bytes, limit: bytes.count)
        #expect(decoded == item)
        #expect(decoded.encoded == bytes)
        for length in 0..<min(bytes.count, 200) {
            #expect(throws: CBORError.truncated) { try CBOR.decode(Array(bytes.prefix(length)), limit: 1 << 20) }
        }
        #expect(throws: CBORError.trailingBytes) { try CBOR.decode(bytes + [0], limit: 1 << 20) }
    }

    /// What decodes is the one encoding of what it decodes to, whatever the bytes; and nothing traps.
    @Test(arguments: 0..<64 as Range<UInt64>)
    func `random and damaged bytes are refused or are canonical`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            var maker = ItemMaker(random: SeededRandom(seed: random.next()))
            var bytes = random.number(0...1) == 0 ? random.octets(random.number(0...64)) : maker.item().encoded
            for _ in 0..<random.number(0...3) where !bytes.isEmpty {
                bytes[random.number(0...bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let item = try? CBOR.decode(bytes, limit: 1 << 16) else { continue }
            #expect(item.encoded == bytes)
        }
    }

    @Test func `every sequence of two bytes is refused or is canonical`() {
        for value in 0...UInt16.max {
            let bytes = [UInt8(value >> 8), UInt8(value & 255)]
            guard let item = try? CBOR.decode(bytes, limit: 2) else { continue }
            #expect(item.encoded == bytes)
        }
    }
}
