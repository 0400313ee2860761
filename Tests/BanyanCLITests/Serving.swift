import BanyanAPI
import BanyanCore
import BanyanHTTP
import BanyanTestNode
import Foundation
import Logging

/// Runs a real control server on the socket while `body` runs.
func serving(_ api: any NodeAPI, _ socket: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
    let server = ControlServer(api: api, socketPath: socket, logger: Logger(label: "test"))
    let (ready, running) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { running.finish() }
            try await server.run { running.yield(()) }
        }
        group.addTask {
            for await _ in ready { return try await body() }
        }
        try await group.next()
        group.cancelAll()
    }
}
