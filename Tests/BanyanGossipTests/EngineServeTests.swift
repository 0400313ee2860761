import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

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

    /// Asks for the whole log a hundred times; how often it was refused.
    private func askAgainAndAgain(_ bench: inout Bench) -> Int {
        var refused = 0
        for _ in 0..<100 {
            let directives = bench.take(.message(ConnectionID(1), request(0)))
            guard let reading = directives.readings.first else {
                refused += 1
                continue
            }
            bench.take(.batchRead(ConnectionID(1), reading, source.batch(for: reading)))
            bench.take(.drained(ConnectionID(1)))
        }
        return refused
    }

    @Test func askingForTheSameAgainAndAgainIsRefused() {
        var bench = bench()
        #expect(bench.engine.servedTooOften(ticks: bench.ticks).isEmpty)
        #expect(askAgainAndAgain(&bench) == 44)
        let waits = bench.engine.servedTooOften(ticks: bench.ticks)
        #expect(waits.map(\.peer) == [bench.peers[0].id] && waits.map(\.wait) == [600_000], "and the operator sees it")
    }

    @Test func whoAskedTooOftenIsServedAgainAfterTheWindowOrWhenTheOperatorWantsIt() {
        var (late, retried) = (bench(), bench())
        _ = (askAgainAndAgain(&late), askAgainAndAgain(&retried))
        late.ticks += 600_000
        retried.take(.retry(retried.peers[0].id))
        for var bench in [late, retried] {
            #expect(bench.engine.servedTooOften(ticks: bench.ticks).isEmpty)
            #expect(bench.take(.message(ConnectionID(1), request(0))).readings.count == 1)
        }
    }

    @Test func aPeerThatLostItsDiskIsServedALongLogOnceMore() {
        var random = SeededRandom(seed: 32)
        var long = TestLog(bench().own.log)
        long.append(makeEntries(20_000, bytes: 1, &random), signedBy: bench().own.key)
        var bench = bench()
        bench.take(.held(long.holding))
        for _ in 0..<2 {
            for start in stride(from: UInt64(0), to: 20_000, by: 100) {
                let ask = GossipMessage.request(
                    BatchRequest(log: long.state.log, from: start, upTo: 20_000, bytes: 1 << 20, payloads: true))
                let reading = bench.take(.message(ConnectionID(1), ask)).readings
                #expect(reading.count == 1)
                bench.ticks += 10
                let batch = Batch(
                    log: long.state.log, start: start, entries: Array(long.entries[Int(start)..<Int(start) + 100]),
                    checkpoint: long.provable!,
                    consistency: [])
                bench.take(.batchRead(ConnectionID(1), reading[0], batch))
                bench.take(.drained(ConnectionID(1)))
            }
        }
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
