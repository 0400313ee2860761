public import BanyanCore
public import BanyanEngine
public import BanyanLedger
public import Logging
internal import NIOCore
internal import NIOPosix

/// Opens connections to peers: to the addresses on a card, in order, pinned to the key on the card.
///
/// With TLS 1.3 this side is done before the other has judged: whether the peer accepts this node shows only in its first frame.
public struct TransportDialer: Dialer {
    private let identity: TransportIdentity
    private let allowList: AllowList
    private let logger: Logger
    private let handshake: Int64

    /// - Parameter handshake: milliseconds for each address.
    public init(
        identity: TransportIdentity, allowList: AllowList, logger: Logger, handshake: Int64 = Limits.handshake * 1000
    ) {
        self.identity = identity
        self.allowList = allowList
        self.logger = logger
        self.handshake = handshake
    }

    /// - Throws: `TransportFailure`: `no-endpoint`, `wrong-peer-key`, `not-accepted`, `wrong-protocol`, `handshake-timed-out`,
    ///   `peer-unreachable`.
    public func dial(_ card: FacilityCard) async throws -> (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>) {
        var failure = TransportFailure.noEndpoint
        for endpoint in card.endpoints {
            try Task.checkCancellation()
            let attempt = Handshake(
                identity: identity, allowList: allowList, logger: logger, deadline: handshake, expected: (card.id, card.tlsKey))
            do { return try await handOver(connect(to: endpoint, attempt)) } catch { failure = attempt.reason.first ?? .refused }
        }
        throw failure
    }

    private func connect(to endpoint: Endpoint, _ attempt: Handshake) async throws -> Established {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.milliseconds(handshake))
        for (option, value) in SocketOptions.all { bootstrap = bootstrap.channelOption(option, value: value) }
        let result = try await bootstrap.connect(host: endpoint.host, port: Int(endpoint.port)) { channel in
            channel.eventLoop.makeCompletedFuture { try attempt.begin(on: channel) }
        }
        return try await result.get()
    }

    /// The task lives as long as the connection: whoever has the link closes it.
    private func handOver(
        _ established: Established
    ) async throws -> (link: any PeerLink, messages: AsyncThrowingStream<[UInt8], any Error>) {
        try await withCheckedThrowingContinuation { continuation in
            Task {
                try? await established.use { link, messages in
                    continuation.resume(returning: (link, messages))
                    try await established.channel.channel.closeFuture.get()
                }
            }
        }
    }
}
