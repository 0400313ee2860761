import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

struct EnginePullTests {
    private let source = MessageExamples.filled
    private var log: LogID { source.state.log }

    /// A node that wants the log of facility 1 of the examples, which is another than its own here.
    private func bench() -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        return bench
    }

    @Test func aStalledRequestMovesToAnotherPeerAndALateAnswerIsNoCrime() {
        var bench = bench()
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.map(\.0) == [ConnectionID(1)])
        #expect(bench.connect(2, bench.peers[1], [log: 12]).requests.isEmpty, "one request for each log")
        #expect(bench.wait(29_999).requests.isEmpty)
        #expect(bench.wait(1).requests.map(\.0) == [ConnectionID(2)])
        let batch = source.batch(0..<12, under: source.provable!)
        let late = bench.take(.message(ConnectionID(1), .batch(batch)))
        #expect(late.closings.isEmpty && late.storing.isEmpty)
        #expect(bench.take(.message(ConnectionID(2), .batch(batch))).storing == [batch])
    }

    @Test func withoutAnotherPeerASlowOneIsWaitedFor() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        for _ in 0..<6 { #expect(bench.wait(30_000).closings.isEmpty) }
        #expect(bench.take(.message(ConnectionID(1), .batch(source.batch(0..<12, under: source.provable!)))).storing.count == 1)
    }

    @Test func theNextBatchIsAskedForWhileOneIsStored() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        let checkpoint = source.provable!
        let first = bench.take(.message(ConnectionID(1), .batch(source.batch(0..<3, under: checkpoint))))
        #expect(first.storing.map(\.start) == [0] && first.requests.map(\.1.from) == [3])
        let second = bench.take(.message(ConnectionID(1), .batch(source.batch(3..<6, under: checkpoint))))
        #expect(second.storing.isEmpty && second.requests.isEmpty, "one at a time, and no more than two in memory")
        let stored = bench.take(.batchStored(LogHolding(log: log, held: 3, promised: 12, provable: 0)))
        #expect(stored.storing.map(\.start) == [3] && stored.requests.map(\.1.from) == [6])
    }

    @Test func aRefusedBatchThrowsAwayWhatFollowedIt() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.connect(2, bench.peers[1], [log: 12])
        let checkpoint = source.provable!
        bench.take(.message(ConnectionID(1), .batch(source.batch(0..<3, under: checkpoint))))
        bench.take(.message(ConnectionID(1), .batch(source.batch(3..<6, under: checkpoint))))
        let refused = bench.take(.batchRefused(log, .invalid(code: "wrong-root")))
        #expect(refused.closings == [.violation(code: "wrong-root")])
        #expect(refused.requests.map(\.1.from) == [0] && refused.requests.map(\.0) == [ConnectionID(2)])
    }

    @Test func aWholeNodeKeepsFewBatchesInFlight() {
        var bench = bench()
        var sizes: [LogID: UInt64] = [:]
        for number in UInt8(100)...140 {
            bench.take(.peer(TestFacility(number).id, .active, dialable: false))
            sizes[TestFacility(number).log] = 5
        }
        var asked = 0
        for (index, peer) in bench.peers.enumerated() { asked += bench.connect(UInt64(index + 1), peer, sizes).requests.count }
        #expect(asked == Limits.batchesInFlight)
    }

    @Test func aPeerIsNotAskedForMoreThanItsShare() {
        var bench = bench()
        var sizes: [LogID: UInt64] = [:]
        for number in UInt8(100)...140 {
            bench.take(.peer(TestFacility(number).id, .active, dialable: false))
            sizes[TestFacility(number).log] = 5
        }
        #expect(bench.connect(1, bench.peers[0], sizes).requests.count == Limits.requestsPerConnection)
    }

    @Test func whoCanNotServeALogIsNotAskedForItForAWhile() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        #expect(bench.take(.message(ConnectionID(1), .unavailable(log))).requests.isEmpty)
        #expect(bench.wait(4_999).requests.isEmpty)
        #expect(bench.wait(1).requests.count == 1)
        bench.take(.message(ConnectionID(1), .unavailable(log)))
        #expect(bench.wait(5_001).requests.isEmpty, "longer each time")
    }

    @Test func sizesThatCanNotBeProvedAreNotAskedFor() {
        var bench = bench()
        bench.take(.held(LogHolding(log: log, held: 3, promised: 12, provable: 0)))
        #expect(bench.connect(1, bench.peers[0], [log: 11]).requests.isEmpty)
        #expect(bench.connect(2, bench.peers[1], [log: 12]).requests.map(\.1.from) == [3])
    }

    @Test func incarnationsFarAheadAreNotBelieved() {
        var bench = bench()
        let far = LogID(facility: log.facility, incarnation: Limits.incarnationsAhead + 1)
        let near = LogID(facility: log.facility, incarnation: Limits.incarnationsAhead)
        #expect(bench.connect(1, bench.peers[0], [far: 5, near: 5]).requests.map(\.1.log) == [near])
    }

    @Test func syncIsReportedWhenEverythingShownIsHeld() {
        var bench = bench()
        #expect(bench.connect(1, bench.peers[0], [log: 12]).synced == 0)
        let stored = bench.take(.message(ConnectionID(1), .batch(source.batch(0..<12, under: source.provable!))))
        #expect(stored.synced == 0)
        #expect(bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12))).synced == 1)
        #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).synced == 0, "not for every message")
        bench.ticks += 60_000
        #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).synced == 1)
    }
}
