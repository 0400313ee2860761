internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger

extension Adversary {
    static let floodOfFalseEntries = Adversary(
        name: "flood-invalid", act: "a relay answers every request with entries that their owner never appended",
        promise: "none is stored, each costs the liar its connection and a longer pause, and the entries arrive over another peer",
        control: Control(takesAway: "there is no other peer", breaks: "the entries arrive over the honest relay within 90 s"),
        stage: { seed, _ in Relays.stage(seed) { FalseEntries($0) } },
        play: { scene in try await scene.rounds(3) })

    static let flippedBits = Adversary(
        name: "bit-flip", act: "a relay flips one bit anywhere in every batch, and in a fifth of its other messages",
        promise: "nothing altered is stored, the relay pays for it and the owner does not, and the entries arrive over another peer",
        control: Control(takesAway: "there is no other peer", breaks: "the entries arrive over the honest relay within 90 s"),
        stage: { seed, _ in Relays.stage(seed) { FlippedBits($0) } },
        play: { scene in
            let hand = scene.hand as? FlippedBits
            try await scene.rounds(4, lies: { hand?.batches ?? 0 })
            scene.observe("batches altered", hand?.batches ?? 0)
        })
}

/// Puts invented entries in place of others' that it passes on.
private final class FalseEntries: Tamper, @unchecked Sendable {
    private var random: SeededRandom

    init(_ seed: UInt64) { random = SeededRandom(seed: seed, "false entries") }

    override func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] {
        guard let batch = message.batchInside, batch.log.facility != process?.machine.id else { return [message] }
        let entries = batch.entries.map { _ in Entry(tag: Tag(random.octets(16)) ?? .open, payload: random.octets(1_024)) }
        return [
            message.carrying(
                Batch(
                    log: batch.log, start: batch.start, entries: entries, checkpoint: batch.checkpoint, consistency: batch.consistency))
        ]
    }
}

/// Flips one bit of what it sends.
private final class FlippedBits: Tamper, @unchecked Sendable {
    private var random: SeededRandom
    /// Batches for the reader that it altered.
    private(set) var batches = 0

    init(_ seed: UInt64) { random = SeededRandom(seed: seed, "flipped bits") }

    override func leaving(bytes: [UInt8], on line: Line) async -> [[UInt8]] {
        guard let message = try? GossipMessage(encoded: bytes) else { return [bytes] }
        if let batch = message.batchInside {
            // Its own log is its own to damage; that of others must be told from it.
            guard batch.log.facility != process?.machine.id else { return [bytes] }
            if site(of: line.peer) == Relays.reader { batches += 1 }
            return [flipped(bytes)]
        }
        if case .hello = message { return [bytes] }
        return random.happens(0.2) ? [flipped(bytes)] : [bytes]
    }

    private func flipped(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let bit = random.number(below: 8 * bytes.count)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }
}
