import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

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
