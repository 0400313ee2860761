import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Telling two histories from altered entries, and passing proofs on.
struct EngineEvidenceTests {
    private let owner = TestFacility(1)
    private let history = MessageExamples.filled
    /// Parts from `history` at entry 5 and has 14 entries.
    private let other: TestLog
    private var log: LogID { owner.log }

    init() {
        var other = TestLog(owner.log)
        var random = SeededRandom(seed: 41)
        other.append(Array(history.entries.prefix(5)) + makeEntries(9, &random), signedBy: owner.key)
        self.other = other
    }

    /// A node that holds the twelve entries of `history`.
    private func bench() -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        bench.take(.held(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        return bench
    }

    private var request: PathRequest { PathRequest(log: log, from: 12, to: 14) }

    /// The peer shows the other history, and its batch was refused.
    private func suspicious(_ bench: inout Bench, _ number: UInt64, _ peer: TestFacility) -> [GossipDirective] {
        bench.connect(number, peer, [log: 14])
        bench.take(.message(ConnectionID(number), .batch(other.batch(12..<14, under: other.provable!))))
        return bench.take(.batchRefused(log, .differing(known: history.provable!, claimed: other.provable!)))
    }

    @Test func theOwnersTwoHistoriesAreProvedByThePathAndQuarantined() throws {
        var bench = bench()
        let asked = suspicious(&bench, 1, bench.peers[0])
        #expect(asked.traces == [request] && asked.closings.isEmpty)
        #expect(bench.engine.differing.count == 1 && !bench.engine.isQuarantined(log))
        let found = bench.take(.message(ConnectionID(1), .path(request, other.path(12, 14))))
        #expect(found.closings.isEmpty && bench.engine.isQuarantined(log))
        let misbehaviour = try #require(found.quarantines.first)
        #expect(misbehaviour.isProof(under: owner.key.publicKey))
        #expect(bench.engine.altering.isEmpty, "who passed it on is not at fault")
    }

    @Test(arguments: ["agrees", "worthless"]) func aRelayThatAlteredEntriesIsFoundOut(_ what: String) {
        var bench = bench()
        var longer = history
        var random = SeededRandom(seed: 42)
        longer.append(makeEntries(2, &random), signedBy: owner.key)
        bench.connect(1, bench.peers[0], [log: 14])
        bench.take(.message(ConnectionID(1), .batch(longer.batch(12..<14, under: longer.provable!))))
        bench.take(.batchRefused(log, .differing(known: history.provable!, claimed: longer.provable!)))
        let path = what == "agrees" ? longer.path(12, 14) : other.path(12, 14)
        let answer = bench.take(.message(ConnectionID(1), .path(request, path)))
        #expect(answer.closings == [.violation(code: "altered-entries")] && answer.quarantines.isEmpty)
        #expect(bench.engine.altering.map(\.peer) == [bench.peers[0].id] && bench.engine.differing.isEmpty)
        #expect(!bench.engine.isQuarantined(log), "its owner did nothing")
    }

    @Test func whoHasNoAnswerLeavesTheSuspicionAsItIs() {
        var bench = bench()
        _ = suspicious(&bench, 1, bench.peers[0])
        let answer = bench.take(.message(ConnectionID(1), .path(request, [])))
        #expect(answer.closings.isEmpty && answer.quarantines.isEmpty)
        #expect(bench.engine.differing.count == 1 && bench.engine.altering.isEmpty)
    }

    @Test func anOwnerThatDoesNotExplainItsCheckpointsIsPunished() {
        var bench = bench()
        #expect(suspicious(&bench, 1, owner).closings.isEmpty, "it is asked first")
        #expect(bench.take(.message(ConnectionID(1), .path(request, []))).closings == [.violation(code: "differing-history")])
        bench.ticks = 100_000
        #expect(suspicious(&bench, 2, owner).traces == [request])
        bench.ticks += 59_999
        bench.take(.message(ConnectionID(2), .pong(clock: Bench.now, token: 0)))
        #expect(bench.wait(0).closings.isEmpty)
        #expect(bench.wait(1).closings == [.violation(code: "differing-history")])
    }

    @Test func anAnswerThatNobodyAskedForEndsTheConnection() {
        var bench = bench()
        bench.connect(1, bench.peers[0])
        #expect(
            bench.take(.message(ConnectionID(1), .path(request, other.path(12, 14)))).closings == [.violation(code: "unsolicited-path")])
        _ = suspicious(&bench, 2, bench.peers[1])
        let wrong = PathRequest(log: log, from: 11, to: 14)
        #expect(
            bench.take(.message(ConnectionID(2), .path(wrong, other.path(11, 14)))).closings == [.violation(code: "unsolicited-path")])
    }

    @Test func aPromiseThatIsNotReachedYetDoesNotAccuseThePeer() {
        // Twelve entries are promised and five held: that the path agrees says nothing of the entries between.
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, random: &bench.random)
        bench.take(.peer(log.facility, .active, dialable: false))
        bench.take(.held(LogHolding(log: log, held: 5, promised: 12, provable: 5)))
        bench.connect(1, bench.peers[0], [log: 14])
        bench.take(.message(ConnectionID(1), .batch(other.batch(5..<14, under: other.provable!))))
        bench.take(.batchRefused(log, .differing(known: other.checkpoint(12, by: owner.key), claimed: other.provable!)))
        #expect(bench.take(.message(ConnectionID(1), .path(request, other.path(12, 14)))).closings.isEmpty)
        #expect(bench.engine.altering.isEmpty)
    }

    @Test func aForkWithoutAPathIsAskedForOne() throws {
        var bench = bench()
        bench.connect(1, bench.peers[0], [log: 14])
        bench.take(.message(ConnectionID(1), .batch(other.batch(12..<13, under: other.provable!))))
        let forked = bench.take(.batchRefused(log, .fork(Misbehaviour(first: history.provable!, second: other.provable!))))
        #expect(forked.quarantines.count == 1 && forked.traces == [request] && bench.engine.isQuarantined(log))
        let proved = bench.take(.message(ConnectionID(1), .path(request, other.path(12, 14))))
        #expect(proved.quarantines.map { $0.isProof(under: owner.key.publicKey) } == [true])
    }

    @Test func pathsAreServedOneAtATimeAndSoManyInTenMinutes() {
        var bench = bench()
        bench.connect(1, bench.peers[0])
        func ask(_ from: UInt64, _ to: UInt64) -> [GossipDirective] {
            bench.take(.message(ConnectionID(1), .trace(PathRequest(log: log, from: from, to: to))))
        }
        let first = PathRequest(log: log, from: 3, to: 12)
        #expect(ask(3, 12).pathReadings == [first])
        #expect(ask(4, 12).paths == [[]], "one at a time")
        #expect(bench.take(.pathRead(ConnectionID(1), first, history.path(3, 12))).paths == [history.path(3, 12)])
        #expect(ask(3, 13).paths == [[]], "more than is held")
        #expect(bench.take(.message(ConnectionID(1), .trace(PathRequest(log: TestFacility(5).log, from: 1, to: 2)))).paths == [[]])
        var served = 1
        for _ in 0..<100 where !ask(3, 12).pathReadings.isEmpty {
            served += 1
            bench.take(.pathRead(ConnectionID(1), first, []))
        }
        #expect(served <= Limits.pathsPerPeer)
        bench.ticks = 600_000
        #expect(ask(3, 12).pathReadings.count == 1)
        bench.take(.peer(log.facility, .removed, dialable: false))
        #expect(bench.take(.pathRead(ConnectionID(1), first, history.path(3, 12))).paths == [[]], "removed meanwhile")
    }

    @Test func aProofIsToldToAllOnceAndAtTheirNextHello() {
        var bench = bench()
        for number in 0..<2 { bench.connect(UInt64(number + 1), bench.peers[number]) }
        let told = bench.take(.proved(log, proof: [1]))
        #expect(told.proofs.map(\.0) == [ConnectionID(1), ConnectionID(2)] && bench.engine.isQuarantined(log))
        #expect(bench.take(.proved(log, proof: [1])).proofs.isEmpty && bench.wait(1_000).proofs.isEmpty)
        #expect(bench.connect(3, bench.peers[2]).proofs.map(\.0) == [ConnectionID(3)])
        #expect(bench.take(.message(ConnectionID(3), .misbehaviour(log, proof: [1]))).checking.isEmpty, "known")
    }

    @Test func aPeersProofIsCheckedAndThenPassedOnButNotBack() {
        var bench = bench()
        for number in 0..<2 { bench.connect(UInt64(number + 1), bench.peers[number]) }
        #expect(bench.take(.message(ConnectionID(1), .misbehaviour(log, proof: [1]))).checking == [log])
        #expect(bench.take(.message(ConnectionID(2), .misbehaviour(log, proof: [2]))).checking.isEmpty, "one at a time")
        #expect(!bench.engine.isQuarantined(log), "a claim is no proof")
        bench.connect(3, bench.peers[2])
        #expect(bench.take(.proved(log, proof: [1])).proofs.map(\.0) == [ConnectionID(2), ConnectionID(3)])
    }

    @Test func aFalseProofEndsTheConnectionAndQuarantinesNobody() {
        var bench = bench()
        bench.connect(1, bench.peers[0])
        bench.take(.message(ConnectionID(1), .misbehaviour(log, proof: [1])))
        let refused = bench.take(.proofRefused(bench.peers[0].id, log, code: "proof-signature"))
        #expect(refused.closings == [.violation(code: "proof-signature")] && !bench.engine.isQuarantined(log))
        bench.connect(2, bench.peers[1])
        #expect(bench.take(.message(ConnectionID(2), .misbehaviour(log, proof: [1]))).checking == [log], "it may be true from another")
    }

    @Test func proofsOfThoseThatNobodyAcceptedOrBeyondTheBoundAreIgnored() {
        var bench = bench()
        bench.connect(1, bench.peers[0])
        func bring(_ log: LogID, on id: UInt64 = 1) -> [LogID] {
            bench.take(.message(ConnectionID(id), .misbehaviour(log, proof: [1]))).checking
        }
        #expect(bring(TestFacility(50).log).isEmpty, "never accepted")
        #expect(bring(LogID(facility: log.facility, incarnation: 9)).isEmpty, "an incarnation that is not believed")
        for number in 10..<10 + Limits.proofsPerPeer {
            let facility = TestFacility(UInt8(number))
            bench.take(.peer(facility.id, .active, dialable: false))
            #expect(bring(facility.log) == [facility.log])
            bench.take(.proved(facility.log, proof: [1]))
        }
        #expect(bring(log).isEmpty, "so many in ten minutes")
        bench.ticks = 600_000
        #expect(bring(log) == [log])
        bench.take(.peer(log.facility, .removed, dialable: false))
        #expect(bring(LogID(facility: log.facility, incarnation: 1)).isEmpty, "removed")
    }
}
