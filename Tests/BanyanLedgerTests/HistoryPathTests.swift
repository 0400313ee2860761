import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@testable import BanyanLedger

/// Paths that convict an owner of two histories, or the messenger.
struct HistoryPathTests {
    private static let size = 33
    private let log = TestLog(size, seed: 71)

    @Test func `a path gives both roots, whatever the sizes`() throws {
        for to in 2...Self.size {
            for from in 1..<to {
                let path = try log.path(from, to)
                let roots = try #require(HistoryPath.roots(path, from: UInt64(from), to: UInt64(to)), "\(from) to \(to)")
                #expect(roots.old == log.tree(from).root && roots.new == log.tree(to).root, "\(from) to \(to)")
            }
        }
    }

    @Test func `a path made from the peaks and the entries behind them is the same`() throws {
        for start in 0..<Self.size {
            for from in max(1, start)..<Self.size {
                let made = HistoryPath.make(from: UInt64(from), after: log.tree(start), leaves: Array(log.leaves[start...]))
                #expect(made == (try log.path(from, Self.size)), "\(start), \(from)")
            }
            #expect(HistoryPath.make(from: UInt64(Self.size), after: log.tree(start), leaves: Array(log.leaves[start...])) == [])
        }
        #expect(HistoryPath.make(from: 3, after: log.tree(8), leaves: Array(log.leaves[8...])) == [], "what lies before is not known")
        #expect(HistoryPath.make(from: 0, after: CompactTree(), leaves: log.leaves) == [])
    }

    @Test func `two histories contradict each other exactly where they have parted`() throws {
        for fork in 0..<Self.size - 1 {
            let other = log.parted(at: fork)
            for from in [1, 2, 3, 7, 8, 16, 17, 24, 31, 32] {
                let verdict = HistoryPath.verdict(
                    try other.path(from, Self.size), from: log.checkpoint(from).checkpoint, to: other.checkpoint(Self.size).checkpoint)
                #expect(verdict == (from > fork ? .contradicts : .agrees), "parted at \(fork), from \(from)")
            }
        }
    }

    @Test func `a path that does not lead to the larger root says nothing of the owner`() throws {
        let other = log.parted(at: 12)
        let (small, large) = (log.checkpoint(20).checkpoint, other.checkpoint(33).checkpoint)
        let path = try other.path(20, 33)
        #expect(HistoryPath.verdict(path, from: small, to: large) == .contradicts)
        for index in path.indices {
            var altered = path
            altered[index] = path[index].flipped(index)
            #expect(HistoryPath.verdict(altered, from: small, to: large) == .worthless, "hash \(index)")
        }
        #expect(HistoryPath.verdict(try log.path(20, 33), from: small, to: large) == .worthless, "the held history's own path")
        #expect(HistoryPath.verdict(Array(path.dropLast()), from: small, to: large) == .worthless)
        #expect(HistoryPath.verdict(path + [path[0]], from: small, to: large) == .worthless)
        #expect(HistoryPath.verdict([], from: small, to: large) == .worthless)
        #expect(HistoryPath.verdict(try other.path(19, 33), from: small, to: large) == .worthless, "a path of another size")
        #expect(HistoryPath.verdict(path, from: large, to: small) == .worthless, "the wrong way round")
        let elsewhere = Checkpoint(log: LogID(facility: large.log.facility, incarnation: 1), size: large.size, root: large.root)
        #expect(HistoryPath.verdict(path, from: small, to: elsewhere) == .worthless, "another incarnation")
    }

    @Test func `an honest owner can't be convicted by any path`() throws {
        var random = SeededRandom(seed: 72)
        let (small, large) = (log.checkpoint(16).checkpoint, log.checkpoint(29).checkpoint)
        let path = try log.path(16, 29)
        #expect(HistoryPath.verdict(path, from: small, to: large) == .agrees)
        for _ in 0..<500 {
            var altered = path
            switch random.number(0...3) {
            case 0: altered[random.number(0...altered.count - 1)] = random.digest()
            case 1: altered.remove(at: random.number(0...altered.count - 1))
            case 2: altered.insert(random.digest(), at: random.number(0...altered.count))
            default: altered.swapAt(0, random.number(1...altered.count - 1))
            }
            #expect(HistoryPath.verdict(altered, from: small, to: large) != .contradicts)
        }
    }

    @Test func `numbers from anywhere are no trap`() {
        let path = [Digest](repeating: .sha256([]), count: 64)
        for (from, to) in [(0, 5), (5, 5), (6, 5), (1, .max), (.max - 1, .max), (.max, .max), (1 << 63, .max)] as [(UInt64, UInt64)] {
            _ = HistoryPath.roots(path, from: from, to: to)
            _ = HistoryPath.make(from: from, to: to, consistency: path, inclusion: path)
            _ = HistoryPath.make(from: from, to: to, consistency: [], inclusion: [])
        }
        #expect(HistoryPath.roots([Digest](repeating: .sha256([]), count: 100), from: 1, to: .max) == nil)
    }
}
