import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanGossip
import BanyanLedger
import Foundation
import Testing

@testable import BanyanTransport

/// Two peers to whom one facility showed different suffixes of its log.
struct HistoriesTests {
    private func proof(at node: TestNode) -> MisbehaviourProof? {
        node.events.compactMap { if case .quarantined(_, _, let proof) = $0 { proof } else { nil } }.last
    }

    @Test func honestPeersWithDifferentSuffixesProveItAndDoNotPunishEachOther() async throws {
        let party = TestParty("Invented forker")
        let folder = FileManager.default.temporaryDirectory
        func side(_ name: String) async throws -> TestNode {
            try await TestNode(party, store: folder.appendingPathComponent("banyan-fork-\(party.id.compact.prefix(16))-\(name)"))
        }
        let owners = [try await side("1"), try await side("2")]
        let readers = [try await TestNode(TestParty("Invented reader 1")), try await TestNode(TestParty("Invented reader 2"))]
        try await running(owners + readers) {
            try await owners[0].append(3)
            try await owners[1].append(8)
            for (owner, reader) in zip(owners, readers) {
                await owner.accept([reader])
                await reader.accept([owner], dialling: [owner])
            }
            for (number, reader) in readers.enumerated() {
                #expect(try await reader.comes(toHold: number == 0 ? 3 : 8, of: owners[number]))
            }
            await readers[1].accept([owners[1], readers[0]])
            await readers[0].accept([owners[0], readers[1]], dialling: [readers[1]])
            // Who holds the shorter history asks how the longer one begins, proves what it is told, and tells the other.
            for reader in readers { #expect(await eventually { proof(at: reader) != nil }) }
            for reader in readers {
                let proof = try #require(self.proof(at: reader))
                #expect(proof.facility == party.id && proof.misbehaviour.isProof(under: party.keys.log.publicKey))
                #expect(try MisbehaviourProof(file: Array(proof.text.utf8)) == proof)
            }
            let status = await readers[0].exchange.snapshot()
            let peer = status.peers.first { $0.peer == readers[1].party.id }
            #expect(status.counters.violations == 0 && peer?.penalty == nil && peer?.isSynced == true && status.altering.isEmpty)
            #expect(try await readers[0].size(of: owners[0]) == 3, "what was verified stays")
            #expect(try await readers[1].size(of: owners[1]) == 8)
        }
    }
}
