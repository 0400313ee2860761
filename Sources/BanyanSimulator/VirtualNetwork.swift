internal import BanyanCore
internal import BanyanEngine
internal import BanyanLedger

/// A machine as the network sees it.
final class Host: @unchecked Sendable {
    let number: Int
    /// Its process runs and its system answers.
    var isUp = false
    /// It is switched off, or its line is cut: nothing is answered, not even by a reset.
    var isSilent = false
    /// Its process reads nothing from its sockets.
    var isDeaf = false
    /// Bytes a second that its line carries in each direction, for all its connections together.
    var line: Int64 = .max
    private var leaves: Int64 = 0
    private var arrives: Int64 = 0
    var listener: Listener?
    /// Standing connections by number.
    var connections: [UInt64: VirtualConnection] = [:]
    /// Connections that its peers may still hold although it was switched off.
    var orphans: [VirtualConnection] = []

    init(number: Int) { self.number = number }

    /// When so many bytes that are given to its line now have left it: after all that was given before.
    func sent(_ bytes: Int, now: Int64) -> Int64 {
        guard line < .max else { return now }
        leaves = max(leaves, now) + Int64(bytes) * 1_000_000 / max(1, line)
        return leaves
    }

    /// When so many bytes that reach the far end of its line now have come through it.
    func received(_ bytes: Int, now: Int64) -> Int64 {
        guard line < .max else { return now }
        arrives = max(arrives, now) + Int64(bytes) * 1_000_000 / max(1, line)
        return arrives
    }
}

/// Who takes connections on a machine.
struct Listener {
    let card: FacilityCard
    let allowList: AllowList
    /// Runs as long as the connection.
    let accept: (any PeerLink, AsyncThrowingStream<[UInt8], any Error>) -> Void
}

/// Faults of the ways that go on all the time: chances for each message.
public struct Weather: Sendable, Hashable {
    public var loss = 0.0
    public var delay = 0.0
    public var reset = 0.0
    /// Chance for each dial.
    public var ghost = 0.0
    public static let calm = Weather()
    public init() {}
}

/// Joins machines by connections that behave like TCP under TLS: in order, with back-pressure, and checked by the allow-lists of both sides
/// as the transport does it.
public final class VirtualNetwork: @unchecked Sendable {
    let loop: Loop
    private let seed: UInt64
    private(set) var hosts: [Host] = []
    /// Where a facility's card leads: the machine that started last under it.
    var addresses: [FacilityID: Int] = [:]
    var quality: (_ from: Int, _ to: Int) -> LinkQuality = { _, _ in .regional }
    public var weather = Weather.calm
    /// Tells of every message that is given to the network.
    var onSend: (_ message: [UInt8], _ from: Int, _ to: Int) -> Void = { _, _, _ in }
    /// Tells of every message that a process reads.
    var onReceive: (_ message: [UInt8], _ from: Int, _ to: Int) -> Void = { _, _, _ in }
    /// Tells of every connection that stands, before anything is said on it.
    var onConnect: (_ from: Int, _ to: Int) -> Void = { _, _ in }
    /// Of each direction that was ever used.
    public private(set) var counters: [Direction: LinkCounter] = [:]
    public private(set) var dials: [Direction: Int] = [:]

    public struct Direction: Hashable, Comparable, Sendable {
        public let from: Int
        public let to: Int
        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
        public static func < (a: Self, b: Self) -> Bool { (a.from, a.to) < (b.from, b.to) }
    }

    private var lastConnection: UInt64 = 0
    /// Numbered walls: each says which directions it stops.
    private var walls: [Int: (_ from: Int, _ to: Int) -> Bool] = [:]
    private var waiting: [ObjectIdentifier: Pipe] = [:]
    private var waitingOrder: [ObjectIdentifier] = []

    init(_ loop: Loop, seed: UInt64) {
        self.loop = loop
        self.seed = seed
    }

    func addHost() -> Host {
        let host = Host(number: hosts.count)
        hosts.append(host)
        return host
    }

    // MARK: Partitions

    /// Stops the directions that `stops` names until the wall of that number is taken away.
    public func raiseWall(_ number: Int, _ stops: @escaping (_ from: Int, _ to: Int) -> Bool) { walls[number] = stops }

    public func removeWall(_ number: Int) {
        walls[number] = nil
        moveHeld()
    }

    func removeWalls() {
        walls = [:]
        moveHeld()
    }

    func isBlocked(_ from: Host, _ to: Host) -> Bool {
        !walls.isEmpty && walls.keys.sorted().contains { walls[$0]?(from.number, to.number) == true }
    }

    func held(_ pipe: Pipe) {
        let id = ObjectIdentifier(pipe)
        if waiting.updateValue(pipe, forKey: id) == nil { waitingOrder.append(id) }
    }

    /// What was held back moves on where it can.
    func moveHeld() {
        let order = waitingOrder
        let pipes = waiting
        waiting = [:]
        waitingOrder = []
        for id in order { pipes[id]?.move() }
    }

    // MARK: Connections

    func sent(_ message: [UInt8], _ from: Host, _ to: Host) {
        counters[Direction(from: from.number, to: to.number), default: LinkCounter()].count(message)
        onSend(message, from.number, to.number)
    }

    func reset(_ connection: VirtualConnection) {
        connection.reset()
        forget(connection)
    }

    private func forget(_ connection: VirtualConnection) {
        connection.out.from.connections[connection.number] = nil
        connection.out.to.connections[connection.number] = nil
    }

    /// Ends every connection of a machine: with resets where its system still answers, in silence where it is switched off.
    func disconnect(_ host: Host) {
        for (_, connection) in host.connections.sorted(by: { $0.key < $1.key }) {
            if !host.isSilent {
                connection.reset()
            } else {
                let (leaving, coming) = connection.out.from === host ? (connection.out, connection.back) : (connection.back, connection.out)
                leaving.isDead = true
                leaving.failSending(.gone)
                coming.failReceiving(.gone)
                host.orphans.append(connection)
            }
            forget(connection)
        }
    }

    /// A switched-off machine runs again: its system answers with resets to who still speaks on old connections.
    func answerOrphans(of host: Host) {
        for connection in host.orphans { connection.reset() }
        host.orphans = []
    }

    /// Lets a share of the standing connections die without anybody being told.
    func freezeConnections(_ share: Double, _ random: inout SeededRandom) {
        for host in hosts {
            for (_, connection) in host.connections.sorted(by: { $0.key < $1.key })
            where connection.out.from === host && random.happens(share) {
                connection.out.isDead = true
                if random.happens(0.5) { connection.back.isDead = true }
            }
        }
    }

    func dial(_ source: Host, _ allowList: AllowList, as own: FacilityCard, to card: FacilityCard) async throws -> (
        link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>
    ) {
        guard let number = addresses[card.id] else { throw NetworkFailure.refused }
        let target = hosts[number]
        dials[Direction(from: source.number, to: number), default: 0] += 1
        lastConnection += 1
        let id = lastConnection
        var random = SeededRandom(seed: seed, "connection", Int(truncatingIfNeeded: id))
        let (there, here) = (quality(source.number, number), quality(number, source.number))
        let roundTrip = random.number(there.latency) + random.number(here.latency)
        guard !isBlocked(source, target), !isBlocked(target, source), !target.isSilent else {
            try await loop.sleep(until: loop.now + Limits.handshake * 1_000_000)
            throw NetworkFailure.unreachable
        }
        // TCP and TLS 1.3: two round trips until the dialler may speak.
        try await loop.sleep(until: loop.now + 2 * roundTrip)
        guard let listener = target.listener, target.isUp, source.isUp else { throw NetworkFailure.refused }
        guard allowList.facility(for: listener.card.tlsKey) == card.id else { throw NetworkFailure.notAccepted }
        let out = Pipe(self, from: source, to: target, there, SeededRandom(seed: random.next(), "out"))
        let back = Pipe(self, from: target, to: source, here, SeededRandom(seed: random.next(), "back"))
        let connection = VirtualConnection(number: id, out: out, back: back)
        guard let dialler = listener.allowList.facility(for: own.tlsKey) else {
            // With TLS 1.3 the dialler is done before the other side has judged: it sees an end before any hello.
            listener.allowList.noteRefusal(of: own.tlsKey)
            back.finish()
            out.stopReading()
            return ends(connection, at: source, peer: card.id)
        }
        let between = target.connections.values.count { $0.other(than: target) === source }
        guard between < Limits.connectionsPerPeer, target.connections.count < Limits.connections else {
            connection.reset()
            return ends(connection, at: source, peer: card.id)
        }
        source.connections[id] = connection
        target.connections[id] = connection
        onConnect(source.number, number)
        let (link, messages) = ends(connection, at: target, peer: dialler)
        listener.accept(link, messages)
        if random.happens(max(there.ghost, weather.ghost)) {
            out.isDead = true
            out.failSending(.gone)
            throw NetworkFailure.unreachable
        }
        return ends(connection, at: source, peer: card.id)
    }

    private func ends(_ connection: VirtualConnection, at host: Host, peer: FacilityID) -> (
        link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>
    ) {
        let isDialler = connection.out.from === host
        let (leaving, coming) = isDialler ? (connection.out, connection.back) : (connection.back, connection.out)
        let link = VirtualLink(peer: peer, leaving: leaving, coming: coming) { [weak self] in self?.forget(connection) }
        return (link, AsyncThrowingStream { try await coming.next() })
    }
}

/// One end of a connection, as the exchange holds it.
final class VirtualLink: PeerLink, @unchecked Sendable {
    let peer: FacilityID
    private let leaving: Pipe
    private let coming: Pipe
    private let closed: () -> Void

    init(peer: FacilityID, leaving: Pipe, coming: Pipe, closed: @escaping () -> Void) {
        self.peer = peer
        self.leaving = leaving
        self.coming = coming
        self.closed = closed
    }

    func send(_ message: [UInt8]) async throws { try await leaving.send(message) }

    func close() {
        leaving.network.loop.check()
        leaving.finish()
        coming.stopReading()
        closed()
    }
}

/// Dials from one machine in one run of its process.
struct VirtualDialer: Dialer {
    let network: VirtualNetwork
    let host: Host
    let own: FacilityCard
    let allowList: AllowList

    func dial(_ card: FacilityCard) async throws -> (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>) {
        network.loop.check()
        return try await network.dial(host, allowList, as: own, to: card)
    }
}
