internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

/// An accepted facility that turned bad: an honest member behind a hand that lies.
final class Liar: Member, @unchecked Sendable {
    let inner: any Member
    let tamper: Tamper

    init(_ inner: any Member, _ tamper: Tamper = Tamper()) {
        self.inner = inner
        self.tamper = tamper
    }

    func boot(_ process: Process) async throws {
        tamper.process = process
        process.tamper = tamper
        try await inner.boot(process)
    }

    func close() async { await inner.close() }
    var exchange: Exchange? { inner.exchange }
    var isHonest: Bool { false }
    var isReady: Bool { inner.isReady }
    func publish(_ entries: [Entry]) async throws { try await inner.publish(entries) }
    func doubted() async -> Set<LogID> { [] }
}

/// An accepted facility without an engine: it dials one peer again and again, and says what it likes.
class Attacker: Member, @unchecked Sendable {
    /// Whom it attacks, by site.
    let target: Int
    private(set) var process: Process?
    /// Connections that it had.
    private(set) var connections = 0

    init(target: Int) { self.target = target }

    final var exchange: Exchange? { nil }
    final var isHonest: Bool { false }
    final var isReady: Bool { true }
    final func publish(_ entries: [Entry]) async throws {}
    final func doubted() async -> Set<LogID> { [] }

    final func boot(_ process: Process) async throws {
        self.process = process
        let world = process.machine.world
        let allowList = AllowList()
        allowList.replace(with: world.facilities.map { ($0.card.tlsKey, $0.id) })
        let dialer = process.dialer(allowList)
        let card = world.facilities[target].card
        process.spawn { [weak self] in
            while !Task.isCancelled {
                try? await process.stopwatch.sleep(milliseconds: 500)
                guard let self, let (link, messages) = try? await dialer.dial(card) else { continue }
                connections += 1
                await attack(Tamper.Line(connections, link), messages)
                link.close()
            }
        }
    }

    /// One connection; it is closed when this returns, and opened again.
    func attack(_ line: Tamper.Line, _ messages: AsyncThrowingStream<[UInt8], any Error>) async {}

    /// A first message that claims to hold these logs so far.
    final func hello(_ items: [FrontierItem] = []) -> GossipMessage {
        guard let process else { return .goodbye(.stopping) }
        let sorted = items.sorted { $0.log < $1.log }
        return .hello(
            Hello(
                versions: [1], facility: process.machine.id, clock: process.clock.now(), epoch: UInt64(connections),
                update: FrontierUpdate(number: 1, base: .nothing, items: sorted)))
    }
}

extension Scenario {
    /// Whom a site accepts and dials, for a member that is made before there is a world.
    func peers(of site: Int, among facilities: [SimulatedFacility], dialling: [Int]? = nil) -> [AcceptedPeer] {
        let dials = Set(dialling ?? topology.sites[site].dials)
        return topology.accepted()[site].map { other in
            let card = facilities[other].card
            return AcceptedPeer(
                record: PeerRecord(
                    id: card.id, card: card.text, state: .active, connects: dials.contains(other), addedAt: VirtualClock.start), card: card)
        }
    }

    /// The exchange of logs at a site, as this scenario times it.
    func light(_ site: Int, _ facilities: [SimulatedFacility]) -> LightMember {
        LightMember(peers: peers(of: site, among: facilities), timing: timing)
    }
}
