import BanyanCore
import BanyanCrypto
@_spi(Append) import BanyanLedger
import BanyanTestSupport
import Testing

extension SeededRandom {
    mutating func digest() -> Digest { Digest.sha256(octets(16)) }

    /// Which of a hash's bits to change.
    mutating func bit() -> Int { number(0...255) }
}

/// One log in memory that plays its owner and any peer that serves it.
struct TestLog {
    let id: LogID
    let key: SigningKey
    var entries: [Entry]

    init(_ count: Int, seed: UInt64 = 1, incarnation: UInt32 = 0) {
        var random = SeededRandom(seed: seed)
        id = LogID(facility: FacilityID(.sha256([UInt8(truncatingIfNeeded: seed)])), incarnation: incarnation)
        key = SigningKey.generate(using: &random)
        entries = (0..<count).map { _ in Entry(tag: Tag(random.octets(16))!, payload: random.octets(random.number(1...40))) }
    }

    /// The log of a facility that has certificates.
    init(_ count: Int, of keys: FacilityKeys, seed: UInt64 = 1, incarnation: UInt32 = 0) {
        id = LogID(facility: keys.id, incarnation: incarnation)
        key = keys.log
        entries = TestLog(count, seed: seed).entries
    }

    /// The same beginning, another end.
    func parted(at index: Int) -> TestLog {
        var other = self
        for place in index..<entries.count { other.entries[place] = Entry(tag: .open, payload: [9, UInt8(place)]) }
        return other
    }

    /// The path between two sizes, made as a node makes it from its store.
    func path(_ from: Int, _ to: Int) throws -> [Digest] {
        let leaves = leaves
        let (from, to) = (UInt64(from), UInt64(to))
        let node = { (level: Int, index: UInt64) in Reference.node(leaves, level, index) }
        return HistoryPath.make(
            from: from, to: to, consistency: try MerkleProof.consistency(from: from, to: to, node: node),
            inclusion: HistoryPath.needsInclusion(from) ? try MerkleProof.inclusion(index: from, size: to, node: node) : [])
    }

    var leaves: [Digest] { entries.map(\.header.leaf) }

    func tree(_ size: Int) -> CompactTree {
        var tree = CompactTree()
        for entry in entries.prefix(size) { tree.append(entry.header.leaf) }
        return tree
    }

    func checkpoint(_ size: Int, by signer: SigningKey? = nil) -> SignedCheckpoint {
        .sign(DurableAppend(log: id, positions: 0..<UInt64(size), tree: tree(size)), with: signer ?? key)
    }

    /// The entries `range` under the checkpoint of `size` entries.
    func batch(_ range: Range<Int>, under size: Int) throws -> Batch {
        let leaves = leaves
        let consistency =
            range.upperBound == size || range.upperBound == 0
            ? []
            : try MerkleProof.consistency(from: UInt64(range.upperBound), to: UInt64(size)) { Reference.node(leaves, $0, $1) }
        return Batch(
            log: id, start: UInt64(range.lowerBound), entries: Array(entries[range]), checkpoint: checkpoint(size), consistency: consistency
        )
    }

    func state(_ size: Int, promised: Int? = nil) -> LogState {
        LogState(log: id, tree: tree(size), checkpoint: checkpoint(promised ?? size))
    }
}

/// The definitions of RFC 9162 section 2.1, as they stand there, without any cleverness.
enum Reference {
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? .sha256([]) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return .sha256([1], root(leaves.prefix(split)).bytes, root(leaves.dropFirst(split)).bytes)
    }

    static func node(_ leaves: [Digest], _ level: Int, _ index: UInt64) -> Digest {
        let width = 1 << level
        return root(leaves[(Int(index) * width)..<((Int(index) + 1) * width)])
    }
}

/// Expects `body` to throw a `LedgerFailure` with this code.
func expectFailure(_ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
    do {
        try body()
        Issue.record("expected \(code), and nothing was thrown", sourceLocation: sourceLocation)
    } catch let failure as LedgerFailure {
        #expect(failure.code == code, sourceLocation: sourceLocation)
    } catch { Issue.record("expected \(code), got \(error)", sourceLocation: sourceLocation) }
}

extension [UInt8] {
    func flipped(_ bit: Int, at index: Int) -> [UInt8] {
        var copy = self
        copy[index] ^= 1 << UInt8(bit)
        return copy
    }
}

extension Digest {
    func flipped(_ bit: Int) -> Digest { Digest(bytes.flipped(bit % 8, at: bit / 8))! }
}
