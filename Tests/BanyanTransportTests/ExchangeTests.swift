import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanGossip
import BanyanLedger
import BanyanTransport
import Foundation
import Synchronization
import Testing

@testable import BanyanStore

/// Milliseconds after which a test that waits for a peer gives up: no bound of the product's, and far beyond any machine under load.
private let patience: Int64 = 300_000

/// A node of logs alone: disk, exchange, listener, over real sockets.
final class TestNode: Sendable {
    let party: TestParty
    let store: SQLiteStore
    let exchange: Exchange
    let listener: TransportListener
    let directory: URL
    private let keys = Mutex<[FacilityID: PublicKey]>([:])
    private let told = Mutex<[ExchangeEvent]>([])

    struct Machine: WallClock, Stopwatch {
        let start = ContinuousClock.now
        func now() -> Timestamp { TestParty.issued.adding(milliseconds() / 1000) }
        func milliseconds() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }
        func sleep(milliseconds: Int64) async throws { try await Task.sleep(for: .milliseconds(milliseconds)) }
    }

    /// - Parameter maximumPages: how many pages the database may have, for a disk that is full.
    init(_ party: TestParty, store directory: URL? = nil, maximumPages: Int? = nil) async throws {
        self.party = party
        self.directory = directory ?? FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(party.id.compact.prefix(16))")
        store = try SQLiteStore.open(directory: self.directory, creating: true, maximumPages: maximumPages)
        let allowList = AllowList()
        let machine = Machine()
        let box = Box()
        exchange = try Exchange(
            ExchangeConfiguration(log: LogID(facility: party.id, incarnation: 0)), store: store,
            dialer: TransportDialer(identity: party.identity, allowList: allowList, logger: quiet), allowList: allowList, clock: machine,
            stopwatch: machine, logger: quiet, logKey: { box.node?.key(of: $0) }, observe: { box.node?.note($0) })
        listener = try await TransportListener.bind(
            host: "127.0.0.1", port: 0, identity: party.identity, allowList: allowList, logger: quiet)
        box.set(self)
        try await exchange.load()
    }

    /// Ties the exchange's closures to the node that is being made.
    private final class Box: Sendable {
        private let holder = Mutex<Weak>(Weak())
        private struct Weak { weak var node: TestNode? }
        var node: TestNode? { holder.withLock { $0.node } }
        func set(_ node: TestNode) { holder.withLock { $0.node = node } }
    }

    var log: LogID { LogID(facility: party.id, incarnation: 0) }
    var card: FacilityCard { party.card(port: listener.port) }
    var events: [ExchangeEvent] { told.withLock { $0 } }
    private func key(of facility: FacilityID) -> PublicKey? { keys.withLock { $0[facility] } }
    private func note(_ event: ExchangeEvent) { told.withLock { $0.append(event) } }

    func accept(_ peers: [TestNode], dialling: [TestNode] = [], state: PeerState = .active) async {
        keys.withLock { keys in
            keys[party.id] = party.keys.log.publicKey
            for peer in peers { keys[peer.party.id] = peer.party.keys.log.publicKey }
        }
        await exchange.peersChanged(
            peers.map { peer in
                AcceptedPeer(
                    record: PeerRecord(
                        id: peer.party.id, card: "", state: state, connects: dialling.contains { $0 === peer }, addedAt: TestParty.issued),
                    card: peer.card)
            })
    }

    func append(_ count: Int, bytes: Int = 100) async throws {
        var random = SodiumRandom()
        let entries = (0..<count).map { _ in Entry(tag: Tag(random.bytes(16))!, payload: random.bytes(bytes)) }
        let durable = try await store.append(entries, to: log, changes: [], at: TestParty.issued)
        let checkpoint = SignedCheckpoint.sign(durable, with: party.keys.log)
        try await store.record(checkpoint, at: TestParty.issued)
        await exchange.ownLogAdvanced(checkpoint)
    }

    func size(of node: TestNode) async throws -> UInt64 { try await store.logState(node.log).tree.size }

    /// Whether this node's disk comes to hold so much of another's log.
    func comes(toHold size: UInt64, of node: TestNode) async throws -> Bool {
        try await eventually { try await self.size(of: node) == size }
    }
}

/// Runs the nodes while `body` works, then stops them and removes their data.
func running(_ nodes: [TestNode], _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for node in nodes {
            group.addTask { await node.exchange.run() }
            group.addTask { try? await node.listener.run { await node.exchange.accept(link: $0, messages: $1) } }
        }
        let result: Result<Void, any Error>
        do {
            try await body()
            result = .success(())
        } catch { result = .failure(error) }
        for node in nodes { await node.exchange.stop() }
        group.cancelAll()
        try result.get()
    }
    for node in nodes {
        try node.store.close()
        try? FileManager.default.removeItem(at: node.directory)
    }
}

struct ExchangeTests {
    private func nodes(_ count: Int) async throws -> [TestNode] {
        var nodes: [TestNode] = []
        for number in 0..<count { nodes.append(try await TestNode(TestParty("Invented facility \(number)"))) }
        return nodes
    }

    @Test func logsSpreadOverHopsAndAnnouncementsFollow() async throws {
        let nodes = try await nodes(3)
        try await running(nodes) {
            try await nodes[0].append(5_000)
            try await nodes[2].append(10, bytes: 700_000)
            for (index, node) in nodes.enumerated() {
                await node.accept(nodes.filter { $0 !== node }, dialling: index < 2 ? [nodes[index + 1]] : [])
            }
            #expect(try await nodes[2].comes(toHold: 5_000, of: nodes[0]))
            #expect(try await nodes[0].comes(toHold: 10, of: nodes[2]))
            try await nodes[0].append(1)
            #expect(try await nodes[2].comes(toHold: 5_001, of: nodes[0]))
            let (full, _, missing) = try await nodes[2].store.recomputedRoot(of: nodes[0].log, progress: { _ in })
            #expect(try await full == nodes[0].store.logState(nodes[0].log).tree && missing == 0)
            let status = await nodes[1].exchange.snapshot()
            #expect(status.peers.count { $0.isSynced } == 2 && status.counters.violations == 0)
            #expect(nodes[1].events.contains { if case .synced(nodes[0].party.id, _) = $0 { true } else { false } })
            #expect(nodes[1].events.contains { if case .heard(nodes[2].party.id, _) = $0 { true } else { false } })
            #expect(await nodes[1].exchange.clockOffsets().count == 2)
        }
    }

    @Test func aPingDialsAndMeasures() async throws {
        let nodes = try await nodes(2)
        try await running(nodes) {
            await nodes[0].accept([nodes[1]], dialling: [nodes[1]])
            await nodes[1].accept([nodes[0]])
            let milliseconds = try await nodes[0].exchange.ping(nodes[1].party.id, timeout: patience)
            #expect((0..<patience).contains(milliseconds))
            #expect(await failureCode { _ = try await nodes[0].exchange.ping(TestParty("Nobody").id) } == "peer-unknown")
            await nodes[1].accept([nodes[0]], state: .suspended)
            #expect(await failureCode { _ = try await nodes[0].exchange.ping(nodes[1].party.id, timeout: 4_000) } == "peer-unreachable")
        }
    }

    @Test func whoIsRemovedLosesItsConnectionAtOnce() async throws {
        let nodes = try await nodes(2)
        try await running(nodes) {
            await nodes[0].accept([nodes[1]], dialling: [nodes[1]])
            await nodes[1].accept([nodes[0]])
            _ = try await nodes[0].exchange.ping(nodes[1].party.id, timeout: patience)
            await nodes[1].accept([nodes[0]], state: .removed)
            #expect(await nodes[1].exchange.snapshot().peers.first?.connection == nil)
            #expect(await eventually { await nodes[0].exchange.snapshot().peers.first?.connection == nil })
            #expect(nodes[1].exchange.allowList.facility(for: nodes[0].party.keys.tls.publicKey) == nil)
        }
    }

    @Test(arguments: [[0xff], [0x80], [0x82, 0x02, 0x00], [UInt8](repeating: 0x9f, count: 100_000)] as [[UInt8]])
    func bytesThatAreNoMessageEndTheConnectionAndNothingElse(_ bytes: [UInt8]) async throws {
        let nodes = try await nodes(2)
        let hostile = TestParty("Hostile facility")
        try await running(nodes) {
            await nodes[0].accept([nodes[1]], dialling: [nodes[1]])
            await nodes[1].exchange.peersChanged(
                [(nodes[0].party, nodes[0].card), (hostile, hostile.card())].map { party, card in
                    AcceptedPeer(
                        record: PeerRecord(id: party.id, card: "", state: .active, connects: false, addedAt: TestParty.issued), card: card)
                })
            _ = try await nodes[0].exchange.ping(nodes[1].party.id, timeout: patience)
            let dialer = TransportDialer(
                identity: try hostile.identity, allowList: AllowList(nodes[1].party), logger: quiet)
            let (link, messages) = try await dialer.dial(nodes[1].card)
            try await link.send(bytes)
            // Its hello, and then the end.
            var heard = 0
            do { for try await _ in messages { heard += 1 } } catch {}
            link.close()
            #expect(heard <= 1)
            let status = await nodes[1].exchange.snapshot()
            #expect(status.counters.violations == 1 && status.problems[hostile.id] != nil)
            #expect(status.peers.first { $0.peer == nodes[0].party.id }?.isReady == true)
        }
    }

    @Test func aFullDiskKeepsTheConnectionAndDoesNotSpin() async throws {
        let source = try await TestNode(TestParty("Invented source"))
        let full = try await TestNode(TestParty("Invented full disk"), maximumPages: 120)
        try await running([source, full]) {
            try await source.append(8, bytes: 500_000)
            await source.accept([full])
            await full.accept([source], dialling: [source])
            #expect(await eventually { await full.exchange.snapshot().counters.batchesRefused > 0 })
            // The pause is two seconds at first; in the meantime the peers talk on.
            for _ in 0..<5 { _ = try await full.exchange.ping(source.party.id, timeout: patience) }
            let status = await full.exchange.snapshot()
            #expect(status.counters.batchesRefused <= 2 && status.counters.violations == 0)
            #expect(status.peers.first?.isReady == true && status.peers.first?.isSynced == false)
            #expect(try await full.size(of: source) < 8)
        }
    }

    @Test func anUnknownFacilitysNodeLearnsNothing() async throws {
        let nodes = try await nodes(2)
        try await running(nodes) {
            try await nodes[1].append(3)
            await nodes[0].accept([nodes[1]], dialling: [nodes[1]])
            #expect(await eventually { await nodes[0].exchange.snapshot().peers.first?.failures ?? 0 >= 2 })
            #expect(try await nodes[0].size(of: nodes[1]) == 0)
            #expect(await nodes[1].exchange.snapshot().counters.connections == 0)
        }
    }

    @Test func aLostOwnLogIsTakenBackBeforeTheCheckIsDone() async throws {
        let owner = TestParty("Invented owner")
        let peers = try await nodes(2)
        let before = try await TestNode(owner)
        let neverMet = try await TestNode(TestParty("Never met"))
        try await running(peers + [before, neverMet]) {
            try await before.append(300)
            await before.accept(peers, dialling: peers)
            for peer in peers { await peer.accept(peers.filter { $0 !== peer } + [before]) }
            for peer in peers { #expect(try await peer.comes(toHold: 300, of: before)) }
            await before.exchange.stop()

            let after = try await TestNode(owner, store: before.directory.appendingPathExtension("new"))
            try await running([after]) {
                #expect(await after.exchange.checkOwnLog(timeout: 0).isCurrent, "without peers there is nobody to ask")
                await after.accept([neverMet])
                #expect(await after.exchange.checkOwnLog(timeout: 0).isCurrent, "who was never met holds nothing")
                await after.accept(peers, dialling: peers)
                #expect(await !after.exchange.checkOwnLog(timeout: 0).isCurrent)
                let check = await after.exchange.checkOwnLog(timeout: patience)
                #expect(check.isCurrent && check.peersAnswered == 2 && check.size == 300)
                try await after.append(1)
                #expect(try await peers[0].comes(toHold: 301, of: before))
            }
        }
    }
}
