import BanyanCore

/// Whether the own log may be appended to: not before peers said how long it is (protocol section 3).
actor OwnLogStanding {
    private let stopwatch: any Stopwatch
    private(set) var last: OwnLogCheck?

    init(stopwatch: any Stopwatch) { self.stopwatch = stopwatch }

    var isCurrent: Bool { last?.isCurrent ?? false }

    func set(_ check: OwnLogCheck) { last = check }

    /// - Returns: whether it became current within the time.
    func wait(milliseconds: Int64) async -> Bool {
        let deadline = stopwatch.milliseconds() + milliseconds
        while !isCurrent, stopwatch.milliseconds() < deadline, !Task.isCancelled { try? await stopwatch.sleep(milliseconds: 20) }
        return isCurrent
    }
}
