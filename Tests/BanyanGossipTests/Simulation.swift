import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import BanyanTestSupport

/// A node of a simulated federation: the engine, and logs in memory for its disk.
struct SimulatedNode {
    let facility: TestFacility
    var engine: GossipEngine
    var logs: [LogID: TestLog] = [:]
    var isUp = true
    /// Turns a batch into what this node sends instead: adversaries.
    var corrupt: ((Batch) -> Batch)?
    var bytesSent = 0
    var synced: Set<FacilityID> = []
    var closings: [CloseReason] = []
    var quarantined: [LogID] = []
    /// Of these it found what proves it to all.
    var proved: [LogID] = []
    var diskFails = false
}

/// Nodes, connections and virtual time; everything random comes from one seed.
///
/// A class, since scheduled actions change it.
final class Simulation {
    private struct Wire {
        let ends: [(node: Int, id: ConnectionID)]
        var isOpen = true
        /// When the last message to each end arrives: messages of one direction never overtake each other.
        var arrival: [Int64] = [0, 0]
    }

    var nodes: [SimulatedNode]
    private(set) var time: Int64 = 0
    var random: SeededRandom
    /// Pairs that can't reach each other.
    var blocked: Set<[Int]> = []
    /// Entries in one batch at most, so that logs take several.
    var batchEntries = 7
    var onDeliver: ((Int, GossipMessage) -> Void)?

    private var agenda: [(time: Int64, order: Int, action: () -> Void)] = []
    private var order = 0
    private var wires: [Wire] = []
    private var lastConnection: UInt64 = 0
    private let base = Timestamp(seconds: 1_790_000_000)

    init(nodes count: Int, seed: UInt64) {
        random = SeededRandom(seed: seed)
        nodes = []
        for number in 0..<count {
            let facility = TestFacility(UInt8(number + 1))
            nodes.append(SimulatedNode(facility: facility, engine: GossipEngine(own: facility.id, random: &random)))
        }
        for node in 0..<count { scheduleTick(node) }
    }

    // MARK: Set-up

    /// Everybody accepts everybody; `dials` says who connects to whom.
    func accept(dials: [(Int, Int)]) {
        for node in nodes.indices {
            for other in nodes.indices where other != node {
                let dials = dials.contains { $0 == (node, other) }
                handle(node, .peer(nodes[other].facility.id, .active, dialable: dials))
            }
        }
    }

    func append(_ count: Int, at node: Int, bytes: Int = 40) {
        let facility = nodes[node].facility
        var log = nodes[node].logs[facility.log] ?? TestLog(facility.log)
        let start = log.entries.count
        log.append(makeEntries(count, bytes: bytes, &random), signedBy: facility.key)
        nodes[node].logs[facility.log] = log
        let news = count > 0 ? log.provable.map { log.batch(start..<start + count, under: $0) } : nil
        handle(node, .appended(log.holding, news))
    }

    func restart(_ node: Int) {
        for index in wires.indices where wires[index].isOpen && wires[index].ends.contains(where: { $0.node == node }) { cut(index) }
        let standing = nodes[node].engine.activePeers
        let dialable = Set(nodes[node].engine.status(now: base, ticks: time).filter(\.isDialable).map(\.peer))
        nodes[node].engine = GossipEngine(own: nodes[node].facility.id, random: &random)
        for log in nodes[node].logs.values.sorted(by: { $0.state.log < $1.state.log }) { handle(node, .held(log.holding)) }
        for peer in standing { handle(node, .peer(peer, .active, dialable: dialable.contains(peer))) }
    }

    // MARK: Running

    func run(for duration: Int64, until isDone: () -> Bool = { false }) {
        let end = time + duration
        while let next = agenda.indices.min(by: { (agenda[$0].time, agenda[$0].order) < (agenda[$1].time, agenda[$1].order) }),
            agenda[next].time <= end
        {
            let item = agenda.remove(at: next)
            time = item.time
            item.action()
            if isDone() { return }
        }
        time = end
    }

    /// Whether every node that is up holds the logs of all as their owners do.
    var isConverged: Bool {
        nodes.allSatisfy { node in
            !node.isUp
                || nodes.allSatisfy { owner in
                    (node.logs[owner.facility.log]?.state.tree ?? CompactTree())
                        == (owner.logs[owner.facility.log]?.state.tree ?? CompactTree())
                }
        }
    }

    func handle(_ node: Int, _ event: GossipEvent) {
        let directives = nodes[node].engine.handle(event, now: base.adding(time / 1000), ticks: time, random: &random)
        for directive in directives { perform(directive, node) }
    }

    /// Breaks some open connection.
    func cutSomething() {
        let open = wires.indices.filter { wires[$0].isOpen }
        if let victim = open.randomElement(using: &random) { cut(victim) }
    }

    func cutEverything() { for index in wires.indices where wires[index].isOpen { cut(index) } }

    var openConnections: Int { wires.count(where: \.isOpen) }

    func connection(_ node: Int, _ other: Int) -> ConnectionID? { nodes[node].engine.connection(of: nodes[other].facility.id) }

    /// Sends a message on a node's behalf.
    func inject(_ message: GossipMessage, from node: Int, to other: Int) {
        if let id = connection(node, other) { perform(.send(id, message), node) }
    }

    // MARK: Inside

    private func schedule(in delay: Int64, _ action: @escaping () -> Void) {
        order += 1
        agenda.append((time + delay, order, action))
    }

    private func scheduleTick(_ node: Int) {
        schedule(in: 250) { [unowned self] in
            if nodes[node].isUp { handle(node, .tick) }
            scheduleTick(node)
        }
    }

    private func index(of facility: FacilityID) -> Int? { nodes.firstIndex { $0.facility.id == facility } }

    private func delay() -> Int64 { Int64(5 + random.next() % 60) }

    private func perform(_ directive: GossipDirective, _ node: Int) {
        switch directive {
        case .dial(let peer): dial(from: node, to: peer)
        case .send(let id, let message): send(message, node, id)
        case .readBatch(let id, let request):
            schedule(in: 3) { [unowned self] in
                let batch = nodes[node].logs[request.log]?.batch(for: request, most: batchEntries)
                handle(node, .batchRead(id, request, batch.map { nodes[node].corrupt?($0) ?? $0 }))
            }
        case .verifyAndStore(_, let batch):
            schedule(in: 5) { [unowned self] in store(batch, node) }
        case .close(let id, let reason):
            nodes[node].closings.append(reason)
            if let wire = wires.firstIndex(where: { $0.isOpen && $0.ends.contains { $0 == (node, id) } }) { cut(wire) }
        case .peerSynced(let peer): nodes[node].synced.insert(peer)
        case .quarantine(let log, let misbehaviour): quarantine(log, misbehaviour, node)
        case .takeCosignature: break
        case .showCheckpoint(let id, let log):
            if let own = nodes[node].logs[log]?.provable { handle(node, .reply(id, .compare(own.checkpoint))) }
        case .compare(let id, let claim):
            if let own = nodes[node].logs[claim.log]?.provable, own.checkpoint.size == claim.size, own.checkpoint.root != claim.root {
                handle(node, .reply(id, .checkpoint(own)))
            }
        case .judge(_, let theirs):
            if let own = nodes[node].logs[theirs.checkpoint.log]?.provable {
                quarantine(theirs.checkpoint.log, Misbehaviour(first: own, second: theirs), node)
            }
        case .readPath(let id, let request):
            schedule(in: 3) { [unowned self] in
                handle(node, .pathRead(id, request, nodes[node].logs[request.log]?.path(request.from, request.to) ?? []))
            }
        case .checkProof(let peer, let log, let proof):
            schedule(in: 3) { [unowned self] in
                handle(node, proof == Self.proof ? .proved(log, proof: proof) : .proofRefused(peer, log, code: "proof-malformed"))
            }
        case .peerHeard, .clockReport, .pong, .parcel: break
        }
    }

    /// Facilities here have no certificates, so what stands for a proof is this.
    static let proof: [UInt8] = [1]

    private func quarantine(_ log: LogID, _ misbehaviour: Misbehaviour, _ node: Int) {
        nodes[node].quarantined.append(log)
        guard let owner = index(of: log.facility), misbehaviour.isProof(under: nodes[owner].facility.key.publicKey) else { return }
        nodes[node].proved.append(log)
        handle(node, .proved(log, proof: Self.proof))
    }

    private func store(_ batch: Batch, _ node: Int) {
        guard !nodes[node].diskFails else { return handle(node, .batchRefused(batch.log, .storage)) }
        guard let owner = index(of: batch.log.facility) else { return handle(node, .batchRefused(batch.log, .unknownKey)) }
        var log = nodes[node].logs[batch.log] ?? TestLog(batch.log)
        do {
            log.store(try verify(batch, after: log.state, key: nodes[owner].facility.key.publicKey))
            nodes[node].logs[batch.log] = log
            handle(node, .batchStored(log.holding))
        } catch {
            if let misbehaviour = error.misbehaviour { return handle(node, .batchRefused(batch.log, .fork(misbehaviour))) }
            let isOutdated = error.code == "older-checkpoint" || error.code == "wrong-start"
            if isOutdated { handle(node, .held(log.holding)) }
            let isSuspicious = ["wrong-root", "wrong-proof"].contains(error.code) && log.state.tree.size > 0
            let refusal: BatchRefusal =
                isSuspicious ? .differing(known: log.state.checkpoint, claimed: batch.checkpoint) : .invalid(code: error.code)
            handle(node, .batchRefused(batch.log, isOutdated ? .outdated : refusal))
        }
    }

    private func dial(from node: Int, to peer: FacilityID) {
        schedule(in: delay()) { [unowned self] in
            guard let other = index(of: peer), nodes[other].isUp, nodes[node].isUp, !blocked.contains([node, other]),
                !blocked.contains([other, node])
            else { return handle(node, .dialFailed(peer)) }
            lastConnection += 2
            let ends = [(node: node, id: ConnectionID(lastConnection - 1)), (node: other, id: ConnectionID(lastConnection))]
            wires.append(Wire(ends: ends))
            handle(node, .connected(ends[0].id, peer, inbound: false))
            handle(other, .connected(ends[1].id, nodes[node].facility.id, inbound: true))
        }
    }

    private func send(_ message: GossipMessage, _ node: Int, _ id: ConnectionID) {
        guard let wire = wires.firstIndex(where: { $0.isOpen && $0.ends.contains { $0 == (node, id) } }) else { return }
        let bytes = message.encoded
        nodes[node].bytesSent += 4 + bytes.count
        let far = wires[wire].ends[0] == (node, id) ? 1 : 0
        let arrival = max(wires[wire].arrival[far], time + delay())
        wires[wire].arrival[far] = arrival
        schedule(in: arrival - time) { [unowned self] in
            guard wires[wire].isOpen else { return }
            let end = wires[wire].ends[far]
            do {
                let message = try GossipMessage(encoded: bytes)
                onDeliver?(end.node, message)
                handle(end.node, .message(end.id, message))
            } catch { handle(end.node, .malformed(end.id, code: (error as? GossipFailure)?.code ?? "unknown")) }
        }
        schedule(in: 2) { [unowned self] in handle(node, .drained(id)) }
    }

    private func cut(_ wire: Int) {
        wires[wire].isOpen = false
        for end in wires[wire].ends {
            schedule(in: delay()) { [unowned self] in handle(end.node, .disconnected(end.id)) }
        }
    }
}
