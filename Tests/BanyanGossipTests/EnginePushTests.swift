import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Entries that come with their announcement, and the ways by which they do.
struct EnginePushTests {
    private let facility = TestFacility(1)
    private var log: LogID { facility.log }
    private let owner: TestLog
    private let first: SignedCheckpoint

    init() {
        var random = SeededRandom(seed: 12)
        var log = TestLog(TestFacility(1).log)
        log.append(makeEntries(8, &random), signedBy: facility.key)
        first = log.provable!
        log.append(makeEntries(4, &random), signedBy: facility.key)
        owner = log
    }

    private var news: Batch { owner.batch(8..<12, under: owner.provable!) }

    /// A node that wants the log and has pulled its first eight entries from its first peer; the second one has them too.
    private func relay(timing: GossipTiming = GossipTiming()) -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: TestFacility(99).id, timing: timing, random: &bench.random)
        bench.take(.peer(facility.id, .active, dialable: false))
        bench.connect(1, bench.peers[0], [log: 8])
        bench.take(.message(ConnectionID(1), .batch(owner.batch(0..<8, under: first))))
        bench.take(.batchStored(LogHolding(log: log, held: 8, promised: 8, provable: 8)))
        bench.connect(2, bench.peers[1], [log: 8])
        for number in 1...2 { bench.take(.drained(ConnectionID(UInt64(number)))) }
        return bench
    }

    /// A node whose own log its first peer has asked for, and the second one not.
    private func author(timing: GossipTiming = GossipTiming()) -> Bench {
        var bench = Bench()
        bench.engine = GossipEngine(own: facility.id, timing: timing, random: &bench.random)
        bench.take(.held(LogHolding(log: log, held: 8, promised: 8, provable: 8)))
        bench.connect(1, bench.peers[0])
        bench.connect(2, bench.peers[1])
        let request = BatchRequest(log: log, from: 0, upTo: 8, bytes: 1 << 20, payloads: true)
        for reading in bench.take(.message(ConnectionID(1), .request(request))).readings {
            bench.take(.batchRead(ConnectionID(1), reading, owner.batch(0..<8, under: first)))
        }
        for number in 1...2 { bench.take(.drained(ConnectionID(UInt64(number)))) }
        bench.wait(1_000)
        return bench
    }

    private var grown: GossipEvent { .appended(LogHolding(log: log, held: 12, promised: 12, provable: 12), news) }

    private func announcement(_ number: UInt64, _ size: UInt64 = 12) -> GossipMessage {
        .frontier(FrontierUpdate(number: number, base: .previous, items: [FrontierItem(log: log, size: size)]))
    }

    @Test func whoAskedIsPushedWhatFollowsAndOthersAreTold() {
        var bench = author()
        #expect(bench.engine.pushes(log))
        let messages = bench.take(grown).messages
        #expect(messages.contains { $0.0 == ConnectionID(1) && $0.1 == .push(number: 2, news) })
        #expect(messages.contains { $0.0 == ConnectionID(2) && $0.1 == announcement(2) })
        #expect(messages.count == 2 && bench.engine.counters.pushes == 1)
    }

    @Test func whoPrunedIsToldAndNotPushed() {
        var bench = author()
        bench.take(.message(ConnectionID(1), .prune(log)))
        #expect(!bench.engine.pushes(log))
        #expect(bench.take(grown).messages.contains { $0.0 == ConnectionID(1) && $0.1 == announcement(2) })
        #expect(bench.engine.counters.pushes == 0 && bench.engine.counters.prunes == 1)
    }

    @Test func withoutPushingEverythingIsAnnounced() {
        var timing = GossipTiming()
        timing.pushBytes = 0
        var bench = author(timing: timing)
        #expect(!bench.engine.pushes(log))
        #expect(bench.take(grown).messages.allSatisfy { $0.1 == announcement(2) })
    }

    @Test func aPeerThatDoesNotReadIsTold() {
        var bench = author()
        let id = ConnectionID(1)
        for _ in 0..<Limits.pushesUnsent { bench.engine.connections[id]?.unsentPushes += 1 }
        #expect(!bench.take(grown).messages.contains { $0.0 == id && $0.1 == .push(number: 2, news) })
        #expect(bench.take(.drained(id)).messages.isEmpty || bench.engine.counters.pushes == 0)
    }

    @Test func headersAloneAreNotFollowedByPushes() {
        var bench = Bench()
        bench.engine = GossipEngine(own: facility.id, random: &bench.random)
        bench.take(.held(LogHolding(log: log, held: 8, promised: 8, provable: 8)))
        bench.connect(1, bench.peers[0])
        let request = BatchRequest(log: log, from: 0, upTo: 8, bytes: 1 << 20, payloads: false)
        for reading in bench.take(.message(ConnectionID(1), .request(request))).readings {
            bench.take(.batchRead(ConnectionID(1), reading, owner.batch(0..<8, under: first)))
        }
        #expect(!bench.engine.pushes(log))
    }

    @Test func aPushIsStoredAndPushedOn() {
        var bench = relay()
        let request = BatchRequest(log: log, from: 0, upTo: 8, bytes: 1 << 20, payloads: true)
        for reading in bench.take(.message(ConnectionID(2), .request(request))).readings {
            bench.take(.batchRead(ConnectionID(2), reading, owner.batch(0..<8, under: first)))
        }
        for number in [1, 2, 1] as [UInt64] { bench.take(.drained(ConnectionID(number))) }
        let came = bench.take(.message(ConnectionID(1), .push(number: 2, news)))
        #expect(came.storing == [news] && came.requests.isEmpty)
        #expect(came.messages.contains { $0.1 == .acknowledge(2) })
        let stored = bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        let pushed = stored.messages.compactMap { if case .push(_, let batch) = $0.1 { ($0.0, batch) } else { nil } }
        #expect(pushed.map(\.0) == [ConnectionID(2)] && pushed.map(\.1) == [news])
    }

    @Test func anUnaskedPushEndsTheConnection() {
        var bench = relay()
        #expect(bench.take(.message(ConnectionID(2), .push(number: 2, news))).closings == [.violation(code: "unasked-push")])
    }

    enum Fault: CaseIterable { case number, proof, payload }

    @Test(arguments: Fault.allCases) func aWrongPushEndsTheConnection(_ fault: Fault) {
        var bench = relay()
        var entries = news.entries
        if fault == .payload, let bare = try? Entry(header: entries[0].header, payload: nil) { entries[0] = bare }
        let proof = fault == .proof ? [Digest.sha256([1])] : []
        let batch = Batch(log: log, start: 8, entries: entries, checkpoint: news.checkpoint, consistency: proof)
        let closings = bench.take(.message(ConnectionID(1), .push(number: fault == .number ? 7 : 2, batch))).closings
        #expect(closings == [.violation(code: fault == .number ? "wrong-frontier-number" : "wrong-push")])
    }

    @Test func whatIsExpectedIsNotAskedOfOthersUntilItIsLate() {
        var bench = relay()
        #expect(bench.take(.message(ConnectionID(2), announcement(2))).requests.isEmpty)
        #expect(bench.wait(399).requests.isEmpty)
        let late = bench.wait(1).requests
        #expect(late.map(\.0) == [ConnectionID(2)] && late.map(\.1.from) == [8])
        // Whoever was asked is who pushes from now on; the former one is told so.
        bench.take(.message(ConnectionID(2), .batch(news)))
        bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        let repeated = bench.take(.message(ConnectionID(1), .push(number: 2, news)))
        #expect(repeated.storing.isEmpty && repeated.messages.contains { $0.0 == ConnectionID(1) && $0.1 == .prune(log) })
    }

    @Test func whoPushesAndAnnouncesIsAskedAtOnce() {
        var bench = relay()
        #expect(bench.take(.message(ConnectionID(1), announcement(2))).requests.map(\.0) == [ConnectionID(1)])
    }

    @Test func whenTheWayIsGoneAnotherIsAskedAtOnce() {
        var bench = relay()
        bench.take(.disconnected(ConnectionID(1)))
        #expect(bench.take(.message(ConnectionID(2), announcement(2))).requests.map(\.0) == [ConnectionID(2)])
    }

    @Test func aPushWithAGapBeforeItIsPulled() {
        var bench = relay()
        let gap = owner.batch(10..<12, under: owner.provable!)
        let directives = bench.take(.message(ConnectionID(1), .push(number: 2, gap)))
        #expect(directives.storing.isEmpty && directives.closings.isEmpty)
        #expect(directives.requests.map(\.1.from) == [8])
    }

    @Test func whoPushesTheSameForEverBreaksTheProtocol() {
        var bench = relay()
        bench.take(.message(ConnectionID(1), .push(number: 2, news)))
        bench.take(.batchStored(LogHolding(log: log, held: 12, promised: 12, provable: 12)))
        var closings: [CloseReason] = []
        for number in 0...Limits.repeatedPushes {
            closings += bench.take(.message(ConnectionID(1), .push(number: UInt64(3 + number), news))).closings
        }
        #expect(closings == [.violation(code: "repeated-push")])
    }

    @Test func inASteadyFederationHardlyAnythingComesTwice() {
        let simulation = Simulation(nodes: 12, seed: 3)
        simulation.accept(dials: (0..<12).flatMap { node in [1, 3, 5].map { (node, (node + $0) % 12) } })
        for node in 0..<12 { simulation.append(2, at: node) }
        simulation.run(for: 10_000)
        for _ in 0..<3 {
            for node in 0..<12 { simulation.append(1, at: node) }
            simulation.run(for: 3_000)
        }
        let before = simulation.nodes.map(\.engine.counters)
        for _ in 0..<10 {
            for node in 0..<12 { simulation.append(1, at: node) }
            simulation.run(for: 3_000)
        }
        let spent = zip(simulation.nodes.map(\.engine.counters), before)
        #expect(simulation.isConverged)
        let stored = spent.reduce(0) { $0 + $1.0.batchesStored - $1.1.batchesStored }
        let repeated = spent.reduce(0) { $0 + $1.0.pushesRepeated + $1.0.batchesDropped - $1.1.pushesRepeated - $1.1.batchesDropped }
        let pushed = spent.reduce(0) { $0 + $1.0.pushes - $1.1.pushes }
        #expect(stored == 10 * 12 * 11)
        #expect(pushed * 10 > stored * 9 && repeated * 20 < stored, "\(pushed) pushed, \(repeated) repeated of \(stored)")
    }
}
