public import BanyanCore
internal import Synchronization

/// Which TLS keys may connect, and as whom: the active facilities' (protocol section 4). Shared between the exchange, which keeps it, and
/// the transport, which asks it in and after every handshake.
///
/// A class, since all sides must see a removal at once.
public final class AllowList: Sendable {
    private let facilities = Mutex<[PublicKey: FacilityID]>([:])

    public init() {}

    /// `nil`: refuse.
    public func facility(for key: PublicKey) -> FacilityID? { facilities.withLock { $0[key] } }

    /// Replaces the list. A key that two facilities claim lets nobody in.
    public func replace(with entries: [(key: PublicKey, facility: FacilityID)]) {
        var list: [PublicKey: FacilityID] = [:]
        var disputed: Set<PublicKey> = []
        for (key, facility) in entries {
            if let other = list.updateValue(facility, forKey: key), other != facility { disputed.insert(key) }
        }
        for key in disputed { list[key] = nil }
        facilities.withLock { $0 = list }
    }
}
