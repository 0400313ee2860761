import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// What peers say of the own log counts as they prove it.
struct EngineOwnLogTests {
    /// The own log as some peers have it: 12 entries.
    private let whole = MessageExamples.filled
    private var log: LogID { whole.state.log }

    /// A node whose disk has lost all but the first entries of its own log.
    private func bench(held: UInt64 = 6) -> Bench {
        var bench = Bench()
        #expect(bench.own.log == log)
        bench.take(.held(LogHolding(log: log, held: held, promised: held, provable: held)))
        return bench
    }

    private func answers(_ bench: Bench) -> [OwnLogAnswer] {
        bench.peers.compactMap { peer in bench.engine.answers(of: log, ticks: bench.ticks).first { $0.peer == peer.id }?.answer }
    }

    @Test func whoShowsNoMoreAgreesAndWhoWasNotHeardSaysNothing() {
        var bench = bench()
        bench.take(.peer(bench.peers[2].id, .active, dialable: false))
        #expect(answers(bench).isEmpty)
        bench.connect(1, bench.peers[0], [log: 6])
        bench.connect(2, bench.peers[1])
        #expect(answers(bench) == [.agrees, .agrees])
    }

    @Test func aClaimIsPendingUntilItIsProved() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        #expect(answers(bench) == [.pending])
        bench.take(.message(ConnectionID(1), .batch(whole.batch(6..<12, under: whole.provable!))))
        #expect(answers(bench) == [.pending])
        bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        #expect(answers(bench) == [.agrees])
    }

    @Test func aPauseOrAPenaltyDoesNotTurnAClaimIntoAgreement() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.take(.message(ConnectionID(1), .unavailable(log)))
        #expect(answers(bench) == [.pending])
        bench.take(.malformed(ConnectionID(1), code: "malformed-message"))
        #expect(answers(bench) == [.pending])
        #expect(bench.engine.largestShown(of: log) == 12)
    }

    @Test func aClaimNotProvedInTimeIsNoAnswerHoweverOftenItIsRaised() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.ticks = 40_000
        let raised = FrontierUpdate(number: 2, base: .previous, items: [FrontierItem(log: log, size: 13)])
        bench.take(.message(ConnectionID(1), .frontier(raised)))
        bench.ticks = 59_999
        #expect(answers(bench) == [.pending])
        bench.ticks = 60_000
        #expect(answers(bench) == [.unproved])
    }

    @Test func eachBatchGivesTimeForTheNext() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.ticks = 50_000
        bench.take(.message(ConnectionID(1), .batch(whole.batch(6..<8, under: whole.provable!))))
        bench.take(.batchStored(LogHolding(log: log, held: 8, promised: 12, provable: 6)))
        bench.ticks = 109_999
        #expect(answers(bench) == [.pending])
        #expect(bench.engine.promised(log) == 12, "its own key says so: more is missing whoever is silent")
        bench.ticks = 110_000
        #expect(answers(bench) == [.unproved])
    }

    @Test func aRefusedProofEndsAClaimAtOnceUntilABatchIsStored() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.take(.message(ConnectionID(1), .batch(whole.batch(6..<8, under: whole.provable!))))
        bench.take(.batchRefused(log, .invalid(code: "checkpoint-signature")))
        #expect(answers(bench) == [.unproved])
        #expect(bench.engine.largestShown(of: log) == 0)
        bench.ticks = 30_000
        bench.connect(2, bench.peers[0], [log: 12])
        bench.take(.message(ConnectionID(2), .batch(whole.batch(6..<8, under: whole.provable!))))
        bench.take(.batchStored(LogHolding(log: log, held: 8, promised: 12, provable: 6)))
        #expect(answers(bench) == [.pending] && bench.engine.largestShown(of: log) == 12)
    }

    @Test func anotherHistoryUnderTheOwnKeyIsNeverOutwaited() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.take(.message(ConnectionID(1), .batch(whole.batch(6..<8, under: whole.provable!))))
        bench.take(.batchRefused(log, .differing(known: nil, claimed: whole.provable!)))
        bench.ticks = 1_000_000
        #expect(answers(bench) == [.differs])
        bench.take(.peer(bench.peers[0].id, .suspended, dialable: false))
        #expect(answers(bench).isEmpty)
    }

    @Test func aLaterIncarnationIsAClaimLikeAnother() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [LogID(facility: log.facility, incarnation: 1): 1])
        #expect(answers(bench) == [.pending])
        bench.ticks = 60_000
        #expect(answers(bench) == [.unproved])
    }
}
