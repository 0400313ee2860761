import BanyanCore
import BanyanEngine
import BanyanGossip
import BanyanLedger
import Testing

@testable import BanyanSimulator

/// That the checker can fail: federations with one deliberate defect each, and the rule that must notice it.
struct MutationTests {
    private func violation(_ plan: Plan, _ watch: @escaping @Sendable (World) -> Void) async -> String? {
        await Simulation.run(plan.scenario, watch: watch).violation?.invariant
    }

    private let light = Plan(seed: 11, nodes: 5, members: .light, duration: 120, faults: [])

    @Test func `a federation without defects breaks no rule`() async {
        #expect(await violation(light) { _ in } == nil)
    }

    @Test func `a disk that loses what it acknowledged is noticed at the restart`() async {
        let found = await violation(light) { world in
            world.at(60) {
                let machine = world.machines[2]
                machine.crash(cuttingPower: false)
                let log = LogID(facility: machine.id, incarnation: 0)
                // Not declared as a rollback, as a lying disk is.
                machine.disk.image.logs[log]?.size -= 1
                world.restartLater(machine)
            }
        }
        #expect(found == "an acknowledged append is never lost")
    }

    @Test func `a node that appends where it appended before is noticed`() async {
        let found = await violation(light) { world in
            world.at(60) {
                let machine = world.machines[1]
                guard let process = machine.process else { return }
                let entries = world.someEntries(for: 1)
                let log = LogID(facility: machine.id, incarnation: 0)
                machine.disk.image.logs[log]?.size -= 1
                world.spawn { _ = try? await process.store.append(entries, to: log, changes: [], at: process.clock.now()) }
            }
        }
        #expect(found == "a facility writes one history")
    }

    @Test func `an entry that its facility did not append is noticed`() async {
        let found = await violation(light) { world in
            world.at(60) {
                guard let process = world.machines[1].process else { return }
                let log = LogID(facility: world.machines[3].id, incarnation: 0)
                let present = world.machines[1].disk.image.logs[log]
                let entries = world.someEntries(for: 1)
                let history = world.histories.following(present?.history, present?.size ?? 0, entries, in: log, isAuthored: false)
                var image = LogImage(history: history)
                image.size = history.size
                process.storage.observer?.stored(1, image, from: 0, isOwn: false)
            }
        }
        #expect(found == "no entry that its facility did not append is stored")
    }

    @Test func `nodes that hear nothing of each other do not count as converged`() async {
        var plan = light
        plan.duration = 60
        var scenario = plan.scenario
        scenario.settling = 60
        let outcome = await Simulation.run(
            scenario,
            watch: { world in
                // A fault that nobody mends.
                world.network.quality = { from, to in
                    var quality = LinkQuality.regional
                    if from == 4 || to == 4 { quality.reset = 1 }
                    return quality
                }
            })
        #expect(outcome.converged == nil)
        #expect(["honest connected nodes converge", "every node may append again"].contains(outcome.violation?.invariant))
    }

    @Test func `a node that dials without a pause is noticed`() async {
        var scenario = light.scenario
        (scenario.timing.dialBase, scenario.timing.dialCap) = (1, 1)
        let outcome = await Simulation.run(
            scenario,
            watch: { world in
                world.network.quality = { _, to in
                    var quality = LinkQuality.regional
                    if to == 4 { quality.reset = 1 }
                    return quality
                }
            })
        #expect(outcome.violation?.invariant == "retries stay within their limits")
    }

    @Test(arguments: ["requests", "serving", "batches in flight", "served at once", "dials", "unacknowledged", "logs"])
    func `whatever exceeds its limit is named`(what: String) {
        var load = GossipLoad()
        (load.requests, load.serving, load.batchesInFlight) = (
            Limits.requestsPerConnection, Limits.requestsPerConnection, Limits.batchesInFlight
        )
        (load.servedAtOnce, load.dials, load.unacknowledged, load.logs) = (
            Limits.servedAtOnce, Limits.dials, Limits.unacknowledged, Limits.frontierItems
        )
        #expect(load.excess == nil, "what just fits exceeds nothing")
        switch what {
        case "requests": load.requests += 1
        case "serving": load.serving += 1
        case "batches in flight": load.batchesInFlight += 1
        case "served at once": load.servedAtOnce += 1
        case "dials": load.dials += 1
        case "unacknowledged": load.unacknowledged += 1
        default: load.logs += 1
        }
        #expect(load.excess?.hasPrefix("\(what): ") == true)
    }

    @Test func `two histories that nobody doubts are noticed`() async {
        let found = await violation(light) { world in
            world.at(119) {
                let log = LogID(facility: world.machines[0].id, incarnation: 0)
                guard let held = world.machines[3].disk.image.logs[log], held.size > 1 else { return }
                var other = LogImage(
                    history: world.histories.following(held.history, held.size - 1, world.someEntries(for: 3), in: log, isAuthored: true))
                other.size = other.history.size
                other.checkpoint = held.checkpoint
                world.machines[3].disk.image.logs[log] = other
            }
        }
        #expect(found == "different entries at one position are noticed")
    }
}

/// What a reading may show, held against what the patient agreed to.
struct OpeningRuleTests {
    @Test(
        arguments: [
            (false, true, true, nil), (true, true, true, "after a revocation reaches a node no opening succeeds there"),
            (false, false, true, "no opening without a valid consent at that moment"),
            (false, true, false, "no opening without a receipt before it"),
        ] as [(Bool, Bool, Bool, String?)])
    func `an opening is held against consent, revocation and receipt`(
        isRevoked: Bool, isInForce: Bool, hasReceipt: Bool, rule: String?
    ) async {
        let found = await Simulation.run(
            Plan(seed: 3, nodes: 3, members: .light, duration: 40, faults: []).scenario,
            watch: { world in
                world.at(39) {
                    let (reader, origin) = (world.machines[0], world.machines[1])
                    let now = reader.clock.now()
                    let agreement = Agreement(
                        origins: [origin.id], notBefore: now, expires: now.adding(isInForce ? 60 : -60), slip: "", tags: [:], reader: 0,
                        bundle: [])
                    world.checker.opened(
                        reader, result(of: origin.id, at: now, receipts: hasReceipt ? [0] : []),
                        allowed: [(agreement, isRevoked ? [origin.id] : [])], askedAt: now)
                }
                world.at(38) {
                    let entries = world.someEntries(for: 0)
                    let member = world.machines[0].member
                    world.spawn { try? await member.publish(entries) }
                }
            })
        #expect(found.violation?.invariant == rule)
    }
}
