import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct ConfigurationTests {
    static let good =
        #"{"name":"A","kind":"clinic","code":"00901","province":"000","listen":"127.0.0.1:7901","endpoints":["a.example:7901"]}"#

    private func load(_ text: String, _ variables: [String: String] = [:]) async throws -> NodeConfiguration {
        try await Bench.with { bench in
            var bench = bench
            bench.variables = variables
            _ = try bench.write("config.json", text)
            return try CommandEnvironment.$current.withValue(bench.environment(TestConsole())) {
                try NodeConfiguration.load(DataDirectory(path: bench.directory))
            }
        }
    }

    @Test func whatIsLeftOutHasItsDefault() async throws {
        let configuration = try await load(Self.good)
        #expect(configuration.tickSeconds == 60)
        #expect(configuration.keyFile == nil && configuration.wants == nil)
        #expect(configuration.sensitiveCodes == nil)
        #expect(configuration.endpoints.map(\.description) == ["a.example:7901"])
    }

    @Test func whatIsWrittenIsReadBack() async throws {
        var configuration = try await load(Self.good)
        configuration.tickSeconds = 5
        configuration.keyFile = "/etc/k"
        configuration.wants = .all
        configuration.sensitiveCodes = "/etc/codes.json"
        configuration.insuranceCertificates = ["/etc/a.pem", "/etc/b.pem"]
        configuration.identifierSystems = .ministry
        #expect(try await load(String(decoding: try configuration.encoded, as: UTF8.self)) == configuration)
    }

    @Test func theEnvironmentWinsOverTheFile() async throws {
        let configuration = try await load(
            Self.good,
            [
                "BANYAN_LISTEN": "127.0.0.1:9", "BANYAN_TICK_SECONDS": "1", "BANYAN_WANTS": "province", "BANYAN_KEY_FILE": "/k",
                "BANYAN_SENSITIVE_CODES": "/c", "BANYAN_INSURANCE_CERTIFICATES": "/a.pem:/b.pem",
                "BANYAN_IDENTIFIER_SYSTEMS": "ministry",
            ])
        #expect(configuration.listen.description == "127.0.0.1:9")
        #expect(configuration.tickSeconds == 1)
        #expect(configuration.wants == .province)
        #expect(configuration.keyFile == "/k")
        #expect(configuration.sensitiveCodes == "/c")
        #expect(configuration.insuranceCertificates == ["/a.pem", "/b.pem"])
        #expect(configuration.identifierSystems == .ministry)
    }

    @Test(arguments: [
        #""identifierSystems":"others""#, #""identifierSystems":{"cccd":"urn:x"}"#, #""identifierSystems":{"national-id":"x"}"#,
        #""insuranceCertificates":"a.pem""#, #""insuranceCertificates":[""]"#, #""insuranceCertificates":[1]"#,
    ])
    func identifierSystemsAndCertificatesAreCheckedAndNamed(_ member: String) async throws {
        let text = Self.good.replacingOccurrences(of: "{\"name\"", with: "{\(member),\"name\"")
        let failure = await #expect(throws: CLIFailure.self) { try await load(text) }
        #expect(failure?.category == .configuration)
        #expect(failure?.message.contains(member.split(separator: "\"")[0]) == true)
    }

    @Test func systemsOfTheirOwnAreWrittenAndReadBack() async throws {
        var configuration = try await load(Self.good)
        configuration.identifierSystems = IdentifierSystems(configuredText: #"{"national-id":"https://example.vn/id"}"#)
        #expect(configuration.identifierSystems != nil)
        #expect(try await load(String(decoding: try configuration.encoded, as: UTF8.self)) == configuration)
    }

    @Test(arguments: ["some", "", "ALL"]) func whatIsWantedIsOneOfTwoWords(_ word: String) async throws {
        let text = Self.good.replacingOccurrences(of: "{\"name\"", with: "{\"wants\":\"\(word)\",\"name\"")
        let failure = await #expect(throws: CLIFailure.self) { try await load(text) }
        #expect(failure?.message.contains("wants must be") == true)
    }

    @Test(arguments: [
        ("", "is not JSON"), ("{", "is not JSON"), ("[]", "one JSON object"), ("{}", "name is missing"),
        (good.replacingOccurrences(of: "\"name\"", with: "\"nmae\""), "name is missing"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"tick\":1,\"name\""), "tick is not a key"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"name\":\"B\",\"name\""), "is not JSON"),
        (good.replacingOccurrences(of: "clinic", with: "bank"), "kind must be hospital"),
        (good.replacingOccurrences(of: "00901", with: "901"), "code must be"),
        (good.replacingOccurrences(of: "\"000\"", with: "0"), "province must be"),
        (good.replacingOccurrences(of: "127.0.0.1:7901", with: "127.0.0.1"), "listen must be"),
        (good.replacingOccurrences(of: "[\"a.example:7901\"]", with: "\"a.example:7901\""), "endpoints must be"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"tickSeconds\":0,\"name\""), "tickSeconds must be"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"tickSeconds\":1.5,\"name\""), "tickSeconds must be"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"tickSeconds\":\"60\",\"name\""), "tickSeconds must be"),
        (good.replacingOccurrences(of: "{\"name\"", with: "{\"keyFile\":\"\",\"name\""), "keyFile must be"),
        (good + " x", "is not JSON"),
    ])
    func aWrongFileIsRefusedByNamingTheKey(text: String, words: String) async throws {
        do {
            _ = try await load(text)
            Issue.record("accepted")
        } catch let failure as CLIFailure {
            #expect(failure.category == .configuration)
            #expect(failure.message.contains(words), "\(failure.message)")
            #expect(failure.message.contains("config.json"))
        }
    }

    @Test(arguments: [("BANYAN_LISTEN", "x"), ("BANYAN_TICK_SECONDS", "0"), ("BANYAN_TICK_SECONDS", "soon")])
    func aWrongVariableIsRefusedByItsName(variable: String, value: String) async {
        await #expect { try await load(Self.good, [variable: value]) } throws: {
            ($0 as? CLIFailure)?.category == .configuration && "\($0)".contains(variable)
        }
    }

    @Test func aDirectoryWithoutANodeIsSaid() async throws {
        try await Bench.with { bench in
            #expect { try NodeConfiguration.load(DataDirectory(path: bench.directory)) } throws: {
                ($0 as? CLIFailure)?.code == "no-node" && ($0 as? CLIFailure)?.category == .configuration
            }
        }
    }
}

@Suite struct UnlockTests {
    private func find(
        _ bench: Bench, keyFile: String? = nil, passphraseFile: String? = nil, variables: [String: String] = [:], configured: String? = nil,
        wantsPassphrase: Bool = false, answers: [String]? = nil
    ) async throws -> [UInt8] {
        var bench = bench
        bench.variables = variables
        var options = UnlockOptions()
        options.keyFile = keyFile
        options.passphraseFile = passphraseFile
        var configuration = try NodeConfiguration(file: Array(ConfigurationTests.good.utf8), path: "config.json")
        configuration.keyFile = configured
        let (chosen, decided) = (options, configuration)
        let unlock = try CommandEnvironment.$current.withValue(bench.environment(TestConsole(answers: answers))) {
            try NodeUnlock.find(chosen, configuration: decided, wantsPassphrase: wantsPassphrase)
        }
        switch unlock {
        case .keyFile(let secret), .passphrase(let secret): return secret.exposed
        }
    }

    @Test func theFirstSourceInTheOrderCounts() async throws {
        try await Bench.with { bench in
            func file(_ name: String, _ byte: UInt8) throws -> String { try bench.write(name, [UInt8](repeating: byte, count: 32)) }
            let (flag, variable, configured) = (try file("flag", 1), try file("variable", 2), try file("configured", 4))
            _ = try file("credentials/banyan-key", 3)
            let variables = ["BANYAN_KEY_FILE": variable, "CREDENTIALS_DIRECTORY": bench.path("credentials")]
            #expect(try await find(bench, keyFile: flag, variables: variables, configured: configured)[0] == 1)
            #expect(try await find(bench, variables: variables, configured: configured)[0] == 2)
            #expect(try await find(bench, variables: ["CREDENTIALS_DIRECTORY": bench.path("credentials")], configured: configured)[0] == 3)
            #expect(try await find(bench, variables: ["CREDENTIALS_DIRECTORY": bench.path("none")], configured: configured)[0] == 4)
        }
    }

    @Test func aPassphraseComesFromAFileOrAPerson() async throws {
        try await Bench.with { bench in
            let first = try bench.write("first", "one phrase\nrest")
            let second = try bench.write("second", "two phrase\r\n")
            let variables = ["BANYAN_PASSPHRASE_FILE": second]
            func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
            #expect(text(try await find(bench, passphraseFile: first, variables: variables, wantsPassphrase: true)) == "one phrase")
            #expect(text(try await find(bench, variables: variables, wantsPassphrase: true)) == "two phrase")
            #expect(text(try await find(bench, wantsPassphrase: true, answers: ["typed phrase"])) == "typed phrase")
        }
    }

    @Test func whatIsMissingIsConfigurationAndASilentTerminalIsUsage() async throws {
        try await Bench.with { bench in
            let short = try bench.write("short", [1, 2, 3])
            let empty = try bench.write("empty", "\nsecond line")
            func category(_ body: () async throws -> [UInt8]) async -> FailureCategory? {
                do { _ = try await body() } catch { return (error as? any Failure)?.category }
                return nil
            }
            #expect(await category { try await find(bench) } == .configuration)
            #expect(await category { try await find(bench, keyFile: bench.path("none")) } == .configuration)
            #expect(await category { try await find(bench, keyFile: short) } == .configuration)
            #expect(await category { try await find(bench, passphraseFile: empty, wantsPassphrase: true) } == .configuration)
            #expect(await category { try await find(bench, wantsPassphrase: true) } == .usage)
        }
    }
}
