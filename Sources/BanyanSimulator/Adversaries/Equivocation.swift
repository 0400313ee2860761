internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

extension Adversary {
    private static let liar = 6

    static let equivocation = Adversary(
        name: "equivocation", act: "a facility shows one history of its log to one half of the federation and another to the other half",
        promise: "once the halves speak, all have a proof that convinces a stranger, pull no more of that log and keep what they held",
        control: Control(takesAway: "the halves never speak", breaks: "every node comes to hold a proof"),
        stage: { seed, _ in
            Stage(seed: seed, dials: [[1], [2], [3], [4], [5], [], []]) { site, facilities, scenario in
                guard site == liar else { return nil }
                return Liar(LightMember(peers: scenario.peers(of: site, among: facilities, dialling: [0, 1]), timing: scenario.timing))
            }
        },
        play: { scene in
            let world = scene.world
            let (halves, log) = ([[0, 1, 2, 6], [3, 4, 5, 7]], scene.log(liar))
            // Before the first word between the halves.
            scene.cut(1, halves[0], halves[1])
            let twin = world.add(
                world.facilities[liar],
                Liar(
                    LightMember(
                        peers: world.scenario.peers(of: liar, among: world.facilities, dialling: [4, 5]), timing: world.scenario.timing)),
                site: liar, isClone: true)
            twin.start()
            try await scene.ready([0, 1, liar, twin.number])
            try await scene.publish(12, at: liar)
            try await scene.publish(9, at: twin.number)
            let shown = try await scene.wait(60) { (0..<6).allSatisfy { world.machines[$0].size(of: log) == ($0 < 3 ? 12 : 9) } }
            scene.expect(shown != nil, "each half holds the history that it was shown")
            let honest = try await scene.delivery(of: 4, from: 1, to: 0, within: 60)
            scene.expect(honest != nil, "the halves work on")
            if !scene.isControl { scene.mend(1) }
            let members = (0..<6).compactMap { world.machines[$0].member as? LightMember }
            let proved = try await scene.wait(400) { members.allSatisfy { $0.proofs[log] != nil } }
            scene.expect(proved != nil, "every node comes to hold a proof")
            for member in members {
                let proof = member.proofs[log].flatMap { try? MisbehaviourProof(encoded: $0) }
                scene.expect(proof?.log == log, "the proof convinces who has nothing else")
                scene.expect(await member.exchange?.snapshot().quarantined == [log], "that log alone is quarantined")
            }
            try await scene.publish(5, at: liar)
            try await scene.publish(5, at: twin.number)
            try await scene.pause(60)
            let isAsBefore = (0..<6).allSatisfy { world.machines[$0].size(of: log) == ($0 < 3 ? 12 : 9) }
            scene.expect(isAsBefore, "nothing more of it is pulled, and nothing is lost")
            let across = try await scene.wait(120) { scene.size(5, of: 1) == scene.size(1, of: 1) }
            scene.expect(across != nil, "what honest facilities append arrives in the other half")
            if let proved { scene.observe("from the first word between the halves to the last proof, s", proved) }
        })
}
