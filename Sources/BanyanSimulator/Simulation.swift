public import BanyanCore

/// What came of a simulation.
public struct Outcome: Sendable {
    public let seed: UInt64
    /// SHA-256 over everything that could be seen: equal for equal scenarios.
    public let digest: Digest
    public let events: Int
    public let jobs: Int
    /// Virtual seconds that passed.
    public let seconds: Double
    /// Seconds from the end of the faults until everybody held everything; `nil` where that was not asked or did not happen.
    public let converged: Double?
    public let violation: Violation?
    /// Timed faults that took place, by number.
    public let faults: [Int]
    public let checks: Int
    /// Entries appended, and entries stored elsewhere.
    public let appended: Int
    public let delivered: Int
    public let bytes: UInt64
    /// What patients did, and how often it was denied.
    public let acts: [String: Int]
}

/// Runs scenarios.
public enum Simulation {
    /// Runs one scenario on a thread of its own.
    /// - Parameters:
    ///   - member: what is to run at a site instead; `nil`: what the scenario says.
    ///   - watch: is given the world before time begins.
    ///   - progress: called about every virtual minute with the share of the time that is over.
    public static func run(
        _ scenario: Scenario,
        member: @escaping @Sendable (_ site: Int, _ facilities: [SimulatedFacility]) -> (any Member)? = { _, _ in nil },
        watch: @escaping @Sendable (World) -> Void = { _ in }, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async -> Outcome {
        await SimulationThread.run {
            let world = World(scenario, member: member)
            watch(world)
            return world.play(progress)
        }
    }
}

extension World {
    /// The whole course: start, faults and workload, healing, settling, the last checks.
    func play(_ progress: (Double) -> Void) -> Outcome {
        var (appended, delivered) = (0, 0)
        let told = onDelivery
        onDelivery = { delivery in
            if delivery.isOwn { appended += delivery.size - delivery.from } else { delivered += delivery.size - delivery.from }
            told(delivery)
        }
        begin()
        watchLimits()
        let faults = planFaults()
        let stories = beginStories()
        var minute = 60.0
        while minute < Double(scenario.duration), checker.violation == nil {
            run(until: minute)
            progress(minute / Double(scenario.duration))
            minute += 60
        }
        run(until: Double(scenario.duration))
        var converged: Double?
        if checker.violation == nil, scenario.mode == .liveness || scenario.faults.isEmpty {
            heal()
            converged = converge(within: scenario.settling)
            if converged == nil, checker.violation == nil { reportGaps() }
        }
        finish()
        return Outcome(
            seed: scenario.seed, digest: trace.digest, events: trace.events, jobs: loop.jobsRun, seconds: Double(now) / 1_000_000,
            converged: converged, violation: checker.violation, faults: faults, checks: checker.checks, appended: appended,
            delivered: delivered, bytes: network.counters.values.reduce(0) { $0 + $1.totalBytes }, acts: stories.acts)
    }

    private func reportGaps() {
        guard let gap = gaps(limit: 1).first else { return }
        checker.fail(
            "honest connected nodes converge", gap.machine,
            "holds \(gap.held) of \(gap.exists) entries of log \(gap.log.facility.compact.prefix(8)) after \(scenario.settling) s")
    }

    /// The checks that need everybody to be asked, and the end of all tasks.
    private func finish() {
        for machine in machines where checker.violation == nil { checker.checkPromises(of: machine) }
        if checker.violation == nil, isHealed {
            spawn { [self] in
                var asked: [(machine: Machine, doubted: Set<LogID>)] = []
                for machine in core { asked.append((machine, await machine.member.doubted())) }
                checker.checkForks(asked)
            }
            loop.run(until: loop.now + 1_000)
        }
        endErrands()
        for machine in machines { machine.crash(cuttingPower: false) }
        loop.run(until: loop.now)
    }
}
