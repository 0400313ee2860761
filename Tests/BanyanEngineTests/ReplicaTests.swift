import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanLedger
import Foundation
import GRDB
import Testing

@testable import BanyanEngine

/// Nothing missing may look absent: what this replica lacks reads "not replicated".
struct ReplicaTests {
    private func pair(_ body: (_ origin: Site, _ reader: Site) async throws -> Void) async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), allergy("a1", "Penicillin"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "000000000001")
            try await reader.catchUp(with: origin)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            try await body(origin, reader)
        }
    }

    @Test func whatALaggingReplicaDoesNotFindMayExist() async throws {
        try await pair { origin, reader in
            #expect(try await reader.read("5").state(.immunizations, of: origin) == "not-recorded")
            origin.network.loseEntries(of: origin.id)
            try await origin.importing(patient(), immunization("i1", "BCG", on: "2026-05-06"))
            _ = try await origin.node.publish(patient: nil)
            let (log, size) = (origin.node.ownLog.log, try await origin.size(of: origin))
            #expect(await eventually { await reader.node.exchange.largestShown(of: log) == size })
            let summary = try await reader.read("5")
            #expect(summary.state(.immunizations, of: origin) == "not-replicated" && summary.state(.allergies, of: origin) == "listed")
            #expect(summary.part(.immunizations, of: origin)?.when == noon.iso8601)
            #expect(try await reader.node.status().logs.contains { $0.facility == origin.id && $0.behind == 1 })
            // What a peer showed is not forgotten when it goes.
            try await origin.stop()
            #expect(try await reader.read("5").state(.immunizations, of: origin) == "not-replicated")
        }
    }

    @Test func aMissingPayloadIsNotReplicated() async throws {
        try await pair { origin, reader in
            var item: ConsentItem?
            try await reader.node.vault.forEach(ConsentRecord.self) { item = try $0.heldItem() }
            let tag = try #require(item).enrolmentTag
            let found = try await reader.store.find([tag], in: origin.id).first
            let enrolment = try #require(found?.position.index)
            let database = try DatabaseQueue(path: reader.directory.appendingPathComponent("banyan.db").path)
            try await database.write { [id = Data(origin.id.bytes)] db in
                try db.execute(
                    sql: """
                        UPDATE entry SET payload = NULL
                        WHERE id >> 40 = (SELECT id FROM log WHERE facility = ?) AND id & 0xFFFFFFFFFF <> ?
                        """, arguments: [id, Int64(enrolment)])
            }
            try database.close()
            let summary = try await reader.read("5")
            #expect(summary.state(.allergies, of: origin) == "not-replicated" && summary.texts(.allergies, of: origin).isEmpty)
            #expect(try await reader.node.verifyLog(origin.id).logs.first?.missing ?? 0 > 0)
        }
    }

    @Test func aMarkerOfTheNextGenerationSupersedesEverything() async throws {
        try await pair { origin, reader in
            var enrolment: EnrolmentRecord?
            try await origin.node.vault.forEach(EnrolmentRecord.self) { enrolment = $0 }
            let secret = try #require(enrolment).link
            let link = try #require(EnrolmentLink(secret))
            try await origin.node.writing.through {
                let durable = try await origin.store.append(
                    [Entry(tag: link.markerTag(generation: 1), payload: [UInt8](repeating: 1, count: 1024))], to: origin.node.ownLog.log,
                    changes: [],
                    at: noon)
                let checkpoint = SignedCheckpoint.sign(durable, with: origin.keys.log)
                try await origin.store.record(checkpoint, at: noon)
                await origin.node.exchange.ownLogAdvanced(checkpoint)
            }
            try await reader.catchUp(with: origin)
            let summary = try await reader.read("5")
            #expect(summary.state(.allergies, of: origin) == "superseded" && summary.texts(.allergies, of: origin).isEmpty)
        }
    }
}
