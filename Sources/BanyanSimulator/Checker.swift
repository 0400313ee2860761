public import BanyanCore
internal import BanyanLedger

/// Something happened that must never happen.
public struct Violation: Sendable, Hashable {
    /// Which rule.
    public let invariant: String
    /// Microseconds since the beginning.
    public let time: Int64
    public let machine: Int
    public let detail: String
}

/// Holds the invariants against everything that reaches a disk and everything that is opened.
public final class Checker: @unchecked Sendable {
    weak var world: World?
    /// The first thing that was found wrong; the run ends with it.
    public private(set) var violation: Violation?
    /// How often something was looked at.
    public private(set) var checks = 0

    private struct Promise: Hashable {
        let machine: Int
        let log: LogID
    }

    /// What callers were told is durable.
    private var acknowledged: [Promise: Int] = [:]
    /// Facilities whose disks went back in time or exist twice: their logs may come to have two histories, which must then be noticed.
    public private(set) var forgiven: Set<FacilityID> = []

    init() {}

    func count() { checks += 1 }

    public func fail(_ invariant: String, _ machine: Int, _ detail: String) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, time: world?.now ?? 0, machine: machine, detail: detail)
    }

    /// A machine's disk lost what it had acknowledged, through no fault of the node.
    func forgive(_ machine: Machine) {
        forgiven.insert(machine.id)
        for promise in acknowledged.keys where promise.machine == machine.number {
            acknowledged[promise] = Int(machine.size(of: promise.log))
        }
    }

    func stored(_ machine: Int, _ log: LogImage, from start: Int, isOwn: Bool) {
        checks += 1
        let name = "log \(log.log.facility.compact.prefix(8))/\(log.log.incarnation)"
        guard let world else { return }
        let owner = world.facilityNumbers[log.log.facility]
        let isHonest = owner.map { world.machines[$0].member.isHonest } ?? false
        if isHonest, log.history.authored < log.size {
            fail("no entry that its facility did not append is stored", machine, "\(name) \(start)..<\(log.size)")
        }
        if isOwn, isHonest, !forgiven.contains(log.log.facility), world.histories.histories(of: log.log).count > 1 {
            fail("a facility writes one history", machine, "\(name) forks at \(start) or before")
        }
    }

    func acknowledged(_ machine: Int, _ log: LogID, size: Int) {
        let promise = Promise(machine: machine, log: log)
        acknowledged[promise] = max(acknowledged[promise] ?? 0, size)
    }

    /// What was acknowledged is still on the disk.
    func checkPromises(of machine: Machine) {
        for (promise, size) in acknowledged where promise.machine == machine.number && machine.size(of: promise.log) < UInt64(size) {
            checks += 1
            fail(
                "an acknowledged append is never lost", machine.number,
                "acknowledged \(size) entries, the disk has \(machine.size(of: promise.log))")
        }
    }

    /// Of every log with two histories: whoever holds different entries at one position knows that something is wrong.
    func checkForks(_ machines: [(machine: Machine, doubted: Set<LogID>)]) {
        guard let world else { return }
        for log in world.histories.logs where world.histories.histories(of: log).count > 1 {
            let holders = machines.filter { $0.machine.size(of: log) > 0 }
            for (place, a) in holders.enumerated() {
                for b in holders[(place + 1)...] where differ(a.machine, b.machine, log) {
                    checks += 1
                    let owners = [a, b].filter { $0.machine.id == log.facility }
                    let unaware = [a, b].filter { !$0.doubted.contains(log) && !owners.map(\.machine.number).contains($0.machine.number) }
                    guard let one = unaware.first else { continue }
                    fail(
                        "different entries at one position are noticed", one.machine.number,
                        "machines \(a.machine.number) and \(b.machine.number) hold two histories of a log")
                }
            }
        }
    }

    private func differ(_ a: Machine, _ b: Machine, _ log: LogID) -> Bool {
        guard let first = a.disk.image.logs[log], let second = b.disk.image.logs[log], first.history !== second.history else {
            return false
        }
        let common = min(first.size, second.size)
        return common > 0 && first.history.tree(common) != second.history.tree(common)
    }
}
