internal import BanyanCore

/// One event's time, its share of randomness, and what comes of it.
struct Turn {
    let now: Timestamp
    /// Milliseconds, monotonic.
    let ticks: Int64
    private(set) var directives: [GossipDirective] = []
    private var state: UInt64

    init(now: Timestamp, ticks: Int64, seed: UInt64) {
        self.now = now
        self.ticks = ticks
        state = seed
    }

    mutating func emit(_ directive: GossipDirective) { directives.append(directive) }

    /// SplitMix64 (Steele, Lea, Flood 2014) from the one word that the caller's source gave for this event: enough for jitter and epochs,
    /// which need no secrecy.
    mutating func word() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Between half of `delay` and all of it.
    mutating func jittered(_ delay: Int64) -> Int64 {
        delay - Int64(word() % UInt64(max(delay / 2, 1)))
    }
}

/// A queue without duplicates: what is pushed again keeps its place.
struct Rotation<Element: Hashable & Sendable>: Sendable {
    private var queue: [Element] = []
    private var start = 0
    private var members: Set<Element> = []

    var count: Int { queue.count - start }

    mutating func push(_ element: Element) {
        if members.insert(element).inserted { queue.append(element) }
    }

    mutating func pop() -> Element? {
        guard start < queue.count else { return nil }
        let element = queue[start]
        start += 1
        members.remove(element)
        if start > 64 && start * 2 > queue.count {
            queue.removeFirst(start)
            start = 0
        }
        return element
    }
}

/// How many messages a peer may send: `capacity` at once, `perSecond` in the long run. A hello counts as `hello` messages: it may carry a whole
/// frontier, and costs a handshake before.
struct TokenBucket: Sendable {
    private static let capacity: Int64 = 512
    private static let perSecond: Int64 = 64
    static let hello: Int64 = 16

    /// Thousandths of a message.
    private var left = capacity * 1000
    private var filledAt: Int64

    init(at ticks: Int64) { filledAt = ticks }

    mutating func take(_ messages: Int64 = 1, at ticks: Int64) -> Bool {
        let elapsed = min(max(ticks - filledAt, 0), 1_000_000)
        left = min(Self.capacity * 1000, left + elapsed * Self.perSecond)
        filledAt = ticks
        guard left >= 1000 * messages else { return false }
        left -= 1000 * messages
        return true
    }
}
