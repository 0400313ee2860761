import BanyanCore
import BanyanLedger
import Testing

@testable import BanyanGossip

/// A facility that appends more than a node takes in a day is slowed down, and nothing else happens to it or to others.
struct EngineQuotaTests {
    private let source = MessageExamples.filled
    private var log: LogID { source.state.log }
    private static let day: Int64 = 86_400_000

    /// A node that takes four entries a day of each facility.
    private func bench(entries: Int64 = 4, bytes: Int64 = 1 << 30) -> Bench {
        var timing = GossipTiming()
        (timing.entriesPerDay, timing.bytesPerDay) = (entries, bytes)
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, timing: timing, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        return bench
    }

    /// Takes the entries and stores them.
    @discardableResult
    private func store(_ range: Range<Int>, _ bench: inout Bench, on number: UInt64 = 1) -> [GossipDirective] {
        let directives = bench.take(.message(ConnectionID(number), .batch(source.batch(range, under: source.provable!))))
        let held = UInt64(range.upperBound)
        return directives + bench.take(.batchStored(LogHolding(log: log, held: held, promised: 12, provable: held == 12 ? 12 : 0)))
    }

    /// Time passes on a connection that stays.
    private func later(_ milliseconds: Int64, _ bench: inout Bench) -> [GossipDirective] {
        // What was said before is on its way, and what waited for that too.
        for _ in 0..<3 { bench.take(.drained(ConnectionID(1))) }
        bench.ticks += milliseconds
        bench.take(.message(ConnectionID(1), .pong(clock: Bench.now, token: 0)))
        return bench.take(.tick)
    }

    @Test func noMoreIsAskedForThanADayMayBring() {
        var bench = bench()
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.map(\.1.upTo) == [4])
        #expect(store(0..<4, &bench).requests.isEmpty)
        #expect(bench.engine.slowedFacilities == [log.facility] && bench.engine.counters.slowed == 1)
        for _ in 0..<10 { #expect(later(60_000, &bench).requests.isEmpty) }
        #expect(bench.engine.counters.slowed == 1 && bench.engine.quarantined.isEmpty)
    }

    @Test func theRestComesEvenlyOverTheDays() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        store(0..<4, &bench)
        #expect(later(Self.day / 4 - 1, &bench).requests.isEmpty)
        let next = later(1, &bench)
        #expect(next.requests.map(\.1.from) == [4] && next.requests.map(\.1.upTo) == [5])
        #expect(bench.engine.slowedFacilities.isEmpty)
        store(4..<5, &bench)
        #expect(later(3 * Self.day, &bench).requests.map(\.1.upTo) == [9], "no more than a day's amount is saved up")
    }

    @Test func bytesCountAsEntriesDo() {
        var bench = bench(entries: 100, bytes: 100)
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.map(\.1.upTo) == [12])
        #expect(store(0..<3, &bench).requests.map(\.1.from) == [3], "the next batch is asked for before the first is stored")
        #expect(store(3..<6, &bench).requests.isEmpty, "three entries are more than a hundred bytes")
        for _ in 0..<4 { #expect(later(Self.day, &bench).requests.isEmpty, "the debt comes first") }
        #expect(later(Self.day, &bench).requests.map(\.1.from) == [6])
    }

    @Test func whatIsStillToBeStoredCountsToo() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        let batch = source.batch(0..<3, under: source.provable!)
        #expect(bench.take(.message(ConnectionID(1), .batch(batch))).requests.map(\.1.upTo) == [4])
    }

    @Test func whatIsRefusedCostsTheOwnerNothing() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        bench.connect(2, bench.peers[1], [log: 12])
        bench.take(.message(ConnectionID(1), .batch(source.batch(0..<4, under: source.provable!))))
        let refused = bench.take(.batchRefused(log, .invalid(code: "wrong-root")))
        #expect(refused.requests.map(\.0) == [ConnectionID(2)] && refused.requests.map(\.1.upTo) == [4])
    }

    @Test func othersAreNotHeldUpAndThePeerCountsAsSynced() {
        var bench = bench()
        let other = TestFacility(50)
        bench.take(.peer(other.id, .active, dialable: false))
        bench.connect(1, bench.peers[0], [log: 12, other.log: 3])
        let stored = store(0..<4, &bench)
        #expect(stored.synced == 0, "another log is still lacking")
        bench.take(.message(ConnectionID(1), .unavailable(other.log)))
        #expect(bench.wait(6_000).requests.map(\.1.log) == [other.log])
    }

    @Test func aFloodedLogKeepsNobodyFromReading() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        store(0..<4, &bench)
        #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).synced == 1)
    }

    @Test func theOperatorLiftsIt() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12])
        store(0..<4, &bench)
        #expect(bench.take(.retry(log.facility)).requests.map(\.1.upTo) == [8])
    }

    @Test func theOwnLogIsTakenBackWithoutABound() {
        var timing = GossipTiming()
        timing.entriesPerDay = 4
        var bench = Bench(timing: timing)
        bench.engine = GossipEngine(own: log.facility, timing: timing, random: &bench.random)
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.map(\.1.upTo) == [12])
    }

    @Test func aFurtherIncarnationIsNoFurtherQuota() {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 12, LogID(facility: log.facility, incarnation: 1): 12])
        store(0..<4, &bench)
        bench.take(.message(ConnectionID(1), .unavailable(LogID(facility: log.facility, incarnation: 1))))
        #expect(later(60_000, &bench).requests.isEmpty)
    }

    @Test func reconnectingBringsNoFreshMeasureOfMessages() {
        var bench = Bench()
        var closings: [CloseReason] = []
        for number in UInt64(1)...40 { closings += bench.connect(number, bench.peers[0]).closings }
        #expect(closings.contains(.flooding))
        bench.ticks += 60_000
        #expect(bench.connect(99, bench.peers[0]).closings == [])
    }
}
