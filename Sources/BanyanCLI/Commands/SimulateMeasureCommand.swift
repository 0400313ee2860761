internal import BanyanAPI
internal import BanyanCore
internal import BanyanSimulator
internal import Glibc

/// `banyan simulate --measure`.
struct ScaleMeasurement {
    /// Sizes of the federations.
    let sizes: [Int]
    let seed: UInt64
    /// The folder whose scale.md takes the tables.
    let out: String?
    let commit: String?
    let options: GlobalOptions

    /// - Parameter list: sizes joined by commas.
    init(_ list: String, seed: UInt64?, out: String?, commit: String?, options: GlobalOptions) throws(CLIFailure) {
        let words = list.split(separator: ",", omittingEmptySubsequences: false)
        sizes = words.compactMap { Int($0) }
        guard sizes.count == words.count, sizes.allSatisfy({ (20...Plan.mostNodes).contains($0) }) else {
            throw CLIFailure(.usage, "bad-number", "--measure takes numbers from 20 to \(Plan.mostNodes), joined by commas")
        }
        self.seed = seed ?? 1
        self.out = out
        self.commit = commit
        self.options = options
    }

    func run() async throws {
        let document = try out.map { try ScaleDocument(folder: $0) }
        let result = try await measured(sizes)
        try document?.write(result)
        try options.output.render(result)
    }

    private func measured(_ sizes: [Int]) async throws -> ScaleResult {
        var result = ScaleResult(seed: seed, version: BanyanCLI.version, commit: commit, host: .current)
        var curves: [ScaleResult.Curve] = []
        let start = ContinuousClock.now
        func note(_ what: String) { options.output.note("\(Int((ContinuousClock.now - start) / .seconds(1))) s: \(what)") }
        note("what invented patients' entries weigh")
        let weighed = await Simulation.measureEntries(seed: seed)
        result.entries = ScaleResult.Entries(weighed)
        // First, while the process is small: its growth is what they take.
        for count in sizes.sorted() {
            note("\(count) facilities, two nodes that meet")
            for carried in [nil, min(count, ScaleResult.Session.stationLogs)] {
                result.sessions.append(ScaleResult.Session(await session(count, carried)))
            }
        }
        for count in sizes {
            note("\(count) facilities, announced and pulled, and beside it pushed along a tree")
            let payload = max(1, Int(weighed.mean))
            let seed = seed
            async let pulled = Self.spread(count, payload, pushes: false, seed)
            async let pushed = Self.spread(count, payload, pushes: true, seed)
            for (measured, seconds) in [await pulled, await pushed] {
                let spread = ScaleResult.Propagation(measured, realSeconds: seconds)
                result.spreads.append(spread)
                note((spread.row + spread.deathRow.dropFirst(2)).joined(separator: "  "))
                curves.append(ScaleResult.Curve(nodes: count, pushes: measured.pushes, milliseconds: measured.curve))
            }
        }
        result.curves = curves
        await addLoads(&result, note)
        result.realSeconds = (ContinuousClock.now - start) / .seconds(1)
        result.peakMemory = ScaleResult.Host.peakMemory
        return result
    }

    /// - Returns: and the real seconds that it took.
    private static func spread(_ count: Int, _ payload: Int, pushes: Bool, _ seed: UInt64) async -> (PropagationResult, Double) {
        var plan = PropagationPlan(nodes: count, seed: seed, pushes: pushes)
        plan.payload = payload
        let begun = ContinuousClock.now
        let measured = await Simulation.measure(plan)
        return (measured, (ContinuousClock.now - begun) / .seconds(1))
    }

    private nonisolated func session(_ count: Int, _ carried: Int?) async -> SessionResult {
        Simulation.measureSession(logs: count, carried: carried, peers: 8, seed: seed)
    }

    /// What a day brings, in the federations that are large enough for so many visits, or in the largest one.
    private func addLoads(_ result: inout ScaleResult, _ note: (String) -> Void) async {
        guard let payload = result.entries?.meanPayload, let largest = result.spreads.map(\.nodes).max() else { return }
        for spread in result.spreads where spread.pushes && spread.nodes >= min(largest, Self.country) {
            for visits in [75_000.0, 600_000.0] {
                let model = VisitModel(visits: visits, payload: payload, wire: spread.bytesPerEntry)
                for role in MeasuredFederation.Role.allCases {
                    result.loads.append(ScaleResult.Load(model, role, nodes: spread.nodes, provinces: spread.provinces))
                }
                note("\(spread.nodes) facilities, \(Int(visits)) visits a day, the busiest hour of a station behind 256 kbit/s")
                let station = model.load(of: .station, provinces: spread.provinces)
                let measured = await Simulation.measureLine(
                    bitsPerSecond: 256_000, entriesPerSecond: station.entries / 86_400 * model.peak, payload: Int(payload), seconds: 120,
                    seed: seed)
                result.lines.append(ScaleResult.Line(measured, nodes: spread.nodes, visits: visits))
            }
        }
    }

    /// Facilities from which on a federation may have all the visits of a country.
    private static let country = 2_000
}

extension ScaleResult.Host {
    /// The machine that this runs on, without anything that names it.
    static var current: ScaleResult.Host {
        let lines = (try? LocalFile.text("/proc/cpuinfo", limit: 4 << 20, what: "the processor"))?.split(separator: "\n") ?? []
        let model = lines.first { $0.hasPrefix("model name") }.flatMap { $0.split(separator: ":").last.map(String.init) } ?? "unknown"
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return ScaleResult.Host(processor: trimmedEnd(String(model.drop { $0 == " " })), cores: cores, build: build)
    }

    /// Bytes that this process had resident at most.
    static var peakMemory: Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
