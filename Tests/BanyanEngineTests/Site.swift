import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import BanyanStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import BanyanEngine

/// Noon of 24 November 2026: when every story begins.
let noon = Timestamp(seconds: 1_795_521_600)
let day: Int64 = 86_400

/// A wall clock that stands until it is moved.
final class TestClock: WallClock {
    private let time = Mutex(noon)
    func now() -> Timestamp { time.withLock { $0 } }
    func move(_ seconds: Int64) { time.withLock { $0 = $0.adding(seconds) } }
}

struct MachineStopwatch: Stopwatch {
    private let start = ContinuousClock.now
    func milliseconds() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }
    func sleep(milliseconds: Int64) async throws { try await Task.sleep(for: .milliseconds(milliseconds)) }
}

final class MemoryLog: Sendable {
    private let text = Mutex("")
    var lines: String { text.withLock { $0 } }
    func append(_ line: String) { text.withLock { $0 += line + "\n" } }
}

struct MemoryLogHandler: LogHandler {
    let log: MemoryLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { log.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
}

/// One invented facility: its keys, its disk, and its node while it runs.
final class Site: Sendable {
    let keys: FacilityKeys
    let card: FacilityCard
    let clock = TestClock()
    let directory: URL
    let network: MemoryNetwork
    /// Everything that the node logged, on every level.
    let log = MemoryLog()
    private let atRest: AtRestKey
    /// The first key of its register; `nil`: it keeps none.
    let registerKey: RegisterKey?
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let store: SQLiteStore
        let node: Node
        let tasks: [Task<Void, Never>]
    }

    init(
        _ name: String, _ network: MemoryNetwork, port: UInt16, province: String = "000", keepsRegister: Bool = false,
        kind: FacilityKind = .hospital, code: String = "00901"
    ) throws {
        var random = SodiumRandom()
        keys = try FacilityKeys.generate(at: noon.adding(-day), using: &random).keys
        let endpoint = try #require(Endpoint(host: "127.0.0.1", port: port))
        card = try keys.card(
            name: name, kind: kind, code: #require(FacilityCode(code)), province: #require(ProvinceCode(province)),
            endpoints: [endpoint], number: 1, issued: noon.adding(-day), notAfter: noon.adding(365 * day))
        atRest = try #require(AtRestKey(SecretBytes(randomCount: 32, using: &random)))
        registerKey = keepsRegister ? RegisterKey(SecretBytes(randomCount: 32, using: &random)) : nil
        self.network = network
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(card.id.compact.prefix(20))")
    }

    var id: FacilityID { card.id }
    private var present: Running {
        guard let running = running.withLock({ $0 }) else { preconditionFailure("the site does not run") }
        return running
    }

    var node: Node { present.node }
    var store: any NodeStore { present.store }
    var wallet: WalletFacility {
        WalletFacility(
            id: id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
    }

    /// - Parameters:
    ///   - ticking: whether the node's own clockwork runs; without it the own log stays unchecked.
    ///   - patience: milliseconds that a flow waits for the check of the own log.
    func start(newIncarnation: Bool = false, ticking: Bool = true, patience: Int64 = 300_000, wants: WantedLogs = .all) async throws {
        let store = try SQLiteStore.open(directory: directory)
        var settings = NodeSettings(version: "0", listen: "127.0.0.1:1", tickSeconds: 3600, opensIncarnation: newIncarnation)
        settings.wants = wants
        settings.standingPatience = ticking ? patience : 50
        let node = try await Node(parts(store, settings)) { network.dialer(of: card, $0) }
        network.listen(card, node.exchange)
        var tasks = [Task { await node.exchange.run() }]
        if ticking { tasks.append(Task { await node.run() }) }
        running.withLock { [tasks] in $0 = Running(store: store, node: node, tasks: tasks) }
    }

    private func parts(_ store: any NodeStore, _ settings: NodeSettings) throws -> NodeParts {
        var parts = NodeParts(
            keys: keys, atRest: atRest, card: card, store: store, clock: clock, stopwatch: MachineStopwatch(), sensitive: try .starter(),
            settings: settings, logger: Logger(label: "test") { [log] _ in MemoryLogHandler(log: log) })
        parts.registerKey = registerKey
        return parts
    }

    /// The disk is lost, and the facility comes back from these peers on an empty one; it does not run afterwards.
    /// - Returns: `nil` where peers hold a later incarnation, which is on the disk now.
    func restore(from peers: Site..., patience: Int64 = 300_000, keepingDisk: Bool = false) async throws -> Restored? {
        try await stop()
        if !keepingDisk { try FileManager.default.removeItem(at: directory) }
        let store = try SQLiteStore.open(directory: directory)
        let known = Set(try await store.peers().map(\.id))
        for peer in peers where !known.contains(peer.id) {
            try await store.save(PeerRecord(id: peer.id, card: peer.card.text, state: .active, connects: true, addedAt: clock.now()))
        }
        let settings = NodeSettings(version: "0", listen: "", tickSeconds: 3600, opensIncarnation: false)
        let node = try await Node(parts(store, settings)) { network.dialer(of: card, $0) }
        network.listen(card, node.exchange)
        let exchange = Task { await node.exchange.run() }
        let result: Result<Restored?, any Error>
        do { result = .success(try await node.restore(from: peers.map(\.id), patience: patience) { _ in }) } catch {
            result = .failure(error)
        }
        network.leave(id)
        await node.exchange.stop()
        exchange.cancel()
        await exchange.value
        try store.close()
        return try result.get()
    }

    func stop() async throws {
        guard let running = running.withLock({ $0.take() }) else { return }
        network.leave(id)
        await running.node.exchange.stop()
        for task in running.tasks { task.cancel() }
        for task in running.tasks { await task.value }
        try running.store.close()
    }

    func restart(newIncarnation: Bool = false) async throws {
        try await stop()
        try await start(newIncarnation: newIncarnation)
    }

    func accept(_ other: Site, connect: Bool = true) async throws {
        _ = try await node.addPeer(AddPeerRequest(card: other.card.text, typedID: other.id.description, connect: connect))
    }

    @discardableResult
    func importing(_ resources: String..., dryRun: Bool = false) async throws -> BanyanAPI.ImportResult {
        let file = ImportFile(name: "records.json", bytes: Array(bundle(resources).utf8))
        return try await node.importRecords(ImportRequest(organization: nil, dryRun: dryRun), files: [file]) { _, _ in }
    }

    @discardableResult
    func enrol(_ wallet: inout Wallet, _ mrn: String, withhold: [Section] = []) async throws -> EnrolResult {
        let file = try wallet.enrol(at: self.wallet, now: clock.now())
        return try await node.enrol(
            EnrolRequest(mrn: mrn, file: Data(file).base64EncodedString(), proofing: "documents", withhold: withhold.map(\.name)))
    }

    @discardableResult
    func present(_ bundle: [UInt8], for mrn: String) async throws -> PresentResult {
        try await node.presentConsent(PresentRequest(bundle: Data(bundle).base64EncodedString(), mrn: mrn))
    }

    func read(
        _ mrn: String, _ sections: [Section]? = nil, purpose: Purpose = .treatment, overrideIdentity: String? = nil,
        overrideStaleness: String? = nil
    ) async throws -> SummaryResult {
        try await node.summary(
            SummaryRequest(
                mrn: mrn, sections: sections?.map(\.name), purpose: purpose.rawValue, role: "physician", user: "K-7",
                overrideIdentity: overrideIdentity, overrideStaleness: overrideStaleness))
    }

    /// The size of a facility's log on this site's disk, all incarnations together.
    func size(of site: Site) async throws -> UInt64 {
        try await store.logStates().filter { $0.log.facility == site.id }.map(\.tree.size).reduce(0, +)
    }

    func catchUp(with sites: Site...) async throws {
        for site in sites {
            let size = try await site.size(of: site)
            #expect(try await eventually { try await self.size(of: site) == size })
        }
    }
}

/// Sites that run while `body` works; then their data goes.
/// - Parameters:
///   - mutual: whether all dial each other; otherwise each dials those before it.
///   - register: whether they keep a register.
func withSites(_ count: Int, mutual: Bool = false, register: Bool = false, _ body: ([Site]) async throws -> Void) async throws {
    let network = MemoryNetwork()
    let sites = try (0..<count).map { try Site("Invented facility \($0)", network, port: UInt16(7000 + $0), keepsRegister: register) }
    for site in sites { try await site.start() }
    let result: Result<Void, any Error>
    do {
        for (number, site) in sites.enumerated() {
            for (other, peer) in sites.enumerated() where other != number { try await site.accept(peer, connect: mutual || other < number) }
        }
        try await body(sites)
        result = .success(())
    } catch { result = .failure(error) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for site in sites { group.addTask { try await site.stop() } }
        try await group.waitForAll()
    }
    for site in sites { try? FileManager.default.removeItem(at: site.directory) }
    try result.get()
}

func withSite(_ body: (Site) async throws -> Void) async throws { try await withSites(1) { try await body($0[0]) } }

/// Polls until `condition` holds. - Returns: whether it did within thirty seconds.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}

/// The failure that `body` throws.
func failure(_ body: () async throws -> some Any) async -> (any Failure)? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? any Failure ?? EngineFailure(.failed, "other", "\(error)") }
}

/// Expects a denial: exit 4 with this code.
func expectDenied(_ code: String, _ body: () async throws -> some Any, at location: SourceLocation = #_sourceLocation) async {
    let failure = await failure(body)
    #expect(failure?.code == code && failure?.category == .denied, "\(failure.map { "\($0)" } ?? "no failure")", sourceLocation: location)
}

extension Wallet {
    static func fresh() -> Wallet {
        var random = SodiumRandom()
        return Wallet(using: &random)
    }

    mutating func grant(
        to reader: Site, from origins: Site..., sections: [Section]? = nil, purpose: Purpose = .treatment, begins: Int64? = nil,
        life: Int64 = 7 * day
    ) throws -> [UInt8] {
        var random = SodiumRandom()
        let now = reader.clock.now()
        let terms = GrantTerms(
            sections: sections, purpose: purpose, notBefore: begins.map(now.adding), expires: now.adding(life))
        return try grant(to: reader.wallet, from: origins.map(\.id), terms: terms, now: now, using: &random).bundle
    }
}

extension SummaryResult {
    func part(_ section: BanyanCore.Section, of site: Site) -> Part? {
        sections.first { $0.section == section.name }?.parts.first { $0.source == site.id }
    }

    func state(_ section: BanyanCore.Section, of site: Site) -> String? { part(section, of: site)?.state }
    func texts(_ section: BanyanCore.Section, of site: Site) -> [String] { part(section, of: site)?.rows.map(\.text) ?? [] }
}
