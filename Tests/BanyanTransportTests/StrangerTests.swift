import BanyanCore
import BanyanEngine
import BanyanGossip
import Testing

@testable import BanyanTransport

/// A one-sided `peer add` speaks on both sides.
struct StrangerTests {
    @Test func bothSidesSayThatOneOfThemWasNotAdded() async throws {
        let dialling = try await TestNode(TestParty("Invented dialler"))
        let accepting = try await TestNode(TestParty("Invented acceptor"))
        try await running([dialling, accepting]) {
            await dialling.accept([accepting], dialling: [accepting])
            #expect(await eventually { await accepting.exchange.snapshot().strangersRefused > 0 })
            #expect(
                await eventually {
                    await dialling.exchange.snapshot().problems[accepting.party.id]?.contains("may not have added this facility") == true
                })
            await accepting.accept([dialling], state: .suspended)
            #expect(await accepting.exchange.snapshot().strangersRefused == 0)
            await dialling.exchange.retry(accepting.party.id)
            #expect(await eventually { await dialling.exchange.snapshot().peers.first?.failures ?? 0 > 0 })
            #expect(await accepting.exchange.snapshot().strangersRefused == 0, "a suspended facility is no stranger")
        }
    }

    @Test func aDeadAddressIsAReasonToo() async throws {
        let party = TestParty("Invented facility nowhere")
        let node = try await TestNode(TestParty("Invented dialler"))
        try await running([node]) {
            await node.exchange.peersChanged([
                AcceptedPeer(
                    record: PeerRecord(id: party.id, card: "", state: .active, connects: true, addedAt: TestParty.issued),
                    card: party.card(port: 1))
            ])
            #expect(await eventually { await node.exchange.snapshot().problems[party.id] != nil })
        }
    }

    @Test func complaintsAreHeldBackAndCounted() {
        let throttle = Throttle(every: .seconds(60))
        let start = ContinuousClock.now
        #expect(throttle.pass(at: start) == 1)
        for second in 1...59 { #expect(throttle.pass(at: start + .seconds(second)) == nil) }
        #expect(throttle.pass(at: start + .seconds(60)) == 60)
        #expect(throttle.pass(at: start + .seconds(61)) == nil)
    }
}
