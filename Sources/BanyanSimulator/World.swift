public import BanyanCore
public import BanyanEngine
internal import BanyanGossip
public import BanyanLedger

/// Entries of a log that came to lie on a machine's disk.
public struct Delivery: Sendable {
    /// Microseconds since the beginning.
    public let time: Int64
    public let machine: Int
    public let log: LogID
    /// Entries before, and now.
    public let from: Int
    public let size: Int
    /// The machine appended them itself.
    public let isOwn: Bool
}

/// A whole simulated federation: the machines, what joins them, the time that passes, and those who watch.
///
/// Made and used on a simulation's own thread alone (`Simulation.run`). What happens in it follows from the scenario.
public final class World: @unchecked Sendable {
    public let scenario: Scenario
    public let network: VirtualNetwork
    public private(set) var machines: [Machine] = []
    public let facilities: [SimulatedFacility]
    public internal(set) var trace = Trace()
    /// What is watched all the time.
    public let checker: Checker
    /// Told of every delivery, own appends among them.
    public var onDelivery: (Delivery) -> Void = { _ in }
    /// Told of every message that is given to the network.
    public var onMessage: (_ message: [UInt8], _ from: Int, _ to: Int) -> Void = { _, _, _ in }

    let loop = Loop()
    let histories = Histories()
    let accepted: [[Int]]
    /// Whether faults are over.
    var isHealed = false
    /// Machines of the core that may not append, when last asked.
    var unready: [Int] = []
    /// Copies of disks, by machine.
    var backups: [Int: DiskImage] = [:]
    fileprivate var errands: [Int: Task<Void, Never>] = [:]
    fileprivate var lastErrand = 0
    fileprivate var workload: [SeededRandom]

    /// - Parameter member: what is to run at a site instead of what the scenario says; `nil`: that.
    public init(_ scenario: Scenario, member: (_ site: Int, _ facilities: [SimulatedFacility]) -> (any Member)? = { _, _ in nil }) {
        self.scenario = scenario
        let sites = scenario.topology.sites
        facilities = sites.enumerated().map { SimulatedFacility(number: $0, site: $1, seed: scenario.seed) }
        accepted = scenario.topology.accepted()
        network = VirtualNetwork(loop, seed: scenario.seed)
        workload = sites.indices.map { SeededRandom(seed: scenario.seed, "workload", $0) }
        checker = Checker()
        checker.world = self
        for site in sites.indices {
            add(facilities[site], member(site, facilities) ?? made(site), site: site)
        }
        network.quality = { [weak self] from, to in
            guard let self else { return .regional }
            return scenario.quality(sites[site(of: from)], sites[site(of: to)])
        }
        network.onSend = { [weak self] message, from, to in
            guard let self else { return }
            trace.note(loop.now, from, "send", UInt64(to), UInt64(message.count), content: message)
            onMessage(message, from, to)
        }
        network.onConnect = { [weak self] from, to in self?.note(from, "connect", UInt64(to)) }
    }

    /// Microseconds since the beginning.
    public var now: Int64 { loop.now }

    /// The site that a machine belongs to: its own, or that of the machine it was copied from.
    public func site(of machine: Int) -> Int { machine < facilities.count ? machine : copies[machine - facilities.count] }
    private var copies: [Int] = []

    @discardableResult
    func add(_ facility: SimulatedFacility, _ member: any Member, site: Int, isClone: Bool = false) -> Machine {
        if isClone { copies.append(site) }
        let machine = Machine(machines.count, facility, member, self, isClone: isClone)
        machines.append(machine)
        if member is FullMember, !isClone {
            for peer in acceptedPeers(of: site, withText: true) { machine.disk.image.peers[peer.record.id] = peer.record }
        }
        return machine
    }

    /// Whom a site accepts, as its admin wrote it down at the beginning.
    public func acceptedPeers(of site: Int, withText: Bool = false) -> [AcceptedPeer] {
        let dials = Set(scenario.topology.sites[site].dials)
        return accepted[site].map { other in
            let card = facilities[other].card
            return AcceptedPeer(
                record: PeerRecord(
                    id: card.id, card: withText ? card.text : "", state: .active, connects: dials.contains(other),
                    addedAt: VirtualClock.start), card: card)
        }
    }

    func made(_ site: Int) -> any Member {
        switch scenario.members {
        case .full: return FullMember()
        case .light:
            let carried = scenario.topology.sites[site].carries.map { WantSet.Scope.only(Set($0.map { facilities[$0].id })) }
            return LightMember(
                peers: acceptedPeers(of: site), wants: WantSet(headers: carried ?? .everyAccepted, payloads: carried ?? .everyAccepted),
                timing: scenario.timing)
        }
    }

    func note(_ machine: Int, _ what: StaticString, _ numbers: UInt64...) {
        switch numbers.count {
        case 0: trace.note(loop.now, machine, what)
        case 1: trace.note(loop.now, machine, what, numbers[0])
        case 2: trace.note(loop.now, machine, what, numbers[0], numbers[1])
        default: trace.note(loop.now, machine, what, numbers[0], numbers[1], numbers[2])
        }
    }
}

/// The course of events.
extension World {
    /// Calls `action` at a time, seconds since the beginning.
    public func at(_ seconds: Double, _ action: @escaping () -> Void) { loop.at(Int64(seconds * 1_000_000), action) }

    /// Starts a task outside all machines: a patient's walk, an operator's errand.
    public func spawn(_ body: @escaping @Sendable () async -> Void) {
        lastErrand += 1
        let number = lastErrand
        errands[number] = loop.spawn { [weak self] in
            await body()
            self?.errands[number] = nil
        }
    }

    /// Ends every task outside the machines.
    func endErrands() {
        for (_, errand) in errands.sorted(by: { $0.key < $1.key }) { errand.cancel() }
        errands = [:]
    }

    /// Waits, in a task of the simulation.
    public func sleep(seconds: Double) async throws { try await loop.sleep(until: loop.now + Int64(seconds * 1_000_000)) }

    /// Starts the machines within two seconds, and the light members' appending.
    public func begin() {
        var random = SeededRandom(seed: scenario.seed, "start")
        for machine in machines {
            loop.at(random.number(0...2_000_000)) { machine.start() }
            if scenario.publishEvery > 0, machine.member is LightMember { appendLater(machine.number) }
        }
    }

    /// Lets time pass up to `seconds` after the beginning, or until something is found wrong.
    public func run(until seconds: Double) {
        loop.run(until: Int64(seconds * 1_000_000)) { checker.violation != nil }
    }

    private func appendLater(_ number: Int) {
        let delay = -scenario.publishEvery * (1 - Double(workload[number].next() >> 11) * 0x1p-53).logarithm
        let due = loop.now + max(1_000, Int64(delay * 1_000_000))
        guard due < scenario.duration * 1_000_000 else { return }
        loop.at(due) { [self] in
            let entries = someEntries(for: number)
            let member = machines[number].member
            if member.isReady { spawn { try? await member.publish(entries) } }
            appendLater(number)
        }
    }

    /// Entries that mean nothing, as many and as large as the scenario says.
    public func someEntries(for number: Int) -> [Entry] {
        (0..<workload[number].number(scenario.entries)).map { _ in
            let size = Int(workload[number].number(scenario.payload))
            return Entry(tag: Tag(workload[number].octets(16)) ?? .open, payload: workload[number].octets(size))
        }
    }

    func bootFailed(_ machine: Machine, _ error: any Error) {
        note(machine.number, "boot-failed")
        if let failure = error as? any Failure, ["database-damaged", "damaged-record"].contains(failure.code) {
            checker.fail("a disk can't be opened again", machine.number, failure.code)
        }
        machine.crash(cuttingPower: false)
        loop.at(loop.now + 5_000_000) { machine.start() }
    }

    func rolledBack(_ machine: Machine, transactions: Int) {
        note(machine.number, "rolled-back", UInt64(transactions))
        checker.forgive(machine)
    }
}

extension World: StoreObserver {
    func stored(_ machine: Int, _ log: LogImage, from start: Int, isOwn: Bool) {
        note(machine, isOwn ? "append" : "store", UInt64(start), UInt64(log.size))
        checker.stored(machine, log, from: start, isOwn: isOwn)
        onDelivery(Delivery(time: loop.now, machine: machine, log: log.log, from: start, size: log.size, isOwn: isOwn))
    }

    func acknowledged(_ machine: Int, _ log: LogID, size: Int) { checker.acknowledged(machine, log, size: size) }

    func crashes(_ machine: Int, at touch: DiskTouch) {
        note(machine, "crash-at-disk", UInt64(touch.rawValue))
        let crashed = machines[machine]
        crashed.crash(cuttingPower: crashed.disk.cutsPower)
        restartLater(crashed)
    }
}

extension Double {
    /// The natural logarithm of a value in (0, 1], by its power of two and a series: the same on every machine.
    var logarithm: Double {
        guard self > 0 else { return -745 }
        let mantissa = significand
        let ratio = (mantissa - 1) / (mantissa + 1)
        var (sum, power) = (0.0, ratio)
        for term in 0..<24 {
            sum += power / Double(2 * term + 1)
            power *= ratio * ratio
        }
        return 2 * sum + Double(exponent) * 0.693_147_180_559_945_3
    }
}
