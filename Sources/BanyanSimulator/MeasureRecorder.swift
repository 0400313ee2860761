public import BanyanCore
internal import BanyanGossip
internal import BanyanLedger

/// Median, 99th percentile and the largest of some numbers.
public struct Spread: Sendable, Hashable {
    public let count: Int
    public let median: Double
    public let p99: Double
    public let largest: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        count = sorted.count
        // The smallest value that at least this share of all does not exceed.
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
        }
        median = at(0.5)
        p99 = at(0.99)
        largest = sorted.last ?? 0
    }
}

/// Follows entries from who appends them to everybody who stores them.
final class PropagationRecorder {
    private struct Publication {
        let end: Int
        let time: Int64
        let phase: Int
    }

    /// Of one log at one machine.
    private struct Trail {
        /// End of what came, stored or not.
        var received = 0
        /// Who sent it.
        var source: Int32 = -1
        var hops: Int32 = 0
    }

    struct Sample {
        let milliseconds: Double
        let hops: Double
        let phase: Int
        let isEverywhere: Bool
    }

    private unowned let world: World
    private let federation: MeasuredFederation
    private var trails: [Int: Trail] = [:]
    private var published: [Int: [Publication]] = [:]
    private(set) var samples: [Sample] = []
    /// What is going on: 0 the first entry of each log, 1 warming up, 2 what counts, 3 after the deaths.
    var phase = 0
    /// By phase: entries stored elsewhere than at home, entries that came though they were held or could not be used, and payload bytes of both.
    private(set) var delivered = [Int](repeating: 0, count: 4)
    private(set) var repeated = [Int](repeating: 0, count: 4)
    private(set) var payloadBytes = [UInt64](repeating: 0, count: 4)
    private(set) var expected = [Int](repeating: 0, count: 4)

    init(_ world: World, _ federation: MeasuredFederation) {
        self.world = world
        self.federation = federation
        world.onDelivery = { [unowned self] in delivered($0) }
        world.network.onReceive = { [unowned self] in received($0, $1, $2) }
    }

    private func key(_ machine: Int, _ owner: Int) -> Int { machine << 20 | owner }

    private func received(_ message: [UInt8], _ from: Int, _ to: Int) {
        let batch: Batch
        switch LinkCounter.kind(of: message) {
        case 4:
            guard case .batch(let some)? = try? GossipMessage(encoded: message) else { return }
            batch = some
        case 15:
            guard case .push(_, let some)? = try? GossipMessage(encoded: message) else { return }
            batch = some
        default: return
        }
        guard let owner = world.facilityNumbers[batch.log.facility] else { return }
        payloadBytes[phase] += UInt64(batch.entries.reduce(0) { $0 + ($1.payload?.count ?? 0) })
        let (start, end) = (Int(batch.start), Int(batch.start) + batch.entries.count)
        var trail = trails[key(to, owner)] ?? Trail()
        if start == trail.received {
            trail.received = end
            trail.source = Int32(from)
            trails[key(to, owner)] = trail
        } else {
            repeated[phase] += batch.entries.count
        }
    }

    private func delivered(_ delivery: Delivery) {
        guard let owner = world.facilityNumbers[delivery.log.facility] else { return }
        if delivery.isOwn { return appended(delivery, owner) }
        delivered[phase] += delivery.size - delivery.from
        var trail = trails[key(delivery.machine, owner)] ?? Trail()
        let source = Int(trail.source)
        trail.hops = (source == owner ? 0 : trails[key(source, owner)]?.hops ?? 0) + 1
        trails[key(delivery.machine, owner)] = trail
        for publication in published[owner] ?? [] where publication.end > delivery.from && publication.end <= delivery.size {
            samples.append(
                Sample(
                    milliseconds: Double(delivery.time - publication.time) / 1000, hops: Double(trail.hops), phase: publication.phase,
                    isEverywhere: federation.isEverywhere(owner)))
        }
    }

    private func appended(_ delivery: Delivery, _ owner: Int) {
        guard delivery.size > delivery.from else { return }
        published[owner, default: []].append(Publication(end: delivery.size, time: delivery.time, phase: phase))
        let holders = world.machines.count { $0.isRunning && $0.number != owner && federation.wants($0.number, owner) }
        expected[phase] += holders * (delivery.size - delivery.from)
    }

    func times(_ phase: Int, _ isMeant: (Sample) -> Bool = { _ in true }) -> Spread {
        Spread(samples.filter { $0.phase == phase && isMeant($0) }.map(\.milliseconds))
    }

    func hops(_ phase: Int, _ isMeant: (Sample) -> Bool = { _ in true }) -> Spread {
        Spread(samples.filter { $0.phase == phase && isMeant($0) }.map(\.hops))
    }

    /// Shares of the deliveries of a phase by milliseconds, in steps, for a plot.
    func curve(_ phase: Int, steps: Int = 100) -> [Double] {
        let sorted = samples.filter { $0.phase == phase }.map(\.milliseconds).sorted()
        guard !sorted.isEmpty else { return [] }
        return (0...steps).map { sorted[min(sorted.count - 1, $0 * sorted.count / steps)] }
    }
}
