import BanyanAPI
import BanyanCore
import Testing

@testable import BanyanEngine

/// What lies sealed on the disk is bound to its place.
struct VaultTests {
    @Test func recordsThatChangedPlacesAreNoticed() async throws {
        try await withSite { site in
            try await site.importing(patient(), condition("c1", "Asthma"))
            try await site.importing(patient("000000000002", name: "Lê Văn Mẫu"))
            for kind in [RecordKind.patient, .clinical] {
                let rows = try await site.store.records(kind, after: nil, limit: 10)
                try #require(rows.count == 2)
                try await site.store.apply([
                    .put(SealedRecord(key: rows[0].key, group: rows[0].group, value: rows[1].value)),
                    .put(SealedRecord(key: rows[1].key, group: rows[1].group, value: rows[0].value)),
                ])
                let refusal = await failure { try await site.node.records(patient: "000000000001") }
                #expect(refusal?.code == "damaged-record" && refusal?.category == .trust)
                try await site.store.apply(rows.map { .put($0) })
            }
            #expect(try await site.node.records(patient: "000000000001").records.count == 1)
        }
    }

    @Test func aRecordThatWasGivenToAnotherPatientIsNoticed() async throws {
        try await withSite { site in
            try await site.importing(patient())
            try await site.importing(patient("000000000002", name: "Lê Văn Mẫu"))
            let rows = try await site.store.records(.number, after: nil, limit: 10)
            try await site.store.apply([.put(SealedRecord(key: rows[0].key, group: rows[1].group, value: rows[0].value))])
            let group = try #require(rows[1].group)
            #expect(try await site.store.records(.number, group: group).count == 2)
            var codes: [String?] = []
            for mrn in ["000000000001", "000000000002"] { codes.append(await failure { try await site.node.patient(mrn) }?.code) }
            #expect(Set(codes) == ["damaged-record", "no-such-patient"])
        }
    }

    @Test func pagesVisitEveryRecordOnce() async throws {
        try await withSite { site in
            let records = (0..<600).map {
                RevocationRecord(tag: BanyanCore.Tag([UInt8](repeating: UInt8($0 % 251), count: 15) + [UInt8($0 / 251)])!, at: noon)
            }
            try await site.store.apply(records.map { site.node.vault.seal($0) })
            var seen: Set<BanyanCore.Tag> = []
            var visits = 0
            try await site.node.vault.forEach(RevocationRecord.self) {
                seen.insert($0.tag)
                visits += 1
            }
            #expect(visits == 600 && seen == Set(records.map(\.tag)))
            #expect(try await site.node.vault.count(RevocationRecord.self) == 600)
        }
    }
}
