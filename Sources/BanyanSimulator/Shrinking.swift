internal import BanyanCore

/// A plan that fails, made smaller while it still fails: the smallest found, and what it fails with.
public struct ShrunkPlan: Sendable {
    public let plan: Plan
    public let violation: Violation
    /// Runs that were tried.
    public let tried: Int
}

/// Makes failing plans smaller: fewer kinds of faults, fewer timed faults, fewer sites, less time. Each step is kept only if the same rule is
/// still broken.
public struct Shrinker: Sendable {
    /// Runs that may be spent.
    public var budget = 60
    private var tried = 0
    private var best: Plan
    private var violation: Violation
    private let run: @Sendable (Plan) async -> Violation?

    /// - Parameter run: runs a plan and says what it broke.
    public init(_ plan: Plan, _ violation: Violation, run: @escaping @Sendable (Plan) async -> Violation?) {
        best = plan
        self.violation = violation
        self.run = run
    }

    /// Runs a plan as it is.
    public init(_ plan: Plan, _ violation: Violation) {
        self.init(plan, violation) { await Simulation.run($0.scenario).violation }
    }

    public mutating func shrink() async -> ShrunkPlan {
        await endEarlier()
        await dropKinds()
        await dropTimedFaults()
        await dropSites()
        await endEarlier()
        return ShrunkPlan(plan: best, violation: violation, tried: tried)
    }

    private mutating func isKept(_ plan: Plan) async -> Bool {
        guard tried < budget, plan != best else { return false }
        tried += 1
        guard let found = await run(plan), found.invariant == violation.invariant else { return false }
        best = plan
        violation = found
        return true
    }

    /// What was broken before the end needs no time after it.
    private mutating func endEarlier() async {
        var plan = best
        plan.duration = max(30, min(best.duration, violation.time / 1_000_000 + 1))
        _ = await isKept(plan)
        while best.duration > 60 {
            var half = best
            half.duration = best.duration / 2
            guard await isKept(half) else { return }
        }
    }

    /// The weather has no numbers: it is left out by its kind.
    private mutating func dropKinds() async {
        for (_, kind) in FaultSet.names where best.only == nil && best.faults.contains(kind) {
            var plan = best
            plan.faults.remove(kind)
            _ = await isKept(plan)
        }
    }

    /// Halves, then single ones (delta debugging, Zeller and Hildebrandt 2002).
    private mutating func dropTimedFaults() async {
        var remaining = best.only ?? best.scenario.timedFaults().map(\.number)
        var size = max(1, remaining.count / 2)
        while !remaining.isEmpty, tried < budget {
            var start = 0
            while start < remaining.count {
                let fewer = Array(remaining[..<start] + remaining[min(remaining.count, start + size)...])
                var plan = best
                plan.only = fewer
                if await isKept(plan) { remaining = fewer } else { start += size }
            }
            if size == 1 { return }
            size = max(1, size / 2)
        }
    }

    private mutating func dropSites() async {
        if case .file = best.shape { return }
        for fewer in [3, 4, 5, best.nodes / 2, best.nodes - 1] where fewer >= 3 && fewer < best.nodes {
            var plan = best
            // Whoever is whole stays whole.
            plan.members = best.scenario.members
            plan.nodes = fewer
            if await isKept(plan) { return }
        }
    }
}
