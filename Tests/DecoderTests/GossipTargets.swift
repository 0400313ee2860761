import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanGossip

extension FuzzTarget {
    static let gossip = [
        FuzzTarget("gossip-message", longest: 8192) { bytes in
            try comesBack(try? GossipMessage(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("batch", longest: 8192) { bytes in
            guard case .batch(let batch)? = try? GossipMessage(encoded: bytes) else { return false }
            let known = LogState.empty(batch.log)
            let isForged = (try? verify(batch, after: known, key: Cast.keys.log.publicKey)) != nil
            try promise(!isForged, "a batch under a checkpoint that the log's key did not sign")
            let honest = Batch(
                log: batch.log, start: 0, entries: batch.entries, checkpoint: Cast.checkpoint(of: batch.entries, in: batch.log),
                consistency: [])
            let verified: VerifiedBatch
            do throws(LedgerFailure) { verified = try verify(honest, after: known, key: Cast.keys.log.publicKey) } catch {
                try promise(["payload-size", "batch-too-large"].contains(error.code), "a true batch is refused: \(error.code)")
                return true
            }
            let later = Batch(
                log: batch.log, start: verified.state.tree.size, entries: batch.entries, checkpoint: honest.checkpoint, consistency: [])
            try promise((try? verify(later, after: verified.state, key: Cast.keys.log.publicKey)) == nil, "entries beyond a checkpoint")
            return true
        },
        FuzzTarget("gossip-session", longest: 1024, takesVectors: false, seeds: { SessionSeeds.all }) { bytes in
            var session = GossipSession()
            var input = ByteInput(bytes)
            while !input.isEmpty { try session.step(&input) }
            return true
        },
    ]
}

/// Openings of sessions: connect, greet, ask, answer, wait.
private enum SessionSeeds {
    static let all: [[UInt8]] = {
        var random = SeededRandom(seed: 9)
        let greeting: [UInt8] = [0, 0, 1, 2, 0, 0, 0, 1, 0, 3, 0, 5, 1, 0, 9, 2, 0, 1, 2, 0, 1, 0, 2]
        return [greeting] + (1...20).map { greeting + random.octets($0 * 12) }
    }()
}

/// The engine of a node between three peers who say whatever can be decoded, a disk that may fail, and a clock that goes on.
struct GossipSession {
    static let parties: [FacilityID] = (0..<5).map { FacilityID(.sha256([$0])) }

    private var engine: GossipEngine
    private var random = SeededRandom(seed: 5)
    private var ticks: Int64 = 0
    private var open: [ConnectionID] = []
    private var lastConnection: UInt64 = 0
    private var reads: [(ConnectionID, BatchRequest)] = []
    private var traces: [(ConnectionID, PathRequest)] = []
    private var stores: [Batch] = []
    private var held: [LogID: UInt64] = [:]
    private var post = FuzzedPost()

    init() {
        engine = GossipEngine(own: Self.parties[0], random: &random)
        for peer in Self.parties[1...3] { _ = handle(.peer(peer, .active, dialable: true)) }
    }

    mutating func step(_ input: inout ByteInput) throws {
        switch input.number(below: 16) {
        case 0: connect(to: Self.parties[1 + input.number(below: 4)], isInbound: input.byte() & 1 == 0)
        case 1, 2, 3, 4:
            guard let id = pick(open, &input) else { return }
            let said = message(&input)
            try act(on: .message(id, said))
        case 5:
            guard let id = pick(open, &input) else { return }
            open.removeAll { $0 == id }
            try act(on: .disconnected(id))
        case 6: try pass(Int64(input.uint16()) * 37)
        case 7:
            guard let id = pick(open, &input) else { return }
            try act(on: input.byte() & 1 == 0 ? .drained(id) : .malformed(id, code: "frame"))
        case 8:
            guard let (id, request) = reads.popLast() else { return }
            try act(on: .batchRead(id, request, input.byte() & 1 == 0 ? nil : batch(&input, request.log, from: request.from)))
        case 9: try answerStore(&input)
        case 10: try act(on: .held(raise(log(&input), by: UInt64(input.byte()))))
        case 11: try act(on: verdict(&input, on: pick(open, &input)))
        case 12:
            guard let (id, request) = traces.popLast() else { return }
            try act(on: .pathRead(id, request, digests(&input)))
        case 13, 14:
            guard let event = post.answer(&input) else { return }
            try act(on: .parcel(event))
        default: try administer(&input)
        }
    }

    private mutating func handle(_ event: GossipEvent) -> [GossipDirective] {
        engine.handle(event, now: Cast.now.adding(ticks / 1000), ticks: ticks, random: &random)
    }

    /// Does what the engine wants, as far as the world takes part here.
    private mutating func act(on event: GossipEvent) throws {
        for directive in handle(event) {
            switch directive {
            case .readBatch(let id, let request): reads.append((id, request))
            case .readPath(let id, let request): traces.append((id, request))
            case .parcel(let directive): post.take(directive)
            case .verifyAndStore(_, let batch):
                try promise(!stores.contains { $0.log == batch.log }, "two batches of one log are to be stored at one time")
                stores.append(batch)
            case .close(let id, _): open.removeAll { $0 == id }
            case .send(let id, let message):
                try promise((try? GossipMessage(encoded: message.encoded)) == message, "the node sends what nobody can read")
                try promise(open.contains(id), "the node sends on a connection that is closed")
            default: break
            }
        }
        try promise(post.openings <= open.count + 8, "more than one parcel of a connection is being taken")
        try promise(engine.load.excess == nil, "more is kept than allowed")
        try promise(stores.count <= Limits.batchesInFlight, "more batches wait for the disk than allowed")
    }

    private mutating func connect(to peer: FacilityID, isInbound: Bool) {
        guard open.count < 8 else { return }
        lastConnection += 1
        let id = ConnectionID(lastConnection)
        open.append(id)
        try? act(on: .connected(id, peer, inbound: isInbound))
    }

    private mutating func pass(_ milliseconds: Int64) throws {
        ticks += milliseconds
        try act(on: .tick)
    }

    private mutating func answerStore(_ input: inout ByteInput) throws {
        guard !stores.isEmpty else { return }
        let batch = stores.removeFirst()
        switch input.number(below: 8) {
        case 0: try act(on: .batchRefused(batch.log, .invalid(code: "wrong-root")))
        case 1: try act(on: .batchRefused(batch.log, .differing(known: nil, claimed: batch.checkpoint)))
        case 2: try act(on: .batchRefused(batch.log, .outdated))
        case 3: try act(on: .batchRefused(batch.log, .unknownKey))
        case 4: try act(on: .batchRefused(batch.log, .storage))
        default: try act(on: .batchStored(raise(batch.log, by: UInt64(batch.entries.count))))
        }
    }

    private mutating func administer(_ input: inout ByteInput) throws {
        let peer = Self.parties[1 + input.number(below: 4)]
        switch input.number(below: 8) {
        case 0: try act(on: .peer(peer, .suspended, dialable: true))
        case 1: try act(on: .peer(peer, .removed, dialable: false))
        case 2: try act(on: .retry(peer))
        case 3: try act(on: .dialFailed(peer))
        case 4: try act(on: .quarantined(log(&input)))
        case 5:
            guard let id = pick(open, &input) else { return }
            try act(on: .ping(id, token: input.uint64()))
        default: try act(on: .peer(peer, .active, dialable: input.byte() & 1 == 0))
        }
    }
}

extension GossipSession {
    private func pick(_ list: [ConnectionID], _ input: inout ByteInput) -> ConnectionID? {
        list.isEmpty ? nil : list[input.number(below: list.count)]
    }

    private mutating func raise(_ log: LogID, by count: UInt64) -> LogHolding {
        let size = min(held[log, default: 0] + count, Limits.logSize)
        held[log] = size
        return LogHolding(log: log, held: size, promised: size, provable: size)
    }

    func log(_ input: inout ByteInput) -> LogID {
        let facility = Self.parties[input.number(below: 5)]
        let far = input.byte()
        return LogID(facility: facility, incarnation: far < 250 ? UInt32(far % 3) : UInt32(truncatingIfNeeded: input.uint64()))
    }

    /// Mostly small, at times as large as the wire allows.
    func size(_ input: inout ByteInput) -> UInt64 {
        let first = input.byte()
        return first < 250 ? UInt64(first) : input.uint64() % (Limits.logSize + 1)
    }

    private mutating func message(_ input: inout ByteInput) -> GossipMessage {
        switch input.number(below: 16) {
        case 0:
            let clock = Timestamp(seconds: Int64(input.uint64() % 253_402_300_800))
            return .hello(
                Hello(
                    versions: input.byte() < 250 ? [1] : [2, 7], facility: Self.parties[input.number(below: 5)], clock: clock,
                    epoch: UInt64(input.number(below: 3)), update: update(&input, isHello: true)))
        case 1: return .frontier(update(&input, isHello: false))
        case 2: return .acknowledge(size(&input))
        case 3:
            let from = min(size(&input), Limits.logSize - 1)
            let upTo = min(Limits.logSize, from + 1 + size(&input))
            let bytes = Int(truncatingIfNeeded: input.uint64() >> 1)
            return .request(BatchRequest(log: log(&input), from: from, upTo: upTo, bytes: bytes, payloads: input.byte() & 1 == 0))
        case 4: return .batch(batch(&input, log(&input), from: size(&input)))
        case 5: return .unavailable(log(&input))
        case 6: return .ping(clock: Timestamp(seconds: Int64(input.uint64() % 253_402_300_800)), token: input.uint64())
        case 7: return .pong(clock: Timestamp(seconds: Int64(input.uint64() % 253_402_300_800)), token: input.uint64())
        case 8: return .goodbye(GoodbyeReason.allCases[input.number(below: GoodbyeReason.allCases.count)])
        case 9: return post.parcel(&input)
        case 10: return .parcelReceipt(ParcelReceipt(secret: .sha256([input.byte() & 7])))
        case 11: return post.verdict(&input)
        default: return evidence(&input)
        }
    }

    private func update(_ input: inout ByteInput, isHello: Bool) -> FrontierUpdate {
        var items: [LogID: UInt64] = [:]
        for _ in 0..<input.number(below: 5) { items[log(&input)] = max(1, size(&input)) }
        let base: FrontierUpdate.Base =
            switch input.number(below: 3) {
            case 0: .nothing
            case 1 where isHello: .acknowledged(number: size(&input), digest: .sha256([input.byte()]))
            default: isHello ? .nothing : .previous
            }
        let number = input.byte() < 250 ? size(&input) : UInt64(Int64.max)
        return FrontierUpdate(
            number: max(1, number), base: base, items: items.sorted { $0.key < $1.key }.map { FrontierItem(log: $0.key, size: $0.value) })
    }

    func batch(_ input: inout ByteInput, _ log: LogID, from start: UInt64) -> Batch {
        let entries = (0..<input.number(below: 4)).map { Entry(tag: .open, payload: [UInt8($0)]) }
        return Batch(
            log: log, start: start, entries: entries, checkpoint: Cast.checkpoint(of: entries, in: log),
            consistency: input.byte() & 1 == 0 ? [] : [.sha256([2])])
    }
}
