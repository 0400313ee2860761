internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

/// What a play does and expects, in virtual time.
final class Scene: @unchecked Sendable {
    let world: World
    let isControl: Bool
    var isOver = false
    var broken: [String] = []
    private(set) var checks = 0
    private(set) var observed: [(what: String, value: String)] = []
    private var random: SeededRandom

    init(_ world: World, isControl: Bool) {
        self.world = world
        self.isControl = isControl
        random = SeededRandom(seed: world.scenario.seed, "scene")
    }

    /// - Parameter words: what must be so.
    func expect(_ holds: Bool, _ words: String) {
        checks += 1
        if !holds { broken.append(words) }
    }

    func observe(_ what: String, _ value: some CustomStringConvertible) { observed.append((what, "\(value)")) }

    // MARK: Time

    var seconds: Double { Double(world.now) / 1_000_000 }
    func pause(_ seconds: Double) async throws { try await world.sleep(seconds: seconds) }

    /// Waits until something is so, at most so long.
    /// - Returns: how long it took; `nil`: it did not happen.
    func wait(_ most: Double, until holds: () async -> Bool) async throws -> Double? {
        let begun = seconds
        while seconds - begun < most {
            if await holds() { return seconds - begun }
            try await pause(0.25)
        }
        return await holds() ? seconds - begun : nil
    }

    // MARK: Who holds what

    func log(_ site: Int) -> LogID { LogID(facility: world.facilities[site].id, incarnation: 0) }
    /// How many entries a machine has of a site's log.
    func size(_ machine: Int, of site: Int) -> UInt64 { world.machines[machine].size(of: log(site)) }

    func status(_ site: Int) async -> ExchangeStatus? { await world.machines[site].member.exchange?.snapshot() }
    func peer(_ other: Int, at site: Int) async -> PeerStatus? {
        let id = world.facilities[other].id
        return await status(site)?.peers.first { $0.peer == id }
    }

    /// Sites whose member may append.
    func ready(_ sites: [Int]) async throws {
        guard try await wait(300, until: { sites.allSatisfy { self.world.machines[$0].member.isReady } }) != nil else {
            throw SimulationFailure(.failed, "not-ready", "members of the play can't append")
        }
    }

    // MARK: Acts

    func entries(_ count: Int, bytes: Int = 1_024) -> [Entry] {
        (0..<count).map { _ in Entry(tag: Tag(random.octets(16)) ?? .open, payload: random.octets(bytes)) }
    }

    func publish(_ count: Int, at machine: Int, bytes: Int = 1_024) async throws {
        try await world.machines[machine].member.publish(entries(count, bytes: bytes))
    }

    /// Lets a site publish now, and waits until a machine has it all.
    /// - Returns: seconds; `nil`: it did not arrive in time.
    func delivery(of count: Int, from site: Int, to machine: Int, within most: Double) async throws -> Double? {
        try await publish(count, at: site)
        return try await wait(most) { self.size(machine, of: site) == self.size(site, of: site) }
    }

    /// Cuts two groups of machines off from each other.
    func cut(_ number: Int, _ some: [Int], _ others: [Int]) {
        world.network.raiseWall(number) { from, to in
            (some.contains(from) && others.contains(to)) || (some.contains(to) && others.contains(from))
        }
    }

    func mend(_ number: Int) { world.network.removeWall(number) }

    /// Messages and bytes that one machine gave to the network for another.
    func told(_ from: Int, _ to: Int) -> LinkCounter { world.network.counters[.init(from: from, to: to)] ?? LinkCounter() }
    func dials(_ from: Int, _ to: Int) -> Int { world.network.dials[.init(from: from, to: to)] ?? 0 }

    /// Nobody but the liars is thought to have two histories.
    func expectNobodyIsConvicted(at sites: [Int]) async {
        var convicted = 0
        for site in sites { convicted += await status(site)?.quarantined.count ?? 0 }
        expect(convicted == 0, "no honest facility is convicted of two histories")
    }
}
