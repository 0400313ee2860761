internal import BanyanCore
internal import BanyanLedger

/// What a country's visits amount to in entries. The shares and counts are assumptions; the sizes are measured.
public struct VisitModel: Sendable, Hashable {
    /// Visits of a day in the whole federation.
    public var visits: Double
    /// Shares of the visits at national and district hospitals; the rest is at stations.
    public var national = 0.15
    public var district = 0.45
    /// Entries of one visit: a snapshot each of the encounter, the problems, the medicines, the results and the vital signs, and one receipt,
    /// enrolment or revocation.
    public var entriesPerVisit = 6.0
    /// The busiest hour in terms of the mean of the day.
    public var peak = 3.0
    /// Bytes of one sealed payload, in the mean.
    public var payload: Double
    /// Bytes on the wire for one entry that arrives, payload included.
    public var wire: Double
    /// Bytes of the database for one entry besides its payload: measured with the tables of the store, in pages of 8 KiB.
    public var row = 170.0

    public init(visits: Double, payload: Double, wire: Double) {
        self.visits = visits
        self.payload = payload
        self.wire = wire
    }

    /// What one facility sees of it.
    public struct Load: Sendable, Hashable {
        /// Entries of a day that it carries, its own among them.
        public let entries: Double
        /// Bytes of a day that come in.
        public let incoming: Double
        /// Bytes that its disk grows by in a day.
        public let disk: Double
        /// Bits a second that come in during the busiest hour.
        public let peakBits: Double
    }

    /// Hospitals carry everything; a station what its province publishes, and some national hospitals elsewhere.
    /// - Parameter provinces: how many there are; each has one national hospital.
    public func load(of role: MeasuredFederation.Role, provinces: Int) -> Load {
        let everywhere = visits * entriesPerVisit
        let province = everywhere / Double(max(1, provinces))
        let granting = Double(min(MeasuredFederation.grants, max(0, provinces - 1)))
        let entries = role == .station ? province * (1 + national * granting) : everywhere
        let incoming = entries * wire
        return Load(
            entries: entries, incoming: incoming, disk: entries * (payload + row), peakBits: incoming * 8 / 86_400 * peak)
    }
}

/// Sizes of the entries of invented patients.
public struct EntrySizes: Sendable {
    public let entries: Int
    public let mean: Double
    public let largest: Int
}

extension Simulation {
    /// Lets whole nodes with invented patients work for ten virtual minutes and weighs what they seal.
    public static func measureEntries(seed: UInt64, seconds: Int64 = 600) async -> EntrySizes {
        var scenario = Scenario(
            seed: seed, topology: .regular(5, degree: 4, seed: seed), members: .full, mode: .safety, duration: seconds)
        scenario.patients = 12
        let kept = Kept()
        _ = await run(scenario, watch: { kept.world = $0 })
        let histories = kept.world?.histories
        let sizes = (histories?.logs ?? []).flatMap { log in
            (histories?.histories(of: log) ?? []).flatMap { $0.entries.map { $0.payload?.count ?? 0 } }
        }
        return EntrySizes(
            entries: sizes.count, mean: Double(sizes.reduce(0, +)) / Double(max(1, sizes.count)), largest: sizes.max() ?? 0)
    }

    /// What is looked at when the simulation's thread has ended.
    private final class Kept: @unchecked Sendable {
        var world: World?
    }
}

/// A station behind a slow line.
public struct LineResult: Sendable {
    public let bitsPerSecond: Double
    public let entriesPerSecond: Double
    /// Milliseconds from the append elsewhere to the station's disk.
    public let times: Spread
    /// Shares of the line that were used, towards the station and from it.
    public let share: Double
    public let shareUp: Double
    /// Seconds after the last append until the last entry was there, ten minutes at most.
    public let late: Double
    public let delivered: Int
    public let expected: Int
}

extension Simulation {
    /// A station with a line of so many bits a second each way, joined to four hospitals, while the facilities of its province, itself among
    /// them, append so many entries a second.
    public static func measureLine(
        bitsPerSecond: Double, entriesPerSecond: Double, payload: Int, seconds: Double, seed: UInt64,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async -> LineResult {
        await SimulationThread.run {
            let federation = MeasuredFederation(24, seed: seed, publishing: 24, nationals: 1)
            let station = federation.lastStation
            var scenario = Scenario(seed: seed, topology: federation.topology, members: .light)
            scenario.publishEvery = 0
            let world = World(scenario)
            world.machines[station].host.line = Int64(bitsPerSecond / 8)
            let recorder = LineRecorder(world, station)
            world.begin()
            while world.now < 60_000_000, !world.machines.allSatisfy({ $0.member.isReady }) {
                world.run(until: Double(world.now) / 1_000_000 + 1)
            }
            // Each hospital has appended once, so that there are ways by which entries come.
            var random = SeededRandom(seed: seed, "line")
            let publishers = Array(world.machines.indices)
            let begun = Double(world.now) / 1_000_000
            let perAppend = 3
            let appends = Int(entriesPerSecond * seconds) / perAppend
            var expected = 0
            for number in 0..<publishers.count + appends {
                let isFirst = number < publishers.count
                let site = isFirst ? publishers[number] : publishers[random.number(below: publishers.count)]
                let share = Double(random.number(below: 1_000_000)) / 1_000_000
                if !isFirst, site != station { expected += perAppend }
                let entries = (0..<perAppend).map { _ in
                    Entry(tag: Tag(random.octets(16)) ?? .open, payload: random.octets(payload))
                }
                world.at(begun + (isFirst ? share * 5 : 10 + share * seconds)) {
                    world.spawn { try? await world.machines[site].member.publish(entries) }
                }
            }
            world.run(until: begun + 10)
            recorder.isCounting = true
            let before = (recorder.downstream, recorder.upstream)
            for step in 1...20 {
                world.run(until: begun + 10 + seconds * Double(step) / 20)
                progress(Double(step) / 20)
            }
            let used = (recorder.downstream - before.0, recorder.upstream - before.1)
            // What is behind comes yet, but for a line that carries less than is sent for hours.
            let end = begun + 10 + seconds
            while recorder.delivered < expected, Double(world.now) / 1_000_000 < end + 600 {
                world.run(until: Double(world.now) / 1_000_000 + 1)
            }
            let late = max(0, Double(world.now) / 1_000_000 - end)
            world.endErrands()
            for machine in world.machines { machine.crash(cuttingPower: false) }
            world.run(until: Double(world.now) / 1_000_000)
            return LineResult(
                bitsPerSecond: bitsPerSecond, entriesPerSecond: Double(appends * perAppend) / seconds, times: Spread(recorder.times),
                share: Double(used.0) * 8 / bitsPerSecond / seconds, shareUp: Double(used.1) * 8 / bitsPerSecond / seconds,
                late: late, delivered: recorder.delivered, expected: expected)
        }
    }
}

private final class LineRecorder {
    private var published: [LogID: [(end: Int, time: Int64)]] = [:]
    /// From where on a log's entries count: what was appended before and comes late does not.
    private var starts: [LogID: Int] = [:]
    private(set) var times: [Double] = []
    private(set) var delivered = 0
    private unowned let world: World
    private let station: Int
    var isCounting = false

    init(_ world: World, _ station: Int) {
        self.world = world
        self.station = station
        world.onDelivery = { [unowned self] delivery in
            guard isCounting else { return }
            if delivery.isOwn {
                published[delivery.log, default: []].append((delivery.size, delivery.time))
                if starts[delivery.log] == nil { starts[delivery.log] = delivery.from }
            } else if delivery.machine == station {
                for entry in published[delivery.log] ?? [] where entry.end > delivery.from && entry.end <= delivery.size {
                    times.append(Double(delivery.time - entry.time) / 1000)
                }
                delivered += max(0, delivery.size - max(delivery.from, starts[delivery.log] ?? .max))
            }
        }
    }

    /// Bytes sent to the station so far.
    var downstream: UInt64 {
        world.network.counters.filter { $0.key.to == station }.values.reduce(0) { $0 + $1.totalBytes }
    }

    var upstream: UInt64 {
        world.network.counters.filter { $0.key.from == station }.values.reduce(0) { $0 + $1.totalBytes }
    }
}

extension MeasuredFederation {
    fileprivate var lastStation: Int { topology.sites.lastIndex { $0.kind == .station } ?? count - 1 }
}
