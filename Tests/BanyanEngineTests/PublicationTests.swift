import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

/// What leaves a node when: one site, whose own log is counted.
struct PublicationTests {
    private func enrolled(_ resources: String..., body: (Site) async throws -> Void) async throws {
        try await withSite { site in
            let file = ImportFile(name: "records.json", bytes: Array(bundle([patient()] + resources).utf8))
            _ = try await site.node.importRecords(ImportRequest(organization: nil, dryRun: false), files: [file]) { _, _ in }
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, mrn)
            try await body(site)
        }
    }

    /// How far each stream has come, by section and month.
    private func numbers(_ site: Site) async throws -> [String: UInt64] {
        var numbers: [String: UInt64] = [:]
        try await site.node.vault.forEach(StreamRecord.self) {
            numbers[$0.section.name + ($0.clinicalMonth.map { " \($0)" } ?? "")] = $0.next
        }
        return numbers
    }

    @Test func nothingOfAPatientWhoIsNotEnrolledLeaves() async throws {
        try await withSite { site in
            let report = try await site.importing(patient(), allergy("a1", "Penicillin"))
            #expect(report.publishedEntries == 0)
            await site.node.tick()
            await expectDenied("not-enrolled") { try await site.node.publish(patient: mrn) }
            #expect(try await site.node.publish(patient: nil).patients == 0)
            #expect(try await site.size(of: site) == 0)
        }
    }

    @Test func anEnrolmentPublishesEverySectionAtOnce() async throws {
        try await enrolled(result("r1", "Creatinine", on: "2026-03-02"), result("r2", "Sodium", on: "2025-01-02")) { site in
            // Nine state sections, two months, the enrolment entry.
            let size = try await site.size(of: site)
            #expect(size == 12)
            #expect(try await numbers(site)["results 2026-03"] == 1)
        }
    }

    @Test func whatDidNotChangeIsNotPublishedAgain() async throws {
        try await enrolled(allergy("a1", "Penicillin"), result("r1", "Creatinine", on: "2026-03-02")) { site in
            let size = try await site.size(of: site)
            let again = try await site.importing(patient(), allergy("a1", "Penicillin"), result("r1", "Creatinine", on: "2026-03-02"))
            #expect(again.newPatients == 0 && again.publishedEntries == 0)
            let published = try await site.node.publish(patient: mrn)
            #expect(published.entries == 0 && published.unchanged == 10 && published.patients == 1 && published.oversized == nil)
            #expect(try await site.size(of: site) == size)
            #expect(try await site.node.patient(mrn).resources == 2)
            #expect(try await site.node.vault.count(WaitingRecord.self) == 0)
        }
    }

    @Test func aCorrectionAndAnEmptiedMonthSupersedeWhatWasThere() async throws {
        try await enrolled(result("r1", "Creatinine", on: "2026-03-02"), result("r2", "Sodium", on: "2026-03-05")) { site in
            try await site.importing(patient(), result("r1", "Creatinine, corrected", on: "2026-03-02"))
            #expect(try await site.node.publish(patient: mrn).entries == 1)
            #expect(try await numbers(site)["results 2026-03"] == 2)
            // Both move to April: March must say that it is empty.
            try await site.importing(patient(), result("r1", "Creatinine", on: "2026-04-02"), result("r2", "Sodium", on: "2026-04-05"))
            #expect(try await site.node.publish(patient: mrn).entries == 2)
            let numbers = try await numbers(site)
            #expect(numbers["results 2026-03"] == 3 && numbers["results 2026-04"] == 1)
            #expect(try await site.node.publish(patient: mrn).entries == 0)
        }
    }

    @Test func allergiesGoAtOnceAndResultsOnceADay() async throws {
        try await enrolled(result("r1", "Creatinine", on: "2026-03-02")) { site in
            let report = try await site.importing(patient(), allergy("a1", "Penicillin"), result("r2", "Sodium", on: "2026-03-05"))
            #expect(report.publishedEntries == 1)
            await site.node.tick()
            #expect(try await numbers(site)["results 2026-03"] == 1)
            site.clock.move(day - 1)
            await site.node.tick()
            #expect(try await numbers(site)["results 2026-03"] == 1)
            site.clock.move(1)
            await site.node.tick()
            #expect(try await numbers(site)["results 2026-03"] == 2)
            #expect(try await site.node.vault.count(WaitingRecord.self) == 0)
        }
    }

    @Test func aStreamThatNeverHadAnEntryGoesWithTheNextTick() async throws {
        try await enrolled { site in
            let report = try await site.importing(patient(), immunization("i1", "BCG", on: "2026-05-06"))
            #expect(report.publishedEntries == 0)
            await site.node.tick()
            #expect(try await numbers(site)["immunizations 2026-05"] == 1)
        }
    }

    @Test func whatWaitsSurvivesARestart() async throws {
        try await enrolled { site in
            try await site.importing(patient(), condition("c1", "Asthma"))
            try await site.restart()
            site.clock.move(day)
            await site.node.tick()
            #expect(try await numbers(site)["problems"] == 2)
        }
    }

    @Test func aTimeWrittenUnderAWrongClockDefersNothing() async throws {
        #expect(Urgency.daily.due(.problems, last: noon.adding(400 * day), now: noon) == nil)
        #expect(Urgency.daily.due(.problems, last: noon.adding(-100), now: noon) == noon.adding(day - 100))
        #expect(Urgency.urgent.due(.problems, last: nil, now: noon) == noon)
        #expect(Urgency.urgent.due(.allergies, last: noon, now: noon) == nil)
        #expect(Urgency.everything.due(.problems, last: noon, now: noon) == nil)
    }

    @Test func aNewMonthHasAKeyOfItsOwnAndNumbersOfItsOwn() async throws {
        try await enrolled(condition("c1", "Asthma")) { site in
            site.clock.move(31 * day)
            try await site.importing(patient(), condition("c2", "Gout"))
            #expect(try await site.node.publish(patient: mrn).entries == 1)
            var streams: [StreamRecord] = []
            try await site.node.vault.forEach(StreamRecord.self) { if $0.section == .problems { streams.append($0) } }
            #expect(streams.map(\.keyMonth) == [CivilMonth("2026-12")!] && streams.map(\.next) == [1])
        }
    }

    @Test func countersThatFellBehindTheLogPassOverWhatItHas() async throws {
        try await enrolled(condition("c1", "Asthma")) { site in
            // As after a restored backup: the records are old, the log was taken back from peers.
            let old = try await site.store.records(.stream, after: nil, limit: 100)
            for name in ["Gout", "Gout, chronic"] {
                try await site.importing(patient(), condition("c2", name))
                _ = try await site.node.publish(patient: mrn)
            }
            try await site.store.apply(old.map { .put($0) })
            try await site.importing(patient(), condition("c2", "Gout, healed"))
            #expect(try await site.node.publish(patient: mrn).entries == 1)
            #expect(try await numbers(site)["problems"] == 4)
        }
    }

    @Test func oneSectionThatIsTooLargeKeepsNothingElseBack() async throws {
        try await withSites(2) { sites in
            let (site, reader) = (sites[0], sites[1])
            let long = String(repeating: "x", count: 3 << 20)
            try await site.importing(
                patient(), allergy("a1", "Penicillin"), condition("c1", long), condition("c2", long), condition("c3", long))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            let enrolled = try await site.enrol(&wallet, mrn)
            #expect(enrolled.oversized == [OversizedStream(patient: mrn, section: "problems", month: nil)])
            #expect(try await site.node.status().problems.map(\.code).contains("snapshot-too-large"))
            try await reader.catchUp(with: site)
            try await reader.present(try wallet.grant(to: reader, from: site), for: "5")
            let summary = try await reader.read("5")
            #expect(summary.state(.problems, of: site) == "unreadable" && summary.texts(.allergies, of: site) == ["Penicillin"])
            // Once it fits it goes out, and the complaint is over.
            try await site.importing(patient(), condition("c1", "Asthma"))
            #expect(try await site.node.publish(patient: mrn).oversized == nil)
            #expect(try await !site.node.status().problems.map(\.code).contains("snapshot-too-large"))
            try await reader.catchUp(with: site)
            #expect(try await reader.read("5").texts(.problems, of: site).contains("Asthma"))
        }
    }

    @Test func anEnrolmentNumberCountsOnce() async throws {
        try await withSite { site in
            try await site.importing(patient(), patient("000000000002", name: "Lê Văn Mẫu", born: "1990-05-05"))
            let wallet = Wallet.fresh()
            var (first, second) = (wallet, wallet)
            try await site.enrol(&first, mrn)
            await expectDenied("already-enrolled") { try await site.enrol(&second, mrn) }
            await expectDenied("already-enrolled") {
                var third = wallet
                return try await site.enrol(&third, "000000000002")
            }
            #expect(try await site.enrol(&first, mrn).number == 1)
        }
    }
}
