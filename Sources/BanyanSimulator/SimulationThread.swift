import Glibc
import Synchronization

/// A thread of its own for one simulation: the cooperative pool is neither blocked for minutes by it nor able to take part in it.
enum SimulationThread {
    /// Runs `body` on a new thread and returns what it returns.
    static func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { (continuation: CheckedContinuation<R, Never>) in
            let work = Work { continuation.resume(returning: body()) }
            var thread = pthread_t()
            let failed = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, Unmanaged.passRetained(work).toOpaque())
            precondition(failed == 0, "the system refuses a thread")
            pthread_detach(thread)
        }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
