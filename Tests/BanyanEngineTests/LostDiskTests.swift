import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

/// A facility whose disk is gone, or old, comes back from what its peers hold of its log.
struct LostDiskTests {
    /// An origin and a reader with a patient of theirs, and a third facility; all keep registers.
    private func trio(_ body: (_ origin: Site, _ reader: Site, _ third: Site, _ wallet: Wallet) async throws -> Void) async throws {
        try await withSites(3, mutual: true, register: true) { sites in
            let (origin, reader, third) = (sites[0], sites[1], sites[2])
            try await origin.importing(
                patient(), allergy("a1", "Penicillin"), condition("c1", "Asthma"), result("r1", "Creatinine", on: "2026-03-04"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, mrn)
            try await reader.catchUp(with: origin)
            try await third.catchUp(with: origin)
            try await body(origin, reader, third, wallet)
        }
    }

    private func back(_ site: Site, from peer: Site) async throws -> Restored {
        let restored = try await site.restore(from: peer)
        try await site.start()
        #expect(await site.node.standing.wait(milliseconds: 300_000))
        return try #require(restored)
    }

    @Test func enrolmentsPublishedRecordsAndPeersComeBackFromOnePeer() async throws {
        try await trio { origin, reader, third, wallet in
            let (size, before) = (try await origin.size(of: origin), try await origin.node.patient(mrn))
            let former = try await origin.node.records(patient: mrn).records
            let restored = try await back(origin, from: third)
            #expect(restored.size == size && restored.recovery.enrolments == 1 && restored.recovery.unreadable == 0)
            #expect(restored.recovery.peers + 1 == 2 && restored.card == origin.card)
            let after = try await origin.node.patient(mrn)
            #expect(after.name == before.name && after.birthDate == before.birthDate && after.resources == before.resources)
            #expect(after.enrolments.map(\.number) == before.enrolments.map(\.number))
            #expect(try await origin.node.records(patient: mrn).records.map(\.display) == former.map(\.display))
            #expect(try await origin.node.peers().peers.map(\.state) == ["active", "active"])
            #expect(try await origin.size(of: origin) == size, "a restore appends nothing")
            // What is published is what was published: nothing goes out again.
            #expect(try await origin.node.publish(patient: mrn).entries == 0)
            _ = (reader, wallet)
        }
    }

    @Test func countersGoOnBehindTheLog() async throws {
        try await trio { origin, reader, third, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            try await origin.importing(patient(), condition("c1", "Asthma, mild"))
            _ = try await origin.node.publish(patient: mrn)
            try await third.catchUp(with: origin)
            _ = try await back(origin, from: third)
            try await origin.importing(patient(), condition("c1", "Asthma, severe"))
            #expect(try await origin.node.publish(patient: mrn).entries == 1)
            try await reader.catchUp(with: origin)
            let summary = try await reader.read("5")
            #expect(summary.texts(.problems, of: origin) == ["Asthma, severe"])
            #expect(summary.texts(.allergies, of: origin) == ["Penicillin"])
            // No number was used twice: each tag of the own log is there once.
            let log = origin.node.ownLog.log
            let entries = try await origin.store.entries(in: log, from: 0, count: 4096, maxBytes: 64 << 20)
            #expect(Set(entries.map(\.header.tag)).count == entries.count)
        }
    }

    @Test func aReaderThatLostItsDiskReadsWhatItWasGrantedAndNothingThatWasRevoked() async throws {
        try await trio { origin, reader, third, wallet in
            var wallet = wallet
            try await reader.importing(patient("6"))
            let kept = try wallet.grant(to: reader, from: origin, sections: [.allergies])
            let ended = try wallet.grant(to: reader, from: origin, sections: [.problems])
            try await reader.present(kept, for: "5")
            try await reader.present(ended, for: "6")
            let receipt = try await reader.read("5")
            #expect(receipt.texts(.allergies, of: origin) == ["Penicillin"])
            let slip = try #require(wallet.slip(wallet.grants[1].id))
            _ = try await third.node.revoke(RevokeRequest(slip: slip))
            try await reader.catchUp(with: third)
            try await third.catchUp(with: reader)
            let restored = try await back(reader, from: third)
            #expect(restored.recovery.consents == 2)
            try await reader.catchUp(with: origin, third)
            #expect(await eventually { await reader.node.staleness() == nil })
            #expect(try await reader.read("5").texts(.allergies, of: origin) == ["Penicillin"])
            await expectDenied("revoked") { try await reader.read("6") }
            // The receipt before and the one after lie under numbers of their own.
            let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 8).first)
            let found = try await reader.store.find(lookup.tags, in: reader.id).map(\.tag)
            #expect(Set(found) == Set(lookup.tags.prefix(2)) && found.count == 2)
        }
    }

    @Test func anOriginThatLostItsDiskVerifiesTheConsentsOfItsPatients() async throws {
        try await trio { origin, reader, third, wallet in
            _ = try await back(origin, from: third)
            var wallet = wallet
            let bundle = try wallet.grant(to: reader, from: origin)
            try await reader.present(bundle, for: "5")
            #expect(try await reader.read("5").texts(.problems, of: origin) == ["Asthma"])
            // The same enrolment number is not accepted twice.
            var again = Wallet.fresh()
            try await origin.enrol(&again, mrn)
            #expect(try await origin.node.patient(mrn).enrolments.count == 2)
        }
    }

    @Test func withoutTheRecoveryKeyTheLogComesBackAndNothingOpens() async throws {
        try await withSites(2, mutual: true) { sites in
            try await sites[0].importing(patient(), condition("c1", "Asthma"))
            var wallet = Wallet.fresh()
            try await sites[0].enrol(&wallet, mrn)
            try await sites[1].catchUp(with: sites[0])
            let size = try await sites[0].size(of: sites[0])
            let restored = try await sites[0].restore(from: sites[1])
            #expect(restored?.size == size && restored?.recovery.enrolments == 0 && restored?.card == nil)
            try await sites[0].start()
            #expect(await failure { try await sites[0].node.patient(mrn) }?.category == .notFound)
        }
    }

    @Test func whoWasRemovedStaysRemovedOnTheRestoredNode() async throws {
        try await trio { origin, reader, third, _ in
            _ = try await origin.node.change(third.id, .remove)
            try await origin.importing(patient("7"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "7")
            try await reader.catchUp(with: origin)
            _ = try await back(origin, from: reader)
            #expect(try await origin.node.peer(third.id).state == "removed")
            #expect(try await origin.node.peer(reader.id).state == "active")
        }
    }

    @Test func aRestoreThatReachesNobodyGivesUpAndCanBeRepeated() async throws {
        try await trio { origin, reader, third, _ in
            let size = try await origin.size(of: origin)
            try await third.stop()
            #expect(await failure { try await origin.restore(from: third, patience: 1) }?.code == "own-log-unreachable")
            try await third.start()
            #expect(try await origin.restore(from: third, keepingDisk: true)?.size == size)
        }
    }

    @Test func anOldDiskLearnsWhatCameAfterItBeforeItAppends() async throws {
        try await trio { origin, reader, third, wallet in
            var wallet = wallet
            let copy = origin.directory.appendingPathExtension("copy")
            try await origin.stop()
            try FileManager.default.copyItem(at: origin.directory, to: copy)
            try await origin.start()
            // After the backup: a correction that is published, and another patient.
            try await origin.importing(patient(), allergy("a2", "Latex"), condition("c1", "Asthma, severe"))
            _ = try await origin.node.publish(patient: mrn)
            try await origin.importing(patient("8"), condition("c8", "Gout", of: "8"))
            var other = Wallet.fresh()
            try await origin.enrol(&other, "8")
            for peer in [reader, third] { try await peer.catchUp(with: origin) }
            let size = try await origin.size(of: origin)
            try await origin.stop()
            try FileManager.default.removeItem(at: origin.directory)
            try FileManager.default.moveItem(at: copy, to: origin.directory)
            try await origin.start()
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            #expect(try await origin.size(of: origin) == size)
            #expect(try await origin.node.patient("8").enrolments.count == 1)
            #expect(try await origin.node.records(patient: "8").records.map(\.display) == ["Gout"])
            // What comes next does not take back what was published after the backup.
            try await origin.importing(patient(), allergy("a3", "Peanut"))
            _ = try await origin.node.publish(patient: mrn)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            try await reader.catchUp(with: origin)
            let summary = try await reader.read("5")
            #expect(Set(summary.texts(.allergies, of: origin)) == ["Penicillin", "Latex", "Peanut"])
            #expect(summary.texts(.problems, of: origin) == ["Asthma, severe"])
        }
    }

    @Test func aLaterIncarnationIsGoneOnWith() async throws {
        try await trio { origin, _, third, _ in
            try await origin.restart(newIncarnation: true)
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            try await origin.importing(patient(), condition("c1", "Asthma, severe"))
            _ = try await origin.node.publish(patient: mrn)
            try await third.catchUp(with: origin)
            let size = try await origin.size(of: origin)
            var restored = try await origin.restore(from: third)
            if restored == nil { restored = try await origin.restore(from: third, keepingDisk: true) }
            #expect(restored?.size == size)
            try await origin.start()
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            #expect(origin.node.ownLog.log.incarnation == 1)
            #expect(try await origin.node.records(patient: mrn).records.contains { $0.display == "Asthma, severe" })
        }
    }
}
