import BanyanCore
import BanyanCrypto
import BanyanLedger
import Synchronization
import Testing

@testable import BanyanEngine
@testable import BanyanSimulator

/// The rule of parcels: each reaches its recipient and has its effect exactly once, through whoever is there, whatever dies on the way.
struct ParcelScenarioTests {
    /// Every fault but those after which a disk or a clock may lie by days, and facilities that never come back.
    private static let faults: FaultSet = [.loss, .delay, .duplicate, .partition, .oneWay, .slow, .halfOpen, .crash, .power, .full]

    @Test(arguments: [UInt64(901), 902])
    func `parcels have their effect once under faults, and their senders hear of it`(seed: UInt64) async throws {
        let post = Post()
        var scenario = Plan(seed: seed, nodes: 6, shape: .regular(3), members: .full, duration: 150, faults: Self.faults).scenario
        scenario.patients = 0
        let violation = await SimulationThread.run { [scenario] in
            let world = World(scenario, member: { _, _ in nil })
            world.begin()
            _ = world.planFaults()
            for site in world.facilities.indices {
                world.spawn { await post.send(from: site, in: world) }
                world.spawn { await post.take(at: site, in: world) }
            }
            world.run(until: Double(scenario.duration))
            world.heal()
            world.run(until: Double(scenario.duration) + 1_200)
            for site in world.facilities.indices { world.spawn { await post.count(at: site, in: world) } }
            world.run(until: Double(scenario.duration) + 1_260)
            world.endErrands()
            for machine in world.machines { machine.crash(cuttingPower: false) }
            world.run(until: Double(scenario.duration) + 1_261)
            return world.checker.violation
        }
        #expect(violation == nil)
        let (sent, effects, acknowledged) = post.result
        #expect(sent.count > 20, "\(sent.count)")
        #expect(effects.filter { sent.contains($0.key) && $0.value != 1 }.isEmpty, "a parcel had its effect more than once")
        #expect(sent.filter { effects[$0] == nil }.isEmpty, "a parcel never arrived")
        #expect(sent.subtracting(acknowledged).isEmpty, "a sender never heard of it")
    }
}

/// Who sends and takes in the simulation, and what came of it.
private final class Post: Sendable {
    private struct State {
        var sent: Set<ParcelID> = []
        var effects: [ParcelID: Int] = [:]
        var acknowledged: Set<ParcelID> = []
    }

    private let state = Mutex(State())

    var result: (sent: Set<ParcelID>, effects: [ParcelID: Int], acknowledged: Set<ParcelID>) {
        state.withLock { ($0.sent, $0.effects, $0.acknowledged) }
    }

    private func at<R: Sendable>(
        _ site: Int, _ world: World, _ body: @escaping @Sendable (Node) async throws -> R
    ) async -> R? {
        guard let member = world.machines[site].member as? FullMember, let process = world.machines[site].process, let node = member.node
        else { return nil }
        return try? await process.perform { try await body(node) }
    }

    /// A parcel every few seconds, to somebody else each time, while the faults last.
    func send(from site: Int, in world: World) async {
        let count = world.facilities.count
        for number in 0..<12 {
            try? await world.sleep(seconds: 6 + Double(site) / 10)
            let recipient = world.facilities[(site + 1 + number % (count - 1)) % count].id
            let payload = [UInt8](repeating: UInt8(site), count: 100 + number)
            // A process that dies in between may have sent it and not said so: only what it said is counted on.
            let id = await at(site, world) { try await $0.parcels.send(kind: "simulated", to: recipient, payload: payload) }
            if let id { state.withLock { _ = $0.sent.insert(id) } }
        }
    }

    /// The flow at the other end: the effect of a parcel is a count on the disk, made in the transaction that ends the parcel.
    func take(at site: Int, in world: World) async {
        while !Task.isCancelled {
            do { try await world.sleep(seconds: 4) } catch { return }
            _ = await at(site, world) { node in
                for parcel in try await node.parcels.inbox("simulated") {
                    let former = try await node.vault.load(Effect.self, [.bytes(parcel.id)])
                    let effect = Effect(id: parcel.id, times: (former?.times ?? 0) + 1)
                    try await node.parcels.acknowledge(parcel, changes: [node.vault.seal(effect)])
                }
            }
        }
    }

    func count(at site: Int, in world: World) async {
        let counted = await at(site, world) { node in
            var effects: [ParcelID: Int] = [:]
            try await node.vault.forEach(Effect.self) { effects[$0.id] = $0.times }
            return (effects, Set(try await node.parcels.outbox().filter { $0.acknowledged != nil }.map(\.id)))
        }
        guard let (effects, acknowledged) = counted else { return }
        state.withLock {
            $0.effects.merge(effects, uniquingKeysWith: +)
            $0.acknowledged.formUnion(acknowledged)
        }
    }
}

/// How often a parcel had its effect. It lies where referrals lie, of which this simulation has none.
private struct Effect: VaultRecord {
    static let kind = RecordKind.referral
    let id: ParcelID
    let times: Int
    var subject: [CBOR] { [.bytes(id)] }
    var group: [CBOR]? { nil }

    init(id: ParcelID, times: Int) {
        self.id = id
        self.times = times
    }

    var encoded: [UInt8] { CBOR.array([.bytes(id), .unsigned(UInt64(times))]).encoded }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: 128).items, parts.count == 2,
            let id = parts[0].byteString.flatMap({ ParcelID($0) }),
            let times = parts[1].uint
        else { throw EngineFailure.damagedRecord }
        (self.id, self.times) = (id, Int(times))
    }
}
