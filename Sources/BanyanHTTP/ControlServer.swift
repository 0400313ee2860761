public import BanyanAPI
internal import BanyanCore
internal import FoundationEssentials
internal import Glibc
internal import Hummingbird
public import Logging
internal import NIOCore

/// The node's control API on a unix socket: what every command but the offline ones talks to.
///
/// Who may open the socket may do all that the node's operator may: the socket has mode 0600 in a directory of mode 0700,
/// and there is no other authentication. Nothing of a request is logged but its failure's code.
public struct ControlServer: Sendable {
    private let api: any NodeAPI
    private let socketPath: String
    private let logger: Logger

    public init(api: any NodeAPI, socketPath: String, logger: Logger) {
        self.api = api
        self.socketPath = socketPath
        self.logger = logger
    }

    /// Serves until the surrounding service group shuts down or the task is cancelled.
    /// - Parameter onRunning: called once the socket accepts connections.
    /// - Throws: `HTTPFailure` when the socket can't be made.
    public func run(onRunning: @escaping @Sendable () -> Void) async throws {
        try SocketPlace(path: socketPath).prepare()
        let path = socketPath
        let logger = logger
        let application = Application(
            router: ControlRouter.build(api),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path), serverName: nil),
            onServerRunning: { channel in
                // The directory keeps others out from the first moment; the mode of the socket is a second fence.
                guard chmod(path, 0o600) == 0 else {
                    logger.error("the mode of the control socket could not be set", metadata: ["errno": "\(errno)"])
                    channel.close(promise: nil)
                    return
                }
                onRunning()
            },
            logger: logger)
        try await application.run()
    }

    public func run() async throws { try await run(onRunning: {}) }
}

/// The directory and path of a socket.
struct SocketPlace {
    let path: String
    /// `sun_path` with its closing zero (unix(7)).
    static let longest = 107

    /// Makes the directory with mode 0700, or sets that mode; removes a socket that a former run left behind.
    func prepare() throws(HTTPFailure) {
        guard path.utf8.count <= Self.longest else {
            throw HTTPFailure(
                .configuration, "socket-path-too-long", "the path of the control socket is longer than \(Self.longest) bytes",
                hint: "use a data directory with a shorter path")
        }
        let directory = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        guard !directory.isEmpty else { throw HTTPFailure(.configuration, "bad-socket-path", "the control socket needs a directory") }
        if mkdir(directory, 0o700) != 0, errno != EEXIST { throw unusable(directory) }
        guard chmod(directory, 0o700) == 0 else { throw unusable(directory) }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw HTTPFailure(.configuration, "socket-path-taken", "\(path) exists and is not a socket", hint: "rm \(path)")
        }
        guard unlink(path) == 0 else { throw unusable(path) }
    }

    private func unusable(_ path: String) -> HTTPFailure {
        HTTPFailure(
            .configuration, "socket-unusable", "\(path) can't be used: \(String(cString: strerror(errno)))",
            hint: "run the node as the user that owns its data directory")
    }
}
