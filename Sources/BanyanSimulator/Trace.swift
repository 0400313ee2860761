public import BanyanCore
internal import BanyanCrypto

/// The running digest of everything that can be seen from outside the nodes: two runs that did the same have the same.
public struct Trace {
    /// Hashed so far, and what waits to be.
    private var state = Digest.sha256([])
    private var buffer: [UInt8] = []
    /// Events noted.
    public private(set) var events = 0
    /// Called with each event, for people.
    var show: ((_ microseconds: Int64, _ machine: Int, _ what: String, _ numbers: [UInt64]) -> Void)?

    init() { buffer.reserveCapacity(1 << 16) }

    /// - Parameters:
    ///   - time: microseconds since the beginning.
    ///   - numbers: sizes and positions. - content: bytes whose digest belongs to the event.
    mutating func note(_ time: Int64, _ machine: Int, _ what: StaticString, _ numbers: UInt64..., content: [UInt8]? = nil) {
        events += 1
        show?(time, machine, "\(what)", numbers)
        append(UInt64(bitPattern: time))
        append(UInt64(truncatingIfNeeded: machine))
        what.withUTF8Buffer { buffer.append(contentsOf: $0) }
        buffer.append(UInt8(truncatingIfNeeded: numbers.count))
        for number in numbers { append(number) }
        if let content { buffer.append(contentsOf: Digest.sha256(content).bytes) }
        if buffer.count > 1 << 16 { fold() }
    }

    private mutating func append(_ value: UInt64) {
        for place in 0..<8 { buffer.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
    }

    private mutating func fold() {
        state = .sha256(state.bytes, buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// The digest of all events so far.
    public var digest: Digest { .sha256(state.bytes, buffer) }
}
