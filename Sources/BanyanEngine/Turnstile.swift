/// Lets one flow through at a time, in order of arrival: what reads a counter and appends under it must not be overtaken
/// while it waits for the disk. (An actor alone is re-entered at every `await`.)
actor Turnstile {
    private var occupied = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func through<R: Sendable>(_ body: @Sendable () async throws -> R) async rethrows -> R {
        await enter()
        defer { leave() }
        return try await body()
    }

    func enter() async {
        if !occupied {
            occupied = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { occupied = false } else { waiting.removeFirst().resume() }
    }
}
