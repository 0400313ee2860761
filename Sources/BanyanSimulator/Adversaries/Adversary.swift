public import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// One who has the genuine keys of an accepted facility, never those of another, and does not keep to the protocol: what it does, and what
/// holds all the same.
public struct Adversary: Sendable {
    /// As the command takes it.
    public let name: String
    /// What it does, in one line.
    public let act: String
    /// What must hold.
    public let promise: String
    /// What the control run takes away, and which expectation must break then, or nothing was shown; `nil`: there is none.
    public let control: Control?
    let stage: @Sendable (_ seed: UInt64, _ isControl: Bool) -> Stage
    let play: @Sendable (Scene) async throws -> Void

    public struct Control: Sendable {
        public let takesAway: String
        public let breaks: String
    }

    public static let all: [Adversary] = [
        eclipseOfANode, eclipseOfAPublisher, floodOfEntries, floodOfFalseEntries, covertDropping, censorship, replayedMessages,
        replayedConsents, equivocation, withheldSuffix, forgedCheckpoints, copiedTags, reconcileBomb, silentReader, returnOfTheRemoved,
        flippedBits,
    ]
}

/// Who stands where before an adversary begins.
struct Stage: Sendable {
    var scenario: Scenario
    /// Members other than the scenario's.
    var cast: @Sendable (_ site: Int, _ facilities: [SimulatedFacility], _ scenario: Scenario) -> (any Member)?

    /// Sites that dial these others and accept all; nothing is appended but by the play.
    init(
        seed: UInt64, dials: [[Int]], members: Scenario.MemberKind = .light,
        cast: @escaping @Sendable (_ site: Int, _ facilities: [SimulatedFacility], _ scenario: Scenario) -> (any Member)?
    ) {
        scenario = Scenario(
            seed: seed, topology: Topology(sites: dials.map { Topology.Site(dials: $0) }), members: members, mode: .safety, duration: 3_600)
        scenario.publishEvery = 0
        self.cast = cast
    }
}

/// What came of an adversary's run.
public struct AdversaryOutcome: Sendable {
    public let name: String
    public let seed: UInt64
    /// Of a control run: the expectation that must break.
    public let mustBreak: String?
    /// SHA-256 over everything that could be seen.
    public let digest: Digest
    /// Virtual seconds.
    public let seconds: Double
    /// What did not hold of the promise; empty: all of it held.
    public let broken: [String]
    /// A rule that holds in every simulation was broken.
    public let violation: Violation?
    public let checks: Int
    /// What was measured, for people.
    public let observed: [(what: String, value: String)]

    /// As it should be: the promise holds, and in a control run it does not. No rule is ever broken.
    public var isSound: Bool { violation == nil && (mustBreak.map(broken.contains) ?? broken.isEmpty) }
}

extension Adversary {
    /// Longest that a play takes, virtual seconds.
    private static let longest: Int64 = 3_600

    /// - Parameter isControl: takes away what `control` says; only where there is one.
    public func run(seed: UInt64, isControl: Bool = false) async -> AdversaryOutcome {
        let isControl = isControl && control != nil
        return await SimulationThread.run {
            let stage = stage(seed, isControl)
            let world = World(stage.scenario) { stage.cast($0, $1, stage.scenario) }
            for (site, machine) in world.machines.enumerated() where (machine.member as? Liar)?.inner is FullMember {
                for peer in world.acceptedPeers(of: site, withText: true) { machine.disk.image.peers[peer.record.id] = peer.record }
            }
            let scene = Scene(world, isControl: isControl)
            world.begin()
            world.spawn {
                if let code = await scene.refusal({ try await play(scene) }) { scene.expect(false, "the play comes to its end: \(code)") }
                scene.isOver = true
            }
            while !scene.isOver, world.checker.violation == nil, world.now < Self.longest * 1_000_000 {
                world.run(until: Double(world.now) / 1_000_000 + 1)
            }
            if !scene.isOver, world.checker.violation == nil { scene.expect(false, "the play comes to its end") }
            return finish(world, scene, seed, isControl)
        }
    }

    private func finish(_ world: World, _ scene: Scene, _ seed: UInt64, _ isControl: Bool) -> AdversaryOutcome {
        for machine in world.machines where world.checker.violation == nil { world.checker.checkPromises(of: machine) }
        let outcome = AdversaryOutcome(
            name: name, seed: seed, mustBreak: isControl ? control?.breaks : nil, digest: world.trace.digest,
            seconds: Double(world.now) / 1_000_000,
            broken: scene.broken, violation: world.checker.violation, checks: world.checker.checks + scene.checks, observed: scene.observed)
        world.endErrands()
        for machine in world.machines { machine.crash(cuttingPower: false) }
        world.loop.run(until: world.now)
        return outcome
    }
}
