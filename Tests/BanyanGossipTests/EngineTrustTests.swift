import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// What a peer can't spoil by silence, by leaving out, or by having been told something else.
struct EngineTrustTests {
    private let source = MessageExamples.filled
    private var log: LogID { source.state.log }

    private func bench() -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        return bench
    }

    private func stripped(_ range: Range<Int>, of missing: Range<Int>) throws -> Batch {
        let batch = source.batch(range, under: source.provable!)
        let entries = try batch.entries.enumerated().map { offset, entry in
            try missing.contains(offset + range.lowerBound) ? Entry(header: entry.header, payload: nil) : entry
        }
        return Batch(
            log: batch.log, start: batch.start, entries: entries, checkpoint: batch.checkpoint, consistency: batch.consistency)
    }

    @Test(arguments: [0..<1, 11..<12, 0..<12]) func aBatchThatLacksPayloadsIsNotStored(_ missing: Range<Int>) throws {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        let refused = bench.take(.message(ConnectionID(1), .batch(try stripped(0..<12, of: missing))))
        #expect(refused.storing.isEmpty && refused.closings == [.violation(code: "payload-missing")])
        #expect(bench.engine.largestShown(of: log) == 12, "the entries exist all the same")
        #expect(bench.connect(2, bench.peers[1], [log: 12]).requests.map(\.1.from) == [0])
    }

    @Test func whereHeadersAreEnoughTheyAreTaken() throws {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, wants: WantSet(payloads: .only([])), random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.map(\.1.payloads) == [false])
        #expect(bench.take(.message(ConnectionID(1), .batch(try stripped(0..<12, of: 0..<12)))).storing.count == 1)
    }

    @Test func silentPeersDoNotHoldThePlacesInFlight() {
        var bench = bench()
        var claims: [LogID: UInt64] = [:]
        for incarnation in 1...Limits.incarnationsAhead { claims[LogID(facility: log.facility, incarnation: incarnation)] = 9 }
        var asked = 0
        for number in 0..<2 { asked += bench.connect(UInt64(number + 1), bench.peers[number], claims).requests.count }
        #expect(asked == Limits.batchesInFlight)
        #expect(bench.connect(3, bench.peers[2], [log: 12]).requests.isEmpty, "all places are taken")
        var requests: [LogID] = []
        for _ in 0..<4 {
            bench.ticks += 15_000
            for id in 1...2 as ClosedRange<UInt64> { bench.take(.message(ConnectionID(id), .pong(clock: Bench.now, token: 0))) }
            requests += bench.take(.tick).requests.map(\.1.log)
        }
        #expect(requests.contains(log))
    }

    @Test func aRequestIsGivenUpThoughNobodyElseHasTheLogAndALateAnswerIsTaken() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.wait(59_999)
        #expect(bench.engine.counters.stalls == 0)
        bench.wait(1)
        #expect(bench.engine.counters.stalls == 1)
        #expect(bench.take(.message(ConnectionID(1), .batch(source.batch(0..<12, under: source.provable!)))).storing.count == 1)
    }

    @Test func whoRelaysAnotherHistoryIsNotPunishedAndStillCountsAsSynced() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.take(.message(ConnectionID(1), .batch(source.batch(0..<12, under: source.provable!))))
        let refused = bench.take(.batchRefused(log, .differing(known: nil, claimed: source.provable!)))
        #expect(refused.closings.isEmpty && refused.synced == 1)
        #expect(bench.engine.counters.violations == 0)
        #expect(bench.engine.differing.map(\.peer) == [bench.peers[0].id] && bench.engine.differing.map(\.log) == [log])
        #expect(bench.engine.largestShown(of: log) == 12, "its owner signed more than is held here")
        #expect(bench.wait(4_999).requests.isEmpty && !bench.wait(1).requests.isEmpty, "asked again later")
    }

    @Test func anOwnerThatTellsAnotherHistoryIsPunished() {
        var bench = bench()
        let owner = TestFacility(1)
        bench.connect(1, owner, [log: 12])
        bench.take(.message(ConnectionID(1), .batch(source.batch(0..<3, under: source.provable!))))
        #expect(
            bench.take(.batchRefused(log, .differing(known: nil, claimed: source.provable!))).closings == [
                .violation(code: "differing-history")
            ])
    }

    @Test func aSuspendedFacilitysLogIsServedAfterARestart() {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.held(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        bench.take(.peer(log.facility, .suspended, dialable: false))
        #expect(bench.engine.shown[log] == 12)
        bench.connect(1, bench.peers[0])
        let request = BatchRequest(log: log, from: 0, upTo: 12, bytes: 1 << 20, payloads: true)
        #expect(bench.take(.message(ConnectionID(1), .request(request))).readings.map(\.log) == [log])
        bench.take(.peer(log.facility, .removed, dialable: false))
        #expect(bench.engine.shown[log] == 0)
    }
}
