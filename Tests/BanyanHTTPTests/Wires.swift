import AsyncHTTPClient
import BanyanAPI
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOHTTP1

@testable import BanyanHTTP

/// One way to speak to the control API: the same test body runs in process and over a real socket.
protocol Wire: Sendable {
    func send(_ method: String, _ path: String, _ body: [UInt8]) async throws -> (status: Int, type: String?, body: [UInt8])
}

enum Way: String, CaseIterable {
    case router, socket

    func speak(to api: any NodeAPI, _ body: @escaping @Sendable (any Wire) async throws -> Void) async throws {
        switch self {
        case .router:
            try await Application(router: ControlRouter.build(api)).test(.router) { try await body(RouterWire(client: $0)) }
        case .socket:
            try await SocketServer(api).whileRunning { try await body(SocketWire(path: $0)) }
        }
    }
}

private struct RouterWire: Wire {
    let client: any TestClientProtocol

    func send(_ method: String, _ path: String, _ body: [UInt8]) async throws -> (status: Int, type: String?, body: [UInt8]) {
        let method = HTTPRequest.Method(rawValue: method) ?? .get
        return try await client.execute(uri: path, method: method, body: body.isEmpty ? nil : ByteBuffer(bytes: body)) {
            (Int($0.status.code), $0.headers[.contentType], Array($0.body.readableBytesView))
        }
    }
}

private struct SocketWire: Wire {
    let path: String

    func send(_ method: String, _ path: String, _ body: [UInt8]) async throws -> (status: Int, type: String?, body: [UInt8]) {
        let host = self.path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
        request.method = HTTPMethod(rawValue: method)
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let answer = try await response.body.collect(upTo: 64 << 20)
        return (Int(response.status.code), response.headers.first(name: "content-type"), Array(answer.readableBytesView))
    }
}

/// A control server in a temporary directory.
struct SocketServer: Sendable {
    let directory: String
    let server: ControlServer
    var socket: String { "\(directory)/run/banyan.sock" }

    init(_ api: any NodeAPI) {
        directory = NSTemporaryDirectory() + "banyan-http-\(UUID().uuidString.prefix(8))"
        server = ControlServer(api: api, socketPath: "\(directory)/run/banyan.sock", logger: Logger(label: "test"))
    }

    /// Runs the body once the socket accepts, then stops the server and removes the directory.
    func whileRunning(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (ready, running) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { running.finish() }
                try await server.run { running.yield(()) }
            }
            group.addTask {
                for await _ in ready { return try await body(socket) }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
