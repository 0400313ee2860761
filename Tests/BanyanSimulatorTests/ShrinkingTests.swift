import BanyanCore
import Testing

@testable import BanyanSimulator

struct ShrinkingTests {
    /// A federation that breaks whenever the timed fault of this kind takes place.
    private func breaks(_ kind: TimedFault.Kind, rule: String = "rule") -> @Sendable (Plan) async -> Violation? {
        { plan in
            let chosen = plan.scenario.timedFaults().filter { plan.only?.contains($0.number) ?? true }
            guard let culprit = chosen.first(where: { $0.kind == kind }) else { return nil }
            return Violation(invariant: rule, time: culprit.at, machine: 0, detail: "\(kind)")
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `what is left fails in the same way and has little beside its cause`(seed: UInt64) async throws {
        let plan = Plan(seed: seed, nodes: 9, members: .light, duration: 900, faults: .all)
        let run = breaks(.full)
        let violation = try #require(await run(plan))
        var shrinker = Shrinker(plan, violation, run: run)
        shrinker.budget = 200
        let shrunk = await shrinker.shrink()
        #expect(await run(shrunk.plan) == shrunk.violation)
        let left = shrunk.plan.scenario.timedFaults().filter { shrunk.plan.only?.contains($0.number) ?? true }
        #expect(left.map(\.kind) == [.full] && shrunk.plan.duration <= 900 && shrunk.plan.nodes == 3)
    }

    @Test func `a plan that fails in another way is not taken for the same`() async throws {
        let plan = Plan(seed: 4, nodes: 5, members: .light, duration: 600, faults: [.full, .power])
        let violation = Violation(invariant: "the rule that was broken", time: 500_000_000, machine: 0, detail: "")
        var shrinker = Shrinker(plan, violation, run: breaks(.power, rule: "another"))
        let shrunk = await shrinker.shrink()
        #expect(shrunk.plan == plan && shrunk.violation == violation)
    }

    @Test func `the budget ends the search`() async throws {
        let plan = Plan(seed: 4, nodes: 9, members: .light, duration: 900, faults: .all)
        let run = breaks(.power)
        var shrinker = Shrinker(plan, try #require(await run(plan)), run: run)
        shrinker.budget = 3
        #expect(await shrinker.shrink().tried == 3)
    }

    @Test func `leaving a kind of fault out moves none of the others`() {
        let all = Plan(seed: 8, nodes: 6, duration: 900, faults: .all).scenario.timedFaults()
        let fewer = Plan(seed: 8, nodes: 6, duration: 900, faults: [.partition, .power]).scenario.timedFaults()
        func moments(_ faults: [TimedFault]) -> [Int64] { faults.filter { [.partition, .power].contains($0.kind) }.map(\.at) }
        #expect(!fewer.isEmpty && moments(all) == moments(fewer))
    }

    @Test(arguments: [
        (
            Plan(seed: 7),
            "banyan simulate --seed 7 --nodes 7 --topology regular:4 --members full --mode liveness --duration 600s --faults all"
        ),
        (
            Plan(seed: 1, nodes: 40, shape: .provinces, mode: .safety, duration: 60, faults: [.loss, .oneWay], only: [3, 9]),
            "banyan simulate --seed 1 --nodes 40 --topology provinces --members light --mode safety --duration 60s --faults loss,one-way "
                + "--only 3,9"
        ),
    ])
    func `a plan says the command that does the same`(plan: Plan, command: String) { #expect(plan.command == command) }
}
