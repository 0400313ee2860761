import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Logs that two peers show in one size.
struct EngineComparisonTests {
    private let log = TestFacility(1).log
    private let held = MessageExamples.filled

    private func bench() -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        bench.take(.held(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        return bench
    }

    private func claim(_ size: UInt64 = 12) -> Checkpoint { Checkpoint(log: log, size: size, root: .sha256([9])) }

    @Test func whatBothShowInOneSizeIsComparedOnce() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        #expect(bench.wait(1_000).showing == [log])
        #expect(bench.wait(1_000).showing.isEmpty)
        let said = bench.take(.reply(ConnectionID(1), .compare(held.provable!.checkpoint)))
        #expect(said.messages.map(\.1) == [.compare(held.provable!.checkpoint)])
        // It grew, and the peer has it too: not at once again, and not forgotten.
        bench.take(.held(LogHolding(log: log, held: 13, promised: 13, provable: 13)))
        let more = FrontierUpdate(number: 2, base: .previous, items: [FrontierItem(log: log, size: 13)])
        bench.take(.message(ConnectionID(1), .frontier(more)))
        #expect(bench.wait(1_000).showing.isEmpty)
        for _ in 0..<2 { bench.take(.drained(ConnectionID(1))) }
        bench.ticks = 601_000
        bench.take(.message(ConnectionID(1), .pong(clock: Bench.now, token: 0)))
        #expect(bench.wait(0).showing == [log])
    }

    @Test(arguments: [0, 11, 13] as [UInt64]) func whatOneSideHasMoreOfIsNotCompared(_ size: UInt64) {
        var bench = bench()
        bench.connect(1, bench.peers[0], size == 0 ? [:] : [log: size])
        #expect(bench.wait(1_000).showing.isEmpty)
        #expect(bench.take(.message(ConnectionID(1), .compare(claim(max(size, 1))))).comparing.isEmpty)
    }

    @Test func aComparisonIsAnsweredAndNotAskedBack() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        #expect(bench.take(.message(ConnectionID(1), .compare(claim()))).comparing == [claim()])
        #expect(bench.wait(1_000).showing.isEmpty)
    }

    @Test func aCheckpointOfAnotherRootIsJudgedAndFewOfThem() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        var judged = 0
        for _ in 0..<50 { judged += bench.take(.message(ConnectionID(1), .checkpoint(held.provable!))).judging.count }
        #expect(judged == Limits.proofsPerPeer)
        var told = 0
        for _ in 0..<50 { told += bench.take(.reply(ConnectionID(1), .checkpoint(held.provable!))).messages.count }
        #expect(told == Limits.proofsPerPeer)
    }

    @Test func aQuarantinedLogIsNotComparedAnyMore() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.take(.quarantined(log))
        #expect(bench.wait(1_000).showing.isEmpty)
        #expect(bench.take(.message(ConnectionID(1), .compare(claim()))).comparing.isEmpty)
        #expect(bench.take(.message(ConnectionID(1), .checkpoint(held.provable!))).judging.isEmpty)
    }
}
