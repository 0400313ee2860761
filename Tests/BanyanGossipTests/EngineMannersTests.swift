import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

struct EngineMannersTests {
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
            #expect(
                bench.take(.message(ConnectionID(1), .ping(clock: Bench.now, token: 0))).messages.isEmpty, "answers wait for the socket")
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
