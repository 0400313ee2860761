/// One reader of bytes from outside, with what it promises: never a trap, never more memory than its cap, and where an encoding is
/// strict, that what was read is written as the same bytes.
struct FuzzTarget: Sendable {
    let name: String
    /// Largest input that the fuzzer makes, bytes.
    let longest: Int
    /// Inputs beside those of `docs/vectors`.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Whether bytes of the vectors are inputs of this kind.
    let takesVectors: Bool
    /// Reads the bytes. - Returns: whether they were accepted. - Throws: `BrokenPromise`, or whatever should not have failed.
    let run: @Sendable ([UInt8]) throws -> Bool

    init(
        _ name: String, longest: Int = 4096, takesVectors: Bool = true, seeds: @escaping @Sendable () throws -> [[UInt8]] = { [] },
        _ run: @escaping @Sendable ([UInt8]) throws -> Bool
    ) {
        self.name = name
        self.longest = longest
        self.takesVectors = takesVectors
        self.seeds = seeds
        self.run = run
    }

    /// Every target, by the module that it lies in.
    static let all = core + crypto + ledger + consent + gossip + records + edges

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A reader did not do what it promises.
struct BrokenPromise: Error {
    let text: String
}

func promise(_ holds: Bool, _ text: String) throws {
    guard holds else { throw BrokenPromise(text: text) }
}

/// A value read from `bytes` that must be written as the same bytes. - Returns: whether there is one.
func comesBack<T>(_ value: T?, as bytes: [UInt8], _ encoded: (T) -> [UInt8]) throws -> Bool {
    guard let value else { return false }
    try promise(encoded(value) == bytes, "what was read is not written as the same bytes")
    return true
}

/// Numbers and pieces taken from an input one after the other; zero once it is used up.
struct ByteInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }
    var left: [UInt8] { Array(rest) }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }
    mutating func number(below limit: Int) -> Int { Int(byte()) % limit }
    mutating func uint16() -> UInt64 { UInt64(byte()) << 8 | UInt64(byte()) }
    mutating func uint64() -> UInt64 { (0..<4).reduce(0) { sum, _ in sum << 16 | uint16() } }

    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken + [UInt8](repeating: 0, count: count - taken.count)
    }
}
