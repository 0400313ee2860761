import BanyanCore
import Testing

@testable import BanyanSimulator

/// Small federations that run to their end.
struct SimulationTests {
    @Test func `seven whole nodes with patients converge`() async {
        var scenario = Scenario(seed: 1, topology: .regular(7, degree: 4, seed: 1), members: .full, duration: 300)
        scenario.patients = 3
        let outcome = await Simulation.run(scenario)
        #expect(outcome.violation == nil)
        #expect(outcome.converged != nil && outcome.appended > 10 && outcome.delivered == 6 * outcome.appended)
        #expect(outcome.acts["read", default: 0] > 0 && outcome.acts["grant", default: 0] > 0)
    }

    @Test func `a hundred and forty-two light nodes converge`() async {
        var scenario = Scenario(seed: 1, topology: .regular(142, degree: 6, seed: 1), members: .light, duration: 12)
        scenario.publishEvery = 60
        scenario.payload = 256...512
        let outcome = await Simulation.run(scenario)
        #expect(outcome.violation == nil)
        #expect(outcome.converged != nil && outcome.appended > 10 && outcome.delivered == 141 * outcome.appended)
    }

    @Test(arguments: [Scenario.MemberKind.light, .full])
    func `the same seed does the same, another does not`(members: Scenario.MemberKind) async {
        func digest(_ seed: UInt64) async -> (Digest, Int) {
            let plan = Plan(seed: seed, nodes: 4, members: members, duration: 60, faults: .all)
            let outcome = await Simulation.run(plan.scenario)
            return (outcome.digest, outcome.events)
        }
        let (first, second, other) = (await digest(5), await digest(5), await digest(6))
        #expect(first == second && first.0 != other.0)
        #expect(first.1 > 50)
    }
}
