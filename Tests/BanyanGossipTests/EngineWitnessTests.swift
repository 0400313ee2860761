import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Cosignatures between witness and owner.
struct EngineWitnessTests {
    private let owner = TestFacility(1)
    private let witness = TestFacility(2)
    private let log = MessageExamples.filled

    private func cosignature(_ size: Int = 12, by witness: TestFacility? = nil, after seconds: Int64 = 0) throws -> Cosignature {
        var part = TestLog(owner.log)
        part.append(Array(log.entries.prefix(size)), signedBy: owner.key)
        let signer = witness ?? self.witness
        return try #require(Cosignature.sign(part.state, as: signer.id, at: Bench.now.adding(seconds), with: signer.key))
    }

    /// The witness, with the owner among its peers.
    private func atWitness() -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: witness.id, random: &bench.random)
        bench.take(.peer(owner.id, .active, dialable: false))
        return bench
    }

    /// The owner, with twelve entries.
    private func atOwner() -> Bench {
        var bench = Bench()
        bench.take(.held(LogHolding(log: owner.log, held: 12, promised: 12, provable: 12)))
        bench.connect(1, witness)
        return bench
    }

    @Test func theOwnerIsToldOnceAndTheNewestAlone() throws {
        var bench = atWitness()
        #expect(bench.take(.cosigned(try cosignature(5))).cosignatures.isEmpty, "the owner is not connected")
        bench.take(.cosigned(try cosignature(9)))
        bench.take(.cosigned(try cosignature(7)))
        let told = bench.connect(1, owner)
        #expect(try told.cosignatures == [cosignature(9)])
        guard case .hello = told.messages.first?.1 else { return #expect(Bool(false), "the hello comes first") }
        #expect(bench.wait(1_000).cosignatures.isEmpty)
        #expect(try bench.take(.cosigned(cosignature(12))).cosignatures == [cosignature(12)])
        bench.ticks = 200_000
        bench.take(.disconnected(ConnectionID(1)))
        #expect(bench.connect(2, owner).cosignatures.isEmpty, "it has it")
    }

    @Test func whatMayNotHaveArrivedIsToldAgain() throws {
        var bench = atWitness()
        bench.take(.cosigned(try cosignature()))
        #expect(bench.connect(1, owner).cosignatures.count == 1)
        bench.ticks = 59_000
        bench.take(.disconnected(ConnectionID(1)))
        #expect(bench.connect(2, owner).cosignatures.count == 1)
    }

    @Test func othersAreNotTold() throws {
        var bench = atWitness()
        bench.take(.cosigned(try cosignature()))
        #expect(bench.connect(1, TestFacility(3)).cosignatures.isEmpty)
        #expect(bench.take(.cosigned(try cosignature(12, by: TestFacility(4)))).cosignatures.isEmpty, "another's word is not ours to tell")
    }

    @Test func theOwnerTakesWhatIsNewAndHeld() throws {
        var bench = atOwner()
        func bring(_ cosignature: Cosignature) -> [GossipDirective] { bench.take(.message(ConnectionID(1), .cosignature(cosignature))) }
        #expect(try bring(cosignature(9)).taking == [cosignature(9)])
        #expect(try bring(cosignature(9)).taking.isEmpty, "again")
        #expect(try bring(cosignature(5, after: 60)).taking.isEmpty, "older")
        #expect(try bring(cosignature(9, after: 60)).taking.count == 1)
        var longer = log
        var random = SeededRandom(seed: 3)
        longer.append(makeEntries(1, &random), signedBy: owner.key)
        let beyond = try #require(Cosignature.sign(longer.state, as: witness.id, at: Bench.now, with: witness.key))
        let answer = bring(beyond)
        #expect(answer.taking.isEmpty && answer.closings.isEmpty, "more than this disk has")
    }

    @Test func anothersWordOrAnothersLogEndsTheConnection() throws {
        var bench = atOwner()
        let foreign = try cosignature(12, by: TestFacility(3))
        #expect(
            bench.take(.message(ConnectionID(1), .cosignature(foreign))).closings == [.violation(code: "unwanted-cosignature")])
        var other = TestLog(TestFacility(4).log)
        var random = SeededRandom(seed: 4)
        other.append(makeEntries(2, &random), signedBy: TestFacility(4).key)
        let elsewhere = try #require(Cosignature.sign(other.state, as: witness.id, at: Bench.now, with: witness.key))
        bench.connect(2, witness)
        #expect(
            bench.take(.message(ConnectionID(2), .cosignature(elsewhere))).closings == [.violation(code: "unwanted-cosignature")])
    }

    @Test func oneThatIsNotSignedEndsTheConnection() throws {
        var bench = atOwner()
        #expect(
            bench.take(.accused(witness.id, code: "cosignature-signature")).closings
                == [.violation(code: "cosignature-signature")])
    }

    @Test func aFloodOfCosignaturesCostsAFewVerifications() throws {
        var bench = atOwner()
        var taken = 0
        for second in 0..<Int64(100) {
            taken += bench.take(.message(ConnectionID(1), .cosignature(try cosignature(9, after: second)))).taking.count
        }
        #expect(taken == Limits.cosignaturesPerPeer)
        bench.ticks = 600_000
        #expect(bench.take(.message(ConnectionID(1), .cosignature(try cosignature(9, after: 1_000)))).taking.count == 1)
    }
}
