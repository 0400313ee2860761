import BanyanConsent
import BanyanCore
import BanyanGossip
import Foundation
import Testing

@testable import BanyanEngine

/// Whose logs a node carries.
struct WantsTests {
    @Test(arguments: FacilityKind.allCases) func hospitalsCarryEverythingAndOthersTheirProvince(_ kind: FacilityKind) {
        #expect(WantedLogs.usual(for: kind) == (kind == .hospital ? .all : .province))
    }

    @Test func aStationCarriesItsProvinceAndWhoseConsentsItHolds() async throws {
        let network = MemoryNetwork()
        let station = try Site("Invented station", network, port: 1)
        let near = try Site("Invented hospital A", network, port: 2)
        let far = try Site("Invented hospital B", network, port: 3, province: "001")
        let sites = [station, near, far]
        for site in sites { try await site.start(wants: site === station ? .province : .all) }
        for site in sites { for other in sites where other !== site { try await site.accept(other) } }
        for site in [near, far] { try await site.importing(patient(), allergy("a1", "Penicillin")) }
        try await station.importing(patient("5"))
        var wallet = Wallet.fresh()
        for site in [near, far] { try await site.enrol(&wallet, "000000000001") }
        try await station.catchUp(with: near)
        #expect(try await station.size(of: far) == 0, "another province")
        try await station.present(try wallet.grant(to: station, from: far), for: "5")
        try await station.catchUp(with: far)
        #expect(try await station.read("5").state(.allergies, of: far) == "listed")
        // The next start finds the consent on the disk.
        try await station.stop()
        try await station.start(wants: .province)
        #expect(await station.node.exchange.engine.wants.headers == .only([near.id, far.id]))
        for site in sites { try await site.stop() }
    }
}
