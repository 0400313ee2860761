import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanEngine

/// Every way in which a read is refused: exit 4, with the reason.
struct DenialTests {
    /// One origin, one reader, one wallet that is enrolled at the origin.
    private func pair(
        withhold: [BanyanCore.Section] = [], readerName: String = "Nguyễn Thị Thử",
        _ body: (_ origin: Site, _ reader: Site, _ wallet: Wallet) async throws -> Void
    ) async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), allergy("a1", "Penicillin"), result("r1", "HIV 1 RNA", on: "2026-01-02"))
            try await reader.importing(patient("5", name: readerName), patient("6", name: "Trần Văn Khác", born: "1971-01-01"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "000000000001", withhold: withhold)
            try await reader.catchUp(with: origin)
            try await body(origin, reader, wallet)
        }
    }

    @Test func aSectionAskedForByNameThatNobodyGranted() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin, sections: [.medications, .allergies]), for: "5")
            await expectDenied("section-not-granted") { try await reader.read("5", [.allergies, .results]) }
            await expectDenied("not-granted") { try await reader.read("5", [.results]) }
            let summary = try await reader.read("5", [.allergies])
            #expect(summary.state(.medications, of: origin) == "not-requested" && summary.state(.allergies, of: origin) == "listed")
            let check = try await reader.node.checkConsent(CheckRequest(mrn: "5", sections: ["results"], purpose: "TREAT"))
            #expect(!check.permitted && check.sources.first?.reason == "not-granted")
        }
    }

    @Test func whatTheOriginKeepsReadsNotPublishedAndIsDeniedOnlyWhereNothingIsLeft() async throws {
        try await pair(withhold: [.allergies]) { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin, sections: [.allergies, .results]), for: "5")
            await expectDenied("not-published") { try await reader.read("5", [.allergies]) }
            let summary = try await reader.read("5", [.allergies, .results])
            #expect(summary.state(.allergies, of: origin) == "not-published" && summary.state(.results, of: origin) == "listed")
            // Not only unshown: it never left.
            try await origin.node.vault.forEach(StreamRecord.self) { #expect($0.section != .allergies) }
        }
    }

    @Test func aConsentThatEndedAndLaterItsKeysAreErased() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin, life: 3600), for: "5")
            for site in [origin, reader] {
                try await site.stop()
                site.clock.move(3601)
            }
            try await origin.start()
            try await reader.start()
            await expectDenied("expired") { try await reader.read("5") }
            await reader.node.tick()
            await expectDenied("expired") { try await reader.read("5") }
            #expect(try await reader.node.consents(patient: "5").consents.map(\.state) == ["expired"])
            try await reader.node.vault.forEach(ConsentRecord.self) { #expect($0.item == nil && $0.revokedAt == nil) }
        }
    }

    @Test func aConsentThatHasNotBegunIsTakenAndNotReadUnder() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            let presented = try await reader.present(try wallet.grant(to: reader, from: origin, begins: day), for: "5")
            #expect(presented.consents.map(\.state) == ["not-yet-valid"])
            await expectDenied("not-yet-valid") { try await reader.read("5") }
        }
    }

    @Test func anotherPurposeThanTheConsentNames() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            await expectDenied("wrong-purpose") { try await reader.read("5", purpose: .research) }
            await expectDenied("emergency-purpose") { try await reader.read("5", purpose: .emergencyTreatment) }
        }
    }

    @Test func anotherPersonThanTheOneEnrolledUnlessSomebodyAnswersForIt() async throws {
        try await pair(readerName: "Nguyễn Thị Thứ Hai") { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            await expectDenied("identity-mismatch") { try await reader.read("5") }
            #expect(await failure { try await reader.read("5", overrideIdentity: " ") }?.code == "no-reason")
            #expect(
                try await reader.read("5", overrideIdentity: "name changed at marriage").texts(.allergies, of: origin) == ["Penicillin"])
            let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 1).first)
            let found = try await reader.store.find(lookup.tags, in: reader.id).first
            let payload = try #require(found?.payload)
            #expect(lookup.key.open(payload, counter: 0)?.override == "name changed at marriage")
        }
    }

    @Test func aConsentPresentedForAnotherPatientStaysWithWhoItNames() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            let bundle = try wallet.grant(to: reader, from: origin)
            // A clerk takes the wrong number first.
            try await reader.present(bundle, for: "6")
            await expectDenied("identity-mismatch") { try await reader.read("6") }
            try await reader.present(bundle, for: "5")
            #expect(try await reader.read("5").texts(.allergies, of: origin) == ["Penicillin"])
            await expectDenied("consent-of-another-patient") { try await reader.present(bundle, for: "6") }
            await expectDenied("nothing-granted") { try await reader.read("6") }
        }
    }

    @Test func aBundleForAnotherReaderAndOneAlteredInAByte() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            var bundle = try wallet.grant(to: reader, from: origin)
            #expect(await failure { try await origin.present(bundle, for: "000000000001") }?.category == .denied)
            bundle[bundle.count / 2] ^= 1
            #expect(await failure { try await reader.present(bundle, for: "5") } != nil)
            #expect(try await reader.node.consents(patient: nil).consents.isEmpty)
        }
    }

    @Test(arguments: [PeerAction.suspend, .remove]) func anOriginThatIsNoLongerAccepted(_ action: PeerAction) async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            let (first, second) = (try wallet.grant(to: reader, from: origin), try wallet.grant(to: reader, from: origin))
            try await reader.present(first, for: "5")
            _ = try await reader.node.change(origin.id, action)
            await expectDenied("facility-not-active") { try await reader.read("5") }
            await expectDenied("facility-not-active") { try await reader.present(second, for: "5") }
            // A new card of a suspended facility is no way back in.
            if action == .suspend {
                try await reader.accept(origin)
                #expect(try await reader.node.peer(origin.id).state == "suspended")
            } else {
                await expectDenied("peer-removed") { try await reader.node.change(origin.id, .resume) }
            }
        }
    }

    @Test func aReplicaThatIsStaleUnlessSomebodyAnswersForIt() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin, sections: [.allergies, .results, .vitals]), for: "5")
            #expect(try await eventually { try await reader.store.peers().contains { $0.lastSynced != nil } })
            try await origin.stop()
            try await reader.stop()
            reader.clock.move(3 * day + 1)
            try await reader.start(ticking: false)
            await expectDenied("stale-replica") { try await reader.read("5") }
            let check = try await reader.node.checkConsent(CheckRequest(mrn: "5", sections: [], purpose: "TREAT"))
            #expect(!check.permitted && check.sources.allSatisfy(\.permitted))
            // Peers that could confirm the own log are off too, so the override alone does not suffice to leave a receipt.
            #expect(await failure { try await reader.read("5", overrideStaleness: "unconscious") }?.code == "own-log-unchecked")
            await reader.node.standing.set(
                OwnLogCheck(peersAnswered: 0, peersNeeded: 0, size: 0, missing: 0, takenBack: 0, laterIncarnation: nil))
            let summary = try await reader.read("5", overrideStaleness: "unconscious")
            #expect(summary.texts(.allergies, of: origin) == ["Penicillin"])
            #expect(summary.state(.vitals, of: origin) == "not-replicated")
        }
    }

    @Test func aReaderWithoutAnyPeerCanNotLearnOfARevocation() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            let facility = try #require(reader.node.facilities[origin.id])
            var record = facility.record
            (record.connects, record.lastHeard, record.lastSynced) = (false, nil, nil)
            try await reader.stop()
            try await origin.stop()
            try await reader.start()
            reader.node.facilities.put(AcceptedPeer(record: record, card: facility.card))
            await expectDenied("stale-replica") { try await reader.read("5") }
        }
    }

    @Test func aClockThatIsKnownToBeWrong() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            reader.clock.move(4000)
            await expectDenied("clock-wrong") { try await reader.read("5") }
            await expectDenied("clock-wrong") { try await reader.node.publish(patient: nil) }
            #expect(try await reader.node.status().problems.contains { $0.code == "clock-wrong" && $0.serious })
        }
    }

    @Test func anEnrolmentThatHasNotArrivedIsNotReplicatedAndMendsItself() async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), allergy("a1", "Penicillin"))
            try await reader.importing(patient("5"))
            try await reader.catchUp(with: origin)
            var wallet = Wallet.fresh()
            try await reader.stop()
            try await origin.enrol(&wallet, "000000000001")
            try await origin.stop()
            try await reader.start(ticking: false)
            let presented = try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            #expect(presented.consents.map(\.state) == ["enrolment-not-replicated"])
            await expectDenied("enrolment-not-replicated") { try await reader.read("5") }
            try await reader.stop()
            try await origin.start()
            try await reader.start()
            try await reader.catchUp(with: origin)
            #expect(try await reader.read("5").texts(.allergies, of: origin) == ["Penicillin"])
        }
    }

    @Test func theSameBundleAgainChangesNothing() async throws {
        try await pair { origin, reader, wallet in
            var wallet = wallet
            let bundle = try wallet.grant(to: reader, from: origin)
            #expect(try await !reader.present(bundle, for: "5").alreadyPresent)
            reader.clock.move(60)
            let again = try await reader.present(bundle, for: "5")
            #expect(again.alreadyPresent && again.consents.map(\.presentedAt) == [noon])
        }
    }

    @Test func presentingIsAllOrNothing() async throws {
        try await withSites(3) { sites in
            let (a, b, reader) = (sites[0], sites[1], sites[2])
            try await a.importing(patient())
            try await b.importing(patient())
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await a.enrol(&wallet, "000000000001")
            try await b.enrol(&wallet, "000000000001")
            try await reader.catchUp(with: a, b)
            let bundle = try wallet.grant(to: reader, from: a, b)
            _ = try await reader.node.change(b.id, .suspend)
            await expectDenied("facility-not-active") { try await reader.present(bundle, for: "5") }
            #expect(try await reader.node.consents(patient: nil).consents.isEmpty)
        }
    }
}
