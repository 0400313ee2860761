import BanyanCore
import Foundation
import Testing

@testable import BanyanCLI

/// What protects files that two commands or two users may meet at.
@Suite struct SecretFileTests {
    private static let warning = "banyan: warning: other users may read "

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test(arguments: [(0o600, false), (0o400, false), (0o700, false), (0o640, true), (0o604, true), (0o644, true), (0o666, true)])
    func aSecretThatOthersMayReadIsWarnedOf(mode: Int, warned: Bool) async throws {
        try await Bench.with { bench in
            let key = try bench.write("k", [UInt8](repeating: 7, count: 32))
            let phrase = try bench.write("p", "correct horse battery\n")
            for (option, path) in [("--key-file", key), ("--passphrase-file", phrase)] {
                try setMode(mode, path)
                let wallet = ["--wallet", path + ".wallet", option, path]
                for command in ["new", "list"] {
                    let outcome = await bench.run(["wallet", command] + wallet)
                    #expect(outcome.code == 0)
                    let expected = "\(Self.warning)\(path) (mode \(String(mode, radix: 8))): chmod 600 \(path)\n"
                    #expect(outcome.err == (warned ? expected : ""))
                }
            }
        }
    }

    @Test func aSystemdCredentialIsNotWarnedOf() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            let credential = try bench.write("credentials/banyan-key", try bench.read(bench.path("a.key")))
            try FileManager.default.removeItem(atPath: bench.path("a.key"))
            try setMode(0o440, credential)
            var bench = bench
            bench.variables = ["CREDENTIALS_DIRECTORY": bench.path("credentials")]
            let outcome = await bench.run("renew", "--data", bench.path("a"))
            #expect(outcome.code == 0)
            #expect(outcome.err.isEmpty)
        }
    }

    @Test func aWalletIsChangedByOneCommandAtATime() async throws {
        try await Bench.with { bench in
            let card = try await bench.makeNode("a", code: "00101")
            let wallet = ["--wallet", bench.path("w"), "--key-file", bench.path("w.key")]
            #expect(await bench.run(["wallet", "new"] + wallet).code == 0)
            let before = try bench.read(bench.path("w"))
            let enrol = ["wallet", "enrol", "--facility", card, "-o", bench.path("e")] + wallet
            let lock = try FileLock.take(bench.path("w"), creating: false, orThrow: CLIFailure(.failed, "busy", "busy"))
            #expect(lock != nil)
            let refused = await bench.run(enrol)
            let listed = await bench.run(["wallet", "list"] + wallet)
            withExtendedLifetime(lock) {}
            #expect(refused.code == 1)
            #expect(refused.err.hasPrefix("banyan: error: another command is changing the wallet \(bench.path("w"))\nbanyan: hint: "))
            #expect(listed.code == 0)
            #expect(try bench.read(bench.path("w")) == before)
            #expect(!FileManager.default.fileExists(atPath: bench.path("e")))
        }
        try await Bench.with { bench in
            let card = try await bench.makeNode("a", code: "00101")
            let wallet = ["--wallet", bench.path("w"), "--key-file", bench.path("w.key")]
            #expect(await bench.run(["wallet", "new"] + wallet).code == 0)
            for number in 0..<2 {
                let outcome = await bench.run(["wallet", "enrol", "--facility", card, "-o", bench.path("e\(number)")] + wallet)
                #expect(outcome.code == 0, "the lock goes with its command")
            }
        }
    }

    @Test(
        arguments: [
            ("w", "."), ("wallet", "."), ("./w", "."), ("a/w", "a"), ("a//w", "a"), ("a/w/", "a"), ("a/", "."), ("/w", "/"), ("//w", "/"),
            ("/a/w", "/a"), ("/", "/"), ("//", "/"), ("", "."), ("ả/ị", "ả"),
        ]) func theDirectoryOfAPath(path: String, directory: String)
    { #expect(AtomicFile.directory(of: path) == directory) }

    @Test func aLockIsOfTheFileThatThePathNames() throws {
        let path = NSTemporaryDirectory() + "banyan-lock-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let busy = CLIFailure(.failed, "busy", "busy")
        #expect(try FileLock.take(path, creating: false, orThrow: busy) == nil)
        let first = try FileLock.take(path, creating: true, orThrow: busy)
        #expect(first != nil)
        #expect(throws: CLIFailure.self) { try FileLock.take(path, creating: true, orThrow: busy) }
        try AtomicFile.write([1], to: path, mode: 0o600, replacing: true)
        let second = try FileLock.take(path, creating: false, orThrow: busy)
        #expect(second != nil)
        withExtendedLifetime((first, second)) {}
    }
}
