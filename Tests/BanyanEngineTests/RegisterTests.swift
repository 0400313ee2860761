import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation
import Testing

@testable import BanyanEngine

private let mrn = "000000000001"

/// What the register keeps, when, and what is left of its keys.
struct RegisterTests {
    private func items() throws -> [RegisterItem] {
        var random = SodiumRandom()
        let key = PatientKey(system: "urn:x", value: "1")
        let identity = Identity(name: "Nguyễn Thị Thử", birthDate: "1980-02-03", sex: .female)
        let link = try #require(EnrolmentLink(SecretBytes(randomCount: 32, using: &random)))
        let signing = SigningKey.generate(using: &random)
        let entry = try EnrolmentEntry(
            publicKey: signing.publicKey, linkCommitment: link.commitment, number: 3, custody: .device, proofing: .documents,
            identity: identity, releasePolicy: [.allergies], enrolledAt: noon)
        let facility = FacilityID(.sha256([1]))
        let token = try #require(TokenID(random.bytes(TokenID.size)))
        return [
            .enrolment(
                EnrolmentRecord(patient: key, number: 3, publicKey: signing.publicKey, link: link.secret, entry: entry, generation: 0)),
            .patient(PatientRecord(key: key, identity: identity, demographics: Array("{}".utf8), resources: 2)),
            .consent(
                ConsentRecord(
                    patient: key, grant: [1, 2], token: token, item: [3], origin: facility, presentedAt: noon, tokenBytes: [4])),
            .peer(RegisterPeer(PeerRecord(id: facility, card: "card", state: .removed, connects: true, addedAt: noon))),
            .card("card text"),
        ]
    }

    @Test func everyKindOfItemComesBackAndNothingElseIsRead() throws {
        let items = try items()
        let content = RegisterItem.encode(items)
        let read = try #require(RegisterItem.decode(content))
        #expect(read.map(\.item.encoded) == items.map(\.item.encoded))
        for end in stride(from: 0, to: content.count, by: 7) { #expect(RegisterItem.decode(Array(content.prefix(end))) == nil) }
        #expect(RegisterItem.decode(content + [0]) == nil)
        for wrong: CBOR in [
            .array([.unsigned(2), .array([])]), .array([.unsigned(1), .array([.array([.unsigned(6), .text("x")])])]),
            .array([.unsigned(1), .array([.array([.unsigned(1), .bytes([1])])])]), .array([.unsigned(1)]),
            .array([.unsigned(1), .array([.array([.unsigned(5), .bytes([1])])])]),
        ] { #expect(RegisterItem.decode(wrong.encoded) == nil) }
    }

    @Test func largeDemographicsGiveWayAndTheIdentityStays() throws {
        let identity = Identity(name: "Nguyễn Thị Thử", birthDate: "1980-02-03", sex: .female)
        let large = PatientRecord(
            key: PatientKey(system: "s", value: "1"), identity: identity, demographics: [UInt8](repeating: 32, count: 100_000), resources: 0
        )
        let read = try #require(RegisterItem.decode(RegisterItem.encode([.patient(large)])))
        guard case .patient(let record) = read[0] else { throw EngineFailure(.failed, "other-kind", "no patient") }
        #expect(record.identity == identity && record.demographics.count < 1000)
    }

    private func withRegister(_ body: (Site, RegisterKey) async throws -> Void) async throws {
        try await withSites(1, register: true) { sites in
            let key = try #require(sites[0].registerKey)
            try await body(sites[0], key)
        }
    }

    private func state(_ site: Site) async throws -> RegisterState {
        let state = try await site.node.vault.load(RegisterState.self, RegisterState.subject)
        return try #require(state)
    }

    @Test func anEnrolmentIsKeptInTheAppendThatItGoesWithAndItsKeyIsGone() async throws {
        try await withRegister { site, first in
            try await site.importing(patient())
            var wallet = Wallet.fresh()
            let before = try await site.size(of: site)
            #expect(before == 0)
            _ = try await site.enrol(&wallet, mrn)
            let log = site.node.ownLog.log
            let entries = try await site.store.entries(in: log, from: 0, count: 100, maxBytes: 64 << 20)
            let kept = try #require(entries.first { $0.header.tag == first.tag })
            let items = try #require(first.open(kept.payload ?? [], in: site.id).flatMap { RegisterItem.decode($0) })
            #expect(items.count == 3)
            let state = try await state(site)
            #expect(state.count == 1 && state.key.tag == first.next.tag)
            // From what the node has left the entry does not open.
            #expect(state.key.open(kept.payload ?? [], in: site.id) == nil)
            #expect(site.node.parts.registerKey == nil)
        }
    }

    @Test func aConsentThatIsPresentedBeforeTheLogIsCheckedIsKeptLater() async throws {
        try await withSites(2, mutual: true, register: true) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), condition("c1", "Asthma"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, mrn)
            try await reader.catchUp(with: origin)
            try await reader.stop()
            try await reader.start(ticking: false)
            let size = try await reader.size(of: reader)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            #expect(try await reader.size(of: reader) == size)
            #expect(try await reader.node.vault.count(UnkeptRecord.self) >= 2)
            try await reader.restart()
            #expect(await reader.node.standing.wait(milliseconds: 300_000))
            await reader.node.tick()
            #expect(try await reader.node.vault.count(UnkeptRecord.self) == 0)
            #expect(try await reader.size(of: reader) == size + 1)
            await reader.node.tick()
            #expect(try await reader.size(of: reader) == size + 1)
        }
    }

    @Test func decisionsAboutFacilitiesWaitForAnHour() async throws {
        try await withSites(2, mutual: true, register: true) { sites in
            let site = sites[0]
            #expect(await site.node.standing.wait(milliseconds: 300_000))
            await site.node.tick()
            let before = try await site.size(of: site)
            #expect(before == 0)
            site.clock.move(3600)
            await site.node.tick()
            let after = try await site.size(of: site)
            #expect(after == 1)
            let waiting = try await site.node.vault.count(UnkeptRecord.self)
            #expect(waiting == 0)
        }
    }

    @Test func aNodeWithoutARegisterAppendsNothingForIt() async throws {
        try await withSite { site in
            try await site.importing(patient())
            var wallet = Wallet.fresh()
            let entries = try await site.enrol(&wallet, mrn).entries
            #expect(try await site.size(of: site) == UInt64(entries))
            #expect(try await site.node.vault.count(UnkeptRecord.self) == 0)
        }
    }

    @Test func aCrashBetweenTakingBackAndLearningIsMadeUpForAtTheNextStart() async throws {
        try await withSites(2, mutual: true, register: true) { sites in
            let (origin, peer) = (sites[0], sites[1])
            try await origin.importing(patient(), condition("c1", "Asthma"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, mrn)
            try await peer.catchUp(with: origin)
            let size = try await origin.size(of: origin)
            // All of the log arrives, and the node stops before it learns from it.
            try await origin.stop()
            try FileManager.default.removeItem(at: origin.directory)
            try await origin.start(ticking: false)
            try await origin.accept(peer)
            #expect(try await eventually { try await origin.size(of: origin) == size })
            #expect(await failure { try await origin.node.patient(mrn) }?.category == .notFound)
            try await origin.restart()
            #expect(await origin.node.standing.wait(milliseconds: 300_000))
            #expect(try await origin.node.patient(mrn).enrolments.count == 1)
        }
    }
}
