import BanyanAPI
import BanyanConsent
import BanyanCore
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

struct ImportTests {
    @Test func theSameNumberWithAnotherIdentityIsRefusedAndNothingIsMerged() async throws {
        try await withSite { site in
            try await site.importing(patient(), condition("c1", "Asthma"))
            let report = try await site.importing(
                patient(name: "Lê Văn Mẫu", born: "1990-05-05"), condition("c1", "Gout"), patient("7", name: "Trần Thị Ba"))
            #expect(report.patients == 1 && report.newPatients == 1 && report.imported["Condition"] == nil)
            #expect(report.problems.map(\.type) == ["Patient"])
            #expect(try await site.node.patient(mrn).name == "Nguyễn Thị Thử")
            #expect(try await site.node.records(patient: mrn).records.map(\.display) == ["Asthma"])
        }
    }

    @Test func ofTwoPeopleWhoArriveUnderOneNumberAtOnceOneIsRefused() async throws {
        try await withSite { site in
            async let first = site.importing(patient(), condition("c1", "Asthma"))
            async let second = site.importing(patient(name: "Lê Văn Mẫu", born: "1990-05-05"), condition("c1", "Gout"))
            let taken = try await [first.patients, second.patients]
            #expect(taken.reduce(0, +) == 1)
            let owner = try await site.node.patient(mrn).name
            #expect(try await site.node.records(patient: mrn).records.map(\.display) == [owner == "Lê Văn Mẫu" ? "Gout" : "Asthma"])
        }
    }

    @Test func theSameNameTurnedRoundIsTheSamePerson() async throws {
        try await withSite { site in
            try await site.importing(patient())
            #expect(try await site.importing(patient(name: "Thử Nguyễn Thị")).problems.isEmpty)
            #expect(try await site.node.patients(search: "nguyen thi thu").patients.map(\.mrn) == [mrn])
        }
    }

    @Test func aDryRunStoresNothing() async throws {
        try await withSite { site in
            let report = try await site.importing(patient(), condition("c1", "Asthma"), dryRun: true)
            #expect(report.dryRun && report.newPatients == 1)
            #expect(await failure { try await site.node.patient(mrn) }?.code == "no-such-patient")
        }
    }

    @Test func whileTheOwnLogIsUncheckedImportsWaitAndEnrolmentIsRefused() async throws {
        try await withSite { site in
            try await site.importing(patient())
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, mrn)
            let size = try await site.size(of: site)
            try await site.stop()
            try await site.start(ticking: false)
            let report = try await site.importing(patient(), allergy("a1", "Penicillin"))
            #expect(report.problems.isEmpty && report.publishedEntries == 0)
            let refusal = await failure { try await site.enrol(&wallet, mrn) }
            #expect(refusal?.code == "own-log-unchecked" && refusal?.category == .unreachable)
            #expect(await failure { try await site.node.publish(patient: mrn) }?.code == "own-log-unchecked")
            #expect(try await site.size(of: site) == size)
            #expect(try await site.node.status().problems.contains { $0.code == "own-log-unchecked" })
            try await site.restart()
            #expect(await site.node.standing.wait(milliseconds: 300_000))
            await site.node.tick()
            #expect(try await site.size(of: site) == size + 1)
        }
    }

    @Test func onePatientHasABoundSoThatWhatIsStoredCanBeRead() {
        #expect(ClinicalRecord.fits(count: Limits.patientResources, bytes: Limits.patientBytes))
        #expect(!ClinicalRecord.fits(count: Limits.patientResources + 1, bytes: 1))
        #expect(!ClinicalRecord.fits(count: 1, bytes: Limits.patientBytes + 1))
        // Every resource is one item of the record; the record's own are few.
        #expect(Limits.patientResources + 64 < Limits.cborItems && Limits.patientBytes + Limits.patientResources * 16 < vaultLimit)
    }
}
