public import BanyanCore
public import BanyanGossip
internal import BanyanLedger
internal import Glibc

/// What it costs two nodes to find out what the other has, by the number of logs that both carry.
public struct SessionResult: Sendable {
    public let logs: Int
    /// Facilities whose logs the first of the two carries; the other carries all.
    public let carried: Int
    /// Application bytes both ways, frame lengths included: when neither knows anything of the other; when both have the same and met before;
    /// when one has a hundred logs grown meanwhile, without these entries themselves.
    public let first: Int
    public let inSync: Int
    public let changed: Int
    /// Bytes that the exchange's own state takes in memory with so many accepted facilities, logs and that many peers that told of them.
    public let memory: Int
    public let peers: Int
}

extension Simulation {
    /// Lets two engines with so many logs meet, part and meet again. No network is between them, so nothing here depends on chance.
    /// - Parameters:
    ///   - logs: 101 at least.
    ///   - carried: of so many facilities alone the first carries the logs, as a station does; `nil`: of all.
    ///   - peers: how many nodes are connected to the one whose memory is measured, at least one.
    public static func measureSession(logs: Int, carried: Int? = nil, peers: Int, seed: UInt64) -> SessionResult {
        let logs = max(101, logs)
        var meeting = Meeting(logs: logs, carried: carried, seed: seed)
        let first = meeting.meet()
        meeting.part()
        let inSync = meeting.meet()
        meeting.part()
        meeting.grow(100)
        let changed = meeting.meet()
        return SessionResult(
            logs: logs, carried: min(carried ?? logs, logs), first: first, inSync: inSync, changed: changed,
            memory: Meeting.memory(logs: logs, carried: carried, peers: peers, seed: seed), peers: peers)
    }
}

/// Two engines that have the same logs.
private struct Meeting {
    private var engines: [GossipEngine]
    private let ids: [FacilityID]
    private let logs: [LogID]
    private var random: SeededRandom
    private var ticks: Int64 = 0
    private var connection: UInt64 = 0

    init(logs count: Int, carried: Int? = nil, seed: UInt64, engines number: Int = 2) {
        var random = SeededRandom(seed: seed, "session", count)
        let all = (0..<max(count, number)).compactMap { _ in FacilityID(random.octets(FacilityID.size)) }
        ids = all
        logs = all.prefix(count).map { LogID(facility: $0, incarnation: 0) }
        let scope = carried.map { WantSet.Scope.only(Set(all.prefix($0))) } ?? .everyAccepted
        engines = all.prefix(number).map {
            GossipEngine(own: $0, wants: $0 == all[0] ? WantSet(headers: scope, payloads: scope) : WantSet(), random: &random)
        }
        self.random = random
        for place in engines.indices {
            for id in all where id != engines[place].own { take(place, .peer(id, .active, dialable: false)) }
            for log in place == 0 ? Array(logs.prefix(carried ?? count)) : logs {
                take(place, .held(LogHolding(log: log, held: 10, promised: 10, provable: 10)))
            }
        }
    }

    @discardableResult
    private mutating func take(_ place: Int, _ event: GossipEvent) -> [GossipDirective] {
        engines[place].handle(event, now: VirtualClock.start.adding(ticks / 1000), ticks: ticks, random: &random)
    }

    /// Connects the first to another until both are silent.
    /// - Returns: bytes of all messages.
    mutating func meet(_ other: Int = 1) -> Int {
        connection += 1
        ticks += 20_000
        let id = ConnectionID(connection)
        var waiting: [(to: Int, message: GossipMessage)] = []
        var bytes = 0
        func queue(_ directives: [GossipDirective], _ to: Int) {
            for case .send(_, let message) in directives {
                bytes += message.encoded.count + 4
                // What the first lacks by then is another matter.
                if case .request = message { continue }
                waiting.append((to, message))
            }
        }
        for (place, far) in [(0, other), (other, 0)] {
            queue(take(place, .connected(id, engines[far].own, inbound: place == 0)), far)
            queue(take(place, .drained(id)), far)
        }
        while !waiting.isEmpty {
            let (to, message) = waiting.removeFirst()
            let far = to == 0 ? other : 0
            queue(take(to, .message(id, message)), far)
            queue(take(to, .drained(id)), far)
        }
        return bytes
    }

    mutating func part() {
        for place in [0, 1] { take(place, .disconnected(ConnectionID(connection))) }
    }

    /// The second comes to hold more of some logs, spread over all.
    mutating func grow(_ count: Int) {
        let step = max(1, logs.count / count)
        for place in 0..<count {
            take(1, .held(LogHolding(log: logs[place * step], held: 12, promised: 12, provable: 12)))
        }
    }

    /// By how many bytes the process grows for one engine with its peers' frontiers, in the mean of several; the far ends live only as long as
    /// they talk.
    static func memory(logs: Int, carried: Int?, peers: Int, seed: UInt64) -> Int {
        let before = residentBytes()
        var meetings: [Meeting] = []
        for number in 0..<4 {
            var meeting = Meeting(logs: logs, carried: carried, seed: seed &+ UInt64(number), engines: 2)
            for peer in 0..<peers { meeting.meetAs(peer) }
            meeting.engines.removeLast(meeting.engines.count - 1)
            meetings.append(meeting)
        }
        let grown = max(0, residentBytes() - before)
        return withExtendedLifetime(meetings) { grown / meetings.count }
    }

    /// Second number of `/proc/self/statm`, in bytes; 0 where there is none.
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }

    /// The first meets a fresh node that has everything.
    private mutating func meetAs(_ number: Int) {
        let facility = ids[1 + number % max(1, ids.count - 1)]
        var fresh = GossipEngine(own: facility, random: &random)
        swap(&engines[1], &fresh)
        for id in ids where id != facility { take(1, .peer(id, .active, dialable: false)) }
        for log in logs { take(1, .held(LogHolding(log: log, held: 10, promised: 10, provable: 10))) }
        _ = meet()
    }
}
