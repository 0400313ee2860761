/// What one direction of the way between two machines is like.
public struct LinkQuality: Sendable, Hashable {
    /// One way, microseconds; each message draws its own.
    public var latency: ClosedRange<Int64>
    public var bytesPerSecond: Int64
    /// Chance for each message that a segment of it is lost and sent again, and how long that takes, microseconds.
    public var loss: Double = 0
    public var retransmission: ClosedRange<Int64> = 200_000...3_000_000
    /// Chance for each message that the connection is reset.
    public var reset: Double = 0
    /// Chance that a dial succeeds at the far end only: the peer then holds a connection that nobody uses, and is dialled again.
    public var ghost: Double = 0

    public init(latency: ClosedRange<Int64>, bytesPerSecond: Int64) {
        self.latency = latency
        self.bytesPerSecond = bytesPerSecond
    }

    /// 10 to 50 ms, 10 Mbit/s.
    public static let regional = LinkQuality(latency: 10_000...50_000, bytesPerSecond: 1_250_000)
}

/// What crossed one direction between two machines.
public struct LinkCounter: Sendable, Hashable {
    /// Messages and application bytes by kind of message (the first number of the message, protocol section 8); index 23 for what is no
    /// message. Bytes count the four that frame each.
    public internal(set) var messages = [UInt64](repeating: 0, count: 24)
    public internal(set) var bytes = [UInt64](repeating: 0, count: 24)

    public init() {}
    public var totalMessages: UInt64 { messages.reduce(0, +) }
    public var totalBytes: UInt64 { bytes.reduce(0, +) }

    mutating func count(_ message: [UInt8]) {
        let kind = Self.kind(of: message)
        messages[kind] += 1
        bytes[kind] += UInt64(message.count + 4)
    }

    /// A message is a CBOR array of fewer than 24 items whose first is a number below 24.
    static func kind(of message: [UInt8]) -> Int {
        message.count > 1 && message[0] >> 5 == 4 && message[1] < 23 ? Int(message[1]) : 23
    }

    public static func += (a: inout LinkCounter, b: LinkCounter) {
        for kind in 0..<24 {
            a.messages[kind] += b.messages[kind]
            a.bytes[kind] += b.bytes[kind]
        }
    }
}
