import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanGossip
import Foundation
import Synchronization
import Testing

@testable import BanyanEngine
@_spi(Append) @testable import BanyanLedger

/// A peer whose every word the test chooses.
final class ScriptedPeer: PeerLink {
    let peer: FacilityID
    private let heard = Mutex<[GossipMessage]>([])
    private let incoming = MemoryNetwork.Messages.makeStream()

    /// Connects to a site as a facility that it has accepted, and greets.
    init(_ keys: FacilityKeys, at site: Site) {
        peer = keys.id
        let exchange = site.node.exchange
        Task { [incoming] in await exchange.accept(link: self, messages: incoming.stream) }
        let update = FrontierUpdate(number: 1, base: .nothing, items: [])
        say(.hello(Hello(versions: [1], facility: keys.id, clock: site.clock.now(), epoch: 1, update: update)))
    }

    func say(_ message: GossipMessage) { incoming.continuation.yield(message.encoded) }
    func send(_ message: [UInt8]) async throws {
        let message = try GossipMessage(encoded: message)
        heard.withLock { $0.append(message) }
    }
    func close() { incoming.continuation.finish() }

    var messages: [GossipMessage] { heard.withLock { $0 } }
}

extension Site {
    /// Two histories that this facility's key signs, and what proves it.
    func twoHistories() throws -> MisbehaviourProof {
        func checkpoint(_ mark: UInt8) -> SignedCheckpoint {
            var tree = CompactTree()
            tree.append(.sha256([mark]))
            let log = LogID(facility: id, incarnation: 0)
            return .sign(DurableAppend(log: log, positions: 0..<1, tree: tree), with: keys.log)
        }
        let found = Misbehaviour(first: checkpoint(1), second: checkpoint(2))
        return try #require(MisbehaviourProof(found, inception: card.inception, certificate: card.logCertificate))
    }

    func problems() async throws -> [NodeStatus.Problem] { try await node.status().problems }
}

/// Cosignatures between nodes, and what a proof of misbehaviour does to one.
struct WitnessTests {
    /// Something in a site's log.
    private func publish(_ site: Site, _ number: Int) async throws {
        try await site.importing(patient("\(number)"), allergy("a\(number)", "Penicillin"))
        var wallet = Wallet.fresh()
        try await site.enrol(&wallet, "\(number)")
    }

    @Test func theOwnerShowsWhoCosignedHowMuch() async throws {
        try await withSites(3) { sites in
            try await publish(sites[0], 1)
            let size = try await sites[0].size(of: sites[0])
            #expect(try await eventually { try await sites[0].node.status().witnesses?.count == 2 })
            let witnesses = try #require(try await sites[0].node.status().witnesses)
            #expect(Set(witnesses.map(\.facility)) == [sites[1].id, sites[2].id] && witnesses.allSatisfy { $0.at == noon })
            #expect(witnesses.allSatisfy { (1...size).contains($0.size) })
            let own = try #require(try await sites[0].node.verifyLog(sites[0].id).logs.first)
            #expect(own.isSound && own.cosignatures?.count == 2 && own.cosignatures?.allSatisfy(\.valid) == true)
            let given = try #require(try await sites[1].node.verifyLog(sites[0].id).logs.first?.cosignatures)
            #expect(given.map(\.witness) == [sites[1].id] && given[0].valid)
            #expect(given[0].note == own.cosignatures?.first { $0.witness == sites[1].id }?.note)
            let read = try Cosignature(parsing: given[0].note)
            #expect(read.isSigned(by: sites[1].keys.log.publicKey) && read.checkpoint.log == sites[0].node.ownLog.log)
        }
    }

    @Test func aWitnessSignsOnceAnHourAndAlsoAfterARestart() async throws {
        try await withSites(2) { sites in
            try await publish(sites[0], 1)
            try await sites[1].catchUp(with: sites[0])
            #expect(try await eventually { try await sites[0].node.status().witnesses?.count == 1 })
            let first = try #require(try await sites[1].store.cosignatures().first)
            try await sites[1].restart()
            try await publish(sites[0], 2)
            try await sites[1].catchUp(with: sites[0])
            #expect(try await sites[1].store.cosignatures() == [first], "the hour is not over")
            sites[1].clock.move(3600)
            try await publish(sites[0], 3)
            try await sites[1].catchUp(with: sites[0])
            #expect(try await eventually { try await sites[1].store.cosignatures().first != first })
            let second = try #require(try await sites[1].store.cosignatures().first)
            #expect(second.checkpoint.size > first.checkpoint.size && second.time == noon.adding(3600))
            #expect(try await eventually { try await sites[0].node.status().witnesses?.first?.size == second.checkpoint.size })
        }
    }

    @Test func whatCameWithinTheHourIsCosignedWhenItIsOver() async throws {
        try await withSites(2) { sites in
            try await publish(sites[0], 1)
            #expect(try await eventually { try await !sites[1].store.cosignatures().isEmpty })
            try await publish(sites[0], 2)
            try await sites[1].catchUp(with: sites[0])
            sites[1].clock.move(-4000)
            let exchange = sites[1].node.exchange
            await exchange.witnessNow()
            let size = try await sites[0].size(of: sites[0])
            #expect(try await eventually { try await sites[1].store.cosignatures().first?.checkpoint.size == size })
            #expect(try await eventually { try await sites[0].node.status().witnesses?.first?.size == size })
        }
    }

    @Test func aCosignatureThatIsNotThePeersEndsTheConnection() async throws {
        try await withSites(2, mutual: false) { sites in
            try await publish(sites[0], 1)
            var random = SodiumRandom()
            let stranger = try FacilityKeys.generate(at: noon, using: &random).keys
            sites[1].network.leave(sites[1].id)
            let peer = ScriptedPeer(sites[1].keys, at: sites[0])
            let state = try await sites[0].store.logState(sites[0].node.ownLog.log)
            let forged = try #require(Cosignature.sign(state, as: sites[1].id, at: noon, with: stranger.log))
            peer.say(.cosignature(forged))
            #expect(await eventually { await sites[0].node.exchange.snapshot().counters.violations == 1 })
            #expect(try await sites[0].store.cosignatures().allSatisfy { $0.isSigned(by: sites[1].keys.log.publicKey) })
        }
    }

    @Test func aCosignatureOfAnotherHistoryIsAnAlarm() async throws {
        try await withSites(2) { sites in
            try await publish(sites[0], 1)
            let peer = ScriptedPeer(sites[1].keys, at: sites[0])
            let proof = try sites[0].twoHistories()
            var tree = CompactTree()
            tree.append(.sha256([1]))
            let checkpoint = [proof.misbehaviour.first, proof.misbehaviour.second].first { $0.checkpoint.root == tree.root }
            let state = LogState(log: proof.log, tree: tree, checkpoint: checkpoint)
            peer.say(.cosignature(try #require(Cosignature.sign(state, as: sites[1].id, at: noon, with: sites[1].keys.log))))
            #expect(try await eventually { try await sites[0].problems().contains { $0.code == "cosignature-differs" && $0.serious } })
        }
    }

    @Test func aProofFromAPeerQuarantinesIsKeptAndIsPassedOn() async throws {
        try await withSites(3) { sites in
            let (guilty, here) = (sites[0], sites[1])
            try await publish(guilty, 1)
            try await here.catchUp(with: guilty)
            let proof = try guilty.twoHistories()
            let peer = ScriptedPeer(sites[2].keys, at: here)
            peer.say(.misbehaviour(proof.log, proof: proof.encoded))
            #expect(try await eventually { try await here.problems().contains { $0.code == "two-histories" && $0.serious } })
            let shown = try await here.node.misbehaviour(guilty.id, incarnation: nil)
            #expect(try MisbehaviourProof(file: Array(shown.proof.utf8)) == proof && shown.name == guilty.card.name)
            #expect(try await here.node.verifyLog(guilty.id).isSound, "what was verified before stays readable")
            let size = try await here.size(of: guilty)
            try await here.restart()
            #expect(try await here.problems().contains { $0.code == "two-histories" })
            #expect(try await here.node.misbehaviour(guilty.id, incarnation: 0).proof == proof.text)
            #expect(await here.node.exchange.isQuarantined(guilty.id))
            #expect(try await here.size(of: guilty) == size)
            #expect(await failure { try await here.node.misbehaviour(guilty.id, incarnation: 1) }?.code == "no-misbehaviour")
            #expect(await failure { try await here.node.misbehaviour(sites[2].id, incarnation: nil) }?.category == .notFound)
            // The others hear of it, the guilty one too; then it must not append, until its operator opens another incarnation.
            #expect(try await eventually { try await guilty.problems().contains { $0.code == "two-histories" } })
            #expect(await failure { try await publish(guilty, 2) }?.code == "own-log-forked")
            try await guilty.restart(newIncarnation: true)
            try await publish(guilty, 3)
        }
    }

    @Test func aProofThatProvesNothingQuarantinesNobody() async throws {
        try await withSites(3) { sites in
            let proof = try sites[0].twoHistories()
            var altered = proof.encoded
            altered[altered.count - 40] ^= 1
            let peer = ScriptedPeer(sites[2].keys, at: sites[1])
            peer.say(.misbehaviour(proof.log, proof: altered))
            #expect(await eventually { await sites[1].node.exchange.snapshot().counters.violations > 0 })
            #expect(await !sites[1].node.exchange.isQuarantined(sites[0].id))
            let other = ScriptedPeer(sites[2].keys, at: sites[1])
            other.say(.misbehaviour(LogID(facility: sites[0].id, incarnation: 1), proof: proof.encoded))
            #expect(await eventually { await sites[1].node.exchange.snapshot().counters.violations > 1 })
            #expect(await !sites[1].node.exchange.isQuarantined(sites[0].id))
        }
    }

    @Test func aRecordOfAnEarlierVersionIsStillRead() throws {
        let log = LogID(facility: FacilityID(.sha256([1])), incarnation: 2)
        let old = CBOR.array([.bytes(log.facility), .int(2), .text("a"), .text("b")]).encoded
        let record = try QuarantineRecord(encoded: old)
        #expect(record.proof == nil && record.log == log && record.encoded == old)
        let new = QuarantineRecord(log: log, first: "a", second: "b", proof: [7])
        #expect(try QuarantineRecord(encoded: new.encoded).proof == [7])
        #expect(throws: (any Error).self) {
            try QuarantineRecord(encoded: CBOR.array([.bytes(log.facility), .int(2), .text("a")]).encoded)
        }
    }
}

extension Exchange {
    /// Looks for logs to cosign now instead of within a minute.
    func witnessNow() {
        lastWitnessing = nil
        witness()
    }
}
