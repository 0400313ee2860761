import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanGossip
import Foundation
import GRDB
import Testing

@testable import BanyanEngine
@testable import BanyanLedger

/// What an accepted facility, or one that is not, can't bring about.
struct PeerTrustTests {
    @Test func anEntryUnderTheRevocationTagWithoutItsPayloadDenies() async throws {
        try await withSites(2) { sites in
            let (origin, reader) = (sites[0], sites[1])
            try await origin.importing(patient(), allergy("a1", "Penicillin"))
            try await reader.importing(patient("5"))
            var wallet = Wallet.fresh()
            try await origin.enrol(&wallet, "000000000001")
            try await reader.catchUp(with: origin)
            try await reader.present(try wallet.grant(to: reader, from: origin), for: "5")
            let slip = try #require(wallet.slip(wallet.grants[0].id))
            #expect(try await origin.node.revoke(RevokeRequest(slip: slip)).appended == 1)
            try await reader.catchUp(with: origin)
            var item: ConsentItem?
            try await reader.node.vault.forEach(ConsentRecord.self) { item = try $0.heldItem() }
            let tag = try #require(item?.revocationTag)
            let position = try #require(try await reader.store.find([tag], in: origin.id).first?.position)
            try strip(position, at: reader)
            await expectDenied("revocation-not-replicated") { try await reader.read("5") }
            let check = try await reader.node.checkConsent(CheckRequest(mrn: "5", sections: [], purpose: "TREAT"))
            #expect(!check.permitted && check.sources.first?.reason == "revocation-not-replicated")
        }
    }

    /// Takes the payload of an entry from a site's disk.
    private func strip(_ position: EntryPosition, at site: Site) throws {
        let database = try DatabaseQueue(path: site.directory.appendingPathComponent("banyan.db").path)
        try database.write { db in
            try db.execute(
                sql: "UPDATE entry SET payload = NULL WHERE id >> 40 = (SELECT id FROM log WHERE facility = ?) AND id & 0xFFFFFFFFFF = ?",
                arguments: [Data(position.log.facility.bytes), Int64(position.index)])
        }
        try database.close()
    }

    @Test func anEntryWithoutItsPayloadIsNotServedToWhoAsksForIt() async throws {
        try await withSite { site in
            try await site.importing(patient(), allergy("a1", "Penicillin"))
            var wallet = Wallet.fresh()
            try await site.enrol(&wallet, "000000000001")
            let log = site.node.ownLog.log
            let size = try await site.store.logState(log).tree.size
            try #require(size >= 2)
            try strip(EntryPosition(log: log, index: 1), at: site)
            func read(from index: UInt64, payloads: Bool) async -> Int? {
                let request = BatchRequest(log: log, from: index, upTo: size, bytes: 1 << 20, payloads: payloads)
                return await site.node.exchange.read(request)?.entries.count
            }
            #expect(await read(from: 0, payloads: true) == 1, "up to what is missing")
            #expect(await read(from: 1, payloads: true) == nil)
            #expect(await read(from: 0, payloads: false) == Int(size))
        }
    }

    @Test func aCardThatNamesAnotherFacilitysKeyIsRefused() async throws {
        try await withSites(2) { sites in
            let (site, other) = (sites[0], sites[1])
            for victim in [site.keys, other.keys] {
                for role in [KeyRole.tls, .log] {
                    let forged = try card(naming: role, of: victim)
                    let failure = await failure {
                        try await site.node.addPeer(AddPeerRequest(card: forged.text, typedID: forged.id.description, connect: false))
                    }
                    #expect(failure?.code == "key-in-use" && failure?.category == .trust)
                }
            }
            // Its own card again is no clash.
            try await site.accept(other)
            #expect(try await site.node.peers().peers.map(\.facility) == [other.id])
        }
    }

    private func card(naming role: KeyRole, of victim: FacilityKeys) throws -> FacilityCard {
        var random = SodiumRandom()
        let begins = noon.adding(-day)
        let own = try FacilityKeys.generate(at: begins, using: &random).keys
        // A card is signed with the log key, so the forger of a card with another's log key would have to be that facility.
        let stolen = role == .tls ? victim.tls : victim.log
        let certificate = try KeyCertificate.sign(
            stolen.publicKey.bytes, as: role, number: 1, notBefore: begins, notAfter: begins.adding(300 * day), for: own.inception,
            with: own.root)
        let keys = FacilityKeys(
            inception: own.inception, root: own.root, log: role == .log ? victim.log : own.log, tls: role == .tls ? victim.tls : own.tls,
            kem: own.kem, logCertificate: role == .log ? certificate : own.logCertificate,
            tlsCertificate: role == .tls ? certificate : own.tlsCertificate, kemCertificate: own.kemCertificate)
        let endpoint = try #require(Endpoint(host: "127.0.0.1", port: 9))
        return try keys.card(
            name: "Invented double", kind: .hospital, code: #require(FacilityCode("00902")), province: #require(ProvinceCode("000")),
            endpoints: [endpoint], number: 1, issued: begins, notAfter: noon.adding(day))
    }

    @Test func whoKeepsTheOwnLogUncheckedIsNamed() async throws {
        try await withSites(2) { sites in
            let (site, other) = (sites[0], sites[1])
            try await site.stop()
            try await site.start(ticking: false)
            func message(_ change: (inout OwnLogCheck) -> Void) async throws -> String? {
                var check = OwnLogCheck(peersAnswered: 0, peersNeeded: 1, size: 3, missing: 0, takenBack: 0, laterIncarnation: nil)
                change(&check)
                #expect(!check.isCurrent)
                await site.node.standing.set(check)
                return try await site.node.status().problems.first { $0.code == "own-log-unchecked" }?.message
            }
            #expect(try await message { $0.unproved = [other.id] }?.contains("Invented facility 1 shows more") == true)
            #expect(try await message { $0.differing = [other.id] }?.contains("Invented facility 1 holds another history") == true)
            #expect(try await message { _ in }?.contains("0 of 1") == true)
            #expect(OwnLogCheck(peersAnswered: 2, peersNeeded: 2, size: 3, missing: 0, takenBack: 0, laterIncarnation: nil).isCurrent)
        }
    }

    @Test func withOneWitnessNobodyKnowsWhichClockIsWrong() async throws {
        try await withSites(2) { sites in
            #expect(try await eventually { try await sites[1].node.status().clockOffset != nil })
            sites[1].clock.move(-1825 * day)
            let problem = try await sites[1].node.status().problems.first { $0.code == "clock-wrong" }
            #expect(problem?.message.contains("that of Invented facility 0 differ by 1825 days: one of both is wrong") == true)
        }
    }

    @Test func refusedStrangersShowInTheStatusAndAreNotSerious() async throws {
        try await withSite { site in
            let key = try #require(PublicKey([UInt8](repeating: 7, count: 32)))
            #expect(try await !site.node.status().problems.contains { $0.code == "unknown-facility-refused" })
            for _ in 0..<3 { #expect(site.node.exchange.allowList.noteRefusal(of: key)) }
            let problem = try await site.node.status().problems.first { $0.code == "unknown-facility-refused" }
            #expect(problem?.serious == false && problem?.message.contains("(3 times)") == true)
        }
    }
}
