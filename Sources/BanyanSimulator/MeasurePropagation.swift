public import BanyanCore
public import BanyanGossip
internal import BanyanLedger

/// One measurement of how entries spread through a federation.
public struct PropagationPlan: Sendable {
    public var nodes: Int
    public var seed: UInt64
    /// Facilities that publish, and how many of these are national hospitals, of which everybody wants the first one's entries.
    public var publishers = 50
    public var nationals = 1
    /// After the first entry of each log and one round to warm up: rounds in which each publisher appends once, and their length in seconds.
    public var rounds = 2
    public var roundSeconds = 5.0
    /// Entries of one append, and bytes of each payload.
    public var entries = 2
    public var payload = 1_280
    /// `false`: everything is announced and pulled.
    public var pushes = true
    /// The share that is switched off at once at the end; 0: none.
    public var deaths = 0.2

    public init(nodes: Int, seed: UInt64, pushes: Bool = true) {
        self.nodes = nodes
        self.seed = seed
        self.pushes = pushes
    }
}

/// What came of it.
public struct PropagationResult: Sendable {
    public let nodes: Int
    public let provinces: Int
    public let pushes: Bool
    public let publishers: Int
    public let dead: Int

    /// Milliseconds from the durable append to the durable copy, and over how many nodes: the first entry of each log, when nobody knows yet
    /// from whom it will come; later entries; of these those that everybody wants; entries appended after a share of the nodes died.
    public let first: Spread
    public let times: Spread
    public let hops: Spread
    public let everywhereTimes: Spread
    public let afterDeaths: Spread
    public let curve: [Double]

    /// In the rounds that count: entries stored, and that should be.
    public let delivered: Int
    public let expected: Int
    /// Payloads that came though they were held or could not be used, for each stored entry.
    public let duplicates: Double
    /// For each stored entry: application bytes of all messages, and of payloads alone.
    public let bytesPerEntry: Double
    public let payloadBytesPerEntry: Double
    /// Share of the bytes by kind of message (protocol section 8.3), the index being the message's type.
    public let shares: [Double]

    public let survivors: Survivors?

    /// After the deaths.
    public struct Survivors: Sendable {
        /// Living facilities all of whose neighbours died.
        public let orphans: Int
        /// Seconds from the deaths until all with a living neighbour held everything that they want and that any living one holds, and until
        /// the orphans did too; `nil`: not within fifteen minutes.
        public let complete: Double?
        public let allComplete: Double?
        /// Logs of which somebody lacked something at the end, counted for each who did.
        public let gaps: Int
    }
}

extension Simulation {
    /// Runs a measurement on a thread of its own.
    /// - Parameter progress: the share that is done.
    public static func measure(
        _ plan: PropagationPlan, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async -> PropagationResult {
        await SimulationThread.run { PropagationRun(plan, progress).play() }
    }
}

private final class PropagationRun {
    private let plan: PropagationPlan
    private let progress: (Double) -> Void
    private let federation: MeasuredFederation
    private let world: World
    private let recorder: PropagationRecorder
    private var random: SeededRandom

    init(_ plan: PropagationPlan, _ progress: @escaping (Double) -> Void) {
        self.plan = plan
        self.progress = progress
        federation = MeasuredFederation(
            plan.nodes, seed: plan.seed, publishing: min(plan.publishers, plan.nodes), nationals: plan.nationals)
        var scenario = Scenario(seed: plan.seed, topology: federation.topology, members: .light)
        scenario.publishEvery = 0
        if !plan.pushes { scenario.timing.pushBytes = 0 }
        random = SeededRandom(seed: plan.seed, "measure", plan.nodes)
        world = World(scenario)
        for site in federation.topology.sites.indices { world.machines[site].host.line = federation.line(site) }
        recorder = PropagationRecorder(world, federation)
    }

    private var now: Double { Double(world.now) / 1_000_000 }

    func play() -> PropagationResult {
        world.begin()
        let total = Double(plan.rounds + 2) * (plan.roundSeconds + 2) + 20
        func pass(_ seconds: Double) {
            world.run(until: now + seconds)
            progress(min(1, now / total))
        }
        // Everybody is connected, has said hello and knows its own log to be whole.
        while now < 60, !world.machines.allSatisfy({ $0.member.isReady }) { pass(1) }
        publish(in: plan.roundSeconds)
        pass(plan.roundSeconds + 2)
        recorder.phase = 1
        publish(in: plan.roundSeconds)
        pass(plan.roundSeconds + 2)
        recorder.phase = 2
        let before = traffic()
        for _ in 0..<plan.rounds {
            publish(in: plan.roundSeconds)
            pass(plan.roundSeconds + 1)
        }
        pass(1)
        let spent = traffic().minus(before)
        let (dead, survivors) = plan.deaths > 0 ? endSome() : (0, nil)
        let result = result(spent, dead, survivors)
        end()
        return result
    }

    /// Each living publisher appends once, at some time within the next seconds.
    private func publish(in seconds: Double) {
        for site in federation.publishers {
            let time = now + Double(random.number(below: 1_000_000)) / 1_000_000 * seconds
            var source = SeededRandom(seed: random.next(), "entries", site)
            let entries = (0..<plan.entries).map { _ in
                Entry(tag: Tag(source.octets(16)) ?? .open, payload: source.octets(plan.payload))
            }
            world.at(time) { [world] in
                let member = world.machines[site].member
                guard world.machines[site].isRunning, member.isReady else { return }
                world.spawn { try? await member.publish(entries) }
            }
        }
    }

    private func traffic() -> LinkCounter {
        world.network.counters.values.reduce(into: LinkCounter()) { $0 += $1 }
    }

    private func result(_ spent: LinkCounter, _ dead: Int, _ survivors: PropagationResult.Survivors?) -> PropagationResult {
        let stored = max(1, recorder.delivered[2])
        let bytes = max(1, spent.totalBytes)
        return PropagationResult(
            nodes: plan.nodes, provinces: federation.provinces, pushes: plan.pushes, publishers: federation.publishers.count, dead: dead,
            first: recorder.times(0), times: recorder.times(2), hops: recorder.hops(2),
            everywhereTimes: recorder.times(2) { $0.isEverywhere }, afterDeaths: recorder.times(3), curve: recorder.curve(2),
            delivered: recorder.delivered[2], expected: recorder.expected[2],
            duplicates: Double(recorder.repeated[2]) / Double(stored), bytesPerEntry: Double(bytes) / Double(stored),
            payloadBytesPerEntry: Double(recorder.payloadBytes[2]) / Double(stored),
            shares: spent.bytes.map { Double($0) / Double(bytes) }, survivors: survivors)
    }

    private func end() {
        world.endErrands()
        for machine in world.machines { machine.crash(cuttingPower: false) }
        world.run(until: now)
    }
}

/// The sudden death of many.
extension PropagationRun {
    /// Switches machines off in the midst of a round; those that live go on publishing.
    private func endSome() -> (dead: Int, PropagationResult.Survivors?) {
        // What is cut off in the midst counts neither before nor after.
        recorder.phase = 1
        publish(in: plan.roundSeconds)
        world.run(until: now + plan.roundSeconds / 2)
        let dead = Array(world.machines.indices).shuffled(using: &random).prefix(Int(plan.deaths * Double(plan.nodes)))
        let time = now
        for number in dead.sorted() {
            world.machines[number].isDead = true
            world.machines[number].crash(cuttingPower: true)
        }
        world.run(until: now + plan.roundSeconds)
        recorder.phase = 3
        publish(in: plan.roundSeconds)
        world.run(until: now + plan.roundSeconds + 1)
        let orphans = self.orphans
        var complete: Double?
        while now < time + 900, !isComplete(orphans: []) {
            if complete == nil, isComplete(orphans: orphans) { complete = now - time }
            progress(min(1, (now - time) / 900))
            world.run(until: now + (now < time + 30 ? 1 : 10))
        }
        let all = isComplete(orphans: []) ? now - time : nil
        let survivors = PropagationResult.Survivors(
            orphans: orphans.count, complete: complete ?? all, allComplete: all, gaps: gaps(orphans: []).count)
        return (dead.count, survivors)
    }

    /// The living without a living neighbour.
    private var orphans: Set<Int> {
        var joined = Set<Int>()
        for (site, description) in federation.topology.sites.enumerated() where world.machines[site].isRunning {
            for other in description.dials where world.machines[other].isRunning { joined.formUnion([site, other]) }
        }
        return Set(world.machines.filter(\.isRunning).map(\.number)).subtracting(joined)
    }

    private func isComplete(orphans: Set<Int>) -> Bool { gaps(orphans: orphans).isEmpty }

    /// Who lacks something of which log that another living one has; stops at the first where that is all that counts.
    private func gaps(orphans: Set<Int>) -> [(machine: Int, owner: Int)] {
        let living = world.machines.filter { $0.isRunning && !orphans.contains($0.number) }
        var gaps: [(machine: Int, owner: Int)] = []
        for owner in federation.publishers {
            let log = LogID(facility: world.facilities[owner].id, incarnation: 0)
            let most = living.map { $0.size(of: log) }.max() ?? 0
            for machine in living where federation.wants(machine.number, owner) && machine.size(of: log) < most {
                gaps.append((machine.number, owner))
            }
        }
        return gaps
    }
}

extension LinkCounter {
    func minus(_ other: LinkCounter) -> LinkCounter {
        var rest = self
        for kind in 0..<24 {
            rest.messages[kind] -= other.messages[kind]
            rest.bytes[kind] -= other.bytes[kind]
        }
        return rest
    }
}
