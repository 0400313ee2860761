internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let replayedMessages = Adversary(
        name: "replay-messages",
        act: "a relay sends its old hellos, frontiers and batches again, beside and in place of new ones, and its peer's own words",
        promise: "nothing is stored twice, each costs the connection, and new entries arrive over another peer",
        control: Control(takesAway: "there is no other peer", breaks: "new entries arrive over another peer"),
        stage: { seed, _ in Relays.stage(seed) { _ in Replaying() } },
        play: { scene in
            let hand = scene.hand as? Replaying
            hand?.isReplaying = false
            var twice = 0
            let told = scene.world.onDelivery
            var ends: [[LogID: Int]] = Array(repeating: [:], count: 4)
            scene.world.onDelivery = { delivery in
                if ends[delivery.machine][delivery.log] ?? 0 != delivery.from { twice += 1 }
                ends[delivery.machine][delivery.log] = delivery.size
                told(delivery)
            }
            try await scene.seatAdversaryFirst()
            for _ in 0..<3 {
                let took = try await scene.delivery(of: 4, from: Relays.author, to: Relays.reader, within: 30)
                scene.expect(took != nil, "while it behaves everything arrives")
            }
            hand?.isReplaying = true
            for _ in 0..<4 {
                let took = try await scene.round()
                scene.expect(took != nil, "new entries arrive over another peer")
                if took == nil { break }
            }
            scene.expect(twice == 0, "no entry is stored twice")
            scene.expect(
                scene.size(Relays.reader, of: Relays.author) <= scene.size(Relays.author, of: Relays.author),
                "the reader's copy is no longer than the log")
            scene.observe("messages sent again", hand?.replayed ?? 0)
            await scene.expectNobodyIsConvicted(at: [Relays.author, Relays.honest, Relays.reader])
        })
}

/// Keeps what it said and heard, and says it again.
private final class Replaying: Tamper, @unchecked Sendable {
    var isReplaying = false
    private(set) var replayed = 0
    private var batches: [GossipMessage] = []
    private var old: [FacilityID: [[UInt8]]] = [:]
    private var heard: [FacilityID: [[UInt8]]] = [:]
    private static let most = 40

    private func isVictim(_ line: Line) -> Bool { site(of: line.peer) == Relays.reader }

    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard isVictim(line) else { return [message] }
        let bytes = message.encoded
        if !isReplaying {
            if message.batchInside != nil, batches.count < Self.most { batches.append(message) }
            if (old[line.peer]?.count ?? 0) < Self.most { old[line.peer, default: []].append(bytes) }
            return [message]
        }
        guard message.batchInside != nil else { return [message] }
        // In place of the new batch an old one, and then everything that was ever said, on both sides.
        replayed += 1
        if let first = batches.first { await line.say(first) }
        for bytes in (old[line.peer] ?? []) + (heard[line.peer] ?? []) {
            replayed += 1
            await line.say(bytes)
        }
        return []
    }

    override func coming(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        if isVictim(line), (heard[line.peer]?.count ?? 0) < Self.most { heard[line.peer, default: []].append(message.encoded) }
        return [message]
    }
}
