import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import BanyanTestSupport
import Testing

/// Small federations in virtual time. A failure names its seed.
struct SimulationTests {
    /// A ring, or with two nodes a line: everybody reaches everybody, most of them over others.
    private func ring(_ count: Int) -> [(Int, Int)] { (0..<count).map { ($0, ($0 + 1) % count) } }

    @Test(arguments: Array(zip(UInt64(1)...40, (0..<40).map { 3 + $0 % 5 })))
    func federationsConvergeThoughConnectionsBreak(seed: UInt64, count: Int) {
        let simulation = Simulation(nodes: count, seed: seed)
        for node in 0..<count { simulation.append(Int(simulation.random.next() % 40), at: node) }
        simulation.accept(dials: ring(count))
        for step in 0..<30 {
            simulation.run(for: 700)
            simulation.cutSomething()
            if step.isMultiple(of: 3) {
                simulation.append(1 + Int(simulation.random.next() % 5), at: Int(simulation.random.next() % UInt64(count)))
            }
            if step.isMultiple(of: 11) { simulation.restart(Int(simulation.random.next() % UInt64(count))) }
        }
        simulation.run(for: 600_000) { simulation.isConverged }
        #expect(simulation.isConverged, "seed \(seed), \(count) nodes")
        #expect(simulation.nodes.allSatisfy { $0.engine.counters.violations == 0 }, "seed \(seed), \(count) nodes")
    }

    @Test func theSameSeedGivesTheSameRun() {
        func trace() -> [Int] {
            let simulation = Simulation(nodes: 5, seed: 99)
            for node in 0..<5 { simulation.append(20, at: node) }
            simulation.accept(dials: ring(5))
            simulation.run(for: 5_000)
            simulation.cutSomething()
            simulation.run(for: 20_000)
            return simulation.nodes.map(\.bytesSent)
        }
        #expect(trace() == trace())
    }

    @Test func aLogIsRelayedOverHopsAfterItsOwnerLeft() {
        let simulation = Simulation(nodes: 4, seed: 5)
        simulation.append(50, at: 0)
        simulation.blocked = [[0, 2], [0, 3], [1, 3], [1, 2]]
        simulation.accept(dials: [(0, 1), (1, 2), (2, 3)])
        let log = simulation.nodes[0].facility.log
        simulation.run(for: 20_000) { simulation.nodes[1].logs[log]?.state.tree.size == 50 }
        simulation.nodes[0].isUp = false
        simulation.cutEverything()
        simulation.blocked = []
        simulation.run(for: 60_000)
        #expect(simulation.nodes[3].logs[log]?.state.tree == simulation.nodes[0].logs[log]?.state.tree)
    }

    @Test func anAppendReachesTheFarEndOfALineWithinASecond() {
        let simulation = Simulation(nodes: 4, seed: 6)
        simulation.accept(dials: [(0, 1), (1, 2), (2, 3)])
        simulation.run(for: 5_000)
        simulation.append(1, at: 0)
        let log = simulation.nodes[0].facility.log
        simulation.run(for: 1_000) { simulation.nodes[3].logs[log]?.state.tree.size == 1 }
        #expect(simulation.nodes[3].logs[log]?.state.tree.size == 1)
    }

    @Test func reconnectingInSyncCostsLessThanAKilobyte() {
        let simulation = Simulation(nodes: 7, seed: 7)
        for node in 0..<7 { simulation.append(10, at: node) }
        simulation.accept(dials: ring(7))
        simulation.run(for: 60_000) { simulation.isConverged }
        simulation.run(for: 5_000)
        simulation.blocked = Set((0..<7).flatMap { a in (0..<7).map { [a, $0] } }.filter { $0.sorted() != [0, 1] })
        simulation.cutEverything()
        simulation.run(for: 200)
        let before = simulation.nodes.map(\.bytesSent)
        simulation.run(for: 10_000)
        #expect(simulation.connection(0, 1) != nil)
        let spent = zip(simulation.nodes, before).map { $0.bytesSent - $1 }
        #expect(spent[0] + spent[1] < 1024 && spent[0] > 0, "\(spent)")
    }

    @Test func acknowledgedFrontiersAreNotRepeated() {
        let simulation = Simulation(nodes: 3, seed: 8)
        for node in 0..<3 { simulation.append(10, at: node) }
        simulation.accept(dials: [(0, 1), (1, 2)])
        simulation.run(for: 60_000) { simulation.isConverged }
        simulation.run(for: 3_000)
        var items: [Int] = []
        simulation.onDeliver = { _, message in
            if case .hello(let hello) = message { items.append(hello.update.items.count) }
        }
        simulation.cutEverything()
        simulation.run(for: 10_000)
        #expect(items.count >= 4 && items.allSatisfy { $0 == 0 }, "\(items)")
    }

    @Test func aRestartedNodeIsToldEverythingAgain() {
        let simulation = Simulation(nodes: 2, seed: 9)
        for node in 0..<2 { simulation.append(10, at: node) }
        simulation.accept(dials: [(0, 1)])
        simulation.run(for: 10_000)
        simulation.restart(1)
        simulation.append(5, at: 0)
        simulation.run(for: 20_000)
        #expect(simulation.isConverged)
        #expect(simulation.nodes[0].engine.counters.violations == 0 && simulation.nodes[1].engine.counters.violations == 0)
    }

    @Test func aNodeTakesItsOwnLogBack() {
        let simulation = Simulation(nodes: 3, seed: 10)
        simulation.append(60, at: 0)
        simulation.accept(dials: ring(3))
        simulation.run(for: 30_000) { simulation.isConverged }
        let log = simulation.nodes[0].facility.log
        var backup = TestLog(log)
        var random = SeededRandom(seed: 1)
        let full = simulation.nodes[0].logs[log]!
        backup.append(Array(full.entries.prefix(20)), signedBy: simulation.nodes[0].facility.key)
        _ = random.next()
        simulation.nodes[0].logs[log] = backup
        simulation.restart(0)
        simulation.run(for: 30_000)
        #expect(simulation.nodes[0].logs[log]?.state.tree == full.state.tree)
    }

    @Test func whoIsRemovedLosesItsConnectionAtOnceAndItsLogIsNeitherPulledNorServed() {
        let simulation = Simulation(nodes: 3, seed: 11)
        simulation.append(10, at: 2)
        simulation.accept(dials: [(0, 1), (1, 2)])
        simulation.run(for: 20_000) { simulation.isConverged }
        let removed = simulation.nodes[2].facility
        simulation.handle(1, .peer(removed.id, .removed, dialable: true))
        #expect(simulation.connection(1, 2) == nil)
        #expect(simulation.nodes[1].closings == [.removed])
        #expect(simulation.nodes[1].engine.shown[removed.log] == 0)
        simulation.append(10, at: 2)
        simulation.run(for: 30_000)
        #expect(simulation.connection(1, 2) == nil)
        #expect(simulation.nodes[1].logs[removed.log]?.state.tree.size == 10)
        simulation.handle(1, .peer(removed.id, .active, dialable: true))
        simulation.run(for: 30_000)
        #expect(simulation.connection(1, 2) == nil, "removed stays removed")
    }

    @Test func theLogOfASuspendedFacilityIsServedButNotPulled() {
        let simulation = Simulation(nodes: 3, seed: 12)
        simulation.append(10, at: 2)
        simulation.accept(dials: [(1, 2)])
        simulation.run(for: 20_000)
        let suspended = simulation.nodes[2].facility
        simulation.handle(1, .peer(suspended.id, .suspended, dialable: true))
        simulation.append(5, at: 2)
        simulation.handle(0, .peer(simulation.nodes[1].facility.id, .active, dialable: true))
        simulation.run(for: 20_000)
        #expect(simulation.nodes[1].logs[suspended.log]?.state.tree.size == 10)
        #expect(simulation.nodes[0].logs[suspended.log]?.state.tree.size == 10)
        simulation.handle(1, .peer(suspended.id, .active, dialable: true))
        simulation.run(for: 20_000)
        #expect(simulation.nodes[0].logs[suspended.log]?.state.tree.size == 15)
    }

    @Test func facilitiesThatNobodyAcceptedAreIgnored() {
        let simulation = Simulation(nodes: 3, seed: 13)
        simulation.append(10, at: 2)
        let ids = simulation.nodes.map(\.facility.id)
        simulation.handle(0, .peer(ids[1], .active, dialable: true))
        simulation.handle(1, .peer(ids[0], .active, dialable: false))
        simulation.handle(1, .peer(ids[2], .active, dialable: true))
        simulation.handle(2, .peer(ids[1], .active, dialable: false))
        simulation.run(for: 20_000)
        let log = simulation.nodes[2].facility.log
        #expect(simulation.nodes[1].logs[log]?.state.tree.size == 10)
        #expect(simulation.nodes[0].logs[log] == nil)
        #expect(simulation.nodes[0].synced.contains(ids[1]), "what it does not want can't hold back its sync")
        simulation.handle(0, .peer(ids[2], .active, dialable: false))
        simulation.run(for: 20_000)
        #expect(simulation.nodes[0].logs[log]?.state.tree.size == 10, "accepted later, it is pulled without a new hello")
    }

    @Test(arguments: Corruption.allCases)
    func aFalseBatchClosesTheConnectionAndAnotherPeerServes(_ corruption: Corruption) {
        let simulation = Simulation(nodes: 3, seed: 14)
        simulation.append(30, at: 0)
        simulation.accept(dials: [(0, 1), (1, 2), (0, 2)])
        simulation.blocked = [[0, 2], [2, 0]]
        let log = simulation.nodes[0].facility.log
        simulation.nodes[1].corrupt = { corruption.apply($0) }
        simulation.run(for: 20_000)
        #expect(simulation.nodes[2].logs[log] == nil)
        #expect(simulation.nodes[2].closings.contains { if case .violation = $0 { true } else { false } })
        #expect(simulation.nodes[2].engine.counters.violations >= 1)
        simulation.blocked = []
        simulation.run(for: 400_000) { simulation.isConverged }
        #expect(simulation.nodes[2].logs[log]?.state.tree.size == 30)
    }

    enum Corruption: CaseIterable {
        case wrongKey, droppedEntry, wrongStart, wrongOrder, noProof, empty, tooMany

        func apply(_ batch: Batch) -> Batch {
            func changed(start: UInt64? = nil, entries: [Entry]? = nil, checkpoint: SignedCheckpoint? = nil, proof: [Digest]? = nil)
                -> Batch
            {
                Batch(
                    log: batch.log, start: start ?? batch.start, entries: entries ?? batch.entries,
                    checkpoint: checkpoint ?? batch.checkpoint,
                    consistency: proof ?? batch.consistency)
            }
            switch self {
            case .wrongKey:
                var log = TestLog(batch.log)
                log.append(batch.entries, signedBy: TestFacility(77).key)
                return changed(checkpoint: log.provable, proof: [])
            case .droppedEntry: return changed(entries: Array(batch.entries.dropLast()))
            case .wrongStart: return changed(start: batch.start + 1)
            case .wrongOrder: return changed(entries: batch.entries.reversed())
            case .noProof: return changed(proof: batch.consistency.isEmpty ? [batch.entries[0].header.leaf] : [])
            case .empty: return changed(entries: [])
            case .tooMany: return changed(entries: batch.entries + (0..<40).map { Entry(tag: .open, payload: [UInt8($0)]) })
            }
        }
    }

    @Test func aForkIsQuarantinedAndWhatWasVerifiedStays() {
        let simulation = Simulation(nodes: 2, seed: 15)
        simulation.append(10, at: 0)
        simulation.accept(dials: [(0, 1)])
        simulation.run(for: 10_000)
        let facility = simulation.nodes[0].facility
        var other = TestLog(facility.log)
        var random = SeededRandom(seed: 3)
        other.append(makeEntries(12, &random), signedBy: facility.key)
        other.entries.replaceSubrange(0..<10, with: simulation.nodes[0].logs[facility.log]!.entries)
        let fork = other.provable!
        // The same size, signed twice.
        var twin = TestLog(facility.log)
        twin.append(simulation.nodes[0].logs[facility.log]!.entries + makeEntries(2, &random), signedBy: facility.key)
        simulation.nodes[0].logs[facility.log] = twin
        simulation.nodes[0].corrupt = {
            Batch(
                log: $0.log, start: $0.start, entries: Array($0.entries.prefix(1)), checkpoint: $0.checkpoint,
                consistency: twin.batch(10..<11, under: $0.checkpoint).consistency)
        }
        simulation.handle(0, .held(twin.holding))
        simulation.run(for: 300) { simulation.nodes[1].logs[facility.log]?.state.tree.size == 11 }
        simulation.nodes[0].corrupt = { Batch(log: $0.log, start: $0.start, entries: $0.entries, checkpoint: fork, consistency: []) }
        simulation.run(for: 10_000)
        #expect(simulation.nodes[1].quarantined == [facility.log])
        #expect(simulation.nodes[1].logs[facility.log]?.state.tree.size == 11)
        let before = simulation.nodes[1].engine.counters.batchesRefused
        simulation.run(for: 60_000)
        #expect(simulation.nodes[1].engine.counters.batchesRefused == before, "nothing more is pulled")
    }

    @Test func readersOfTwoHistoriesProveThemAndTellEverybody() {
        // 0 shows one history to 1 and another, longer one to 2; then 1 and 2 meet, and 3 hears of it from 2.
        let simulation = Simulation(nodes: 4, seed: 18)
        simulation.append(10, at: 0)
        simulation.accept(dials: [(0, 1)])
        simulation.run(for: 10_000)
        let owner = simulation.nodes[0].facility
        var other = TestLog(owner.log)
        var random = SeededRandom(seed: 5)
        other.append(Array(simulation.nodes[0].logs[owner.log]!.entries.prefix(6)) + makeEntries(9, &random), signedBy: owner.key)
        simulation.nodes[2].logs[owner.log] = other
        simulation.handle(2, .held(other.holding))
        simulation.handle(1, .peer(simulation.nodes[2].facility.id, .active, dialable: true))
        simulation.handle(2, .peer(simulation.nodes[3].facility.id, .active, dialable: true))
        simulation.run(for: 60_000)
        #expect(simulation.nodes[1].proved == [owner.log], "who holds the shorter one finds it")
        for node in 1...3 { #expect(simulation.nodes[node].engine.isQuarantined(owner.log), "node \(node)") }
        #expect(simulation.nodes[1].logs[owner.log]?.state.tree.size == 10, "what was verified stays")
        #expect((1...3).allSatisfy { simulation.nodes[$0].engine.counters.violations == 0 }, "nobody who passed it on is punished")
        #expect(simulation.nodes[0].engine.isQuarantined(owner.log), "the owner hears of it too")
    }

    @Test func twoHistoriesOfOneSizeAreFoundWithoutAnybodyLackingAnything() {
        let simulation = Simulation(nodes: 3, seed: 19)
        simulation.append(10, at: 0)
        let owner = simulation.nodes[0].facility
        var random = SeededRandom(seed: 6)
        for node in 1...2 {
            var history = TestLog(owner.log)
            history.append(makeEntries(10, &random), signedBy: owner.key)
            simulation.nodes[node].logs[owner.log] = history
            simulation.handle(node, .held(history.holding))
        }
        simulation.accept(dials: [(1, 2)])
        simulation.run(for: 30_000)
        #expect((1...2).allSatisfy { simulation.nodes[$0].engine.isQuarantined(owner.log) })
        #expect(simulation.nodes[1].proved.count + simulation.nodes[2].proved.count >= 1)
        #expect((1...2).allSatisfy { simulation.nodes[$0].engine.counters.violations == 0 })
    }

    @Test func aFullDiskPausesPullingAndThenGoesOn() {
        let simulation = Simulation(nodes: 2, seed: 16)
        simulation.append(30, at: 0)
        simulation.nodes[1].diskFails = true
        simulation.accept(dials: [(0, 1)])
        simulation.run(for: 60_000)
        #expect((1...8).contains(simulation.nodes[1].engine.counters.batchesRefused), "\(simulation.nodes[1].engine.counters)")
        #expect(simulation.connection(1, 0) != nil)
        simulation.nodes[1].diskFails = false
        simulation.run(for: 300_000) { simulation.isConverged }
        #expect(simulation.isConverged)
    }

    @Test func twoThatDialEachOtherAtOnceKeepOneConnection() {
        for seed in UInt64(20)..<40 {
            let simulation = Simulation(nodes: 2, seed: seed)
            simulation.append(3, at: 0)
            simulation.accept(dials: [(0, 1), (1, 0)])
            simulation.run(for: 10_000)
            #expect(simulation.openConnections == 1 && simulation.isConverged, "seed \(seed)")
            #expect(simulation.connection(0, 1) != nil && simulation.connection(1, 0) != nil, "seed \(seed)")
        }
    }

    @Test func laterIncarnationsArePulledAsLogsOfTheirOwn() {
        let simulation = Simulation(nodes: 3, seed: 17)
        simulation.append(10, at: 0)
        simulation.accept(dials: [(0, 1), (1, 2)])
        simulation.run(for: 20_000) { simulation.isConverged }
        let facility = simulation.nodes[0].facility
        let second = LogID(facility: facility.id, incarnation: 1)
        var log = TestLog(second)
        var random = SeededRandom(seed: 4)
        log.append(makeEntries(9, &random), signedBy: facility.key)
        simulation.nodes[0].logs[second] = log
        simulation.handle(0, .held(log.holding))
        simulation.run(for: 20_000)
        #expect(simulation.nodes[2].logs[second]?.state.tree.size == 9)
        #expect(simulation.nodes[2].logs[facility.log]?.state.tree.size == 10)
    }
}
