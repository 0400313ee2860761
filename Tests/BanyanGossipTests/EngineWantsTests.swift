import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Which logs a node carries, and whom it turns to when everybody is gone.
struct EngineWantsTests {
    private let source = MessageExamples.filled
    private var log: LogID { source.state.log }

    private func bench(_ wants: WantSet) -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, wants: wants, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        return bench
    }

    @Test func whatIsNotWantedIsNotAskedForUntilItIs() {
        var bench = bench(WantSet(headers: .only([]), payloads: .only([])))
        #expect(bench.connect(1, bench.peers[0], [log: 12]).requests.isEmpty)
        #expect(bench.engine.status(now: Bench.now, ticks: 0).contains { $0.isSynced })
        let wanted = WantSet(headers: .only([log.facility]), payloads: .only([log.facility]))
        #expect(bench.take(.wants(wanted)).requests.map(\.1.log) == [log])
        #expect(bench.engine.wants == wanted)
    }

    @Test func whatIsNotWantedAnyMoreIsNotAskedForAndStaysServed() {
        var bench = bench(WantSet())
        bench.connect(1, bench.peers[0], [log: 12])
        let checkpoint = source.provable!
        bench.take(.message(ConnectionID(1), .batch(source.batch(0..<12, under: checkpoint))))
        bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        bench.take(.wants(WantSet(headers: .only([]), payloads: .only([]))))
        let more = FrontierUpdate(number: 2, base: .previous, items: [FrontierItem(log: log, size: 20)])
        #expect(bench.take(.message(ConnectionID(1), .frontier(more))).requests.isEmpty)
        #expect(bench.engine.shown[log] == 12)
    }

    private func size(_ messages: [(ConnectionID, GossipMessage)]) -> [UInt64] {
        messages.flatMap { message -> [UInt64] in
            switch message.1 {
            case .frontier(let update): update.items.map(\.size)
            case .hello(let hello): hello.update.items.map(\.size)
            default: []
            }
        }
    }

    @Test func aPeerIsToldOfWhatItWantsAndOfItsOwnLog() {
        var bench = bench(WantSet())
        let peer = bench.peers[0]
        bench.connect(1, peer)
        bench.take(.drained(ConnectionID(1)))
        bench.take(.message(ConnectionID(1), .wants([])))
        bench.wait(1_000)
        #expect(size(bench.take(.held(LogHolding(log: log, held: 5, promised: 5, provable: 5))).messages).isEmpty)
        let own = LogHolding(log: peer.log, held: 3, promised: 3, provable: 3)
        #expect(size(bench.take(.held(own)).messages) == [3])
        bench.wait(1_000)
        bench.take(.drained(ConnectionID(1)))
        #expect(size(bench.take(.message(ConnectionID(1), .wants([log.facility]))).messages) == [5], "wanted anew")
        // It is remembered when the peer comes back, and forgotten with its run.
        bench.take(.message(ConnectionID(1), .wants([])))
        bench.take(.disconnected(ConnectionID(1)))
        bench.take(.held(LogHolding(log: log, held: 6, promised: 6, provable: 6)))
        #expect(!size(bench.take(.connected(ConnectionID(2), peer.id, inbound: true)).messages).contains(6))
    }

    @Test func aPeerIsToldOnceOfAWantSetThatIsNotEverything() {
        var bench = bench(WantSet(headers: .only([log.facility]), payloads: .only([log.facility])))
        func wants(_ directives: [GossipDirective]) -> [GossipMessage] {
            directives.messages.map(\.1).filter { if case .wants = $0 { true } else { false } }
        }
        #expect(wants(bench.connect(1, bench.peers[0])) == [.wants([log.facility])])
        bench.take(.disconnected(ConnectionID(1)))
        #expect(wants(bench.connect(2, bench.peers[0])).isEmpty, "the same run of the peer")
        #expect(wants(bench.take(.wants(WantSet()))) == [.wants(nil)])
    }

    @Test func whoSaysForEverWhatItWantsBreaksTheProtocol() {
        var bench = bench(WantSet())
        bench.connect(1, bench.peers[0])
        var closings: [CloseReason] = []
        for _ in 0...Limits.wantsPerConnection { closings += bench.take(.message(ConnectionID(1), .wants(nil))).closings }
        #expect(closings == [.violation(code: "too-many-wants")])
    }

    @Test func aNodeWithoutAnyPeerDialsAReserve() {
        var bench = bench(WantSet())
        let (named, reserve) = (bench.peers[0].id, bench.peers[1].id)
        #expect(bench.take(.peer(named, .active, dialable: true)).dials == [named])
        #expect(bench.take(.peer(reserve, .active, dialable: false, reserve: true)).dials.isEmpty)
        bench.take(.dialFailed(named))
        bench.wait(250)
        #expect(!bench.wait(59_999).dials.contains(reserve))
        #expect(bench.wait(1).dials.contains(reserve))
        #expect(!bench.wait(250).dials.contains(reserve), "under way")
    }

    @Test func aNodeWithAPeerOrThatDialsNobodyDialsNoReserve() {
        var bench = bench(WantSet())
        let reserve = bench.peers[1].id
        bench.take(.peer(reserve, .active, dialable: false, reserve: true))
        for _ in 0..<10 { #expect(bench.wait(30_000).dials.isEmpty, "it is not meant to dial") }
        bench.take(.peer(bench.peers[0].id, .active, dialable: true))
        bench.connect(1, bench.peers[2])
        for _ in 0..<400 {
            #expect(!bench.wait(250).dials.contains(reserve), "somebody is there")
        }
    }

    @Test func aSuspendedFacilityIsNoReserve() {
        var bench = bench(WantSet())
        bench.take(.peer(bench.peers[0].id, .active, dialable: true))
        bench.take(.peer(bench.peers[1].id, .suspended, dialable: false, reserve: true))
        for _ in 0..<20 { #expect(!bench.wait(30_000).dials.contains(bench.peers[1].id)) }
    }
}
