internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Where a connection comes from, as far as one machine can choose it: an IPv4 address, also where it is written as an IPv6 one, or the first
/// 64 bits of an IPv6 address, which is what a line is given. What has no address is one source.
struct SourceNetwork: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ address: SocketAddress?) {
        let text = address?.ipAddress ?? ""
        var whole = [UInt8](repeating: 0, count: 16)
        let isV6 = whole.withUnsafeMutableBytes { inet_pton(AF_INET6, text, $0.baseAddress) } == 1
        guard isV6 else {
            let isV4 = whole.withUnsafeMutableBytes { inet_pton(AF_INET, text, $0.baseAddress) } == 1
            bytes = isV4 ? Array(whole[..<4]) : []
            return
        }
        let isMapped = whole[..<10].allSatisfy { $0 == 0 } && whole[10] == 0xff && whole[11] == 0xff
        bytes = Array(isMapped ? whole[12...] : whole[..<8])
    }
}
