internal import BanyanCore
internal import BanyanEngine

/// A machine's two clocks: a wall clock that may be wrong and may run too fast, and a stopwatch that is right.
final class VirtualClock: WallClock, Stopwatch, @unchecked Sendable {
    /// Noon of 24 November 2026: when every simulation begins.
    static let start = Timestamp(seconds: 1_795_521_600)

    private let loop: Loop
    /// Seconds that the wall clock is ahead.
    var offset: Int64 = 0
    /// Millionths by which it runs too fast.
    var drift: Int64 = 0

    init(_ loop: Loop) { self.loop = loop }

    func now() -> Timestamp {
        loop.check()
        return Self.start.adding(loop.now / 1_000_000 + offset + loop.now / 1_000_000 * drift / 1_000_000)
    }

    func milliseconds() -> Int64 {
        loop.check()
        return loop.now / 1000
    }

    func sleep(milliseconds: Int64) async throws { try await loop.sleep(until: loop.now + milliseconds * 1000) }
}
