import BanyanTestNode
import Foundation
import Logging
import Testing

@testable import BanyanHTTP

@Suite struct ControlServerTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func theSocketIsForItsOwnerAloneAndGoesWithTheServer() async throws {
        let server = SocketServer(RecordingNode())
        try await server.whileRunning { socket in
            let modes = [try mode(socket), try mode((socket as NSString).deletingLastPathComponent)]
            #expect(modes == [0o600, 0o700])
        }
        #expect(!FileManager.default.fileExists(atPath: server.socket))
    }

    @Test func aDirectoryThatOthersCouldEnterIsClosed() throws {
        let directory = NSTemporaryDirectory() + "banyan-http-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: "\(directory)/run", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try SocketPlace(path: "\(directory)/run/banyan.sock").prepare()
        #expect(try mode("\(directory)/run") == 0o700)
    }

    @Test func aFileInTheSocketsPlaceIsNotRemoved() throws {
        let directory = NSTemporaryDirectory() + "banyan-http-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: "\(directory)/run", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = "\(directory)/run/banyan.sock"
        #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
        #expect { try SocketPlace(path: path).prepare() } throws: { ($0 as? HTTPFailure)?.code == "socket-path-taken" }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [107, 108]) func aPathThatDoesNotFitASocketAddressIsRefusedBeforehand(length: Int) throws {
        let directory = NSTemporaryDirectory() + "banyan-http-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/" + String(repeating: "x", count: max(1, length - directory.utf8.count - 1))
        if length <= SocketPlace.longest {
            try SocketPlace(path: path).prepare()
        } else {
            #expect { try SocketPlace(path: path).prepare() } throws: { ($0 as? HTTPFailure)?.code == "socket-path-too-long" }
        }
    }
}
