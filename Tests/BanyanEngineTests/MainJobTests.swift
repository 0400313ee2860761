import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

/// Two origins and a reader: the story that the node is for.
struct MainJobTests {
    private func prepared(_ body: (_ a: Site, _ b: Site, _ reader: Site, _ wallet: Wallet) async throws -> Void) async throws {
        try await withSites(3) { sites in
            let (a, b, reader) = (sites[0], sites[1], sites[2])
            try await a.importing(
                patient(), allergy("a1", "Penicillin"), condition("c1", "Asthma"), condition("c2", "Depression", code: "F32"))
            try await b.importing(
                patient("000000000009", name: "Thử Nguyễn Thị"), result("r1", "Creatinine", on: "2026-03-02", of: "000000000009"))
            try await reader.importing(patient("000000000005"))
            var wallet = Wallet.fresh()
            try await a.enrol(&wallet, mrn)
            try await b.enrol(&wallet, "000000000009")
            try await reader.catchUp(with: a, b)
            try await body(a, b, reader, wallet)
            for site in sites {
                for word in ["Nguyễn", "Thử", "000000000", "Penicillin", "Asthma", "Creatinine", "K-7"] {
                    #expect(!site.log.lines.contains(word), "a log speaks of a patient")
                }
            }
        }
    }

    @Test func aGrantOpensBothOriginsWithOneSwitchedOff() async throws {
        try await prepared { a, b, reader, wallet in
            var wallet = wallet
            await expectDenied("nothing-granted") { try await reader.read("000000000005") }
            try await a.stop()
            try await reader.present(try wallet.grant(to: reader, from: a, b), for: "000000000005")
            let summary = try await reader.read("000000000005")
            #expect(summary.texts(.allergies, of: a) == ["Penicillin"])
            #expect(summary.texts(.problems, of: a) == ["Asthma"])
            #expect(summary.state(.mentalHealth, of: a) == "not-granted")
            #expect(summary.texts(.results, of: b) == ["Creatinine"])
            #expect(summary.state(.immunizations, of: b) == "not-recorded")
            #expect(summary.receipts.count == 2 && summary.sources.allSatisfy { $0.denied == nil })
        }
    }

    @Test func thePatientFindsEveryReceiptThroughAnotherNode() async throws {
        try await prepared { a, b, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: a), for: "000000000005")
            _ = try await reader.read("000000000005", [.allergies])
            _ = try await reader.read("000000000005", [.problems])
            try await b.catchUp(with: reader)
            let grant = try #require(wallet.grants.last)
            let lookup = try #require(wallet.receiptLookups(grant, count: 4).first)
            let found = try await b.node.receipts(
                BanyanAPI.ReceiptLookup(log: reader.id, tags: lookup.tags.map { Hex.encode($0.bytes) })
            ).found
            #expect(found.map(\.tag) == lookup.tags.prefix(2).map { Hex.encode($0.bytes) })
            let receipts = try found.enumerated().map { counter, found -> Receipt in
                let payload = try #require(Data(base64Encoded: found.payload))
                return try #require(lookup.key.open(Array(payload), counter: UInt64(counter)))
            }
            #expect(
                receipts.map(\.sections) == [[.allergies], [.problems]]
                    && receipts.allSatisfy { $0.pseudonym == "K-7" && $0.override == nil })
        }
    }

    @Test func aSlipBroughtToAnotherNodeEndsTheConsentAndItsKeys() async throws {
        try await prepared { a, b, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: a, b), for: "000000000005")
            let slip = try #require(wallet.slip(wallet.grants[0].id))
            #expect(try await b.node.revoke(RevokeRequest(slip: slip)).appended == 2)
            #expect(try await b.node.revoke(RevokeRequest(slip: slip)).alreadyRevoked == 2)
            try await reader.catchUp(with: b)
            await reader.node.tick()
            await expectDenied("revoked") { try await reader.read("000000000005") }
            try await reader.node.vault.forEach(ConsentRecord.self) { #expect($0.item == nil && $0.revokedAt != nil) }
            #expect(try await reader.node.consents(patient: nil).consents.map(\.state) == ["revoked", "revoked"])
        }
    }

    @Test func aReadThatMeetsTheRevocationFirstRemovesTheKeysItself() async throws {
        try await prepared { a, b, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: a), for: "000000000005")
            try await reader.present(try wallet.grant(to: reader, from: b), for: "000000000005")
            let slip = try #require(wallet.slip(wallet.grants[0].id))
            _ = try await b.node.revoke(RevokeRequest(slip: slip))
            try await reader.catchUp(with: b)
            let summary = try await reader.read("000000000005")
            #expect(summary.sources.first { $0.facility == a.id }?.denied == "revoked")
            #expect(summary.texts(.results, of: b) == ["Creatinine"])
            let left = try await reader.node.vault.loadAll(
                ConsentRecord.self, group: try await reader.node.record(ofPatient: "000000000005").key.subject)
            #expect(left.first { $0.origin == a.id }?.item == nil && left.first { $0.origin == b.id }?.item != nil)
        }
    }

    @Test func whatOneConsentDoesNotCoverAnotherOfTheSameOriginMay() async throws {
        try await prepared { a, _, reader, wallet in
            var wallet = wallet
            try await reader.present(try wallet.grant(to: reader, from: a, sections: [.allergies]), for: "000000000005")
            try await reader.present(try wallet.grant(to: reader, from: a, sections: [.problems, .mentalHealth]), for: "000000000005")
            let summary = try await reader.read("000000000005")
            #expect(summary.texts(.allergies, of: a) == ["Penicillin"] && summary.texts(.problems, of: a) == ["Asthma"])
            #expect(summary.texts(.mentalHealth, of: a) == ["Depression"] && summary.receipts.count == 2)
        }
    }
}
