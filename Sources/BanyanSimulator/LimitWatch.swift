internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip

/// Queues, memory and retries against `Limits`, looked at every half minute.
extension World {
    private static let period: Int64 = 30_000_000
    /// Members that are asked at a time.
    private static let sample = 40
    /// What may wait for one connection: hello, one frontier message, acknowledgement and answer to a ping, as many requests and answers as
    /// are allowed at one time, a ping and a goodbye.
    private static let unsent = 6 + 2 * Limits.requestsPerConnection
    /// Dials of one peer in a period: each is followed by at least half a second's pause; a ghost's line is dialled from both sides.
    private static let dials = 2 * Int(period / 1_000_000) + 4

    func watchLimits() {
        var random = SeededRandom(seed: scenario.seed, "limits")
        watchLimits(after: [:], &random)
    }

    private func watchLimits(after former: [VirtualNetwork.Direction: Int], _ random: inout SeededRandom) {
        let asked = machines.indices.shuffled(using: &random).prefix(Self.sample).sorted()
        let next = random
        spawn { [self] in
            for number in asked where machines[number].isRunning && machines[number].member.isHonest { await look(at: machines[number]) }
        }
        for (direction, count) in network.dials where count - (former[direction] ?? 0) > Self.dials {
            checker.fail("retries stay within their limits", direction.from, "\(count) dials of machine \(direction.to)")
        }
        let dials = network.dials
        loop.at(loop.now + Self.period) { [self] in
            var random = next
            watchLimits(after: dials, &random)
        }
    }

    private func look(at machine: Machine) async {
        guard let status = await machine.member.exchange?.snapshot() else { return }
        checker.count()
        if let excess = status.load.excess { checker.fail("queues stay within their limits", machine.number, excess) }
        if status.unsent > Self.unsent {
            checker.fail("queues stay within their limits", machine.number, "\(status.unsent) messages wait for one connection")
        }
    }
}
