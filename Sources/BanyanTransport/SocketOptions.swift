internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What every connection's socket is told.
enum SocketOptions {
    /// Small messages leave at once, and a host that vanished is noticed within a minute, long before the exchange gives up a slow one.
    static var all: [(option: ChannelOptions.Types.SocketOption, value: ChannelOptions.Types.SocketOption.Value)] {
        var options: [(option: ChannelOptions.Types.SocketOption, value: ChannelOptions.Types.SocketOption.Value)] = [
            (.init(level: .socket, name: .so_keepalive), 1), (.init(level: .tcp, name: .tcp_nodelay), 1),
        ]
        #if os(Linux)
            options.append((.init(level: .tcp, name: .init(rawValue: TCP_KEEPIDLE)), 20))
            options.append((.init(level: .tcp, name: .init(rawValue: TCP_KEEPINTVL)), 10))
            options.append((.init(level: .tcp, name: .init(rawValue: TCP_KEEPCNT)), 4))
            options.append((.init(level: .tcp, name: .init(rawValue: TCP_USER_TIMEOUT)), 60_000))
        #endif
        return options
    }
}
