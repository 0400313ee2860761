/// Reproducible choice: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014).
///
/// For invented records alone, never for a secret. The ways of drawing are written out here and not taken from the standard
/// library, whose algorithms may change from one version to the next.
struct SyntheticGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator of its own for one purpose, so that a change in one place moves nothing elsewhere.
    init(seed: UInt64, purpose: String) {
        state = seed
        for byte in purpose.utf8 { state = next() ^ UInt64(byte) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number of the range; its lower end for an empty choice.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    /// True in `percent` of a hundred draws.
    mutating func chance(_ percent: Int) -> Bool { number(in: 0...99) < percent }

    /// One of the elements; `items` is a table of ours and never empty.
    mutating func pick<T>(_ items: [T]) -> T { items[number(in: 0...items.count - 1)] }

    /// A decimal in the digits given: `decimal(in: 85...140, places: 2)` is 0.85 to 1.40.
    mutating func decimal(in range: ClosedRange<Int>, places: Int) -> String {
        let digits = String(number(in: range))
        guard places > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return padded.dropLast(places) + "." + padded.suffix(places)
    }
}
