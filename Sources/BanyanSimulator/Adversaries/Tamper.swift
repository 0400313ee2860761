internal import BanyanCore
internal import BanyanEngine
internal import BanyanGossip
internal import BanyanLedger

/// An adversary's hand between its own exchange and the network. It sees every message of every connection of its facility and may drop,
/// alter, delay, repeat and invent; it holds no key but the facility's own. What is not overridden passes.
class Tamper: @unchecked Sendable {
    /// One connection as the hand holds it.
    final class Line: Sendable {
        let number: Int
        let peer: FacilityID
        private let link: any PeerLink

        init(_ number: Int, _ link: any PeerLink) {
            self.number = number
            peer = link.peer
            self.link = link
        }

        /// Past the own exchange, straight to the peer. What the network refuses is gone.
        func say(_ bytes: [UInt8]) async { try? await link.send(bytes) }
        func say(_ message: GossipMessage) async { await say(message.encoded) }
        func close() { link.close() }
    }

    /// The process in which it works, once that has begun.
    var process: Process?
    /// Whether it lies yet: covert adversaries begin as honest peers.
    var isActive = true
    private var lines = 0

    init() {}

    /// A connection stands; nothing was said on it.
    func opened(_ line: Line) {}

    /// What leaves instead of a message.
    func leaving(_ message: GossipMessage, on line: Line) async -> [GossipMessage] { [message] }
    /// What arrives instead of a message.
    func coming(_ message: GossipMessage, on line: Line) async -> [GossipMessage] { [message] }

    /// The same on the bytes.
    func leaving(bytes: [UInt8], on line: Line) async -> [[UInt8]] {
        guard isActive, let message = try? GossipMessage(encoded: bytes) else { return [bytes] }
        return await leaving(message, on: line).map(\.encoded)
    }

    func coming(bytes: [UInt8], on line: Line) async -> [[UInt8]] {
        guard isActive, let message = try? GossipMessage(encoded: bytes) else { return [bytes] }
        return await coming(message, on: line).map(\.encoded)
    }

    /// Puts itself into a connection.
    final func between(_ link: any PeerLink, _ messages: AsyncThrowingStream<[UInt8], any Error>) -> (
        link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>
    ) {
        lines += 1
        let line = Line(lines, link)
        opened(line)
        let pump = Pump(messages, line, self)
        return (TamperedLink(link, line, self), AsyncThrowingStream { try await pump.next() })
    }

    /// The index of a facility among the machines.
    final func site(of facility: FacilityID) -> Int? { process?.machine.world.facilities.firstIndex { $0.id == facility } }

    /// Reads what comes for the exchange.
    private final class Pump: @unchecked Sendable {
        private var iterator: AsyncThrowingStream<[UInt8], any Error>.Iterator
        private let line: Line
        private let tamper: Tamper
        private var ready: [[UInt8]] = []

        init(_ messages: AsyncThrowingStream<[UInt8], any Error>, _ line: Line, _ tamper: Tamper) {
            iterator = messages.makeAsyncIterator()
            self.line = line
            self.tamper = tamper
        }

        func next() async throws -> [UInt8]? {
            while ready.isEmpty {
                var reading = iterator
                guard let bytes = try await reading.next() else { return nil }
                ready = await tamper.coming(bytes: bytes, on: line)
            }
            return ready.removeFirst()
        }
    }
}

/// The end of a connection that the adversary's own exchange holds.
private final class TamperedLink: PeerLink {
    let peer: FacilityID
    private let link: any PeerLink
    private let line: Tamper.Line
    private let tamper: Tamper

    init(_ link: any PeerLink, _ line: Tamper.Line, _ tamper: Tamper) {
        peer = link.peer
        self.link = link
        self.line = line
        self.tamper = tamper
    }

    func send(_ message: [UInt8]) async throws {
        for bytes in await tamper.leaving(bytes: message, on: line) { try await link.send(bytes) }
    }

    func close() { link.close() }
}

struct TamperedDialer: Dialer {
    let dialer: VirtualDialer
    let tamper: Tamper

    func dial(_ card: FacilityCard) async throws -> (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>) {
        let (link, messages) = try await dialer.dial(card)
        return tamper.between(link, messages)
    }
}
