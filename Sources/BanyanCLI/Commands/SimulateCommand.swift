internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanSimulator

/// `banyan simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a whole federation in virtual time, with faults, from a seed.",
        discussion: """
            The nodes are the real ones; time, network and disks are not. The same seed does the same on every machine. What fails is \
            made smaller, and printed with the command that does it again; the exit code is then 1.

              banyan simulate --runs 20
              banyan simulate --seed 7 --nodes 142 --faults loss,partition
              banyan simulate --nodes 1000 --topology provinces --faults none
              banyan simulate --measure 142,412
              banyan simulate --adversary all
            """)

    @Option(help: ArgumentHelp("The seed of the first run; a fresh one without it.", valueName: "number")) var seed: UInt64?
    @Option(help: ArgumentHelp("How many seeds to run, one after another.", valueName: "number")) var runs = 1
    @Option(help: ArgumentHelp("How many facilities.", valueName: "number")) var nodes = 7
    @Option(
        help: ArgumentHelp("Who is joined to whom: regular:K, provinces, or a file (docs/simulator.md).", valueName: "topology"))
    var topology = "regular:4"
    @Option(help: ArgumentHelp("full (nodes with patients) or light (logs alone); full up to 20 nodes.", valueName: "kind"))
    var members: String?
    @Option(help: ArgumentHelp("Virtual time in which things happen: 10m without it.", valueName: "time"))
    var duration: DurationArgument?
    @Option(help: ArgumentHelp("all, none, or names joined by commas (docs/simulator.md).", valueName: "faults")) var faults = "all"
    @Option(help: ArgumentHelp("liveness (faults stop, all must converge) or safety (they don't).", valueName: "mode"))
    var mode = "liveness"
    @Option(help: ArgumentHelp("Only these of the timed faults, by number, joined by commas; none.", valueName: "numbers"))
    var only: String?
    @Option(help: ArgumentHelp("The commit to print where something fails; BANYAN_COMMIT without it.", valueName: "hash"))
    var commit: String?
    @Option(help: ArgumentHelp("Run an adversary in place of faults: a name, all, or list (docs/adversaries.md).", valueName: "name"))
    var adversary: String?
    @Flag(help: "Print a failure as it is, without making it smaller.") var noShrink = false
    @Option(help: ArgumentHelp("Measure how entries spread through federations of these sizes (docs/scale.md).", valueName: "numbers"))
    var measure: String?
    @Option(help: ArgumentHelp("Put what was measured into scale.md of this folder, and the plots beside it.", valueName: "dir"))
    var out: String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        if let measure {
            return try await ScaleMeasurement(measure, seed: seed, out: out, commit: commit, options: options).run()
        }
        if let adversary { return try await run(adversaries: adversary) }
        let plan = try plan()
        let line = ProgressLine(console: CommandEnvironment.current.console, what: "virtual seconds")
        var result = SimulationResult(runs: [], failure: nil)
        let (first, total) = (plan.seed, Double(plan.duration))
        for number in 0..<UInt64(runs) {
            var plan = plan
            plan.seed = first &+ number
            let outcome = await Simulation.run(plan.scenario, progress: { line.show(Int($0 * total), of: Int(total)) })
            line.clear()
            result.runs.append(SimulationResult.Run(outcome))
            if runs > 1 { options.output.note("\(SimulationResult.Run(outcome).line)") }
            guard let violation = outcome.violation else { continue }
            result.failure = await failure(plan, violation)
            break
        }
        try options.output.render(result)
        guard let failure = result.failure else { return }
        throw FailureAfterOutput(
            failure: CLIFailure(.failed, "invariant-broken", "\(failure.invariant): \(failure.detail)", hint: failure.command))
    }

    private func failure(_ plan: Plan, _ violation: Violation) async -> SimulationResult.Failure {
        var (smallest, found) = (plan, violation)
        if !noShrink {
            options.output.note("seed \(plan.seed) broke a rule; making it smaller")
            var shrinker = Shrinker(plan, violation)
            let shrunk = await shrinker.shrink()
            (smallest, found) = (shrunk.plan, shrunk.violation)
        }
        let commit = self.commit ?? CommandEnvironment.current.variable("BANYAN_COMMIT")
        return SimulationResult.Failure(
            seed: plan.seed, version: BanyanCLI.version, commit: commit, invariant: found.invariant, detail: found.detail,
            machine: found.machine, seconds: Double(found.time) / 1_000_000, command: smallest.command,
            faults: smallest.scenario.timedFaults().filter { smallest.only?.contains($0.number) ?? true }.map(\.text))
    }

    private func plan() throws -> Plan {
        guard let faultSet = FaultSet(faults) else {
            throw CLIFailure(
                .usage, "unknown-fault", "--faults takes all, none, or some of: \(FaultSet.names.map(\.name).joined(separator: ", "))")
        }
        guard let kindOfRun = Scenario.Mode(rawValue: mode) else {
            throw CLIFailure(.usage, "unknown-mode", "--mode is safety or liveness")
        }
        let kind = members.map { Scenario.MemberKind(rawValue: $0) }
        if let kind, kind == nil { throw CLIFailure(.usage, "unknown-members", "--members is full or light") }
        guard (2...Plan.mostNodes).contains(nodes), (1...1_000_000).contains(runs) else {
            throw CLIFailure(.usage, "bad-number", "--nodes is 2 to \(Plan.mostNodes), --runs 1 to 1,000,000")
        }
        var random = CommandEnvironment.current.random()
        return Plan(
            seed: seed ?? random.next() >> 16, nodes: nodes, shape: try shape(), members: kind ?? nil, mode: kindOfRun,
            duration: duration?.seconds ?? 600, faults: faultSet, only: try chosen())
    }

    private func shape() throws -> Plan.Shape {
        if topology == "provinces" { return .provinces }
        if topology.hasPrefix("regular:") {
            guard let degree = Int(topology.dropFirst(8)), (1...256).contains(degree) else {
                throw CLIFailure(.usage, "bad-degree", "--topology regular:K takes 1 to 256 neighbours")
            }
            return .regular(degree)
        }
        let read = try Topology(parsing: LocalFile.text(topology, limit: 16 << 20, what: "a topology"))
        return .file(path: topology, read)
    }

    private func chosen() throws -> [Int]? {
        guard let only, only != "none" else { return only.map { _ in [] } }
        let words = only.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count else {
            throw CLIFailure(.usage, "bad-numbers", "--only takes numbers joined by commas, or none")
        }
        return numbers
    }
}

/// `banyan simulate --json`.
struct SimulationResult: Contract, Tabular {
    static let schema = "banyan.simulation/1"

    struct Run: Codable, Sendable {
        let seed: UInt64
        /// SHA-256 over everything that could be seen.
        let trace: String
        let events: Int
        /// Virtual seconds.
        let seconds: Double
        /// Seconds from the end of the faults until all held everything.
        let converged: Double?
        let appended: Int
        let delivered: Int
        let bytes: UInt64
        let faults: Int
        let checks: Int
        let acts: [String: Int]
        let isSound: Bool
    }

    struct Failure: Codable, Sendable {
        let seed: UInt64
        let version: String
        let commit: String?
        let invariant: String
        let detail: String
        let machine: Int
        let seconds: Double
        /// What does the same again, as small as it was found.
        let command: String
        let faults: [String]
    }

    var runs: [Run]
    var failure: Failure?

    func table(_ style: TableStyle) -> String {
        var text = runs.count == 1 ? runs.map { $0.line + "\n" }.joined() : ""
        if runs.count > 1 { text += "\(runs.count) runs, \(runs.count { $0.isSound }) sound\n" }
        guard let failure else { return text }
        let commit = failure.commit.map { ", commit \($0)" } ?? ""
        text += "\nbroken: \(failure.invariant)\n"
        text += fields(
            [
                ("seed", "\(failure.seed) (banyan \(failure.version)\(commit))"), ("machine", "\(failure.machine)"),
                ("at", "\(failure.seconds) s"), ("what", failure.detail), ("faults", failure.faults.joined(separator: "; ")),
            ], columns: style.columns, indent: 2)
        return text + "  again   \(failure.command)\n"
    }
}

extension SimulationResult.Run {
    init(_ outcome: Outcome) {
        self.init(
            seed: outcome.seed, trace: outcome.digest.description, events: outcome.events, seconds: outcome.seconds,
            converged: outcome.converged, appended: outcome.appended, delivered: outcome.delivered, bytes: outcome.bytes,
            faults: outcome.faults.count, checks: outcome.checks, acts: outcome.acts, isSound: outcome.violation == nil)
    }

    /// One line for a person.
    var line: String {
        let end = isSound ? converged.map { "converged \(Int($0)) s after the faults" } ?? "sound" : "BROKEN"
        return
            "seed \(seed)  trace \(trace.prefix(16))  \(Int(seconds)) s  \(faults) faults  \(appended) entries  \(delivered) delivered  \(end)"
    }
}
