import BanyanCore
import BanyanGossip

/// What the flows ask of the exchange's status.
extension ExchangeStatus {
    subscript(peer: FacilityID) -> PeerStatus? { peers.first { $0.peer == peer } }

    /// Entries of a log that some peer shows and this node lacks.
    func behind(in log: LogID) -> UInt64 {
        peers.compactMap { $0.lag.first { $0.log == log }?.entries }.max() ?? 0
    }
}

extension PeerStatus {
    var behind: UInt64 { lag.map(\.entries).reduce(0, +) }
    func heard(before now: Timestamp) -> Timestamp? { sinceHeard.map { now.adding(-($0 / 1000)) } }
    func synced(before now: Timestamp) -> Timestamp? { sinceSynced.map { now.adding(-($0 / 1000)) } }
}
