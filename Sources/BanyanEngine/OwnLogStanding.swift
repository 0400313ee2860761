import BanyanCore

/// Whether the own log may be appended to: not before peers said how long it is (protocol section 3).
actor OwnLogStanding {
    private(set) var last: OwnLogCheck?
    private var waiting: [CheckedContinuation<Void, Never>] = []

    var isCurrent: Bool { last?.isCurrent ?? false }

    func set(_ check: OwnLogCheck) {
        last = check
        guard check.isCurrent else { return }
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    /// - Returns: whether it became current within the time.
    func wait(milliseconds: Int64) async -> Bool {
        if isCurrent { return true }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.becomeCurrent() }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                await self.giveUp()
            }
            await group.next()
            group.cancelAll()
            return self.isCurrent
        }
    }

    private func becomeCurrent() async {
        if isCurrent { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Wakes everyone; each looks for itself whether the log is current.
    private func giveUp() {
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}
