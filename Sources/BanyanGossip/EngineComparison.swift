internal import BanyanCore
internal import BanyanLedger

/// Two peers that show one log in the same size never ask each other for it, and would not notice that they hold two histories. So each such
/// log is compared, one a second at most, by size and root; where the roots differ, the owner's two signed checkpoints are the proof.
extension GossipEngine {
    /// Both sides show the log in one size, as far as they have said.
    mutating func noteEqual(_ log: LogID, on id: ConnectionID) {
        let size = frontier[log]
        guard size > 0, let peer = peer(on: id),
            peers.look(at: peer, { $0.heard.frontier[log] == size && $0.evidence.compared[log]?.size != size }) == true
        else { return }
        _ = connections.look(at: id) { $0.comparing.push(log) }
    }

    mutating func compareNext(_ id: ConnectionID, _ turn: inout Turn) {
        let ticks = turn.ticks
        guard
            let (peer, next) = connections.look(
                at: id,
                { [timing] connection in
                    (connection.peer, connection.mayCompare(timing, at: ticks) ? connection.comparing.pop() : nil)
                }), let log = next
        else { return }
        let size = frontier[log]
        guard size > 0, shownSize(of: log, by: peer) == size, !isQuarantined(log) else { return }
        _ = connections.look(at: id) { $0.comparedAt = ticks }
        if let last = peers.look(at: peer, { $0.evidence.compared[log] }) ?? nil {
            guard last.size != size else { return }
            // A log that grows all the time is compared now and then; its turn comes again.
            guard ticks - last.at >= timing.comparedAgain else {
                _ = connections.look(at: id) { $0.comparing.push(log) }
                return
            }
        }
        _ = peers.look(at: peer) { $0.evidence.compared[log] = (size, ticks) }
        turn.emit(.showCheckpoint(id, log))
    }

    /// A peer's claim. Of another size it says nothing: who has less asks for the rest.
    mutating func receiveComparison(_ claim: Checkpoint, _ id: ConnectionID, _ turn: inout Turn) {
        guard let peer = connections[id]?.peer, frontier[claim.log] == claim.size, !isQuarantined(claim.log) else { return }
        peers[peer]?.evidence.compared[claim.log] = (claim.size, turn.ticks)
        turn.emit(.compare(id, claim))
    }

    /// Verifying costs a signature, so there are as many as of proofs.
    mutating func receiveCheckpoint(_ checkpoint: SignedCheckpoint, _ id: ConnectionID, _ turn: inout Turn) {
        let claimed = checkpoint.checkpoint
        guard let peer = connections[id]?.peer, frontier[claimed.log] == claimed.size, !isQuarantined(claimed.log),
            peers[peer]?.evidence.proofsTaken.take(of: Limits.proofsPerPeer, within: timing.repeatWindow, at: turn.ticks) == true
        else { return }
        turn.emit(.judge(peer, checkpoint))
    }

    mutating func reply(_ message: GossipMessage, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], connection.isReady else { return }
        if case .checkpoint = message {
            guard
                peers[connection.peer]?.evidence.proofsTold.take(of: Limits.proofsPerPeer, within: timing.repeatWindow, at: turn.ticks)
                    == true
            else { return }
        }
        send(id, message, &turn)
    }
}
