internal import BanyanCore
internal import Synchronization

/// Counts connections against their limits: those that have not shown who they are, of these each source's, all others, and each peer's.
///
/// A class, since listener and connections share the count.
final class Gate: Sendable {
    private struct Counts {
        var handshaking = 0
        var ofSource: [SourceNetwork: Int] = [:]
        var established = 0
        var ofPeer: [FacilityID: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// - Returns: whether one more from this source may begin a handshake; if so, `endHandshake(from:)` must follow.
    func beginHandshake(from source: SourceNetwork) -> Bool {
        counts.withLock { counts in
            guard counts.handshaking < Limits.handshaking, counts.handshaking + counts.established < Limits.connections,
                counts.ofSource[source] ?? 0 < Limits.handshakingPerSource
            else { return false }
            counts.handshaking += 1
            counts.ofSource[source, default: 0] += 1
            return true
        }
    }

    func endHandshake(from source: SourceNetwork) {
        counts.withLock { counts in
            counts.handshaking -= 1
            let left = (counts.ofSource[source] ?? 1) - 1
            counts.ofSource[source] = left > 0 ? left : nil
        }
    }

    /// - Returns: whether the peer may have one more connection; if so, `leave(_:)` must follow.
    func enter(_ peer: FacilityID) -> Bool {
        counts.withLock { counts in
            guard counts.established < Limits.connections, counts.ofPeer[peer] ?? 0 < Limits.connectionsPerPeer else { return false }
            counts.established += 1
            counts.ofPeer[peer, default: 0] += 1
            return true
        }
    }

    func leave(_ peer: FacilityID) {
        counts.withLock { counts in
            counts.established -= 1
            let left = (counts.ofPeer[peer] ?? 1) - 1
            counts.ofPeer[peer] = left > 0 ? left : nil
        }
    }
}
