internal import Synchronization

/// Lets one of many equal complaints through in a while, so that whoever knocks at any rate does not fill the log.
///
/// A class, since all connections of a listener share it.
final class Throttle: Sendable {
    private struct Complaints {
        var last: ContinuousClock.Instant?
        var held: Int = 0
    }

    private let interval: Duration
    private let complaints = Mutex(Complaints())

    init(every interval: Duration = .seconds(60)) { self.interval = interval }

    /// - Returns: how many complaints this one stands for, those held back before and itself; `nil`: not now.
    func pass(at now: ContinuousClock.Instant = .now) -> Int? {
        complaints.withLock { complaints in
            complaints.held += 1
            if let last = complaints.last, now - last < interval { return nil }
            defer { complaints.held = 0 }
            complaints.last = now
            return complaints.held
        }
    }
}
