internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    /// The author (0), the adversary (1), the honest relay (2) and the victim (3).
    private static func stage(_ seed: UInt64, _ attacker: @escaping @Sendable () -> Attacker) -> Stage {
        Stage(seed: seed, dials: [[2], [], [], [2]]) { site, _, _ in site == 1 ? attacker() : nil }
    }

    static let reconcileBomb = Adversary(
        name: "reconcile-bomb",
        act: "a peer claims logs of 2^40 entries and thousands of facilities, asks for everything again and again, and never stops",
        promise: "its connections are closed as floods, what the node keeps and says for it is bounded, and others' logs flow",
        control: nil,
        stage: { seed, _ in stage(seed) { Bomber(target: 3) } },
        play: { scene in
            try await scene.ready([0])
            var slowest = 0.0
            for _ in 0..<12 {
                let took = try await scene.delivery(of: 3, from: 0, to: 3, within: 60)
                scene.expect(took != nil, "others' entries arrive within 60 s")
                slowest = max(slowest, took ?? 60)
                try await scene.pause(5)
            }
            let (heard, said) = (scene.told(1, 3), scene.told(3, 1))
            let status = await scene.status(3)
            scene.expect((status?.counters.violations ?? 0) > 0, "the connections are closed")
            scene.expect(heard.totalMessages > 600, "the adversary said enough to be a flood")
            // 512 messages at once and 64 a second are taken, a hello as 16 of them; one answer to each is the most that is said.
            let taken = 512 + 64 * UInt64(scene.seconds)
            scene.expect(said.totalMessages <= taken, "no more is said than is taken")
            scene.expect(said.totalBytes <= 8 << 20, "what is served again and again is bounded")
            scene.expect((status?.shown.count ?? 0) <= 3, "claimed logs are not taken for logs")
            scene.observe("messages and bytes of the adversary", "\(heard.totalMessages), \(heard.totalBytes)")
            scene.observe("messages and bytes of the answers", "\(said.totalMessages), \(said.totalBytes)")
            scene.observe("connections closed", status?.counters.violations ?? 0)
            scene.observe("slowest delivery of others' entries, s", slowest)
        })

    static let silentReader = Adversary(
        name: "never-reads", act: "a peer asks for everything and reads none of the answers",
        promise: "a few batches wait for it and no more, its connection is closed as a slow reader's, and others are served",
        control: Control(takesAway: "a connection is never given up", breaks: "the connection is closed as a slow reader's"),
        stage: { seed, isControl in
            var stage = stage(seed) { SilentReader(target: 3) }
            if isControl { stage.scenario.timing.drain = 86_400_000 }
            return stage
        },
        play: { scene in
            scene.world.machines[1].host.isDeaf = true
            try await scene.ready([0])
            for _ in 0..<4 { try await scene.publish(100, at: 0, bytes: 8_192) }
            let held = try await scene.wait(120) { scene.size(3, of: 0) == scene.size(0, of: 0) }
            scene.expect(held != nil, "the victim has a log to serve")
            let reason = "the connection was closed: slow-reader"
            let closed = try await scene.wait(320) { await scene.status(3)?.problems[scene.world.facilities[1].id] == reason }
            scene.expect(closed != nil, "the connection is closed as a slow reader's")
            // The system's two buffers, one batch on its way, one message each of the others.
            scene.expect(scene.told(3, 1).totalBytes <= 8 << 20, "what waits for it is bounded")
            let others = try await scene.delivery(of: 3, from: 0, to: 3, within: 30)
            scene.expect(others != nil, "others are served")
            scene.observe("bytes given to the network for it", scene.told(3, 1).totalBytes)
        })
}

/// Says as much as it can, of everything that is said between nodes.
private final class Bomber: Attacker, @unchecked Sendable {
    override func attack(_ line: Tamper.Line, _ messages: AsyncThrowingStream<[UInt8], any Error>) async {
        guard let process else { return }
        let world = process.machine.world
        var random = SeededRandom(seed: world.scenario.seed, "bomb", connections)
        let logs = world.facilities.map { LogID(facility: $0.id, incarnation: 0) }
        var items = logs.map { FrontierItem(log: $0, size: Limits.logSize) }
        for _ in 0..<2_000 {
            guard let nobody = FacilityID(random.octets(32)) else { continue }
            items.append(FrontierItem(log: LogID(facility: nobody, incarnation: 0), size: Limits.logSize))
        }
        await line.say(hello(items))
        for number in UInt64(2)...1_000 {
            let log = logs[random.number(below: logs.count)]
            let message: GossipMessage =
                switch number % 6 {
                case 0: .acknowledge(0)
                case 1: .request(BatchRequest(log: log, from: 0, upTo: Limits.logSize, bytes: .max, payloads: true))
                case 2: .trace(PathRequest(log: log, from: 1, to: Limits.logSize))
                case 3: .ping(clock: process.clock.now(), token: number)
                case 4: .pong(clock: process.clock.now(), token: number)
                default: .frontier(FrontierUpdate(number: number, base: .previous, items: []))
                }
            await line.say(message)
            if number.isMultiple(of: 8) { try? await process.stopwatch.sleep(milliseconds: 20) }
        }
    }
}

/// Asks and never reads.
private final class SilentReader: Attacker, @unchecked Sendable {
    override func attack(_ line: Tamper.Line, _ messages: AsyncThrowingStream<[UInt8], any Error>) async {
        guard let process else { return }
        await line.say(hello())
        let log = LogID(facility: process.machine.world.facilities[0].id, incarnation: 0)
        // Not before there is something to ask for.
        try? await process.stopwatch.sleep(milliseconds: 40_000)
        for _ in 0..<Limits.requestsPerConnection {
            await line.say(.request(BatchRequest(log: log, from: 0, upTo: 400, bytes: .max, payloads: true)))
        }
        for _ in 0..<60 {
            await line.say(.ping(clock: process.clock.now(), token: 1))
            try? await process.stopwatch.sleep(milliseconds: 10_000)
        }
    }
}
