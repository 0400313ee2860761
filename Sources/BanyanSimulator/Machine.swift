public import BanyanCore
internal import BanyanCrypto
public import BanyanEngine
public import BanyanLedger
public import Logging

/// An invented facility: its keys and its card.
public struct SimulatedFacility: Sendable {
    public let keys: FacilityKeys
    public let card: FacilityCard
    let atRest: AtRestKey

    public var id: FacilityID { card.id }

    init(number: Int, site: Topology.Site, seed: UInt64) {
        var random = SeededRandom(seed: seed, "facility", number)
        let begun = VirtualClock.start.adding(-86_400)
        do {
            keys = try FacilityKeys.generate(at: begun, using: &random).keys
            guard let code = FacilityCode("00\(Self.code(number))"), let province = ProvinceCode("000"),
                let endpoint = Endpoint(host: "n\(number).invalid", port: 7000),
                let atRest = AtRestKey(SecretBytes(randomCount: 32, using: &random))
            else { fatalError("an invented facility is well formed") }
            card = try keys.card(
                name: "Invented facility \(number)", kind: site.kind, code: code, province: province, endpoints: [endpoint], number: 1,
                issued: begun, notAfter: VirtualClock.start.adding(300 * 86_400))
            self.atRest = atRest
        } catch { fatalError("an invented facility is well formed: \(error)") }
    }

    /// Three digits or capitals.
    private static func code(_ number: Int) -> String {
        let text = String(number % 46_656, radix: 36, uppercase: true)
        return String(repeating: "0", count: 3 - text.count) + text
    }
}

/// One machine: a disk, two clocks, a place in the network, and the process that runs on it or does not.
public final class Machine: @unchecked Sendable {
    public let number: Int
    public let facility: SimulatedFacility
    /// What runs on it.
    public let member: any Member
    public unowned let world: World
    /// A copy of another machine, under the same keys.
    public let isClone: Bool
    let host: Host
    let disk: VirtualDisk
    let clock: VirtualClock
    public private(set) var process: Process?
    /// Whether its next start opens a new incarnation of its log: the operator's answer to a log that can't be reconciled.
    public var opensIncarnation = false
    /// It is switched off and is to stay so.
    var isDead = false
    private var starts = 0

    init(_ number: Int, _ facility: SimulatedFacility, _ member: any Member, _ world: World, isClone: Bool) {
        self.number = number
        self.facility = facility
        self.member = member
        self.world = world
        self.isClone = isClone
        host = world.network.addHost()
        disk = VirtualDisk(SeededRandom(seed: world.scenario.seed, "disk", number))
        clock = VirtualClock(world.loop)
    }

    public var id: FacilityID { facility.id }
    public var isRunning: Bool { process != nil }

    /// How far its disk has a log.
    public func size(of log: LogID) -> UInt64 { UInt64(disk.image.logs[log]?.size ?? 0) }
    /// The logs that its disk has, in order.
    public var logs: [LogID] { disk.image.logs.keys.sorted() }

    /// Starts its process from what lies on the disk.
    public func start() {
        guard process == nil, !isDead else { return }
        starts += 1
        host.isSilent = false
        host.isUp = true
        world.network.answerOrphans(of: host)
        world.network.addresses[id] = number
        let process = Process(self, run: starts)
        self.process = process
        world.note(number, "start", UInt64(starts))
        process.spawn { [member] in
            do { try await member.boot(process) } catch { process.failed(error) }
        }
    }

    /// Kills its process: nothing that it still had in mind happens. With the power gone nobody is told either.
    public func crash(cuttingPower: Bool) {
        guard let process else { return }
        self.process = nil
        world.note(number, cuttingPower ? "power" : "crash")
        host.isUp = false
        host.listener = nil
        host.isSilent = cuttingPower
        process.end()
        if cuttingPower {
            let lost = disk.losePower()
            if lost > 0 { world.rolledBack(self, transactions: lost) }
        }
        world.network.disconnect(host)
    }

    /// Lets its process say goodbye and end.
    public func stop() async {
        guard let process else { return }
        world.note(number, "stop")
        host.listener = nil
        await member.close()
        guard self.process === process else { return }
        self.process = nil
        host.isUp = false
        process.end()
        world.network.disconnect(host)
    }
}

/// One run of a machine's process: the ports that a node is given, and the tasks that run in it.
public final class Process: @unchecked Sendable {
    public unowned let machine: Machine
    public let run: Int
    /// Whether this run opens a new incarnation of the own log.
    public let opensIncarnation: Bool
    let storage: VirtualStore
    private let source: SeededSource
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var lastTask = 0
    private var hasEnded = false
    /// An adversary's hand on what this process says and hears.
    var tamper: Tamper?

    init(_ machine: Machine, run: Int) {
        self.machine = machine
        self.run = run
        opensIncarnation = machine.opensIncarnation
        machine.opensIncarnation = false
        let world = machine.world
        storage = VirtualStore(
            machine.disk, machine: machine.number, loop: world.loop, histories: world.histories, observer: world)
        source = SeededSource(
            SeededRandom(seed: world.scenario.seed &+ UInt64(run) &* 0x9e37_79b9_7f4a_7c15, "process", machine.number), world.loop)
    }

    public var isAlive: Bool { !hasEnded }
    public var store: any NodeStore { storage }
    public var clock: any WallClock { machine.clock }
    public var stopwatch: any Stopwatch { machine.clock }
    public var random: any RandomSource { source }
    public var logger: Logger { Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() } }

    public func dialer(_ allowList: AllowList) -> any Dialer {
        let dialer = VirtualDialer(network: machine.world.network, host: machine.host, own: machine.facility.card, allowList: allowList)
        return tamper.map { TamperedDialer(dialer: dialer, tamper: $0) } ?? dialer
    }

    /// Takes connections from now on; `accept` runs as long as each.
    public func listen(
        _ allowList: AllowList, _ accept: @escaping @Sendable (any PeerLink, AsyncThrowingStream<[UInt8], any Error>) async -> Void
    ) {
        guard isAlive else { return }
        machine.host.listener = Listener(card: machine.facility.card, allowList: allowList) { [weak self] link, messages in
            let (link, messages) = self?.tamper?.between(link, messages) ?? (link, messages)
            let boxed = Boxed(messages)
            self?.spawn { await accept(link, boxed.value) }
        }
    }

    /// Runs a task as long as the process lives.
    public func spawn(_ body: @escaping @Sendable () async -> Void) {
        guard isAlive else { return }
        lastTask += 1
        let number = lastTask
        tasks[number] = machine.world.loop.spawn { [weak self] in
            await body()
            self?.tasks[number] = nil
        }
    }

    /// Runs something in the process and waits for its result; throws when the process dies before.
    public func perform<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R {
        guard isAlive else { throw DiskFailure.closed }
        let waiting = Waiting<R>()
        spawn {
            do { waiting.resume(with: .success(try await body())) } catch { waiting.resume(with: .failure(error)) }
        }
        return try await waiting.value()
    }

    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        storage.isClosed = true
        let running = tasks.sorted { $0.key < $1.key }
        tasks = [:]
        for (_, task) in running { task.cancel() }
    }

    /// The process could not start: a disk without room, a damaged image. It is started again later.
    func failed(_ error: any Error) {
        guard isAlive else { return }
        machine.world.bootFailed(machine, error)
    }

    /// A stream crosses from the network to the task that reads it, and nobody else has it.
    private struct Boxed: @unchecked Sendable {
        let value: AsyncThrowingStream<[UInt8], any Error>
        init(_ value: AsyncThrowingStream<[UInt8], any Error>) { self.value = value }
    }
}
