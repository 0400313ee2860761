import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@_spi(Append) @testable import BanyanLedger

/// One owner who keeps two histories that part at entry 12.
struct ForkTests {
    private let log = TestLog(40, seed: 51)
    private let other: TestLog
    private var key: PublicKey { log.key.publicKey }

    init() {
        var other = TestLog(40, seed: 51)
        for index in 12..<40 { other.entries[index] = Entry(tag: .open, payload: [9, UInt8(index)]) }
        self.other = other
    }

    private func misbehaviour(_ batch: Batch, after state: LogState) throws -> Misbehaviour {
        let failure = #expect(throws: LedgerFailure.self) { try verify(batch, after: state, key: key) }
        #expect(failure?.code == "fork")
        #expect(failure?.category == .trust)
        return try #require(failure?.misbehaviour)
    }

    @Test func `two roots for one size prove themselves`() throws {
        let found = try misbehaviour(other.batch(20..<20, under: 20), after: log.state(20))
        #expect(found == Misbehaviour(first: log.checkpoint(20), second: other.checkpoint(20)))
        #expect(found.isProof(under: key))
        #expect(!found.isProof(under: TestLog(0, seed: 52).key.publicKey))
        #expect(!Misbehaviour(first: log.checkpoint(20), second: log.checkpoint(20)).isProof(under: key))
    }

    @Test func `a promise that the entries do not keep is a fork`() throws {
        // At 10 of 20 promised, the other history comes along: one batch that ends beyond the promise, whole or not.
        let state = log.state(10, promised: 20)
        for (end, under) in [(25, 25), (25, 40), (20, 40)] {
            let found = try misbehaviour(other.batch(10..<end, under: under), after: state)
            #expect(found.first == log.checkpoint(20))
            #expect(found.second == other.checkpoint(under))
            // What reaches its checkpoint proves it to all at once; of what stops short the sender must be asked for the path.
            #expect(found.isProof(under: key) == (end == under))
            #expect(Misbehaviour(first: found.first, second: found.second, path: try other.path(20, under)).isProof(under: key))
        }
    }

    @Test func `a promise outlives newer checkpoints until it is reached`() throws {
        // Before the histories part nothing is wrong to see, and the newer checkpoint can't be compared yet.
        var state = log.state(5, promised: 20)
        state = try verify(other.batch(5..<12, under: 30), after: state, key: key).state
        #expect(state.checkpoint == log.checkpoint(20))
        state = try verify(other.batch(12..<15, under: 35), after: state, key: key).state
        #expect(state.checkpoint == log.checkpoint(20))
        let found = try misbehaviour(other.batch(15..<22, under: 40), after: state)
        #expect(found.first == log.checkpoint(20))
    }

    @Test func `a promise that is kept gives way to the newer one`() throws {
        var state = log.state(5, promised: 20)
        state = try verify(log.batch(5..<19, under: 30), after: state, key: key).state
        #expect(state.checkpoint == log.checkpoint(20))
        state = try verify(log.batch(19..<20, under: 30), after: state, key: key).state
        #expect(state.checkpoint == log.checkpoint(30))
        state = try verify(log.batch(20..<40, under: 40), after: state, key: key).state
        #expect(state == log.state(40))
    }

    @Test func `a smaller checkpoint is old, not a fork`() throws {
        expectFailure("older-checkpoint") { _ = try verify(log.batch(5..<10, under: 19), after: log.state(5, promised: 20), key: key) }
        expectFailure("older-checkpoint") { _ = try verify(other.batch(5..<15, under: 15), after: log.state(5, promised: 20), key: key) }
    }

    @Test func `who can't sign can't frame`() throws {
        let forger = TestLog(0, seed: 53).key
        let batch = Batch(log: log.id, start: 20, entries: [], checkpoint: other.checkpoint(20, by: forger), consistency: [])
        expectFailure("checkpoint-signature") { _ = try verify(batch, after: log.state(20), key: key) }
        // Entries that the owner's newer checkpoint does not cover are the sender's fault alone.
        let wrong = Batch(log: log.id, start: 10, entries: Array(other.entries[10..<25]), checkpoint: log.checkpoint(25), consistency: [])
        expectFailure("wrong-root") { _ = try verify(wrong, after: log.state(10, promised: 20), key: key) }
    }
}
