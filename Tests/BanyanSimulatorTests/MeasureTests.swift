import BanyanCore
import Testing

@testable import BanyanSimulator

/// Small federations measured: the facts that hold whatever the machine.
struct MeasureTests {
    private func plan(_ nodes: Int, pushes: Bool) -> PropagationPlan {
        var plan = PropagationPlan(nodes: nodes, seed: 3, pushes: pushes)
        plan.publishers = 8
        plan.nationals = 1
        plan.rounds = 2
        plan.roundSeconds = 3
        plan.payload = 400
        return plan
    }

    @Test(arguments: [true, false]) func `everything wanted arrives once, and after a fifth died too`(pushes: Bool) async {
        let result = await Simulation.measure(plan(30, pushes: pushes))
        #expect(result.delivered == result.expected && result.delivered == 2 * 8 * 29 * 2, "\(result)")
        #expect(result.duplicates < 0.05)
        #expect(result.hops.largest <= 4 && result.hops.median >= 1)
        #expect(result.dead == 6 && result.survivors?.gaps == 0 && result.survivors?.allComplete != nil)
        #expect(result.payloadBytesPerEntry >= 400 && result.bytesPerEntry > result.payloadBytesPerEntry)
    }

    @Test func `a tree is faster than asking, and the same seed measures the same`() async {
        let (tree, pull) = (await Simulation.measure(plan(30, pushes: true)), await Simulation.measure(plan(30, pushes: false)))
        #expect(tree.times.p99 < pull.times.p99 && tree.times.median * 2 < pull.times.median * 3)
        #expect(tree.times.p99 < 200)
        let again = await Simulation.measure(plan(30, pushes: true))
        #expect(again.times == tree.times && again.bytesPerEntry == tree.bytesPerEntry && again.hops == tree.hops)
    }

    @Test func `two nodes in sync find that out in less than a kilobyte`() {
        let result = Simulation.measureSession(logs: 500, peers: 2, seed: 1)
        #expect(result.inSync < 1_024 && result.inSync > 100)
        #expect(result.changed > result.inSync + 100 * 36 && result.changed < result.inSync + 100 * 48)
        #expect(result.first > 2 * 500 * 36)
        let station = Simulation.measureSession(logs: 500, carried: 50, peers: 2, seed: 1)
        #expect(station.carried == 50 && station.inSync < 1_024, "what a station wants is said once in a run")
        #expect(station.first > 550 * 36 && station.first < result.first)
    }

    @Test func `want-sets are those of the design`() {
        let federation = MeasuredFederation(450, seed: 1, publishing: 40, nationals: 2)
        #expect(federation.provinces == 3)
        let stations = federation.topology.sites.indices.filter { federation.role($0) == .station }
        let (one, other) = (stations[0], stations[1])
        #expect(federation.wants(0, one) && federation.wants(0, other) && federation.wants(one, 0), "hospitals carry all")
        #expect(!federation.wants(one, other), "a station elsewhere has no consents to bring")
        for site in federation.topology.sites.indices {
            let isHospital = federation.role(site) != .station
            #expect((federation.topology.sites[site].carries == nil) == isHospital)
            #expect((federation.topology.sites[site].carries ?? []).allSatisfy { federation.wants(site, $0) && $0 != site })
            #expect(federation.granting[site].allSatisfy { federation.role($0) == .national && $0 % 3 != site % 3 })
            #expect(federation.granting[site].count == (isHospital ? 0 : 2))
        }
        #expect(Set(federation.publishers).count == 40)
    }

    @Test func `a station carries a share of the visits, a national hospital all`() {
        let model = VisitModel(visits: 65_000, payload: 1_000, wire: 1_200)
        let (national, station) = (model.load(of: .national, provinces: 65), model.load(of: .station, provinces: 65))
        #expect(national.entries == 65_000 * 6 && model.load(of: .district, provinces: 65).entries == national.entries)
        #expect(abs(station.entries - 6_000 * (1 + 4 * 0.15)) < 1)
        #expect(model.load(of: .station, provinces: 1).entries == national.entries)
    }

    @Test func `a station behind a slow line keeps up`() async {
        let result = await Simulation.measureLine(bitsPerSecond: 256_000, entriesPerSecond: 6, payload: 1_100, seconds: 60, seed: 2)
        #expect(result.delivered == result.expected && (300...360).contains(result.expected))
        #expect(result.share > 0.2 && result.share < 0.7 && result.shareUp < 0.7 && result.times.p99 < 5_000)
    }

    @Test func `what a narrow line does not carry comes later, and all of it`() async {
        let result = await Simulation.measureLine(bitsPerSecond: 64_000, entriesPerSecond: 9, payload: 1_100, seconds: 30, seed: 2)
        #expect(result.delivered == result.expected && result.expected > 200)
        #expect(result.times.p99 > 5_000 && result.late > 1, "what is sent towards it waits before the line")
    }
}
