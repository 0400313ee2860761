internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let forgedCheckpoints = Adversary(
        name: "forged-checkpoint",
        act: "a relay shows another's log under checkpoints with another size, another root, its own signature, and an old date",
        promise: "none is taken for the owner's, nothing is stored under one, nobody is convicted by one, and the entries arrive elsewhere",
        control: Control(takesAway: "there is no other peer", breaks: "the entries arrive over the honest relay within 90 s"),
        stage: { seed, _ in Relays.stage(seed) { ForgedCheckpoints($0) } },
        play: { scene in
            try await scene.ready([Relays.adversary])
            try await scene.publish(3, at: Relays.adversary)
            let forger = scene.hand as? ForgedCheckpoints
            // The first round alone has no older checkpoint to show.
            let kinds: [ForgedCheckpoints.Kind] = [.otherRoot, .otherSize, .ownSignature, .backDated]
            try await scene.rounds(kinds.count, before: { forger?.kind = kinds[$0] })
            scene.observe("checkpoints forged", forger?.forged ?? 0)
        })
}

private final class ForgedCheckpoints: Tamper, @unchecked Sendable {
    enum Kind { case otherRoot, otherSize, ownSignature, backDated }

    var kind = Kind.otherRoot
    private(set) var forged = 0
    private var oldest: SignedCheckpoint?
    private var random: SeededRandom

    init(_ seed: UInt64) { random = SeededRandom(seed: seed, "forged checkpoints") }

    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard let batch = message.batchInside, batch.log.facility != process?.machine.id else { return [message] }
        if oldest == nil { oldest = batch.checkpoint }
        guard let checkpoint = await forgery(of: batch.checkpoint) else { return [] }
        forged += 1
        return [
            message.carrying(
                Batch(
                    log: batch.log, start: batch.start, entries: batch.entries, checkpoint: checkpoint, consistency: batch.consistency))
        ]
    }

    private func forgery(of genuine: SignedCheckpoint) async -> SignedCheckpoint? {
        var lines = genuine.note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 5 else { return nil }
        switch kind {
        case .otherRoot: lines[2] = Base64.encode(random.octets(32))
        case .otherSize: lines[1] = "\(genuine.checkpoint.size + 1)"
        case .ownSignature:
            guard let process, let state = try? await process.store.logState(LogID(facility: process.machine.id, incarnation: 0)),
                let own = state.checkpoint?.note.split(separator: "\n").last
            else { return nil }
            lines[4] = String(own).replacing(state.log.origin, with: genuine.checkpoint.log.origin)
        case .backDated: return oldest
        }
        return try? SignedCheckpoint(parsing: lines.joined(separator: "\n"))
    }
}
