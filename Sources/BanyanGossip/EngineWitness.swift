internal import BanyanCore
internal import BanyanLedger

/// What went between this node and a peer beside batches and frontiers, in this run: so that nothing is told twice, and nobody tells too much.
struct EvidenceExchanged: Sendable {
    /// The cosignatures of its own log that it was sent, and when.
    var cosignatures: [LogID: (cosignature: Cosignature, at: Int64)] = [:]
    /// Proofs of misbehaviour that it was sent, or sent, and when.
    var proofs: [LogID: Int64] = [:]
    /// In which size each log was last compared with it, and when.
    var compared: [LogID: (size: UInt64, at: Int64)] = [:]
    /// The cosignatures that it brought.
    var taken: [LogID: Cosignature] = [:]

    var cosignaturesTaken = Allowance()
    var pathsServed = Allowance()
    var proofsTaken = Allowance()
    var proofsTold = Allowance()

    /// What was sent shortly before a connection ended may not have arrived.
    mutating func forget(since ticks: Int64) {
        cosignatures = cosignatures.filter { $0.value.at < ticks }
        proofs = proofs.filter { $0.value < ticks }
    }
}

/// So much within a window of time, then nothing until it is over.
struct Allowance: Sendable {
    private var used = 0
    private var since: Int64?

    mutating func take(of most: Int, within window: Int64, at ticks: Int64) -> Bool {
        if since.map({ ticks - $0 >= window }) ?? true { (used, since) = (0, ticks) }
        guard used < most else { return false }
        used += 1
        return true
    }
}

/// Witnesses (protocol section 3.8): this node's cosignatures to their logs' owners, and the peers' of the own log.
extension GossipEngine {
    mutating func cosigned(_ cosignature: Cosignature, _ turn: inout Turn) {
        let log = cosignature.checkpoint.log
        guard cosignature.witness == own, cosignature.isNewer(than: cosignatures[log]) else { return }
        cosignatures[log] = cosignature
        if let id = peers[log.facility]?.connection { tellEvidence(id, &turn) }
    }

    /// Tells the peer what it has not been told: cosignatures of its log, and proofs of misbehaviour.
    mutating func tellEvidence(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], connection.isGreeted else { return }
        let peer = connection.peer
        if !cosignatures.isEmpty {
            for log in believed(of: peer) {
                guard let cosignature = cosignatures[log],
                    cosignature.isNewer(than: peers[peer]?.evidence.cosignatures[log]?.cosignature)
                else { continue }
                peers[peer]?.evidence.cosignatures[log] = (cosignature, turn.ticks)
                send(id, .cosignature(cosignature), &turn)
            }
        }
        tellProofs(id, peer, &turn)
    }

    private mutating func tellProofs(_ id: ConnectionID, _ peer: FacilityID, _ turn: inout Turn) {
        for (log, proof) in proofs.sorted(by: { $0.key < $1.key }) where peers[peer]?.evidence.proofs[log] == nil {
            guard
                peers[peer]?.evidence.proofsTold.take(of: Limits.proofsPerPeer, within: timing.repeatWindow, at: turn.ticks) == true
            else { return }
            peers[peer]?.evidence.proofs[log] = turn.ticks
            send(id, .misbehaviour(log, proof: proof), &turn)
        }
    }

    /// A peer's word on a log that is not the own one, or another's word, is no business of this connection. What is not newer than what it
    /// brought, or more than is held here (the disk lost it), says nothing.
    mutating func receiveCosignature(_ cosignature: Cosignature, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer else { return }
        let log = cosignature.checkpoint.log
        guard cosignature.witness == peer, log.facility == own else { return violation(id, "unwanted-cosignature", &turn) }
        guard isBelieved(log), cosignature.checkpoint.size <= held(log), cosignature.isNewer(than: peers[peer]?.evidence.taken[log]),
            peers[peer]?.evidence.cosignaturesTaken.take(of: Limits.cosignaturesPerPeer, within: timing.repeatWindow, at: turn.ticks)
                == true
        else { return }
        peers[peer]?.evidence.taken[log] = cosignature
        turn.emit(.takeCosignature(cosignature))
    }
}
