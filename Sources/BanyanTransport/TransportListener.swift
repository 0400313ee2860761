public import BanyanCore
public import BanyanEngine
public import Logging
internal import NIOCore
internal import NIOPosix

/// Accepts peers' connections. Who is not on the allow-list is refused by TLS, before anything is said.
public struct TransportListener: Sendable {
    private typealias Accepted = EventLoopFuture<Established>

    private let server: NIOAsyncChannel<Accepted, Never>
    private let gate: Gate
    private let crowd: Throttle
    private let logger: Logger

    /// The port that is listened on.
    public var port: Int { server.channel.localAddress?.port ?? 0 }

    /// Binds; `run` accepts.
    /// - Parameters:
    ///   - port: 0: any free one.
    ///   - handshake: milliseconds that a connection has to show who it is.
    /// - Throws: `TransportFailure` with code `listen-failed`.
    public static func bind(
        host: String, port: Int, identity: TransportIdentity, allowList: AllowList, logger: Logger,
        handshake: Int64 = Limits.handshake * 1000
    ) async throws -> TransportListener {
        let gate = Gate()
        let strangers = Throttle()
        let crowd = Throttle()
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 128)
        for (option, value) in SocketOptions.all { bootstrap = bootstrap.childChannelOption(option, value: value) }
        do {
            let server: NIOAsyncChannel<Accepted, Never> = try await bootstrap.bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let source = SourceNetwork(channel.remoteAddress)
                    guard gate.beginHandshake(from: source) else {
                        if let times = crowd.pass() {
                            logger.warning("a connection was refused: too many at once", metadata: ["times": "\(times)"])
                        }
                        channel.close(promise: nil)
                        throw TransportFailure.tooMany
                    }
                    let result: Accepted
                    do {
                        result = try Handshake(
                            identity: identity, allowList: allowList, logger: logger, deadline: handshake, expected: nil,
                            strangers: strangers
                        ).begin(on: channel)
                    } catch {
                        gate.endHandshake(from: source)
                        throw error
                    }
                    result.whenComplete { _ in gate.endHandshake(from: source) }
                    return result
                }
            }
            return TransportListener(server: server, gate: gate, crowd: crowd, logger: logger)
        } catch {
            throw TransportFailure(
                .configuration, "listen-failed", "the address \(host):\(port) can't be listened on",
                hint: "another program may use it; choose another one with --listen")
        }
    }

    /// Accepts connections until the task is cancelled; each is handed over with its messages and closed when `accept` returns.
    public func run(
        _ accept: @escaping @Sendable (any PeerLink, AsyncThrowingStream<[UInt8], any Error>) async -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { inbound in
                for try await accepted in inbound {
                    group.addTask { await welcome(accepted, accept) }
                }
            }
            group.cancelAll()
        }
    }

    private func welcome(
        _ accepted: Accepted, _ accept: @Sendable (any PeerLink, AsyncThrowingStream<[UInt8], any Error>) async -> Void
    ) async {
        // Why a handshake failed was logged where it failed.
        guard let established = try? await accepted.get() else { return }
        guard gate.enter(established.peer) else {
            if let times = crowd.pass() {
                let metadata: Logger.Metadata = ["peer": "\(established.peer.compact)", "times": "\(times)"]
                logger.warning("a connection was refused: the peer has too many", metadata: metadata)
            }
            return established.channel.channel.close(promise: nil)
        }
        defer { gate.leave(established.peer) }
        try? await established.use { link, messages in await accept(link, messages) }
    }
}
