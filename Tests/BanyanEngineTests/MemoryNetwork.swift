import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanGossip
import BanyanLedger
import Synchronization

/// Joins the exchanges of nodes in one process: pairs of links instead of sockets. What the transport checks by keys, who is let in, is
/// checked here on both sides by the same allow-lists.
final class MemoryNetwork: Sendable {
    typealias Messages = AsyncThrowingStream<[UInt8], any Error>

    private struct Listener {
        let card: FacilityCard
        let exchange: Exchange
    }

    private let listeners = Mutex<[FacilityID: Listener]>([:])
    private let losses = Mutex<Set<FacilityID>>([])

    struct NobodyThere: Error {}

    func listen(_ card: FacilityCard, _ exchange: Exchange) {
        listeners.withLock { $0[card.id] = Listener(card: card, exchange: exchange) }
    }
    func leave(_ id: FacilityID) { listeners.withLock { $0[id] = nil } }

    /// From now on no batch of entries of this facility's log arrives anywhere; what it shows in its frontier does.
    func loseEntries(of id: FacilityID) { losses.withLock { _ = $0.insert(id) } }

    func dialer(of card: FacilityCard, _ allowList: AllowList) -> any Dialer {
        MemoryDialer(network: self, own: card, allowList: allowList)
    }

    /// What arrives of a message: nothing of a batch that is lost, and of a push the announcement alone.
    fileprivate func passing(_ bytes: [UInt8]) -> [UInt8]? {
        func isLost(_ log: LogID) -> Bool { losses.withLock { $0.contains(log.facility) } }
        switch try? GossipMessage(encoded: bytes) {
        case .batch(let batch) where isLost(batch.log): return nil
        case .push(let number, let batch) where isLost(batch.log):
            let item = FrontierItem(log: batch.log, size: batch.checkpoint.checkpoint.size)
            return GossipMessage.frontier(FrontierUpdate(number: number, base: .previous, items: [item])).encoded
        default: return bytes
        }
    }

    fileprivate func connect(_ own: FacilityCard, to card: FacilityCard, _ allowList: AllowList) throws -> (
        link: any PeerLink, messages: Messages
    ) {
        guard let listener = listeners.withLock({ $0[card.id] }), allowList.facility(for: listener.card.tlsKey) == card.id,
            listener.exchange.allowList.facility(for: own.tlsKey) == own.id
        else { throw NobodyThere() }
        let here = Messages.makeStream()
        let there = Messages.makeStream()
        let link = MemoryLink(peer: own.id, incoming: there.continuation, outgoing: here.continuation, network: self)
        // Lives as long as the connection, which either side ends.
        Task { await listener.exchange.accept(link: link, messages: there.stream) }
        return (MemoryLink(peer: card.id, incoming: here.continuation, outgoing: there.continuation, network: self), here.stream)
    }
}

private struct MemoryDialer: Dialer {
    let network: MemoryNetwork
    let own: FacilityCard
    let allowList: AllowList

    func dial(_ card: FacilityCard) async throws -> (link: any PeerLink, messages: MemoryNetwork.Messages) {
        try network.connect(own, to: card, allowList)
    }
}

private final class MemoryLink: PeerLink {
    let peer: FacilityID
    private let incoming: MemoryNetwork.Messages.Continuation
    private let outgoing: MemoryNetwork.Messages.Continuation
    private let network: MemoryNetwork

    init(
        peer: FacilityID, incoming: MemoryNetwork.Messages.Continuation, outgoing: MemoryNetwork.Messages.Continuation,
        network: MemoryNetwork
    ) {
        self.peer = peer
        self.incoming = incoming
        self.outgoing = outgoing
        self.network = network
    }

    func send(_ message: [UInt8]) async throws {
        guard let message = network.passing(message) else { return }
        if case .terminated = outgoing.yield(message) { throw MemoryNetwork.NobodyThere() }
    }

    func close() {
        outgoing.finish()
        incoming.finish()
    }
}
