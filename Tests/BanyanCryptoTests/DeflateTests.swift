import BanyanCrypto
import BanyanTestSupport
import Testing

@Suite struct DeflateTests {
    private func sample(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        let isNoise = seed.isMultiple(of: 2)
        return (0..<count).map { isNoise ? UInt8(truncatingIfNeeded: random.next()) : UInt8($0 / 7 % 5) }
    }

    @Test(arguments: [0, 1, 2, 65_535, 65_536, 65_537, 200_000], [0, 1] as [UInt64])
    func `bytes come back up to the limit and not beyond`(count: Int, seed: UInt64) {
        let plain = sample(count, seed: seed)
        let packed = Deflate.compress(plain)
        #expect(Deflate.inflate(packed, limit: count) == plain)
        #expect(Deflate.inflate(packed, limit: count + 1) == plain)
        #expect(Deflate.inflate(packed, limit: count - 1) == nil)
        #expect(Deflate.inflate(packed + [0], limit: count) == nil)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a truncated stream is refused`(seed: UInt64) {
        let packed = Deflate.compress(sample(3000, seed: seed))
        for length in 0..<packed.count { #expect(Deflate.inflate(Array(packed.prefix(length)), limit: 1 << 20) == nil) }
    }

    @Test func `a bomb is refused`() {
        let bomb = Deflate.compress([UInt8](repeating: 0, count: 64 << 20))
        #expect(bomb.count < 70_000)
        #expect(Deflate.inflate(bomb, limit: 8 << 20) == nil)
        #expect(Deflate.inflate(bomb, limit: 0) == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `random and damaged bytes never trap and never exceed the limit`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            var bytes = random.number(0...1) == 0 ? random.octets(random.number(0...300)) : Deflate.compress(sample(500, seed: seed))
            for _ in 0..<random.number(0...3) where !bytes.isEmpty {
                bytes[random.number(0...bytes.count - 1)] = UInt8(truncatingIfNeeded: random.next())
            }
            let limit = random.number(0...600)
            #expect((Deflate.inflate(bytes, limit: limit)?.count ?? 0) <= limit)
        }
    }

    @Test(
        arguments: [
            [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01],  // a zlib header (RFC 1950)
            [0x1f, 0x8b, 0x08, 0x00],  // a gzip header (RFC 1952)
            [0x07],  // a block type that does not exist
            [0x01, 0x05, 0x00, 0x00, 0x00],  // a stored block whose lengths disagree
        ] as [[UInt8]])
    func `anything but raw DEFLATE is refused`(bytes: [UInt8]) { #expect(Deflate.inflate(bytes, limit: 1024) == nil) }
}
