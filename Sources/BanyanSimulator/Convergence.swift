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

    private var facilityNumbers: [FacilityID: Int] {
        Dictionary(uniqueKeysWithValues: facilities.enumerated().map { ($1.id, $0) })
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

    /// Lets time pass until nothing is missing anywhere and everybody may append, at most so long. Facilities whose disks went back in time
    /// and whose logs can't be reconciled get what an operator gives them: a new incarnation.
    /// - Returns: seconds that it took, `nil` when it did not happen.
    public func converge(within seconds: Int64, step: Double = 5) -> Double? {
        let begun = loop.now
        while checker.violation == nil {
            spawn { [self] in
                var found: [Int] = []
                for machine in core where await !machine.member.mayAppend() { found.append(machine.number) }
                unready = found
            }
            run(until: Double(loop.now) / 1_000_000)
            if unready.isEmpty, gaps(limit: 1).isEmpty { return Double(loop.now - begun) / 1_000_000 }
            let elapsed = (loop.now - begun) / 1_000_000
            if elapsed >= seconds { break }
            if elapsed > 0, elapsed.isMultiple(of: 300) { for number in unready { help(machines[number]) } }
            run(until: Double(loop.now) / 1_000_000 + step)
        }
        if checker.violation == nil, let number = unready.first {
            let check = (machines[number].member as? LightMember)?.lastCheck.map { ": \($0.words)" } ?? ""
            checker.fail("every node may append again", number, "its own log is not known to be whole after \(seconds) s\(check)")
        }
        return nil
    }

    /// What an operator does about a node that may not append. Facilities that are gone are suspended, so that they don't have to confirm
    /// its log, and resumed when others have; a log that went back in time goes on in a new incarnation.
    private func help(_ machine: Machine) {
        let gone = machines.filter { !$0.isRunning && !$0.isClone && $0 !== machine }.map(\.id)
        note(machine.number, "operator", UInt64(gone.count))
        spawn { [self] in
            for id in gone { await machine.member.suspend(id, true) }
            try? await sleep(seconds: 120)
            for id in gone { await machine.member.suspend(id, false) }
        }
        guard checker.forgiven.contains(machine.id) else { return }
        machine.crash(cuttingPower: false)
        machine.opensIncarnation = true
        machine.start()
    }
}

extension OwnLogCheck {
    fileprivate var words: String {
        "\(peersAnswered) of \(peersNeeded) peers agree, \(missing) of \(size + missing) entries missing, "
            + "\(unproved.count) unproved, \(differing.count) differing"
    }
}
