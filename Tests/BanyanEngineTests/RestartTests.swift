import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

/// Nothing is lost or done twice when a node stops, crashes, or comes back from an old disk.
struct RestartTests {
    private func pair(mutual: Bool = true, _ body: (_ origin: Site, _ reader: Site, _ wallet: Wallet) async throws -> Void) async throws {
        try await withSites(2, mutual: mutual) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), condition("c1", "Asthma"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, mrn)
            try await reader.catchUp(with: origin)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            try await body(origin, reader, wallet)
        }
    }

    private func receipts(of reader: Site, _ wallet: Wallet) async throws -> Set<BanyanCore.Tag> {
        let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 8).first)
        return Set(try await reader.store.find(lookup.tags, in: reader.id).map(\.tag)).intersection(lookup.tags.prefix(3))
    }

    @Test func countersGoOnWhereTheyWere() async throws {
        try await pair { origin, reader, wallet in
            _ = try await reader.read("5")
            try await reader.restart()
            try await origin.restart()
            try await origin.importing(patient(), condition("c1", "Asthma, severe"))
            #expect(try await origin.node.publish(patient: mrn).entries == 1)
            try await reader.catchUp(with: origin)
            #expect(try await reader.read("5").texts(.problems, of: origin) == ["Asthma, severe"])
            #expect(try await receipts(of: reader, wallet).count == 2)
        }
    }

    @Test func aReceiptCounterThatFellBehindTheLogPassesOverWhatItHas() async throws {
        try await pair { _, reader, wallet in
            _ = try await reader.read("5")
            let old = try await reader.store.records(.receiptCounter, after: nil, limit: 10)
            _ = try await reader.read("5")
            try await reader.store.apply(old.map { .put($0) })
            _ = try await reader.read("5")
            #expect(try await receipts(of: reader, wallet).count == 3)
        }
    }

    @Test func whatWasAppendedButNotSignedIsSignedAtTheNextStart() async throws {
        try await pair { origin, reader, _ in
            let log = origin.node.ownLog.log
            var random = SodiumRandom()
            let tag: BanyanCore.Tag? = .init(random.bytes(16))
            let entry = Entry(tag: try #require(tag), payload: random.bytes(1024))
            _ = try await origin.store.append([entry], to: log, changes: [], at: noon)
            try await origin.restart()
            #expect(
                try await eventually {
                    let state = try await origin.store.logState(log)
                    return state.checkpoint?.checkpoint.size == state.tree.size
                })
            try await reader.catchUp(with: origin)
        }
    }

    @Test func aNodeThatIsOnlyDialledWaitsForWhoDialledItBefore() async throws {
        try await pair(mutual: false) { origin, reader, _ in
            #expect(try await eventually { try await origin.store.peers().contains { $0.lastHeard != nil } })
            try await origin.stop()
            try await reader.stop()
            try await origin.start(patience: 50)
            #expect(await failure { try await origin.node.publish(patient: mrn) }?.code == "own-log-unchecked")
            try await reader.start()
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            #expect(try await origin.node.publish(patient: mrn).entries == 0)
        }
    }

    @Test func aNewIncarnationBeginsWithItsNoticeAndReadersFollow() async throws {
        try await pair { origin, reader, _ in
            let former = try await origin.size(of: origin)
            try await origin.restart(newIncarnation: true)
            try await origin.importing(patient(), condition("c1", "Asthma, severe"))
            #expect(try await origin.node.publish(patient: mrn).entries == 1)
            let log = LogID(facility: origin.id, incarnation: 1)
            let entries = try await origin.store.entries(in: log, from: 0, count: 1, maxBytes: 4096)
            let first = try #require(entries.first)
            let notice = try #require(IncarnationNotice(first.payload ?? [], root: origin.card.inception.rootKey))
            #expect(first.header.tag == .open && notice.log == log && notice.formerSize == former)
            try await reader.catchUp(with: origin)
            #expect(try await reader.read("5").texts(.problems, of: origin) == ["Asthma, severe"])
            // Without the flag the node goes on in the incarnation that it has, without a second notice.
            try await origin.restart()
            #expect(origin.node.ownLog.log == log)
        }
    }

    @Test func anOldCopyOfADiskLearnsOfItsLaterIncarnationAndDoesNotAppend() async throws {
        try await pair { origin, reader, _ in
            let copy = origin.directory.appendingPathExtension("copy")
            try await origin.stop()
            try FileManager.default.copyItem(at: origin.directory, to: copy)
            try await origin.start(newIncarnation: true)
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            try await reader.catchUp(with: origin)
            try await origin.stop()
            try FileManager.default.removeItem(at: origin.directory)
            try FileManager.default.moveItem(at: copy, to: origin.directory)
            try await origin.start(patience: 50)
            #expect(await eventually { await origin.node.standing.last?.laterIncarnation == 1 })
            let refusal = await failure { try await origin.node.publish(patient: mrn) }
            #expect(refusal?.code == "own-log-unchecked" && refusal?.message.contains("later incarnation") == true)
        }
    }
}
