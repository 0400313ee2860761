import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct NodeDirectoryTests {
    static let facility = ["--name", "Trạm A (giả định)", "--kind", "station", "--code", "00901", "--province", "000"]
    static let listen = ["--listen", "127.0.0.1:7901"]

    private func load(_ bench: Bench, _ name: String, unlock: Unlock) throws -> NodeIdentity {
        try NodeIdentity.load(DataDirectory(path: bench.path(name)), unlock: unlock)
    }

    @Test func initMakesANodeWhoseFilesBelongTogether() async throws {
        try await Bench.with { bench in
            let outcome = await bench.run(
                ["init", "--data", bench.path("a/node"), "--key-file", bench.path("node.key")] + Self.facility + Self.listen)
            #expect(outcome.code == 0, "\(outcome.err)")
            let key = try bench.read(bench.path("node.key"))
            #expect(key.count == 32)
            let identity = try load(bench, "a/node", unlock: .keyFile(SecretBytes(copying: key)))
            #expect(identity.card.name == "Trạm A (giả định)")
            #expect(identity.card.kind == .station)
            #expect(identity.card.endpoints.map(\.description) == ["127.0.0.1:7901"])
            #expect(identity.card.id == identity.keys.id)
            #expect(outcome.out.contains(identity.card.id.description))
            for next in ["banyan serve --data", "banyan peer card --data", "banyan peer add CARD"] { #expect(outcome.out.contains(next)) }
            for name in ["node.key", "identity.sealed", "register.sealed", "config.json", "card.txt"] {
                #expect(try bench.mode(bench.path("a/node/\(name)")) == 0o600)
            }
            #expect(try bench.mode(bench.path("a/node")) == 0o700)
            #expect(try bench.mode(bench.path("node.key")) == 0o600)
            let configuration = try CommandEnvironment.$current.withValue(bench.environment(TestConsole())) {
                try NodeConfiguration.load(DataDirectory(path: bench.path("a/node")))
            }
            #expect(configuration.keyFile == bench.path("node.key"))
            #expect(configuration.tickSeconds == 60)
            #expect(configuration.listen.description == "127.0.0.1:7901")
        }
    }

    @Test func noSecretOfTheNodeLiesOpenInItsDirectory() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("node", code: "00101")
            let key = SecretBytes(copying: try bench.read(bench.path("node.key")))
            let keys = try load(bench, "node", unlock: .keyFile(key)).keys
            let files = try FileManager.default.contentsOfDirectory(atPath: bench.path("node")).map {
                Data(try bench.read(bench.path("node/\($0)")))
            }
            for secret in [keys.root.seed, keys.log.seed, keys.tls.seed, keys.kem.seed, key] {
                for file in files { #expect(file.range(of: Data(secret.exposed)) == nil) }
            }
        }
    }

    @Test func theRecoveryCodeStandsForTheLastingKeysAndIsShownOnceOrWritten() async throws {
        try await Bench.with { bench in
            let shown = await bench.run(
                ["init", "--json", "--data", bench.path("a"), "--key-file", bench.path("a.key")] + Self.facility + Self.listen)
            let code = try #require(shown.data["recoveryCode"] as? String)
            let recovery = try RecoverySecret(typed: code)
            let identity = try load(bench, "a", unlock: .keyFile(SecretBytes(copying: try bench.read(bench.path("a.key")))))
            #expect(Inception.commitment(to: recovery.nextRoot.publicKey) == identity.keys.inception.nextRootCommitment)
            #expect(recovery.inception == identity.keys.inception)
            #expect(try #require(identity.registerKey).secret.matches(recovery.registerKey))
            var random = SodiumRandom()
            let again = try FacilityKeys.generate(from: recovery, number: 2, at: bench.now, using: &random)
            #expect(again.root.seed.matches(identity.keys.root.seed) && again.log.seed.matches(identity.keys.log.seed))
            #expect(again.tls.seed.matches(identity.keys.tls.seed) && !again.kem.seed.matches(identity.keys.kem.seed))

            let written = await bench.run(
                ["init", "--json", "--data", bench.path("b"), "--key-file", bench.path("b.key"), "--recovery-sheet", bench.path("sheet")]
                    + Self.facility
                    + Self.listen)
            #expect(written.code == 0)
            #expect(written.data["recoveryCode"] == nil)
            #expect(String(decoding: try bench.read(bench.path("sheet")), as: UTF8.self).contains("Code: "))
            #expect(try bench.mode(bench.path("sheet")) == 0o600)
        }
    }

    @Test func aPassphraseIsAskedTwiceAndOpensTheNode() async throws {
        try await Bench.with { bench in
            let arguments = ["init", "--data", bench.path("node")] + Self.facility + Self.listen
            let differing = await bench.run(arguments, answers: ["correct horse battery", "correct horse"])
            #expect(differing.code == 64)
            let short = await bench.run(arguments, answers: ["short", "short"])
            #expect(short.code == 64)
            #expect(!FileManager.default.fileExists(atPath: bench.path("node")))
            let outcome = await bench.run(arguments, answers: ["correct horse battery", "correct horse battery"])
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(!outcome.out.contains("horse") && !outcome.err.contains("horse"))
            let directory = DataDirectory(path: bench.path("node"))
            #expect(try NodeIdentity.wantsPassphrase(directory))
            _ = try load(bench, "node", unlock: .passphrase(SecretBytes(copying: Array("correct horse battery".utf8))))
            #expect { try load(bench, "node", unlock: .passphrase(SecretBytes(copying: Array("wrong horse".utf8)))) } throws: {
                ($0 as? any Failure)?.category == .trust
            }
        }
    }

    @Test(arguments: [
        ["--code", "0090"], ["--code", "00a01"], ["--province", "00"], ["--listen", "nonsense"], ["--listen", "127.0.0.1:0"],
        ["--listen", "127.0.0.1:99999"],
        ["--name", ""], ["--name", "a\nb"], ["--kind", "bank"], ["--listen", "0.0.0.0:7100"],
        ["--endpoint", "a:1", "--endpoint", "b:1", "--endpoint", "c:1", "--endpoint", "d:1", "--endpoint", "e:1"],
        ["--endpoint", "a:1", "--dial-out-only"],
    ])
    func aWrongOptionOfInitIsUsageAndLeavesNothing(change: [String]) async throws {
        try await Bench.with { bench in
            var arguments = Self.facility + Self.listen
            if let index = arguments.firstIndex(of: change[0]) { arguments[index + 1] = change[1] } else { arguments += change }
            let outcome = await bench.run(["init", "--data", bench.path("node"), "--key-file", bench.path("key")] + arguments)
            #expect(outcome.code == 64, "\(outcome.err)")
            let left = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
            #expect(left.isEmpty)
        }
    }

    @Test func aNodeOnEveryAddressNeedsAnEndpointOrNone() async throws {
        try await Bench.with { bench in
            let everywhere = ["--listen", "0.0.0.0:7100"]
            let start = ["--key-file", bench.path("key")] + Self.facility + everywhere
            #expect(await bench.run(["init", "--data", bench.path("a"), "--endpoint", "a.example:7100"] + start).code == 0)
            #expect(await bench.run(["init", "--data", bench.path("b"), "--dial-out-only"] + start).code == 0)
            let key = Unlock.keyFile(SecretBytes(copying: try bench.read(bench.path("key"))))
            #expect(try load(bench, "a", unlock: key).card.endpoints.map(\.description) == ["a.example:7100"])
            #expect(try load(bench, "b", unlock: key).card.endpoints.isEmpty)
        }
    }

    @Test func withoutATerminalOrAFileThereIsNothingToProtectKeysWith() async throws {
        try await Bench.with { bench in
            let outcome = await bench.run(["init", "--data", bench.path("node")] + Self.facility + Self.listen)
            #expect(outcome.code == 64)
            #expect(outcome.err.contains("--key-file"))
            let left = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
            #expect(left.isEmpty)
        }
    }

    @Test func nothingIsOverwritten() async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("node", code: "00101")
            let before = try bench.read(bench.path("node/identity.sealed"))
            let again = await bench.run(
                ["init", "--data", bench.path("node"), "--key-file", bench.path("node.key")] + Self.facility + Self.listen)
            #expect(again.code == 1)
            #expect(again.err.contains("banyan: hint: banyan serve"))
            #expect(try bench.read(bench.path("node/identity.sealed")) == before)

            let file = try bench.write("other/letter.txt", "mine")
            let other = await bench.run(
                ["init", "--data", bench.path("other"), "--key-file", bench.path("k")] + Self.facility + Self.listen)
            #expect(other.code == 64)
            #expect(try bench.read(file) == Array("mine".utf8))
            #expect(!FileManager.default.fileExists(atPath: bench.path("k")))
        }
    }

    @Test func anEmptyDirectoryIsFilledAndAFailureEmptiesItAgain() async throws {
        try await Bench.with { bench in
            try FileManager.default.createDirectory(atPath: bench.path("node"), withIntermediateDirectories: true)
            let sheet = try bench.write("sheet", "mine")
            let arguments = ["init", "--data", bench.path("node"), "--key-file", bench.path("k"), "--recovery-sheet"]
            let failing = await bench.run(arguments + [sheet] + Self.facility + Self.listen)
            #expect(failing.code == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("node")).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: bench.path("k")))
            #expect(try bench.read(sheet) == Array("mine".utf8))
            #expect(await bench.run(arguments + [bench.path("sheet2")] + Self.facility + Self.listen).code == 0)
            #expect(try bench.mode(bench.path("node")) == 0o700)
        }
    }

    @Test func aKeyFileBesideTheKeysItProtectsIsRefused() async throws {
        try await Bench.with { bench in
            let outcome = await bench.run(
                ["init", "--data", bench.path("node"), "--key-file", bench.path("node/key")] + Self.facility + Self.listen)
            #expect(outcome.code == 64)
            let left = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: ["node.key", "identity.sealed", "card.txt"]) func aFileOfAnotherNodeOrADamagedOneIsNoticed(name: String) async throws {
        try await Bench.with { bench in
            _ = try await bench.makeNode("a", code: "00101")
            _ = try await bench.makeNode("b", code: "00102")
            let unlock = Unlock.keyFile(SecretBytes(copying: try bench.read(bench.path("a.key"))))
            let original = try bench.read(bench.path("a/\(name)"))
            for bytes in [try bench.read(bench.path("b/\(name)")), Array(original.dropLast(9)), []] {
                _ = try bench.write("a/\(name)", bytes)
                #expect { try load(bench, "a", unlock: unlock) } throws: { $0 is any Failure }
            }
            _ = try bench.write("a/\(name)", original)
            _ = try load(bench, "a", unlock: unlock)
        }
    }
}
