internal import BanyanCore
internal import Foundation

/// Asks the kernel whether anybody listens on a socket, so that a node that is not running is said at once and not after the
/// HTTP client's retries.
struct SocketProbe {
    let path: String

    /// - Throws: `CLIFailure` of category unreachable that says why.
    func check() throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw CLIFailure(
                .configuration, "socket-path-too-long", "the path of the node's socket is too long",
                hint: "use a data directory with a shorter path")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw CLIFailure(.failed, "no-socket", "no socket can be opened: \(systemReason())") }
        defer { close(descriptor) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard result != 0 else { return }
        throw failure(errno)
    }

    private func failure(_ code: Int32) -> CLIFailure {
        let data = path.hasSuffix("/run/banyan.sock") ? String(path.dropLast("/run/banyan.sock".utf8.count)) : path
        switch code {
        case EACCES, EPERM:
            return CLIFailure(
                .unreachable, "socket-forbidden", "this user may not speak to the node of \(data)",
                hint: "run the command as the user that runs the node")
        case ENOENT where data == path:
            return CLIFailure(
                .unreachable, "no-socket", "there is no socket \(path)",
                hint: "ask the facility for the path of its node's socket: DIR/run/banyan.sock")
        case ENOENT where access("\(data)/config.json", F_OK) != 0:
            return CLIFailure(
                .unreachable, "no-node", "there is no node in \(data)",
                hint: "banyan init --data \(data) --name NAME --kind KIND --code CODE --province PROVINCE --listen HOST:PORT")
        default:
            return CLIFailure(.unreachable, "node-not-running", "the node of \(data) is not running", hint: "banyan serve --data \(data)")
        }
    }
}
