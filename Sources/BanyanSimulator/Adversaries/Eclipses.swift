internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let eclipseOfAPublisher = Adversary(
        name: "eclipse-publisher", act: "all that a facility still reaches is one peer, which takes its entries and passes none on",
        promise: "the facility sees that it hears this peer alone and has no other witness; one honest link, and all have the entries",
        control: Control(takesAway: "there is never an honest link", breaks: "with one honest link all have the entries"),
        stage: { seed, _ in
            Stage(seed: seed, dials: [[1, 2], [3], [3], []]) { site, facilities, scenario in
                site == 1 ? Liar(scenario.light(site, facilities), Hiding(0)) : nil
            }
        },
        play: { scene in
            scene.hand?.isActive = false
            try await scene.ready([0])
            let first = try await scene.delivery(of: 5, from: 0, to: 3, within: 60)
            scene.expect(first != nil, "before, everything arrives")
            scene.hand?.isActive = true
            scene.cut(1, [0], [2, 3])
            let before = scene.size(0, of: 0)
            try await scene.publish(20, at: 0)
            let taken = try await scene.wait(30) { scene.size(1, of: 0) == scene.size(0, of: 0) }
            scene.expect(taken != nil, "the eclipser takes the entries")
            try await scene.pause(150)
            scene.expect(scene.size(2, of: 0) == before && scene.size(3, of: 0) == before, "and passes none on")
            let connected = await scene.status(0)?.peers.filter { $0.connection != nil }.map(\.peer)
            scene.expect(connected == [scene.world.facilities[1].id], "the facility sees that it hears one peer alone")
            let witnesses = scene.world.machines[0].disk.image.cosignatures[scene.log(0)] ?? [:]
            let others = witnesses.filter { $0.key != scene.world.facilities[1].id && $0.value.checkpoint.size > before }
            scene.expect(others.isEmpty, "nobody but the eclipser is a witness of the new entries")
            if !scene.isControl { scene.mend(1) }
            let took = try await scene.wait(320) { (2...3).allSatisfy { scene.size($0, of: 0) == scene.size(0, of: 0) } }
            scene.expect(took != nil, "with one honest link all have the entries")
            if let took { scene.observe("from the honest link to everybody, s", took) }
        })

    static let eclipseOfANode = Adversary(
        name: "eclipse-node", act: "a hospital comes back after three days and reaches one peer alone, which shows it nothing new",
        promise: "it refuses to read as stale, says which peers it does not hear, takes nothing false, and catches up over one honest link",
        control: Control(takesAway: "it never had another peer (a single peer's word is believed)", breaks: "it refuses to read as stale"),
        stage: { seed, isControl in
            Stage(seed: seed, dials: [isControl ? [1] : [1, 2, 3], [2, 3], [3], []], members: .full) { site, _, _ in
                site == 1 ? Liar(FullMember(), Hiding(2, 3)) : nil
            }
        },
        play: { scene in
            scene.hand?.isActive = false
            let (victim, origin) = (0, 2)
            try await scene.open([0, 1, 2, 3])
            let patient = SimulatedPatient(scene, 1)
            try await patient.enrol(at: origin)
            let consent = try await patient.grant(to: victim, from: [origin])
            _ = try await scene.wait(60) { scene.size(victim, of: origin) == scene.size(origin, of: origin) }
            try await patient.present(consent)
            scene.expect(await patient.reads(at: victim) == nil, "before, it reads")
            let machine = scene.world.machines[victim]
            machine.crash(cuttingPower: false)
            scene.hand?.isActive = true
            scene.cut(1, [victim], [2, 3])
            for machine in scene.world.machines { machine.clock.offset += 73 * 3_600 }
            // Until they have told each other the time again, what each said last looks like a wrong clock.
            try await scene.pause(90)
            try await patient.visit(at: origin)
            let held = scene.size(victim, of: origin)
            machine.start()
            try await scene.pause(60)
            scene.expect(scene.size(victim, of: origin) == held, "the eclipser shows nothing new")
            scene.expect(await patient.reads(at: victim) == "stale-replica", "it refuses to read as stale")
            let status = await scene.status(victim)
            let connected = status?.peers.filter { $0.connection != nil }.map(\.peer)
            scene.expect(connected == [scene.world.facilities[1].id], "it says which peer alone it hears")
            scene.expect((status?.problems.count ?? 0) >= 2, "it says that the others can't be reached")
            scene.mend(1)
            let took = try await scene.wait(320) { scene.size(victim, of: origin) == scene.size(origin, of: origin) }
            scene.expect(took != nil, "it catches up over one honest link")
            let reads = try await scene.wait(120) { await patient.reads(at: victim) == nil }
            scene.expect(reads != nil, "and reads again")
            if let took { scene.observe("from the honest link to what is new, s", took) }
        })
}

/// Takes facilities' entries and says nothing of them to others.
private final class Hiding: Tamper, @unchecked Sendable {
    private let hidden: [Int]

    init(_ sites: Int...) { hidden = sites }

    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard let world = process?.machine.world else { return [message] }
        let facilities = hidden.map { world.facilities[$0].id }
        guard !facilities.contains(line.peer) else { return [message] }
        return message.without { facilities.contains($0.facility) }.map { [$0] } ?? []
    }
}
