import BanyanAPI
import BanyanConsent
import BanyanCore
import Testing

@testable import BanyanEngine

/// Flows that run at once take their numbers one after the other.
struct ConcurrencyTests {
    @Test func readsAtOnceLeaveAReceiptEachUnderANumberOfItsOwn() async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), allergy("a1", "Penicillin"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "000000000001")
            try await reader.catchUp(with: origin)
            try await reader.present(try wallet.grant(to: reader, from: origin, sections: [.allergies]), for: "5")
            let receipts = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for _ in 0..<6 { group.addTask { try await reader.read("5").receipts } }
                return try await group.reduce(into: Set<UInt64>()) { $0.formUnion($1) }
            }
            let lookup = try #require(wallet.receiptLookups(wallet.grants[0], count: 7).first)
            let found = try await reader.store.find(lookup.tags, in: reader.id)
            #expect(receipts.count == 6 && Set(found.map(\.position.index)) == receipts)
            #expect(Set(found.map(\.tag)) == Set(lookup.tags.prefix(6)))
        }
    }

    @Test func importsAndPublicationsAtOnceLoseNothingAndKeepTheLogSound() async throws {
        try await withSite { site in
            try await site.importing(patient())
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, "000000000001")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask { try await site.importing(patient(), condition("c\(number)", "Invented condition \(number)")) }
                    group.addTask { _ = try await site.node.publish(patient: nil) }
                }
                try await group.waitForAll()
            }
            _ = try await site.node.publish(patient: nil)
            #expect(try await site.node.records(patient: "000000000001").records.count == 8)
            #expect(try await site.node.publish(patient: nil).entries == 0)
            let verification = try await site.node.verifyLog(site.id)
            #expect(verification.isSound)
            var next: UInt64 = 0
            try await site.node.vault.forEach(StreamRecord.self) { if $0.section == .problems { next = $0.next } }
            // The enrolment entry and one entry of each other state section beside those of the problems.
            #expect(try await site.size(of: site) == next + 9)
        }
    }
}
