import BanyanCore
import BanyanEngine
import BanyanGossip
import BanyanLedger
import Foundation
import Testing

@testable import BanyanTransport

/// Two peers to whom one facility showed different suffixes of its log.
struct HistoriesTests {
    @Test func honestPeersWithDifferentSuffixesAreWarnedAndDoNotPunishEachOther() async throws {
        let party = TestParty("Invented forker")
        let folder = FileManager.default.temporaryDirectory
        func side(_ name: String) async throws -> TestNode {
            try await TestNode(party, store: folder.appendingPathComponent("banyan-fork-\(party.id.compact.prefix(16))-\(name)"))
        }
        let owners = [try await side("1"), try await side("2")]
        let readers = [try await TestNode(TestParty("Invented reader 1")), try await TestNode(TestParty("Invented reader 2"))]
        try await running(owners + readers) {
            try await owners[0].append(3)
            try await owners[1].append(4)
            for (owner, reader) in zip(owners, readers) {
                await owner.accept([reader])
                await reader.accept([owner], dialling: [owner])
            }
            for (number, reader) in readers.enumerated() {
                #expect(try await reader.comes(toHold: UInt64(3 + number), of: owners[number]))
            }
            await readers[1].accept([owners[1], readers[0]])
            await readers[0].accept([owners[0], readers[1]], dialling: [readers[1]])
            #expect(await eventually { await !readers[0].exchange.snapshot().differing.isEmpty })
            let status = await readers[0].exchange.snapshot()
            #expect(status.differing.map(\.log) == [owners[0].log] && status.differing.map(\.peer) == [readers[1].party.id])
            let peer = status.peers.first { $0.peer == readers[1].party.id }
            #expect(status.counters.violations == 0 && peer?.penalty == nil && peer?.isSynced == true)
            #expect(try await readers[0].size(of: owners[0]) == 3, "what was verified stays")
        }
    }
}
