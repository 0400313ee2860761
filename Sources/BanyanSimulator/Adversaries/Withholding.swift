internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let censorship = Adversary(
        name: "censor", act: "a relay keeps one facility's log from another, and passes on all others",
        promise: "the log arrives over another peer within a minute, and the censor's other service goes on",
        control: Control(takesAway: "there is no other peer", breaks: "what is censored arrives over another peer within 60 s"),
        stage: { seed, _ in Relays.stage(seed) { _ in Censor(against: Relays.author) } },
        play: { scene in
            try await scene.seatAdversaryFirst(leaving: scene.isControl)
            try await scene.ready([Relays.adversary])
            for _ in 0..<3 {
                let took = try await scene.delivery(of: 4, from: Relays.author, to: Relays.reader, within: 60)
                scene.expect(took != nil, "what is censored arrives over another peer within 60 s")
                if let took { scene.observe("delivery around the censor, s", took) }
            }
            let own = try await scene.delivery(of: 4, from: Relays.adversary, to: Relays.reader, within: 60)
            scene.expect(own != nil, "the censor's own log arrives")
        })

    static let covertDropping = Adversary(
        name: "covert-drop", act: "a relay behaves well for a minute, then announces as before and answers no request",
        promise: "what it was asked for is asked of another peer after 30 s and arrives; it is not asked first again",
        control: Control(
            takesAway: "requests are waited for without end, and nothing is pushed",
            breaks: "what is dropped arrives over another peer within 45 s"),
        stage: { seed, isControl in
            var stage = Relays.stage(seed) { _ in CovertDropping() }
            if isControl { (stage.scenario.timing.stall, stage.scenario.timing.pushBytes) = (86_400_000, 0) }
            return stage
        },
        play: { scene in
            let hand = scene.hand
            hand?.isActive = false
            try await scene.seatAdversaryFirst()
            for _ in 0..<4 {
                let took = try await scene.delivery(of: 3, from: Relays.author, to: Relays.reader, within: 15)
                scene.expect(took != nil, "while it behaves everything arrives at once")
            }
            hand?.isActive = true
            var slow = 0
            for _ in 0..<8 {
                let took = try await scene.delivery(of: 3, from: Relays.author, to: Relays.reader, within: 45)
                scene.expect(took != nil, "what is dropped arrives over another peer within 45 s")
                if took ?? 45 > 15 { slow += 1 }
                if took == nil { break }
            }
            scene.expect(slow <= 2, "who dropped a request is not the first to be asked again")
            scene.observe("of 8 appends that were delayed", slow)
        })

    static let withheldSuffix = Adversary(
        name: "withheld-suffix", act: "a relay shows how long a log is, serves its beginning, and then says that it has no more",
        promise: "the reader shows that entries are missing, is not in sync, and has the rest as soon as another peer is heard",
        control: Control(takesAway: "no other peer is ever heard", breaks: "the rest arrives over another peer"),
        stage: { seed, _ in Relays.stage(seed) { _ in WithheldSuffix() } },
        play: { scene in
            scene.cut(5, [Relays.reader], [Relays.adversary])
            scene.cut(1, [Relays.reader], [Relays.honest])
            try await scene.ready([Relays.author])
            for _ in 0..<3 { try await scene.publish(100, at: Relays.author, bytes: 4_096) }
            let whole = scene.size(Relays.author, of: Relays.author)
            _ = try await scene.wait(60) { scene.size(Relays.adversary, of: Relays.author) == whole }
            scene.mend(5)
            let some = try await scene.wait(120) { scene.size(Relays.reader, of: Relays.author) > 0 }
            try await scene.pause(20)
            let held = scene.size(Relays.reader, of: Relays.author)
            scene.expect(some != nil && held < whole, "the beginning arrives and the rest does not")
            let relay = await scene.peer(Relays.adversary, at: Relays.reader)
            let lag = relay?.lag.first { $0.log == scene.log(Relays.author) }
            scene.expect(lag?.entries == whole - held, "the missing are counted")
            scene.expect(relay?.isSynced == false, "the reader does not count as in sync")
            if !scene.isControl { scene.mend(1) }
            let took = try await scene.wait(120) { scene.size(Relays.reader, of: Relays.author) == whole }
            scene.expect(took != nil, "the rest arrives over another peer")
            scene.observe("entries shown of all", "\(held) of \(whole)")
        })
}

/// Keeps silent about one facility's logs.
private final class Censor: Tamper, @unchecked Sendable {
    private let censored: Int

    init(against site: Int) { censored = site }

    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard let process, process.machine.world.facilities[censored].id != line.peer else { return [message] }
        let facility = process.machine.world.facilities[censored].id
        return message.without { $0.facility == facility }.map { [$0] } ?? []
    }
}

extension GossipMessage {
    /// The message as if its sender held nothing of these logs.
    func without(_ isHidden: (LogID) -> Bool) -> GossipMessage? {
        switch self {
        case .hello(let hello):
            .hello(
                Hello(
                    versions: hello.versions, facility: hello.facility, clock: hello.clock, epoch: hello.epoch,
                    update: hello.update.without(isHidden)))
        case .frontier(let update): .frontier(update.without(isHidden))
        case .batch(let batch) where isHidden(batch.log): .unavailable(batch.log)
        // Its number must stay, or the next announcement would break the protocol.
        case .push(let number, let batch) where isHidden(batch.log): .frontier(FrontierUpdate(number: number, base: .previous, items: []))
        case .path(let request, _) where isHidden(request.log): .path(request, [])
        default: self
        }
    }
}

extension GossipMessage {
    /// What a push of another facility's log announces, without the entries.
    fileprivate func announcement(ifOfOthersThan own: FacilityID?) -> GossipMessage {
        guard case .push(let number, let batch) = self, batch.log.facility != own else { return self }
        let item = FrontierItem(log: batch.log, size: batch.checkpoint.checkpoint.size)
        return .frontier(FrontierUpdate(number: number, base: .previous, items: [item]))
    }

    /// The entries that it carries, asked for or pushed.
    var batchInside: Batch? {
        switch self {
        case .batch(let batch), .push(_, let batch): batch
        default: nil
        }
    }

    /// The same with other entries.
    func carrying(_ batch: Batch) -> GossipMessage {
        if case .push(let number, _) = self { .push(number: number, batch) } else { .batch(batch) }
    }
}

extension FrontierUpdate {
    fileprivate func without(_ isHidden: (LogID) -> Bool) -> FrontierUpdate {
        FrontierUpdate(number: number, base: base, items: items.filter { !isHidden($0.log) })
    }
}

/// Answers no request for others' logs.
private final class CovertDropping: Tamper, @unchecked Sendable {
    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        if case .batch(let batch) = message, batch.log.facility != process?.machine.id { return [] }
        return [message.announcement(ifOfOthersThan: process?.machine.id)]
    }
}

/// Serves the first batch of another's log and no other.
private final class WithheldSuffix: Tamper, @unchecked Sendable {
    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard case .batch(let batch) = message, batch.log.facility != process?.machine.id, batch.start > 0 else {
            return [message.announcement(ifOfOthersThan: process?.machine.id)]
        }
        return [.unavailable(batch.log)]
    }
}
