import BanyanCore

/// Whether the own log may be appended to: not before peers said how long it is (protocol section 3).
actor OwnLogStanding {
    private(set) var last: OwnLogCheck?

    var isCurrent: Bool { last?.isCurrent ?? false }

    func set(_ check: OwnLogCheck) { last = check }

    /// - Returns: whether it became current within the time.
    func wait(milliseconds: Int64) async -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        while !isCurrent, ContinuousClock.now < deadline, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(20)) }
        return isCurrent
    }
}
