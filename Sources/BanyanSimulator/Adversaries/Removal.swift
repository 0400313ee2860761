internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let returnOfTheRemoved = Adversary(
        name: "removed-peer", act: "a removed facility dials again with its old keys, and lets others pass its log on",
        promise: "it is answered with nothing, its log is neither pulled from others nor shown to them, and the federation works on",
        control: Control(takesAway: "it is not removed", breaks: "it is answered with nothing"),
        stage: { seed, _ in
            Stage(seed: seed, dials: [[2], [0, 2], [], [0, 2]]) { site, facilities, scenario in
                site == 1 ? Liar(scenario.light(site, facilities)) : nil
            }
        },
        play: { scene in
            let (node, removed, friend, other) = (0, 1, 2, 3)
            try await scene.ready([removed, other])
            let before = try await scene.delivery(of: 10, from: removed, to: node, within: 60)
            scene.expect(before != nil, "before, its log arrives")
            let world = scene.world
            let member = world.machines[node].member as? LightMember
            if !scene.isControl, let peer = world.acceptedPeers(of: node).first(where: { $0.record.id == world.facilities[removed].id }) {
                var record = peer.record
                record.state = .removed
                await member?.accept(AcceptedPeer(record: record, card: peer.card))
            }
            try await scene.pause(1)
            let (said, dials) = (scene.told(node, removed).totalMessages, scene.dials(removed, node))
            try await scene.publish(10, at: removed)
            let friends = try await scene.wait(60) { scene.size(friend, of: removed) == 20 && scene.size(other, of: removed) == 20 }
            scene.expect(friends != nil, "those who did not remove it have its log")
            for _ in 0..<6 {
                let took = try await scene.delivery(of: 2, from: other, to: node, within: 60)
                scene.expect(took != nil, "others' logs arrive")
                try await scene.pause(15)
            }
            scene.expect(scene.dials(removed, node) >= dials + 3, "it tries to come back")
            scene.expect(scene.told(node, removed).totalMessages == said, "it is answered with nothing")
            scene.expect(scene.size(node, of: removed) == 10, "nothing of it is pulled from others")
            let status = await scene.status(node)
            scene.expect(status?.shown.contains { $0.log == scene.log(removed) } == false, "its log is not shown")
            scene.observe("dials after the removal", scene.dials(removed, node) - dials)
        })
}
