internal import BanyanCore

/// Values are looked at where they lie. What a dictionary's subscript returns is a copy, and what is kept of a peer or a connection holds two
/// dozen tables: with some hundred connections, copying them at every tick cost more than all else that a node does.
extension Dictionary {
    /// - Returns: what `body` returns; `nil` where there is no such value.
    mutating func look<R>(at key: Key, _ body: (inout Value) -> R) -> R? {
        guard let place = index(forKey: key) else { return nil }
        return body(&values[place])
    }

    /// Looks at every value, in no order.
    mutating func lookAtAll(_ body: (inout Value) -> Void) {
        var place = startIndex
        while place != endIndex {
            body(&values[place])
            formIndex(after: &place)
        }
    }
}

extension GossipEngine {
    /// Whose connection it is; `nil`: it ended.
    mutating func peer(on id: ConnectionID) -> FacilityID? { connections.look(at: id) { $0.peer } }

    /// The size in which a peer shows a log.
    mutating func shownSize(of log: LogID, by peer: FacilityID) -> UInt64 { peers.look(at: peer) { $0.heard.frontier[log] } ?? 0 }
}
