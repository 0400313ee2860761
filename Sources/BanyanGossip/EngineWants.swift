internal import BanyanCore
internal import BanyanLedger

/// Which logs a node carries, and what it tells peers that carry less.
extension GossipEngine {
    mutating func want(_ wants: WantSet, _ turn: inout Turn) {
        guard wants != self.wants else { return }
        self.wants = wants
        for id in connectionOrder {
            guard let peer = connections[id]?.peer else { continue }
            for item in peers[peer]?.heard.frontier.items ?? [] { claim(item.log, on: id) }
            tellWants(id, &turn)
            reportSync(id, &turn)
        }
        pull(&turn)
    }

    /// Tells a peer, once in its run, of which facilities it need say anything. Payloads apart from headers are no news to it.
    mutating func tellWants(_ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id], connection.isGreeted else { return }
        let former = peers[connection.peer]?.wantsTold
        let knows = former.map { $0.epoch == connection.epoch ? $0.scope : .everyAccepted } ?? .everyAccepted
        peers[connection.peer]?.wantsTold = WantsTold(epoch: connection.epoch, scope: wants.headers)
        guard knows != wants.headers else { return }
        switch wants.headers {
        case .everyAccepted: send(id, .wants(nil), &turn)
        case .only(let some): send(id, .wants(some.sorted()), &turn)
        }
    }

    mutating func receiveWants(_ facilities: [FacilityID]?, _ id: ConnectionID, _ turn: inout Turn) {
        guard let connection = connections[id] else { return }
        guard connection.wantsHeard < Limits.wantsPerConnection else { return violation(id, "too-many-wants", &turn) }
        connections[id]?.wantsHeard += 1
        let former = peers[connection.peer]?.wanted
        peers[connection.peer]?.wanted = facilities.map { Set($0) }
        guard let former else { return }
        // What it did not want to hear of and now does.
        let heard = peers[connection.peer]?.heard.frontier ?? Frontier()
        for item in frontier.items where !former.contains(item.log.facility) && item.size > heard[item.log] {
            if item.log.facility != connection.peer, isTold(item.log, to: connection.peer) { connections[id]?.news.insert(item.log) }
        }
    }

    /// Whether a peer is told of a log: it is its own, or it did not say that it carries others.
    func isTold(_ log: LogID, to peer: FacilityID) -> Bool {
        guard log.facility != peer, let wanted = peers[peer]?.wanted else { return true }
        return wanted.contains(log.facility)
    }
}

/// What a peer was last told of the node's want-set, in one of its runs.
struct WantsTold: Sendable {
    let epoch: UInt64
    let scope: WantSet.Scope
}
