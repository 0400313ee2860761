import BanyanCore
import NIOCore
import Testing

@testable import BanyanTransport

/// Who has not shown who it is yet takes no more than its share.
struct GateTests {
    private func source(_ address: String) throws -> SourceNetwork { SourceNetwork(try SocketAddress(ipAddress: address, port: 7000)) }

    @Test func oneSourceDoesNotTakeAllHandshakes() throws {
        let gate = Gate()
        let (crowd, other) = (try source("192.0.2.1"), try source("192.0.2.2"))
        for _ in 0..<Limits.handshakingPerSource { #expect(gate.beginHandshake(from: crowd)) }
        #expect(!gate.beginHandshake(from: crowd))
        #expect(gate.beginHandshake(from: other))
        gate.endHandshake(from: crowd)
        #expect(gate.beginHandshake(from: crowd) && !gate.beginHandshake(from: crowd))
    }

    @Test func allSourcesTogetherHaveABoundToo() throws {
        let gate = Gate()
        var begun = 0
        for number in 0..<Limits.handshaking + 10 {
            let source = try source("198.51.100.\(number)")
            if gate.beginHandshake(from: source) { begun += 1 }
        }
        #expect(begun == Limits.handshaking)
        for number in 0..<Limits.handshaking { gate.endHandshake(from: try source("198.51.100.\(number)")) }
        let late = try source("203.0.113.1")
        #expect(gate.beginHandshake(from: late))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false), ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
    ])
    func aSourceIsWhatALineIsGiven(one: String, other: String, isSame: Bool) throws {
        let (first, second) = (try source(one), try source(other))
        #expect((first == second) == isSame)
    }
}
