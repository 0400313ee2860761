internal import BanyanAPI
internal import BanyanCore
internal import BanyanSimulator

/// `banyan simulate --adversary`.
extension SimulateCommand {
    func run(adversaries name: String) async throws {
        if name == "list" { return try options.output.render(AdversaryList()) }
        let chosen = name == "all" ? Adversary.all : Adversary.all.filter { $0.name == name }
        guard !chosen.isEmpty else {
            throw CLIFailure(.usage, "unknown-adversary", "there is no adversary of that name", hint: "banyan simulate --adversary list")
        }
        guard (1...1_000_000).contains(runs) else { throw CLIFailure(.usage, "bad-number", "--runs is 1 to 1,000,000") }
        var random = CommandEnvironment.current.random()
        let first = seed ?? random.next() >> 16
        var result = AdversaryResult(runs: [])
        for number in 0..<UInt64(runs) {
            for adversary in chosen {
                for isControl in adversary.control == nil ? [false] : [false, true] {
                    let run = AdversaryResult.Run(await adversary.run(seed: first &+ number, isControl: isControl))
                    result.runs.append(run)
                    options.output.note("\(run.line)")
                }
            }
        }
        try options.output.render(result)
        guard let run = result.runs.first(where: { !$0.isSound }) else { return }
        throw FailureAfterOutput(
            failure: CLIFailure(
                .failed, run.violation == nil ? "promise-broken" : "invariant-broken", "\(run.adversary): \(run.reason)",
                hint: "banyan simulate --adversary \(run.adversary) --seed \(run.seed)"))
    }
}

/// `banyan simulate --adversary list --json`.
struct AdversaryList: Contract, Tabular {
    static let schema = "banyan.adversaries/1"

    struct Entry: Codable, Sendable {
        let name: String
        let act: String
        let promise: String
        /// What the control run takes away, and what must break then.
        let control: String?
        let controlBreaks: String?
    }

    var adversaries: [Entry] = Adversary.all.map {
        Entry(name: $0.name, act: $0.act, promise: $0.promise, control: $0.control?.takesAway, controlBreaks: $0.control?.breaks)
    }

    func table(_ style: TableStyle) -> String {
        fields(adversaries.map { ($0.name, $0.act) }, columns: style.columns)
    }
}

/// `banyan simulate --adversary NAME --json`.
struct AdversaryResult: Contract, Tabular {
    static let schema = "banyan.adversary-runs/1"

    struct Run: Codable, Sendable {
        let adversary: String
        let seed: UInt64
        /// A run in which the defence is taken away: there the promise must break.
        let isControl: Bool
        /// SHA-256 over everything that could be seen.
        let trace: String
        /// Virtual seconds.
        let seconds: Double
        let checks: Int
        /// What did not hold of the promise.
        let broken: [String]
        /// A rule of every simulation that was broken.
        let violation: String?
        let observed: [String: String]
        let isSound: Bool
    }

    var runs: [Run]

    func table(_ style: TableStyle) -> String {
        var text = ""
        for run in runs where !run.isControl && !run.observed.isEmpty {
            text += "\(run.adversary)  seed \(run.seed)\n"
            text += fields(run.observed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, columns: style.columns, indent: 2)
        }
        return text + "\(runs.count) runs, \(runs.count { $0.isSound }) as they should be\n"
    }
}

extension AdversaryResult.Run {
    init(_ outcome: AdversaryOutcome) {
        self.init(
            adversary: outcome.name, seed: outcome.seed, isControl: outcome.mustBreak != nil, trace: outcome.digest.description,
            seconds: outcome.seconds, checks: outcome.checks, broken: outcome.broken,
            violation: outcome.violation.map { "\($0.invariant): \($0.detail)" },
            observed: Dictionary(outcome.observed.map { ($0.what, $0.value) }, uniquingKeysWith: { $1 }), isSound: outcome.isSound)
    }

    /// Why the run is not as it should be.
    var reason: String { violation ?? broken.first ?? "the control run shows nothing: its promise held without the defence" }

    /// One line for a person.
    var line: String {
        let end = isSound ? (isControl ? "breaks without its defence, as it must" : "held") : "NOT AS IT SHOULD BE: \(reason)"
        return "\(adversary)\(isControl ? " (control)" : "")  seed \(seed)  \(Int(seconds)) s  \(checks) checks  \(end)"
    }
}
