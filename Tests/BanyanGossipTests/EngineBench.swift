import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanGossip

/// One engine under the hand of the test.
struct Bench {
    var engine: GossipEngine
    var ticks: Int64 = 0
    var random = SeededRandom(seed: 31)
    let own = TestFacility(1)
    let peers = (2...5).map { TestFacility($0) }
    static let now = Timestamp(seconds: 1_790_000_000)

    init(timing: GossipTiming = GossipTiming()) { engine = GossipEngine(own: own.id, timing: timing, random: &random) }

    @discardableResult
    mutating func take(_ event: GossipEvent) -> [GossipDirective] {
        engine.handle(event, now: Self.now.adding(ticks / 1000), ticks: ticks, random: &random)
    }

    @discardableResult
    mutating func wait(_ milliseconds: Int64) -> [GossipDirective] {
        ticks += milliseconds
        return take(.tick)
    }

    func hello(_ peer: TestFacility, _ items: [FrontierItem] = [], clock: Timestamp = Self.now) -> GossipMessage {
        .hello(
            Hello(versions: [1], facility: peer.id, clock: clock, epoch: 5, update: FrontierUpdate(number: 1, base: .nothing, items: items))
        )
    }

    /// A connection on which the peer has said what it holds.
    @discardableResult
    mutating func connect(_ number: UInt64, _ peer: TestFacility, _ sizes: [LogID: UInt64] = [:]) -> [GossipDirective] {
        take(.peer(peer.id, .active, dialable: false))
        let first = take(.connected(ConnectionID(number), peer.id, inbound: true)) + take(.drained(ConnectionID(number)))
        let items = sizes.map { FrontierItem(log: $0.key, size: $0.value) }.sorted { $0.log < $1.log }
        return first + take(.message(ConnectionID(number), hello(peer, items)))
    }
}

extension [GossipDirective] {
    var closings: [CloseReason] { compactMap { if case .close(_, let reason) = $0 { reason } else { nil } } }
    var dials: [FacilityID] { compactMap { if case .dial(let peer) = $0 { peer } else { nil } } }
    var messages: [(ConnectionID, GossipMessage)] { compactMap { if case .send(let id, let message) = $0 { (id, message) } else { nil } } }
    var requests: [(ConnectionID, BatchRequest)] {
        messages.compactMap { if case .request(let request) = $0.1 { ($0.0, request) } else { nil } }
    }
    var traces: [PathRequest] { messages.compactMap { if case .trace(let request) = $0.1 { request } else { nil } } }
    var paths: [[Digest]] { messages.compactMap { if case .path(_, let path) = $0.1 { path } else { nil } } }
    var proofs: [(ConnectionID, LogID)] {
        messages.compactMap { if case .misbehaviour(let log, _) = $0.1 { ($0.0, log) } else { nil } }
    }
    var cosignatures: [Cosignature] { messages.compactMap { if case .cosignature(let cosignature) = $0.1 { cosignature } else { nil } } }
    var taking: [Cosignature] { compactMap { if case .takeCosignature(let cosignature) = $0 { cosignature } else { nil } } }
    var pathReadings: [PathRequest] { compactMap { if case .readPath(_, let request) = $0 { request } else { nil } } }
    var showing: [LogID] { compactMap { if case .showCheckpoint(_, let log) = $0 { log } else { nil } } }
    var comparing: [Checkpoint] { compactMap { if case .compare(_, let claim) = $0 { claim } else { nil } } }
    var judging: [SignedCheckpoint] { compactMap { if case .judge(_, let checkpoint) = $0 { checkpoint } else { nil } } }
    var checking: [LogID] { compactMap { if case .checkProof(_, let log, _) = $0 { log } else { nil } } }
    var quarantines: [Misbehaviour] { compactMap { if case .quarantine(_, let misbehaviour) = $0 { misbehaviour } else { nil } } }
    var readings: [BatchRequest] { compactMap { if case .readBatch(_, let request) = $0 { request } else { nil } } }
    var storing: [Batch] { compactMap { if case .verifyAndStore(_, let batch) = $0 { batch } else { nil } } }
    var synced: Int { count { if case .peerSynced = $0 { true } else { false } } }
}
