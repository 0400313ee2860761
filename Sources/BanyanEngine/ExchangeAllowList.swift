public import BanyanCore
internal import Synchronization

/// Which TLS keys may connect, and as whom: the active facilities' (protocol section 4). Shared between the exchange, which keeps it, and
/// the transport, which asks it in and after every handshake.
///
/// A class, since all sides must see a removal at once.
public final class AllowList: Sendable {
    private struct Content {
        var facilities: [PublicKey: FacilityID] = [:]
        var known: Set<PublicKey> = []
        var refused = 0
    }

    private let content = Mutex(Content())

    public init() {}

    /// `nil`: refuse.
    public func facility(for key: PublicKey) -> FacilityID? { content.withLock { $0.facilities[key] } }

    /// A connection under this key was refused.
    /// - Returns: whether it is nobody's that was ever added.
    @discardableResult
    public func noteRefusal(of key: PublicKey) -> Bool {
        content.withLock { content in
            guard !content.known.contains(key) else { return false }
            content.refused += 1
            return true
        }
    }

    /// Refused connections of those who were never added, since the list was last replaced.
    public var strangersRefused: Int { content.withLock { $0.refused } }

    /// Replaces the list. A key that two facilities claim lets nobody in.
    /// - Parameter known: keys of facilities that were added and may not connect.
    public func replace(with entries: [(key: PublicKey, facility: FacilityID)], known: [PublicKey] = []) {
        var list: [PublicKey: FacilityID] = [:]
        var disputed: Set<PublicKey> = []
        for (key, facility) in entries {
            if let other = list.updateValue(facility, forKey: key), other != facility { disputed.insert(key) }
        }
        for key in disputed { list[key] = nil }
        let all = Set(known).union(entries.map(\.key))
        content.withLock { $0 = Content(facilities: list, known: all, refused: $0.known == all ? $0.refused : 0) }
    }
}
