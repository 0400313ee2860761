internal import BanyanCore
internal import BanyanLedger

/// A question to a peer: how do you get from the one checkpoint of the owner to the other?
struct Inquiry: Sendable {
    let known: SignedCheckpoint
    let claimed: SignedCheckpoint
    /// Everything held lies under the known checkpoint, so that, if the path agrees with both, the peer's entries were altered.
    let isConclusive: Bool
    let sentAt: Int64
    /// It is not waited for any more; the answer may still come.
    var isOver = false

    var request: PathRequest {
        PathRequest(log: known.checkpoint.log, from: known.checkpoint.size, to: claimed.checkpoint.size)
    }
}

/// Telling two histories from altered entries (protocol section 3.9): the peer that showed a checkpoint to which its entries do not lead is
/// asked for the path from the checkpoint known here. The owner signed both; a path that leads to the larger and not from the smaller convicts
/// it, and one that does not even lead to the larger, or leads well, shows that the peer altered what it passed on.
extension GossipEngine {
    /// - Returns: whether the peer was asked, now or before.
    mutating func inquire(
        _ log: LogID, at peer: FacilityID, _ known: SignedCheckpoint?, _ claimed: SignedCheckpoint, turn: inout Turn
    ) -> Bool {
        guard let known, known.checkpoint.size >= 1, known.checkpoint.size < claimed.checkpoint.size, proofs[log] == nil,
            let id = peers[peer]?.connection, let connection = connections[id], connection.isReady
        else { return false }
        if connection.inquiries[log] != nil { return true }
        guard connection.inquiries.count < Limits.requestsPerConnection else { return false }
        let inquiry = Inquiry(known: known, claimed: claimed, isConclusive: known.checkpoint.size == held(log), sentAt: turn.ticks)
        connections[id]?.inquiries[log] = inquiry
        send(id, .trace(inquiry.request), &turn)
        return true
    }

    mutating func receivePath(_ path: [Digest], _ request: PathRequest, _ id: ConnectionID, _ turn: inout Turn) {
        let log = request.log
        guard let peer = connections[id]?.peer, let inquiry = connections[id]?.inquiries[log], inquiry.request == request else {
            return violation(id, "unsolicited-path", &turn)
        }
        connections[id]?.inquiries[log] = nil
        guard !path.isEmpty else { return unanswered(log, peer, &turn) }
        switch HistoryPath.verdict(path, from: inquiry.known.checkpoint, to: inquiry.claimed.checkpoint) {
        case .contradicts:
            quarantine(log)
            turn.emit(.quarantine(log, Misbehaviour(first: inquiry.known, second: inquiry.claimed, path: path)))
        case .agrees where !inquiry.isConclusive: unanswered(log, peer, &turn)
        case .agrees, .worthless:
            peers[peer]?.differing[log] = nil
            peers[peer]?.refuted.insert(log)
            peers[peer]?.altering.insert(log)
            violation(id, "altered-entries", &turn)
        }
    }

    /// Nothing is known beyond what was: an owner that can't explain its own checkpoints is at fault.
    private mutating func unanswered(_ log: LogID, _ peer: FacilityID, _ turn: inout Turn) {
        if peer == log.facility { accuse(peer, Self.differingHistory, &turn) }
    }

    mutating func endInquiries(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        for (log, inquiry) in connection.inquiries.sorted(by: { $0.key < $1.key }) {
            guard !inquiry.isOver, turn.ticks - inquiry.sentAt >= timing.proof else { continue }
            connections[id]?.inquiries[log]?.isOver = true
            unanswered(log, connection.peer, &turn)
        }
    }
}

/// Answering such questions: one at a time for each connection, and so many in ten minutes.
extension GossipEngine {
    mutating func trace(_ request: PathRequest, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        guard connection.tracing == nil, request.to <= frontier[request.log],
            peers[connection.peer]?.evidence.pathsServed.take(of: Limits.pathsPerPeer, within: timing.repeatWindow, at: turn.ticks) == true
        else { return send(id, .path(request, []), &turn) }
        connections[id]?.tracing = request
        turn.emit(.readPath(id, request))
    }

    mutating func answer(_ id: ConnectionID, _ request: PathRequest, with path: [Digest], _ turn: inout Turn) {
        guard connections[id]?.tracing == request else { return }
        connections[id]?.tracing = nil
        // In the meantime the log's facility may have been removed.
        send(id, .path(request, frontier[request.log] >= request.to ? path : []), &turn)
    }
}

/// Proofs of misbehaviour, from whoever found them to all.
extension GossipEngine {
    /// Only of accepted facilities, one for each log, so many from one peer and of one facility: everything else is ignored.
    mutating func receiveProof(_ proof: [UInt8], _ log: LogID, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer else { return }
        guard proofs[log] == nil else {
            peers[peer]?.evidence.proofs[log] = turn.ticks
            return
        }
        guard !checking.contains(log), isShown(log), isBelieved(log), hasRoom(for: log),
            peers[peer]?.evidence.proofsTaken.take(of: Limits.proofsPerPeer, within: timing.repeatWindow, at: turn.ticks) == true
        else { return }
        peers[peer]?.evidence.proofs[log] = turn.ticks
        checking.insert(log)
        turn.emit(.checkProof(peer, log, proof))
    }

    private func hasRoom(for log: LogID) -> Bool {
        isQuarantined(log) || logs.count { $0.key.facility == log.facility && $0.value.isQuarantined } < Limits.proofsPerFacility
    }

    mutating func proved(_ log: LogID, _ proof: [UInt8], _ turn: inout Turn) {
        checking.remove(log)
        quarantine(log)
        guard proofs[log] == nil else { return }
        proofs[log] = proof
        for id in connectionOrder { tellEvidence(id, &turn) }
        for id in connectionOrder { reportSync(id, &turn) }
    }

    mutating func proofRefused(_ peer: FacilityID, _ log: LogID, _ code: String, _ turn: inout Turn) {
        checking.remove(log)
        accuse(peer, code, &turn)
    }
}
