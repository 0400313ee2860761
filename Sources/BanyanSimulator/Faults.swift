internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// A fault that happens at a certain time to certain machines.
public struct TimedFault: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case partition, oneWay = "one-way", slowLine = "slow-line", deaf, halfOpen = "half-open", clock, kill, crashAtDisk = "crash-at-disk"
        case power, full, death, backup, clone, lyingDisk = "lying-disk"
    }

    public let number: Int
    public let kind: Kind
    /// Microseconds since the beginning, and how long it lasts.
    public let at: Int64
    public let lasts: Int64
    public let sites: [Int]
    public let amount: Int64

    /// For people: `3 partition at 0:42 for 61 s of 2, 5`.
    public var text: String {
        let who = sites.count > 12 ? "\(sites.count) sites" : sites.map(String.init).joined(separator: ", ")
        return "\(number) \(kind.rawValue) at \(at / 1_000_000) s for \(lasts / 1_000_000) s of \(who)"
    }
}

extension Scenario {
    /// The timed faults of this scenario: they follow from its seed, its sites, its duration and its kinds of faults.
    public func timedFaults() -> [TimedFault] {
        var kinds: [TimedFault.Kind] = []
        let table: [(FaultSet, [TimedFault.Kind])] = [
            (.partition, [.partition]), (.oneWay, [.oneWay]), (.slow, [.slowLine, .deaf]), (.halfOpen, [.halfOpen]), (.clock, [.clock]),
            (.crash, [.kill, .crashAtDisk]), (.power, [.power]), (.full, [.full]), (.death, [.death]), (.backup, [.backup]),
            (.clone, [.clone]), (.lyingDisk, [.lyingDisk]),
        ]
        for (fault, some) in table where faults.contains(fault) { kinds += some }
        guard !kinds.isEmpty, !topology.sites.isEmpty else { return [] }
        var planned: [TimedFault] = []
        for kind in kinds {
            // A sequence for each kind: leaving one out of the set moves none of the others.
            var random = SeededRandom(seed: seed, "faults", TimedFault.Kind.allCases.firstIndex(of: kind) ?? 0)
            for _ in 0..<times(of: kind) { planned.append(fault(kind, planned.count, &random)) }
        }
        let sorted = planned.sorted { ($0.at, $0.number) < ($1.at, $1.number) }
        return sorted.enumerated().map { number, fault in
            TimedFault(
                number: number, kind: fault.kind, at: fault.at, lasts: fault.lasts, sites: fault.sites, amount: fault.amount)
        }
    }

    private func times(of kind: TimedFault.Kind) -> Int {
        let minutes = max(1, Int(duration / 60))
        switch kind {
        case .death, .clone: return 1
        case .backup, .lyingDisk: return max(1, minutes / 8)
        default: return max(1, minutes / 3 * max(1, topology.sites.count / 40))
        }
    }

    private func fault(_ kind: TimedFault.Kind, _ number: Int, _ random: inout SeededRandom) -> TimedFault {
        let count = topology.sites.count
        let at = random.number(20_000_000...max(20_000_001, duration * 900_000))
        let lasts = random.number(5_000_000...120_000_000)
        let amount = random.number(0...Int64.max)
        let share: Int
        switch kind {
        case .partition, .oneWay: share = 1 + random.number(below: max(1, count / 2))
        case .death: share = max(1, count / 5)
        case .halfOpen: share = count
        case .slowLine, .deaf, .clock: share = 1 + random.number(below: max(1, count / 4))
        default: share = 1
        }
        let sites = Array((0..<count).shuffled(using: &random).prefix(share)).sorted()
        return TimedFault(number: number, kind: kind, at: at, lasts: lasts, sites: sites, amount: amount)
    }
}

extension World {
    /// Sets what the scenario's faults do, and when.
    /// - Returns: the numbers of the timed ones.
    func planFaults() -> [Int] {
        network.weather = weather
        let chosen = scenario.timedFaults().filter { scenario.only?.contains($0.number) ?? true }
        for fault in chosen {
            loop.at(fault.at) { [self] in
                guard !isHealed else { return }
                note(fault.sites.first ?? 0, "fault", UInt64(fault.number))
                begin(fault)
                loop.at(loop.now + fault.lasts) { [self] in if !isHealed { end(fault) } }
            }
        }
        return chosen.map(\.number)
    }

    private var weather: Weather {
        var weather = Weather.calm
        if scenario.faults.contains(.loss) { (weather.loss, weather.reset) = (0.02, 0.002) }
        if scenario.faults.contains(.delay) { weather.delay = 0.05 }
        if scenario.faults.contains(.duplicate) { weather.ghost = 0.1 }
        return weather
    }

    private func begin(_ fault: TimedFault) {
        let chosen = fault.sites.map { machines[$0] }
        let inside = Set(fault.sites)
        switch fault.kind {
        case .partition: network.raiseWall(fault.number) { inside.contains($0) != inside.contains($1) }
        case .oneWay: network.raiseWall(fault.number) { inside.contains($0) && !inside.contains($1) }
        case .slowLine: for machine in chosen { machine.host.line = 2_000 + fault.amount % 30_000 }
        case .deaf: for machine in chosen { machine.host.isDeaf = true }
        case .halfOpen:
            var random = SeededRandom(seed: UInt64(bitPattern: fault.amount), "half-open")
            network.freezeConnections(0.3, &random)
        case .clock: for machine in chosen { machine.clock.offset = Self.skew(fault.amount) }
        case .kill:
            for machine in chosen {
                machine.crash(cuttingPower: false)
                restartLater(machine)
            }
        case .crashAtDisk: for machine in chosen { (machine.disk.crashChance, machine.disk.cutsPower) = (0.3, fault.amount % 2 == 0) }
        case .power: for machine in chosen { cutPower(machine, fault.lasts) }
        case .full: for machine in chosen { machine.disk.capacity = machine.disk.image.bytes }
        case .death:
            for machine in chosen {
                machine.isDead = true
                machine.crash(cuttingPower: true)
            }
        case .backup: for machine in chosen { keepBackup(of: machine, fault) }
        case .clone: for machine in chosen { startClone(of: machine, fault) }
        case .lyingDisk: for machine in chosen { machine.disk.lies = 5 }
        }
    }

    private func end(_ fault: TimedFault) {
        let chosen = fault.sites.map { machines[$0] }
        switch fault.kind {
        case .partition, .oneWay: network.removeWall(fault.number)
        case .slowLine: for machine in chosen { machine.host.line = .max }
        case .deaf: for machine in chosen { hear(machine) }
        case .clock: for machine in chosen { machine.clock.offset = 0 }
        case .crashAtDisk: for machine in chosen { machine.disk.crashChance = 0 }
        case .full: for machine in chosen { machine.disk.capacity = .max }
        case .backup: for machine in chosen { startBackup(of: machine) }
        case .lyingDisk:
            for machine in chosen {
                machine.crash(cuttingPower: true)
                machine.disk.lies = 0
                restartLater(machine)
            }
        case .halfOpen, .kill, .power, .death, .clone: break
        }
    }

    /// Minutes, hours, or years, either way.
    private static func skew(_ amount: Int64) -> Int64 {
        let size: Int64 = [400, 7_200, 86_400 * 40, 86_400 * 365 * 3][Int(amount % 4)]
        return amount / 4 % 2 == 0 ? size : -size
    }

    private func hear(_ machine: Machine) {
        machine.host.isDeaf = false
        for (_, connection) in machine.host.connections.sorted(by: { $0.key < $1.key }) {
            connection.out.move()
            connection.back.move()
        }
    }

    private func cutPower(_ machine: Machine, _ lasts: Int64) {
        machine.crash(cuttingPower: true)
        loop.at(loop.now + lasts) { machine.start() }
    }

    func restartLater(_ machine: Machine) {
        loop.at(loop.now + 1_000_000 + Int64(machine.number % 7) * 700_000) { [self] in
            checker.checkPromises(of: machine)
            machine.start()
        }
    }

    private func keepBackup(of machine: Machine, _ fault: TimedFault) {
        backups[machine.number] = machine.disk.image
    }

    /// The disk broke, and an admin starts the node from the backup.
    private func startBackup(of machine: Machine) {
        guard let image = backups.removeValue(forKey: machine.number) else { return }
        machine.crash(cuttingPower: true)
        machine.disk.image = image
        rolledBack(machine, transactions: 0)
        loop.at(loop.now + 3_000_000) { machine.start() }
    }

    /// Somebody copies a machine's disk and starts the copy beside it.
    private func startClone(of machine: Machine, _ fault: TimedFault) {
        guard machine.isRunning else { return }
        checker.forgive(machine)
        let copy = add(machine.facility, made(site(of: machine.number)), site: machine.number, isClone: true)
        copy.disk.image = machine.disk.image
        copy.start()
        network.addresses[machine.id] = machine.number
        loop.at(loop.now + fault.lasts) { [self] in
            copy.crash(cuttingPower: false)
            copy.isDead = true
            network.addresses[machine.id] = machine.number
        }
    }

    /// Ends all faults: what is broken is mended, who is dead stays dead.
    public func heal() {
        isHealed = true
        note(0, "healed")
        network.weather = .calm
        network.removeWalls()
        for machine in machines {
            machine.host.line = .max
            hear(machine)
            (machine.disk.crashChance, machine.disk.capacity, machine.disk.lies) = (0, .max, 0)
            machine.clock.offset = 0
            if machine.isClone {
                machine.crash(cuttingPower: false)
                machine.isDead = true
                network.addresses[machine.id] = site(of: machine.number)
            } else if !machine.isRunning, !machine.isDead {
                checker.checkPromises(of: machine)
                machine.start()
            }
        }
    }
}
