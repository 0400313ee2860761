internal import BanyanCore
internal import BanyanEngine

/// A generator that follows from a seed and a purpose, so that what draws more for one purpose shifts nothing else: SplitMix64 (Steele,
/// Lea, Flood 2014). For simulations alone: whoever knows the seed knows every value.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameters:
    ///   - purpose: what it is for; distinct purposes have unrelated sequences.
    ///   - number: which of several with that purpose.
    public init(seed: UInt64, _ purpose: StaticString, _ number: Int = 0) {
        // FNV-1a over the purpose, mixed with the seed and the number.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(purpose)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = Self.mixed(seed ^ Self.mixed(hash &+ UInt64(bitPattern: Int64(number)) &* 0x9e37_79b9_7f4a_7c15))
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Whether something happens that has this chance.
    public mutating func happens(_ chance: Double) -> Bool {
        chance > 0 && Double(next() >> 11) * 0x1p-53 < chance
    }

    public mutating func number(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &self) }
    public mutating func number(below bound: Int) -> Int { bound > 0 ? .random(in: 0..<bound, using: &self) : 0 }
    public mutating func octets(_ count: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(count)
        while out.count < count {
            let word = next()
            for place in 0..<min(8, count - out.count) { out.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * place))) }
        }
        return out
    }
}

/// The random source of one run of one node: each act gets a generator of its own.
final class SeededSource: RandomSource, @unchecked Sendable {
    private var seeds: SeededRandom
    private let loop: Loop

    init(_ seeds: SeededRandom, _ loop: Loop) {
        self.seeds = seeds
        self.loop = loop
    }

    func generator() -> any RandomNumberGenerator & Sendable {
        loop.check()
        return SeededRandom(seed: seeds.next(), "act")
    }
}
