import BanyanCore
import Testing

@testable import BanyanSimulator

/// The seeds that every run of the tests replays; fresh ones come from `make simulate`.
struct FixedSeedTests {
    @Test(arguments: [UInt64(101), 102, 103, 104])
    func `light federations keep every rule under all faults`(seed: UInt64) async {
        let plan = Plan(seed: seed, nodes: 8, members: .light, duration: 240, faults: .all)
        let outcome = await Simulation.run(plan.scenario)
        #expect(outcome.violation == nil, "\(plan.command)")
        #expect(outcome.appended > 20 && outcome.checks > 50)
    }

    @Test(arguments: [UInt64(501), 502])
    func `whole nodes keep every rule under all faults`(seed: UInt64) async {
        let plan = Plan(seed: seed, nodes: 5, members: .full, duration: 180, faults: .all)
        var scenario = plan.scenario
        scenario.patients = 4
        let outcome = await Simulation.run(scenario)
        #expect(outcome.violation == nil, "\(plan.command)")
        #expect(outcome.acts["read", default: 0] > 0)
    }

    @Test(arguments: [UInt64(701), 702])
    func `rules hold while the faults go on`(seed: UInt64) async {
        let plan = Plan(seed: seed, nodes: 6, members: .light, mode: .safety, duration: 240, faults: .all)
        let outcome = await Simulation.run(plan.scenario)
        #expect(outcome.violation == nil && outcome.converged == nil, "\(plan.command)")
    }
}

/// A machine that dies at each touch of its disk in turn, and comes back.
struct CrashPointTests {
    @Test(arguments: DiskTouch.allCases, [false, true])
    func `a crash at any touch of any transaction loses nothing that was acknowledged`(touch: DiskTouch, cutsPower: Bool) async {
        for transaction in 1...12 {
            var scenario = Plan(seed: 21, nodes: 3, members: .light, duration: 40, faults: []).scenario
            scenario.publishEvery = 8
            let outcome = await Simulation.run(
                scenario,
                watch: { world in
                    world.machines[0].disk.crashPoint = (transaction, touch)
                    world.machines[0].disk.cutsPower = cutsPower
                })
            #expect(outcome.violation == nil && outcome.converged != nil, "transaction \(transaction)")
        }
    }

    @Test(arguments: [(DiskTouch.begun, false), (.torn, false), (.written, true), (.flushed, true)])
    func `what was flushed survives, what was torn does not`(touch: DiskTouch, survives: Bool) {
        let disk = VirtualDisk(SeededRandom(seed: 1, "disk"))
        #expect(disk.survives(touch) == survives)
    }
}
