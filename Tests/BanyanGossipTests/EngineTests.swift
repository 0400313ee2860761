import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// One engine under the hand of the test.
struct Bench {
    var engine: GossipEngine
    var ticks: Int64 = 0
    var random = SeededRandom(seed: 31)
    let own = TestFacility(1)
    let peers = (2...5).map { TestFacility($0) }
    static let now = Timestamp(seconds: 1_790_000_000)

    init(timing: GossipTiming = GossipTiming()) { engine = GossipEngine(own: own.id, timing: timing, random: &random) }

    @discardableResult
    mutating func take(_ event: GossipEvent) -> [GossipDirective] {
        engine.handle(event, now: Self.now.adding(ticks / 1000), ticks: ticks, random: &random)
    }

    @discardableResult
    mutating func wait(_ milliseconds: Int64) -> [GossipDirective] {
        ticks += milliseconds
        return take(.tick)
    }

    func hello(_ peer: TestFacility, _ items: [FrontierItem] = [], clock: Timestamp = Self.now) -> GossipMessage {
        .hello(Hello(versions: [1], facility: peer.id, clock: clock, epoch: 5, update: FrontierUpdate(number: 1, base: .nothing, items: items)))
    }

    /// A connection on which the peer has said what it holds.
    @discardableResult
    mutating func connect(_ number: UInt64, _ peer: TestFacility, _ sizes: [LogID: UInt64] = [:]) -> [GossipDirective] {
        take(.peer(peer.id, .active, dialable: false))
        let first = take(.connected(ConnectionID(number), peer.id, inbound: true)) + take(.drained(ConnectionID(number)))
        let items = sizes.map { FrontierItem(log: $0.key, size: $0.value) }.sorted { $0.log < $1.log }
        return first + take(.message(ConnectionID(number), hello(peer, items)))
    }
}

extension [GossipDirective] {
    var closings: [CloseReason] { compactMap { if case .close(_, let reason) = $0 { reason } else { nil } } }
    var dials: [FacilityID] { compactMap { if case .dial(let peer) = $0 { peer } else { nil } } }
    var messages: [(ConnectionID, GossipMessage)] { compactMap { if case .send(let id, let message) = $0 { (id, message) } else { nil } } }
    var requests: [(ConnectionID, BatchRequest)] {
        messages.compactMap { if case .request(let request) = $0.1 { ($0.0, request) } else { nil } }
    }
    var readings: [BatchRequest] { compactMap { if case .readBatch(_, let request) = $0 { request } else { nil } } }
    var storing: [Batch] { compactMap { if case .verifyAndStore(_, let batch) = $0 { batch } else { nil } } }
    var synced: Int { count { if case .peerSynced = $0 { true } else { false } } }
}

struct EngineDialTests {
    @Test func backOffGrowsWithJitterAndResetsOnRetryCardAndInboundContact() {
        var bench = Bench()
        let peer = bench.peers[0]
        #expect(bench.take(.peer(peer.id, .active, dialable: true)).dials == [peer.id])
        var delays: [Int64] = []
        for _ in 0..<12 {
            bench.take(.dialFailed(peer.id))
            let start = bench.ticks
            while bench.wait(250).dials.isEmpty {}
            delays.append(bench.ticks - start)
        }
        #expect(delays[0] <= 1_000 && delays[11] > 140_000 && delays.max()! <= 300_250, "\(delays)")
        #expect(Set(delays.suffix(3)).count > 1, "jitter")
        bench.take(.dialFailed(peer.id))
        #expect(bench.take(.retry(peer.id)).dials == [peer.id])
        bench.take(.dialFailed(peer.id))
        #expect(bench.take(.peer(peer.id, .active, dialable: true)).dials == [peer.id])
        bench.take(.dialFailed(peer.id))
        bench.take(.connected(ConnectionID(1), peer.id, inbound: true))
        #expect(bench.engine.status(now: Bench.now, ticks: bench.ticks)[0].failures == 0)
    }

    @Test func aPeerThatHangsUpBeforeItsHelloCountsAsAFailedDial() {
        var bench = Bench()
        let peer = bench.peers[0]
        for number in UInt64(1)...5 {
            _ = bench.take(.peer(peer.id, .active, dialable: true))
            bench.take(.connected(ConnectionID(number), peer.id, inbound: false))
            bench.take(.disconnected(ConnectionID(number)))
            #expect(bench.engine.status(now: Bench.now, ticks: bench.ticks)[0].nextDial! > 0)
        }
    }

    @Test func neverMoreThanTheLimitIsDialledAtOnce() {
        var bench = Bench()
        var dials = 0
        for number in UInt8(10)...40 { dials += bench.take(.peer(TestFacility(number).id, .active, dialable: true)).dials.count }
        #expect(dials == Limits.dials)
        #expect(bench.take(.dialFailed(TestFacility(10).id)).dials.isEmpty)
        #expect(bench.wait(1).dials.count == 1)
    }

    @Test(arguments: [PeerStanding.suspended, .removed]) func whoIsNotActiveIsNotLetIn(_ standing: PeerStanding) {
        var bench = Bench()
        let peer = bench.peers[0]
        #expect(bench.take(.connected(ConnectionID(1), peer.id, inbound: true)).closings == [.notAccepted])
        bench.connect(2, peer)
        #expect(bench.take(.peer(peer.id, standing, dialable: true)).closings == [standing == .removed ? .removed : .suspended])
        #expect(bench.take(.connected(ConnectionID(3), peer.id, inbound: true)).closings == [.notAccepted])
        #expect(bench.wait(400_000).dials.isEmpty)
    }

    @Test func aNewerConnectionReplacesAnOlderOne() {
        var bench = Bench()
        bench.connect(1, bench.peers[0])
        bench.ticks += 60_000
        #expect(bench.take(.connected(ConnectionID(2), bench.peers[0].id, inbound: true)).closings == [.duplicate])
        #expect(bench.engine.connection(of: bench.peers[0].id) == ConnectionID(2))
        bench.take(.disconnected(ConnectionID(1)))
        #expect(bench.engine.connection(of: bench.peers[0].id) == ConnectionID(2))
    }
}

struct EngineManners {
    /// Messages that no honest peer sends, on a connection where it had said hello and holds nothing that is wanted.
    enum Rudeness: CaseIterable {
        case secondHello, unsolicitedBatch, unsolicitedUnavailable, unaskedFrontier, wrongNumber, falseAcknowledgement, repeatedZero

        func messages(_ bench: Bench) -> [GossipMessage] {
            let log = MessageExamples.filled
            return switch self {
            case .secondHello: [bench.hello(bench.peers[0])]
            case .unsolicitedBatch: [.batch(log.batch(0..<12, under: log.provable!))]
            case .unsolicitedUnavailable: [.unavailable(log.state.log)]
            case .unaskedFrontier: [.frontier(FrontierUpdate(number: 2, base: .nothing, items: []))]
            case .wrongNumber: [.frontier(FrontierUpdate(number: 3, base: .previous, items: []))]
            case .falseAcknowledgement: [.acknowledge(2)]
            case .repeatedZero: [.acknowledge(0), .acknowledge(0)]
            }
        }
    }

    @Test(arguments: Rudeness.allCases) func aViolationClosesAndIsPunished(_ rudeness: Rudeness) {
        var bench = Bench()
        bench.connect(1, bench.peers[0])
        var closings: [CloseReason] = []
        for message in rudeness.messages(bench) { closings += bench.take(.message(ConnectionID(1), message)).closings }
        #expect(closings.count == 1)
        #expect(bench.engine.counters.violations == 1)
        let status = bench.engine.status(now: Bench.now, ticks: bench.ticks)[0]
        #expect(status.penalty != nil && status.connection == nil)
    }

    @Test func nothingComesBeforeTheHelloAndItMustBeThePeersOwn() {
        var bench = Bench()
        let peer = bench.peers[0]
        bench.take(.peer(peer.id, .active, dialable: false))
        bench.take(.connected(ConnectionID(1), peer.id, inbound: true))
        #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).closings == [.violation(code: "no-hello")])
        bench.take(.connected(ConnectionID(2), peer.id, inbound: true))
        #expect(bench.take(.message(ConnectionID(2), bench.hello(bench.peers[1]))).closings == [.violation(code: "wrong-facility")])
        bench.take(.connected(ConnectionID(3), peer.id, inbound: true))
        let stranger = Hello(
            versions: [2], facility: peer.id, clock: Bench.now, epoch: 1, update: FrontierUpdate(number: 1, base: .nothing, items: []))
        #expect(bench.take(.message(ConnectionID(3), .hello(stranger))).closings == [.noCommonVersion])
    }

    @Test func silenceIsPingedAndThenEnds() {
        var bench = Bench()
        let peer = bench.peers[0]
        bench.take(.peer(peer.id, .active, dialable: false))
        bench.take(.connected(ConnectionID(1), peer.id, inbound: true))
        #expect(bench.wait(9_999).closings.isEmpty)
        #expect(bench.wait(1).closings == [.timedOut], "no hello")
        bench.connect(2, peer)
        bench.take(.drained(ConnectionID(2)))
        let pings = bench.wait(25_000).messages.filter { if case .ping = $0.1 { true } else { false } }
        #expect(pings.count == 1)
        bench.take(.drained(ConnectionID(2)))
        #expect(bench.wait(214_999).closings.isEmpty)
        #expect(bench.wait(1).closings == [.timedOut])
    }

    @Test func aPeerThatDoesNotReadIsGivenUp() {
        var bench = Bench()
        bench.connect(1, bench.peers[0])
        for _ in 0..<23 {
            bench.ticks += 10_000
            #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).messages.isEmpty, "answers wait for the socket")
        }
        #expect(bench.wait(10_000).closings == [.slowReader])
    }

    @Test func aFloodIsStoppedAndModestTalkIsNot() {
        var bench = Bench()
        bench.connect(1, bench.peers[0])
        for _ in 0..<2_000 {
            bench.ticks += 20
            #expect(bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).closings.isEmpty)
            bench.take(.drained(ConnectionID(1)))
        }
        var closings: [CloseReason] = []
        for _ in 0..<600 { closings += bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).closings }
        #expect(closings == [.flooding])
    }

    @Test func clocksAreReportedAndAverageNothing() {
        var bench = Bench()
        bench.take(.peer(bench.peers[0].id, .active, dialable: false))
        bench.take(.connected(ConnectionID(1), bench.peers[0].id, inbound: true))
        bench.take(.message(ConnectionID(1), bench.hello(bench.peers[0], clock: Bench.now.adding(100))))
        bench.ticks += 10_000
        #expect(bench.engine.peerClockOffsets(now: Bench.now.adding(10), ticks: bench.ticks) == [bench.peers[0].id: 100])
        bench.take(.peer(bench.peers[0].id, .suspended, dialable: false))
        #expect(bench.engine.peerClockOffsets(now: Bench.now, ticks: bench.ticks).isEmpty)
    }
}

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

struct EngineServeTests {
    private let source = MessageExamples.filled
    private var log: LogID { source.state.log }

    private func request(_ from: UInt64, upTo: UInt64 = 12) -> GossipMessage {
        .request(BatchRequest(log: log, from: from, upTo: upTo, bytes: 1 << 40, payloads: true))
    }

    /// A node that holds its own log, the examples'.
    private func bench() -> Bench {
        var bench = Bench()
        bench.take(.held(source.holding))
        bench.connect(1, bench.peers[0])
        bench.take(.drained(ConnectionID(1)))
        return bench
    }

    @Test func requestsAreServedOneByOneAsTheSocketTakesThem() {
        var bench = bench()
        let first = bench.take(.message(ConnectionID(1), request(0)))
        #expect(first.readings.count == 1 && first.readings[0].bytes == Limits.batchBytes)
        #expect(bench.take(.message(ConnectionID(1), request(3))).readings.isEmpty)
        let sent = bench.take(.batchRead(ConnectionID(1), first.readings[0], source.batch(for: first.readings[0])))
        #expect(sent.messages.count == 1 && sent.readings.isEmpty)
        #expect(bench.take(.drained(ConnectionID(1))).readings.map(\.from) == [3])
    }

    @Test func whatIsNotHeldIsUnavailable() {
        var bench = bench()
        #expect(bench.take(.message(ConnectionID(1), request(12, upTo: 20))).messages.map(\.1) == [.unavailable(log)])
        let other = LogID(facility: bench.peers[3].id, incarnation: 0)
        let answer = bench.take(.message(ConnectionID(1), .request(BatchRequest(log: other, from: 0, upTo: 1, bytes: 1, payloads: true))))
        #expect(answer.messages.map(\.1) == [.unavailable(other)])
    }

    @Test func tooManyRequestsAtOnceAreAViolation() {
        var bench = bench()
        var closings: [CloseReason] = []
        for _ in 0...Limits.requestsPerConnection { closings += bench.take(.message(ConnectionID(1), request(0))).closings }
        #expect(closings == [.violation(code: "too-many-requests")])
    }

    @Test func askingForTheSameAgainAndAgainIsRefused() {
        var bench = bench()
        var refused = 0
        for _ in 0..<30 {
            let directives = bench.take(.message(ConnectionID(1), request(0)))
            guard let reading = directives.readings.first else {
                refused += 1
                continue
            }
            bench.take(.batchRead(ConnectionID(1), reading, source.batch(for: reading)))
            bench.take(.drained(ConnectionID(1)))
        }
        #expect(refused == 13)
    }

    @Test func fewConnectionsAreServedAtATimeAndAllInTurn() {
        var bench = Bench()
        bench.take(.held(source.holding))
        var readings: [BatchRequest] = []
        for number in UInt64(1)...40 {
            bench.connect(number, TestFacility(UInt8(100 + number)))
            bench.take(.drained(ConnectionID(number)))
            readings += bench.take(.message(ConnectionID(number), request(0))).readings
        }
        #expect(readings.count == Limits.servedAtOnce)
        for number in UInt64(1)...16 {
            bench.take(.batchRead(ConnectionID(number), readings[0], source.batch(for: readings[0])))
            readings += bench.take(.drained(ConnectionID(number))).readings
        }
        #expect(readings.count == 32)
        #expect(bench.take(.disconnected(ConnectionID(17))).readings.count == 1, "who leaves makes room")
    }

    @Test func announcementsGoOutAtOnceAndThenGathered() {
        var bench = bench()
        func frontiers(_ directives: [GossipDirective]) -> [FrontierUpdate] {
            directives.messages.compactMap { if case .frontier(let update) = $0.1 { update } else { nil } }
        }
        bench.ticks += 1_000
        #expect(frontiers(bench.take(.held(LogHolding(log: log, held: 13, promised: 13, provable: 13)))).count == 1)
        #expect(frontiers(bench.take(.held(LogHolding(log: log, held: 14, promised: 14, provable: 14)))).isEmpty)
        #expect(frontiers(bench.take(.held(LogHolding(log: log, held: 15, promised: 15, provable: 15)))).isEmpty)
        #expect(frontiers(bench.take(.drained(ConnectionID(1)))).isEmpty)
        #expect(frontiers(bench.wait(250)).map(\.items) == [[FrontierItem(log: log, size: 15)]])
    }
}
