public import BanyanCore

/// A failure of the virtual network, with the codes of the real transport.
public struct NetworkFailure: Failure {
    public let category: FailureCategory
    public let code: String
    public let message: String
    public let hint: String? = nil

    init(_ category: FailureCategory, _ code: String, _ message: String) {
        self.category = category
        self.code = code
        self.message = message
    }

    static let gone = NetworkFailure(.unreachable, "connection-lost", "the connection is gone")
    static let reset = NetworkFailure(.unreachable, "connection-reset", "the connection was reset")
    static let unreachable = NetworkFailure(.unreachable, "peer-unreachable", "no answer from the peer's address")
    static let refused = NetworkFailure(.unreachable, "peer-unreachable", "nobody listens at the peer's address")
    static let notAccepted = NetworkFailure(.trust, "not-accepted", "the peer is not accepted")
}

/// One direction of a connection: a send buffer, messages under way, and what the receiver has not read yet. Like TCP it delivers in order
/// or not at all; what a link loses arrives later, what a partition holds back arrives after it, or the sender gives up.
final class Pipe: @unchecked Sendable {
    /// Bytes that the sender's system takes before it holds the sender up, and that the receiver's keeps unread.
    static let sendBuffer = 256 << 10
    static let receiveBuffer = 256 << 10
    /// Microseconds after which a sender's system gives up on bytes that are not acknowledged.
    static let giveUp: Int64 = 120_000_000

    let network: VirtualNetwork
    let from: Host
    let to: Host
    private let quality: LinkQuality
    private var random: SeededRandom

    weak var connection: VirtualConnection?
    /// Nothing arrives any more, and nobody is told.
    var isDead = false
    private var busyUntil: Int64 = 0
    private var lastArrival: Int64 = 0
    private var buffered = 0
    /// Arrived at the receiver's machine and not yet in its buffer: the buffer is full, or a partition holds it.
    private var arrived: [[UInt8]] = []
    private var heldSince: Int64?
    private var inbox: [[UInt8]] = []
    private var inboxBytes = 0
    private enum End { case open, finished, failed(NetworkFailure) }
    /// How it ends for the sender, and, once everything that was sent is read, for the receiver.
    private var sending = End.open
    private var receiving = End.open
    private var isFinishing = false
    private var inFlight = 0
    private var reader: Waiting<Void>?
    private var writers: [Waiting<Void>] = []

    init(_ network: VirtualNetwork, from: Host, to: Host, _ quality: LinkQuality, _ random: SeededRandom) {
        self.network = network
        self.from = from
        self.to = to
        self.quality = quality
        self.random = random
    }

    private var loop: Loop { network.loop }

    func send(_ message: [UInt8]) async throws {
        loop.check()
        while case .open = sending, buffered >= Self.sendBuffer {
            let room = Waiting<Void>()
            writers.append(room)
            try await room.value()
        }
        guard case .open = sending, from.isUp else { throw NetworkFailure.gone }
        network.sent(message, from, to)
        buffered += message.count
        inFlight += 1
        let bytes = message.count + 4
        busyUntil = max(
            max(busyUntil, loop.now) + Int64(bytes) * 1_000_000 / max(1, quality.bytesPerSecond), from.sent(bytes, now: loop.now))
        let lost = random.happens(max(quality.loss, network.weather.loss)) ? random.number(quality.retransmission) : 0
        let breaks = random.happens(max(quality.reset, network.weather.reset))
        let delay = random.happens(network.weather.delay) ? random.number(0...2_000_000) : 0
        lastArrival = max(lastArrival, busyUntil + random.number(quality.latency) + lost + delay)
        loop.at(lastArrival) { [self] in
            let through = to.received(bytes, now: loop.now)
            guard through > loop.now else { return arrive(message, breaks: breaks) }
            loop.at(through) { [self] in arrive(message, breaks: breaks) }
        }
    }

    private func arrive(_ message: [UInt8], breaks: Bool) {
        inFlight -= 1
        if breaks { return connection.map(network.reset) ?? () }
        arrived.append(message)
        move()
    }

    /// Moves what arrived into the receiver's buffer, as far as a partition and the buffer allow.
    func move() {
        guard !isDead else { return }
        // Who closed his end answers what still comes with a reset.
        guard case .open = receiving else { return failSending(.reset) }
        if network.isBlocked(from, to) || to.isSilent { return hold() }
        heldSince = nil
        while let message = arrived.first, inboxBytes < Self.receiveBuffer, !to.isDeaf {
            arrived.removeFirst()
            buffered -= message.count
            inbox.append(message)
            inboxBytes += message.count
        }
        if isFinishing, inFlight == 0, arrived.isEmpty { receiving = .finished }
        wake()
        if buffered < Self.sendBuffer { release() }
    }

    private func hold() {
        guard heldSince == nil else { return }
        let since = loop.now
        heldSince = since
        network.held(self)
        loop.at(since + Self.giveUp) { [weak self] in
            guard let self, heldSince == since else { return }
            // The sender's system gives up; the receiver hears nothing of that.
            failSending(.reset)
            connection?.opposite(of: self).failReceiving(.reset)
        }
    }

    /// `nil` when the sender has ended it and all is read.
    func next() async throws -> [UInt8]? {
        loop.check()
        while true {
            if !inbox.isEmpty {
                let message = inbox.removeFirst()
                inboxBytes -= message.count
                if !arrived.isEmpty { move() }
                network.onReceive(message, from.number, to.number)
                return message
            }
            switch receiving {
            case .finished: return nil
            case .failed(let failure): throw failure
            case .open: break
            }
            let waiting = Waiting<Void>()
            reader = waiting
            try await waiting.value()
        }
    }

    /// The sender is done: what was sent still arrives.
    func finish() {
        guard case .open = sending else { return }
        sending = .finished
        isFinishing = true
        release()
        if !from.isUp { return }
        // The end itself has to travel too.
        inFlight += 1
        lastArrival = max(lastArrival, max(busyUntil, loop.now) + random.number(quality.latency))
        loop.at(lastArrival) { [self] in
            inFlight -= 1
            move()
        }
    }

    /// The receiver reads no more.
    func stopReading() {
        guard case .open = receiving else { return }
        receiving = .finished
        inbox = []
        inboxBytes = 0
        arrived = []
        wake()
    }

    func failSending(_ failure: NetworkFailure) {
        guard case .open = sending else { return }
        sending = .failed(failure)
        release()
    }

    func failReceiving(_ failure: NetworkFailure) {
        guard case .open = receiving else { return }
        receiving = .failed(failure)
        inbox = []
        inboxBytes = 0
        wake()
    }

    private func wake() { reader.take()?.resume(with: .success(())) }

    private func release() {
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume(with: .success(())) }
    }
}

/// Both directions between two machines.
final class VirtualConnection: @unchecked Sendable {
    let number: UInt64
    /// From the dialler to the listener, and back.
    let out: Pipe
    let back: Pipe

    init(number: UInt64, out: Pipe, back: Pipe) {
        self.number = number
        self.out = out
        self.back = back
        out.connection = self
        back.connection = self
    }

    func opposite(of pipe: Pipe) -> Pipe { pipe === out ? back : out }
    func other(than host: Host) -> Host { out.from === host ? out.to : out.from }

    /// Both sides hear of it.
    func reset() {
        for pipe in [out, back] {
            pipe.failSending(.reset)
            pipe.failReceiving(.reset)
        }
    }
}
