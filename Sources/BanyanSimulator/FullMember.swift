internal import BanyanAPI
public import BanyanCore
public import BanyanEngine
public import BanyanLedger
internal import BanyanRecords

/// A whole node: flows, consents, patients.
public final class FullMember: Member, @unchecked Sendable {
    public private(set) var node: Node?
    public var exchange: Exchange? { node?.exchange }
    public var isReady: Bool { false }
    /// Seconds between two ticks of the node.
    public var tickSeconds: Int64 = 60
    private let sensitive: SensitiveCodes

    public init() {
        do { sensitive = try .starter() } catch { fatalError("the list that comes with the program can be read") }
    }

    public func boot(_ process: Process) async throws {
        let facility = process.machine.facility
        var settings = NodeSettings(
            version: "simulation", listen: "n.invalid:7000", tickSeconds: tickSeconds, opensIncarnation: process.opensIncarnation)
        settings.standingPatience = 30_000
        let parts = NodeParts(
            keys: facility.keys, atRest: facility.atRest, card: facility.card, store: process.store, clock: process.clock,
            stopwatch: process.stopwatch, random: process.random, sensitive: sensitive, settings: settings, logger: process.logger)
        let node = try await Node(parts) { process.dialer($0) }
        guard process.isAlive else { return }
        self.node = node
        process.listen(node.exchange.allowList) { await node.exchange.accept(link: $0, messages: $1) }
        process.spawn { await node.exchange.run() }
        process.spawn { await node.run() }
    }

    /// A whole node appends what its flows append, nothing else.
    public func publish(_ entries: [Entry]) async throws {
        throw SimulationFailure(.usage, "not-light", "a whole node publishes records, not entries")
    }

    public func mayAppend() async -> Bool {
        guard let node else { return false }
        return (try? await node.status().ownLogChecked) ?? false
    }

    public func suspend(_ id: FacilityID, _ isSuspended: Bool) async {
        _ = try? await node?.change(id, isSuspended ? .suspend : .resume)
    }

    public func doubted() async -> Set<LogID> {
        guard let status = await exchange?.snapshot() else { return [] }
        return Set(status.quarantined).union(status.differing.map(\.log))
    }
}
