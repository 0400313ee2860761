import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import Foundation
import NIOSSL
import Testing

@testable import BanyanTransport

/// A resumed TLS session skips the callback that looks at certificates; OpenSSL's client resumes, NIO's does not.
struct ResumptionTests {
    private static let openssl = "/usr/bin/openssl"
    private let hospital = TestParty("Test hospital")
    private let clinic = TestParty("Test clinic")

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "needs the openssl command"))
    func aRemovedPeerIsRefusedThoughItResumesItsSession() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-resumption-\(clinic.id.compact.prefix(16))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let session = folder.appendingPathComponent("session")
        let certificate = folder.appendingPathComponent("certificate")
        let key = folder.appendingPathComponent("key")
        try Data(TransportIdentity.certificate(of: clinic.keys.tls).toDERBytes()).write(to: certificate)
        try Data(TransportIdentity.pkcs8(of: clinic.keys.tls)).write(to: key)
        let allowList = AllowList(clinic)
        try await withListener(hospital, allowList) { port, reception in
            func client(_ name: String, _ more: [String]) throws -> (process: Process, output: URL) {
                let output = folder.appendingPathComponent(name)
                _ = FileManager.default.createFile(atPath: output.path, contents: nil)
                let process = Process()
                process.executableURL = URL(fileURLWithPath: Self.openssl)
                process.arguments =
                    [
                        "s_client", "-connect", "127.0.0.1:\(port)", "-tls1_3", "-alpn", "banyan/1", "-cert", certificate.path, "-certform",
                        "DER",
                    ]
                    + ["-key", key.path, "-keyform", "DER"] + more
                process.standardOutput = try FileHandle(forWritingTo: output)
                process.standardError = FileHandle.nullDevice
                // An input that stays open: at its end the client would hang up.
                process.standardInput = Pipe()
                try process.run()
                return (process, output)
            }
            let first = try client("first", ["-sess_out", session.path])
            defer { first.process.terminate() }
            let guest = try await reception.next()
            #expect(guest.link.peer == clinic.id)
            // The ticket leaves with the first bytes that the server writes.
            try await guest.link.send([1])
            try #require(await eventually { !text(session).isEmpty })

            let second = try client("second", ["-sess_in", session.path])
            defer { second.process.terminate() }
            try #require(await eventually { text(second.output).contains("Reused, TLSv1.3") }, "it resumed, or this test shows nothing")
            #expect(try await reception.next().link.peer == clinic.id)

            allowList.replace(with: [])
            let third = try client("third", ["-sess_in", session.path])
            defer { third.process.terminate() }
            #expect(await eventually { !third.process.isRunning })
            #expect(text(third.output).contains("Reused, TLSv1.3"))
            #expect(await reception.count == 2)
        }
    }

    private func text(_ file: URL) -> String { String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self) }
}
