import Glibc

/// Runs every task of a simulation on one thread, in the order in which they became runnable, and keeps virtual time: when nothing is
/// runnable, time jumps to the next timer.
///
/// A task executor (SE-0417): tasks that are started on it, their child tasks, and the actors that they call (none of the node's has an
/// executor of its own) stay on it. That nothing leaves is not trusted but checked: `enqueue` and every virtual port trap off the thread.
///
/// `@unchecked Sendable`: everything in here is touched by its one thread alone.
final class Loop: TaskExecutor, @unchecked Sendable {
    /// Microseconds since the simulation began.
    private(set) var now: Int64 = 0
    /// Jobs that ran.
    private(set) var jobsRun = 0

    private let thread = pthread_self()
    private var jobs: [UnownedJob] = []
    private var next = 0
    private var timers = TimerQueue()

    func enqueue(_ job: consuming ExecutorJob) {
        check()
        jobs.append(UnownedJob(job))
    }

    /// Traps off the simulation's thread: something of the node runs where its order is not decided by the seed.
    func check() { precondition(pthread_equal(pthread_self(), thread) != 0, "a part of the simulation left its thread") }

    /// Calls `action` at a time, after what was set for the same time before.
    @discardableResult
    func at(_ time: Int64, _ action: @escaping () -> Void) -> TimerQueue.Ticket {
        check()
        return timers.add(max(time, now), action)
    }

    func cancel(_ ticket: TimerQueue.Ticket) {
        check()
        timers.remove(ticket)
    }

    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    func sleep(until time: Int64) async throws {
        check()
        try Task.checkCancellation()
        let waiting = Waiting<Void>()
        let ticket = at(time) { waiting.resume(with: .success(())) }
        defer { cancel(ticket) }
        try await waiting.value()
    }

    func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        check()
        return Task(executorPreference: self) { await body() }
    }

    /// Runs what is runnable and every timer up to `end`, which is the time afterwards.
    /// - Parameter isOver: asked before each timer; `true` ends the run early.
    func run(until end: Int64, isOver: () -> Bool = { false }) {
        check()
        runJobs()
        while !isOver(), let timer = timers.pop(upTo: end) {
            now = max(now, timer.time)
            timer.action()
            runJobs()
        }
        if !isOver() { now = max(now, end) }
    }

    private func runJobs() {
        while next < jobs.count {
            let job = jobs[next]
            next += 1
            jobsRun += 1
            job.runSynchronously(on: asUnownedTaskExecutor())
            if next > 4096 {
                jobs.removeFirst(next)
                next = 0
            }
        }
        jobs.removeAll(keepingCapacity: true)
        next = 0
    }
}

/// One result that one task waits for, on the simulation's thread; cancellation ends the wait with `CancellationError`.
final class Waiting<Value: Sendable>: @unchecked Sendable {
    private var result: Result<Value, any Error>?
    private var continuation: UnsafeContinuation<Value, any Error>?

    func resume(with new: Result<Value, any Error>) {
        guard result == nil else { return }
        result = new
        if let waiter = continuation.take() { waiter.resume(with: new) }
    }

    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { waiter in
                if let result { waiter.resume(with: result) } else { continuation = waiter }
            }
        } onCancel: {
            resume(with: .failure(CancellationError()))
        }
    }
}

/// Timers in the order of (time, when they were set).
struct TimerQueue {
    typealias Ticket = UInt64
    private struct Place {
        let time: Int64
        let ticket: Ticket
        func isBefore(_ other: Place) -> Bool { (time, ticket) < (other.time, other.ticket) }
    }

    /// A binary heap; a removed timer leaves its place behind until that is reached.
    private var heap: [Place] = []
    private var actions: [Ticket: () -> Void] = [:]
    private var last: Ticket = 0

    mutating func add(_ time: Int64, _ action: @escaping () -> Void) -> Ticket {
        last += 1
        actions[last] = action
        heap.append(Place(time: time, ticket: last))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
        return last
    }

    mutating func remove(_ ticket: Ticket) { actions[ticket] = nil }

    mutating func pop(upTo end: Int64) -> (time: Int64, action: () -> Void)? {
        while let first = heap.first, first.time <= end {
            removeFirst()
            if let action = actions.removeValue(forKey: first.ticket) { return (first.time, action) }
        }
        return nil
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least]) { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
