import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@_spi(Append) @testable import BanyanLedger

struct BatchVerificationTests {
    private let log = TestLog(40, seed: 41)
    private var key: PublicKey { log.key.publicKey }

    @Test func `a log comes over in any cut, under any checkpoints that grow`() throws {
        var random = SeededRandom(seed: 42)
        for _ in 0..<20 {
            var state = LogState.empty(log.id)
            var promised = 0
            while state.tree.size < 40 {
                let start = Int(state.tree.size)
                let end = random.number(start...40)
                promised = random.number(max(promised, end)...40)
                let verified = try verify(log.batch(start..<end, under: promised), after: state, key: key)
                #expect(verified.start == UInt64(start))
                #expect(verified.entries == Array(log.entries[start..<end]))
                #expect(verified.notCarried.isEmpty)
                #expect(verified.state.tree == log.tree(end))
                let checkpoint = try #require(verified.state.checkpoint)
                #expect(checkpoint.checkpoint.size >= UInt64(end))
                state = verified.state
            }
            #expect(state.tree.root == log.tree(40).root)
        }
    }

    @Test func `a batch may show a checkpoint alone`() throws {
        #expect(try verify(log.batch(0..<0, under: 0), after: .empty(log.id), key: key).state.checkpoint == log.checkpoint(0))
        #expect(try verify(log.batch(0..<0, under: 9), after: .empty(log.id), key: key).state.checkpoint == log.checkpoint(9))
        #expect(try verify(log.batch(5..<5, under: 9), after: log.state(5), key: key).state.checkpoint == log.checkpoint(9))
        #expect(try verify(log.batch(9..<9, under: 9), after: log.state(9), key: key).state.tree.size == 9)
    }

    @Test func `payloads that are not carried are listed`() throws {
        var batch = try log.batch(4..<9, under: 12)
        let entries = try batch.entries.enumerated().map { try Entry(header: $1.header, payload: $0 % 2 == 1 ? nil : $1.payload) }
        batch = Batch(log: batch.log, start: 4, entries: entries, checkpoint: batch.checkpoint, consistency: batch.consistency)
        let verified = try verify(batch, after: log.state(4), key: key)
        #expect(verified.notCarried == [5, 7])
        #expect(verified.state.tree == log.tree(9))
    }

    /// One changed thing a batch, and the code that names it.
    struct Alteration: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let apply: @Sendable (inout Parts, TestLog) throws -> Void

        init(_ name: String, _ code: String, _ apply: @escaping @Sendable (inout Parts, TestLog) throws -> Void) {
            testDescription = name
            self.code = code
            self.apply = apply
        }
    }

    /// The parts of a batch, to be changed.
    struct Parts {
        var log: LogID
        var start: UInt64
        var entries: [Entry]
        var checkpoint: SignedCheckpoint
        var consistency: [Digest]

        init(_ batch: Batch) {
            log = batch.log
            start = batch.start
            entries = batch.entries
            checkpoint = batch.checkpoint
            consistency = batch.consistency
        }

        var batch: Batch { Batch(log: log, start: start, entries: entries, checkpoint: checkpoint, consistency: consistency) }
    }

    static let whole: [Alteration] = [
        .init("an entry too few", "wrong-proof") { batch, _ in batch.entries.removeLast() },
        .init("an entry too many", "checkpoint-too-small") { batch, log in batch.entries.append(log.entries[20]) },
        .init("two entries swapped", "wrong-root") { batch, _ in batch.entries.swapAt(2, 3) },
        .init("an entry twice", "wrong-root") { batch, _ in batch.entries[2] = batch.entries[3] },
        .init("another tag", "wrong-root") { batch, _ in batch.entries[2] = Entry(tag: .open, payload: batch.entries[2].payload ?? []) },
        .init("another payload", "wrong-root") { batch, _ in batch.entries[2] = Entry(tag: batch.entries[2].header.tag, payload: [1]) },
        .init("an empty payload", "payload-size") { batch, _ in batch.entries[2] = Entry(tag: batch.entries[2].header.tag, payload: []) },
        .init("a payload said to be huge", "payload-size") { batch, _ in
            let header = batch.entries[2].header
            let huge = EntryHeader(tag: header.tag, payloadDigest: header.payloadDigest, payloadLength: UInt32(Limits.payload) + 1)
            batch.entries[2] = try Entry(header: huge, payload: nil)
        },
        .init("a proof where none is needed", "needless-proof") { batch, _ in batch.consistency = [.sha256([])] },
        .init("too long a proof", "batch-too-large") { batch, _ in batch.consistency = Array(repeating: .sha256([]), count: 65) },
        .init("too many entries", "batch-too-large") { batch, log in
            batch.entries = Array(repeating: log.entries[0], count: Limits.batchEntries + 1)
        },
        .init("too many bytes", "batch-too-large") { batch, _ in
            batch.entries = Array(repeating: Entry(tag: .open, payload: [UInt8](repeating: 0, count: Limits.payload)), count: 2)
        },
        .init("a gap", "wrong-start") { batch, _ in batch.start = 11 },
        .init("an overlap", "wrong-start") { batch, _ in batch.start = 9 },
        .init("the end of numbers", "wrong-start") { batch, _ in batch.start = .max },
        .init("another log", "wrong-log") { batch, log in batch.log = LogID(facility: log.id.facility, incarnation: 1) },
        .init("another log's checkpoint", "wrong-log") { batch, _ in batch.checkpoint = TestLog(20, seed: 99).checkpoint(20) },
        .init("another incarnation's checkpoint", "wrong-log") { batch, _ in
            batch.checkpoint = TestLog(20, seed: 41, incarnation: 1).checkpoint(20)
        },
        .init("a checkpoint by another key", "checkpoint-signature") { batch, log in
            batch.checkpoint = log.checkpoint(20, by: TestLog(0, seed: 98).key)
        },
        .init("a checkpoint with another root", "checkpoint-signature") { batch, log in
            let other = Checkpoint(log: log.id, size: 20, root: .sha256([]))
            let line = batch.checkpoint.note.split(separator: "\n\n")[1]
            batch.checkpoint = try SignedCheckpoint(parsing: "\(other.body)\n\(line)")
        },
        .init("a smaller checkpoint", "checkpoint-too-small") { batch, log in batch.checkpoint = log.checkpoint(19) },
        .init("a checkpoint before the batch", "checkpoint-too-small") { batch, log in batch.checkpoint = log.checkpoint(3) },
        .init("a larger checkpoint without a proof", "wrong-proof") { batch, log in batch.checkpoint = log.checkpoint(21) },
        .init("a larger checkpoint with another's proof", "wrong-proof") { batch, log in
            batch.checkpoint = log.checkpoint(30)
            batch.consistency = try log.batch(10..<20, under: 31).consistency
        },
    ]

    @Test(arguments: whole)
    func `an altered batch is refused by name`(alteration: Alteration) throws {
        var parts = Parts(try log.batch(10..<20, under: 20))
        _ = try verify(parts.batch, after: log.state(10), key: key)
        try alteration.apply(&parts, log)
        expectFailure(alteration.code) { _ = try verify(parts.batch, after: log.state(10), key: key) }
    }

    @Test func `a batch of an empty tree takes no proof`() throws {
        var parts = Parts(try log.batch(0..<0, under: 9))
        parts.consistency = [.sha256([])]
        expectFailure("wrong-proof") { _ = try verify(parts.batch, after: .empty(log.id), key: key) }
    }

    @Test func `no bit of a header or of a proof can change`() throws {
        var random = SeededRandom(seed: 43)
        let good = Parts(try log.batch(10..<20, under: 37))
        for index in good.entries.indices {
            for byte in 0..<48 {
                let encoded = good.entries[index].header.encoded.flipped(random.number(0...7), at: byte)
                var parts = good
                parts.entries[index] = try Entry(header: #require(EntryHeader(encoded: encoded)), payload: nil)
                expectFailure("wrong-proof") { _ = try verify(parts.batch, after: log.state(10), key: key) }
            }
        }
        for index in good.consistency.indices {
            for bit in 0..<256 {
                var parts = good
                parts.consistency[index] = parts.consistency[index].flipped(bit)
                expectFailure("wrong-proof") { _ = try verify(parts.batch, after: log.state(10), key: key) }
            }
        }
    }

    @Test func `a state that contradicts itself is named`() throws {
        let batch = try log.batch(10..<20, under: 20)
        let states = [
            LogState(log: log.id, tree: log.tree(10), checkpoint: log.checkpoint(9)),
            LogState(log: log.id, tree: log.tree(10), checkpoint: TestLog(10, seed: 44).checkpoint(10)),
            LogState(log: log.id, tree: TestLog(10, seed: 44).tree(10), checkpoint: log.checkpoint(10)),
        ]
        for state in states { expectFailure("damaged-log-state") { _ = try verify(batch, after: state, key: key) } }
    }
}
