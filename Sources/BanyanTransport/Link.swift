internal import BanyanCore
internal import BanyanEngine
internal import NIOCore

/// One connection as the exchange sees it. A class, since the port asks for identity; all it holds is immutable.
final class TransportLink: PeerLink {
    let peer: FacilityID
    private let channel: any Channel

    init(peer: FacilityID, channel: any Channel) {
        self.peer = peer
        self.channel = channel
    }

    /// Returns when the operating system has taken the frame. The async channel's own writer would go on until the event loop
    /// tells it to stop, which on a busy machine may be many frames later.
    func send(_ message: [UInt8]) async throws {
        try await channel.writeAndFlush(FrameDecoder.frame(message, allocator: channel.allocator))
    }

    func close() { channel.close(promise: nil) }
}

/// The frames of one connection, pulled one by one.
///
/// `@unchecked Sendable`: an iterator is not, and the stream around it is; the exchange reads each connection from one task.
private final class FrameSource: @unchecked Sendable {
    private var iterator: NIOAsyncChannelInboundStream<[UInt8]>.AsyncIterator

    init(_ inbound: NIOAsyncChannelInboundStream<[UInt8]>) { iterator = inbound.makeAsyncIterator() }

    func next() async throws -> [UInt8]? { try await iterator.next() }
}

extension Established {
    /// Runs `body` with the connection; it is closed when `body` returns.
    func use(_ body: (any PeerLink, AsyncThrowingStream<[UInt8], any Error>) async throws -> Void) async throws {
        try await channel.executeThenClose { inbound, _ in
            let source = FrameSource(inbound)
            // Unfolding keeps no buffer of its own: the socket is read when the next frame is asked for.
            try await body(
                TransportLink(peer: peer, channel: channel.channel), AsyncThrowingStream { try await source.next() })
        }
    }
}
