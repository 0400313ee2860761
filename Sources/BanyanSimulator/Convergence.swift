public import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

/// What must have happened some time after the last fault.
extension World {
    /// The machines that run and are joined to each other, the largest such group.
    public var core: [Machine] {
        let running = machines.filter { $0.isRunning && !$0.isClone && $0.member.isHonest }
        var group: [Int: Int] = Dictionary(uniqueKeysWithValues: running.map { ($0.number, $0.number) })
        func root(_ machine: Int) -> Int {
            var machine = machine
            while let up = group[machine], up != machine { machine = up }
            return machine
        }
        for machine in running {
            for other in scenario.topology.sites[machine.number].dials where group[other] != nil {
                let (a, b) = (root(machine.number), root(other))
                group[max(a, b)] = min(a, b)
            }
        }
        let groups = Dictionary(grouping: running) { root($0.number) }
        return groups.sorted { $0.key < $1.key }.max { $0.value.count < $1.value.count }?.value ?? []
    }

    /// Whether a site carries a log at all.
    func carries(_ site: Int, _ log: LogID) -> Bool {
        if facilities[site].id == log.facility { return true }
        guard let owner = facilityNumbers[log.facility], accepted[site].contains(owner) else { return false }
        return scenario.topology.sites[site].carries?.contains(owner) ?? true
    }

    /// A log that a machine should hold as far as others do, and does not.
    public struct Gap: Sendable, Hashable {
        public let machine: Int
        public let log: LogID
        public let held: UInt64
        public let exists: UInt64
    }

    /// What is missing where; empty when all of the core hold everything that is wanted and that anybody of it holds. Logs with two
    /// histories are left out: what must be true of these is another rule.
    public func gaps(limit: Int = 20) -> [Gap] {
        let core = core
        let numbers = facilityNumbers
        var longest: [LogID: UInt64] = [:]
        for machine in core {
            for (log, held) in machine.disk.image.logs { longest[log] = max(longest[log] ?? 0, UInt64(held.size)) }
        }
        var gaps: [Gap] = []
        for log in longest.keys.sorted() where histories.histories(of: log).count == 1 {
            guard let owner = numbers[log.facility], let exists = longest[log] else { continue }
            for machine in core where machine.size(of: log) < exists {
                let isOwn = machine.number == owner
                let carried = scenario.topology.sites[machine.number].carries?.contains(owner) ?? true
                guard isOwn || (carried && accepted[machine.number].contains(owner)) else { continue }
                gaps.append(Gap(machine: machine.number, log: log, held: machine.size(of: log), exists: exists))
                if gaps.count == limit { return gaps }
            }
        }
        return gaps
    }

    /// Lets time pass until nothing is missing anywhere, at most so long.
    /// - Returns: seconds that it took, `nil` when it did not happen.
    public func converge(within seconds: Int64, step: Double = 5) -> Double? {
        let begun = loop.now
        while true {
            if checker.violation != nil { return nil }
            let isReady = core.allSatisfy { $0.member.isReady || $0.member is FullMember }
            if isReady, gaps(limit: 1).isEmpty { return Double(loop.now - begun) / 1_000_000 }
            if loop.now - begun >= seconds * 1_000_000 { return nil }
            run(until: Double(loop.now) / 1_000_000 + step)
        }
    }
}
