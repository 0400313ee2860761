import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanEngine

/// What a reading says of the things that it does not show: nothing missing may look absent.
struct ReadingTests {
    private func pair(_ body: (_ origin: Site, _ reader: Site, _ wallet: inout Wallet) async throws -> Void) async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(
                patient(), allergy("a1", "Penicillin"), result("r1", "Sodium", on: "2025-03-01"),
                result("r2", "Potassium", on: "2026-01-05"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "000000000001")
            try await reader.catchUp(with: origin)
            try await body(origin, reader, &wallet)
        }
    }

    @Test func monthsThatWereNotGrantedAreNamedBesideWhatTheGrantedOnesHold() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin, months: "2026-01", "2026-02"), for: "5")
            let summary = try await reader.read("5")
            #expect(summary.texts(.results, of: origin) == ["Potassium"])
            #expect(summary.part(.results, of: origin)?.months == ["2026-01..2026-02"])
            // Nothing found in two months is no word about the others.
            for section in BanyanCore.Section.preset where section.kind == .event {
                #expect(summary.part(section, of: origin)?.months == ["2026-01..2026-02"])
            }
            #expect(summary.part(.allergies, of: origin)?.months == nil && summary.texts(.allergies, of: origin) == ["Penicillin"])
            #expect(summary.document.contains(#"{"url":"months","valuePeriod":{"start":"2026-01","end":"2026-02"}}"#))
        }
    }

    @Test func aNewerNarrowGrantHidesNothingOfAnOlderWideOne() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            reader.clock.move(60)
            try await reader.present(try wallet.grant(to: reader, from: origin, months: "2026-01", "2026-01"), for: "5")
            let summary = try await reader.read("5")
            #expect(Set(summary.texts(.results, of: origin)) == ["Sodium", "Potassium"])
            #expect(summary.part(.results, of: origin)?.months == nil)
            #expect(summary.receipts.count == 2)
        }
    }

    @Test func twoNarrowGrantsAreUnitedAndTheirMonthsToo() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin, months: "2025-01", "2025-06"), for: "5")
            reader.clock.move(60)
            try await reader.present(try wallet.grant(to: reader, from: origin, months: "2026-01", "2026-01"), for: "5")
            let part = try #require(try await reader.read("5").part(.results, of: origin))
            #expect(Set(part.rows.map(\.text)) == ["Sodium", "Potassium"] && part.months == ["2025-01..2025-06", "2026-01"])
        }
    }

    @Test func aFurtherConsentThatLeadsToNothingNewLeavesNoReceipt() async throws {
        try await pair { origin, reader, wallet in
            for _ in 0..<2 {
                try await reader.present(try wallet.grant(to: reader, from: origin, months: "2026-01", "2026-01"), for: "5")
                reader.clock.move(60)
            }
            #expect(try await reader.read("5").receipts.count == 1)
        }
    }

    @Test func aStreamOfManySnapshotsIsReadAtItsNewest() async throws {
        try await pair { origin, reader, wallet in
            for number in 0..<11 {
                try await origin.importing(patient(), allergy("b\(number)", "Pollen \(number)"))
                _ = try await origin.node.publish(patient: nil)
            }
            try await reader.catchUp(with: origin)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            #expect(try await reader.read("5").texts(.allergies, of: origin).count == 12)
        }
    }

    @Test func aDeniedSourceKeepsItsPlaceInTableAndDocument() async throws {
        try await withSites(3) { sites in
            let (a, b, reader) = (sites[0], sites[1], sites[2])
            for site in [a, b] { try await site.importing(patient(), allergy("a1", "Penicillin")) }
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            for site in [a, b] { try await site.enrol(&wallet, "000000000001") }
            try await reader.catchUp(with: a, b)
            try await reader.present(try wallet.grant(to: reader, from: a, b), for: "5")
            _ = try await reader.node.change(a.id, .suspend)
            let summary = try await reader.read("5", [.allergies])
            #expect(summary.state(.allergies, of: a) == "unreadable" && summary.state(.problems, of: a) == "not-requested")
            #expect(summary.state(.allergies, of: b) == "listed")
            #expect(summary.sources.first { $0.facility == a.id }?.denied == "facility-not-active")
            #expect(summary.document.contains(#"{"url":"denied","valueCode":"facility-not-active"}"#))
            #expect(summary.document.contains(a.id.description))
        }
    }

    @Test func anOverrideThatWasNotNeededIsNotRecordedAndTwoReasonsMustFitTogether() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            _ = try await reader.read("5", overrideIdentity: "papers seen", overrideStaleness: "in need")
            let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 1).first)
            let payload = try #require(try await reader.store.find(lookup.tags, in: reader.id).first?.payload)
            #expect(lookup.key.open(payload, counter: 0).map { $0.override == nil } == true)
            let long = String(repeating: "x", count: 200)
            let refused = await failure { try await reader.read("5", overrideIdentity: long, overrideStaleness: long) }
            #expect(refused?.code == "reason-too-long" && refused?.category == .usage)
        }
    }

    @Test func aCheckWithoutSectionsAsksForAllThatIsGranted() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin, sections: [.allergies, .hiv]), for: "5")
            let all = try await reader.node.checkConsent(CheckRequest(mrn: "5", sections: [], purpose: "TREAT"))
            #expect(all.permitted && all.hint == nil && all.sources.first?.sections == ["allergies", "hiv"])
            let research = try await reader.node.checkConsent(CheckRequest(mrn: "5", sections: [], purpose: "HRESCH"))
            #expect(!research.permitted && research.hint?.hasPrefix("--purpose TREAT") == true)
            #expect(research.sources.first?.hint == research.hint)
        }
    }

    @Test func aNodeWithoutTheLogDoesNotSayThatNobodyRead() async throws {
        try await pair { origin, reader, wallet in
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            _ = try await reader.read("5")
            let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 2).first)
            let tags = lookup.tags.map { Hex.encode($0.bytes) }
            let unknown = try #require(FacilityID([UInt8](repeating: 7, count: 32)))
            let failure = await failure { try await origin.node.receipts(BanyanAPI.ReceiptLookup(log: unknown, tags: tags)) }
            #expect(failure?.code == "log-not-carried" && failure?.category == .notFound)
            let answer = try await reader.node.receipts(BanyanAPI.ReceiptLookup(log: reader.id, tags: tags))
            let size = try await reader.size(of: reader)
            #expect(answer.found.count == 1 && answer.logSize == size && answer.asOf != nil)
        }
    }
}

extension Wallet {
    fileprivate mutating func grant(to reader: Site, from origin: Site, months first: String, _ last: String) throws -> [UInt8] {
        var random = SodiumRandom()
        let now = reader.clock.now()
        let terms = GrantTerms(months: try #require(CivilMonth(first))...(try #require(CivilMonth(last))), expires: now.adding(7 * day))
        return try grant(to: reader.wallet, from: [origin.id], terms: terms, now: now, using: &random).bundle
    }
}
