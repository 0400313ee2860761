import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation
import Testing

@testable import BanyanCLI

@Suite struct RecoverySheetTests {
    private func sheet() async throws -> (text: String, identity: NodeIdentity) {
        try await Bench.with { bench in
            let made = await bench.run(
                ["init", "--data", bench.path("a"), "--key-file", bench.path("a.key"), "--recovery-sheet", bench.path("sheet")]
                    + NodeDirectoryTests.facility + NodeDirectoryTests.listen)
            #expect(made.code == 0, "\(made.err)")
            let key = SecretBytes(copying: try bench.read(bench.path("a.key")))
            return (
                String(decoding: try bench.read(bench.path("sheet")), as: UTF8.self),
                try NodeIdentity.load(DataDirectory(path: bench.path("a")), unlock: .keyFile(key))
            )
        }
    }

    @Test func aSheetIsReadAsItWasPrintedAndAsPeopleTypeIt() async throws {
        let (text, identity) = try await sheet()
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Code: ") })
        let code = String(line.dropFirst(6))
        let half = code.index(code.startIndex, offsetBy: 39)
        for typed in [
            text, code, code.lowercased(), code.replacing("-", with: " "), "CODE:\n\(code[..<half])\n\(code[half...])",
            code.replacing("0", with: "o").replacing("1", with: "l"), text.replacing("\n", with: "\r\n"),
        ] as [String] {
            let sheet = try RecoverySheet(text: typed)
            #expect(sheet.recovery.inception.id == identity.card.id)
        }
        let configuration = try #require(try RecoverySheet(text: text).configuration(listen: nil))
        #expect(configuration.name == identity.card.name && configuration.kind == .station && configuration.code.description == "00901")
        #expect(configuration.listen.description == "127.0.0.1:7901" && configuration.endpoints == identity.card.endpoints)
        #expect(try RecoverySheet(text: code).configuration(listen: nil) == nil)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func aWrongCodeOrIDIsNamed() async throws {
        let (text, _) = try await sheet()
        let other = try await sheet().text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Code: ") })
        var wrong = Array(line)
        wrong[20] = wrong[20] == "7" ? "8" : "7"
        #expect { try RecoverySheet(text: text.replacing(line, with: String(wrong))) } throws: {
            ($0 as? any Failure)?.code == "mistyped-recovery-code" && "\(($0 as? any Failure)?.message ?? "")".contains("group 3")
        }
        let otherLine = try #require(other.split(separator: "\n").first { $0.hasPrefix("Code: ") })
        #expect { try RecoverySheet(text: text.replacing(line, with: otherLine)) } throws: {
            ($0 as? any Failure)?.code == "sheet-other-id"
        }
        for nothing in ["", "Code:", "hello"] { #expect(throws: (any Error).self) { try RecoverySheet(text: nothing) } }
    }
}

@Suite struct BackupFileTests {
    /// A data directory with the files of a node and a database of `count` bytes.
    private func node(_ bench: Bench, database count: Int) async throws -> (directory: DataDirectory, unlock: Unlock, database: [UInt8]) {
        _ = try await bench.makeNode("a", code: "00101")
        let database = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        _ = try bench.write("copy.db", database)
        return (DataDirectory(path: bench.path("a")), .keyFile(SecretBytes(copying: try bench.read(bench.path("a.key")))), database)
    }

    private func write(_ bench: Bench, _ node: (directory: DataDirectory, unlock: Unlock, database: [UInt8])) throws -> BackupManifest {
        var random = SodiumRandom()
        let manifest = BackupManifest(facility: FacilityID(.sha256([1])), created: bench.now)
        try BackupWriter.write(
            node.directory, database: bench.path("copy.db"), manifest: manifest, to: bench.path("b"), unlock: node.unlock, using: &random,
            progress: { _, _ in })
        return manifest
    }

    private func extract(_ bench: Bench, _ file: String, _ unlock: Unlock) throws -> BackupManifest {
        let target = DataDirectory(path: bench.path("out"))
        try target.beginRestore()
        return try BackupReader.extract(file, into: target, unlock: { _ in unlock }, progress: { _, _ in })
    }

    // Around the size of a chunk, where an end may be mistaken for another.
    @Test(arguments: [1, 60_000, 61_000, 65_536, 131_072, 300_000])
    func whatWasPutInComesOutAndIsANodeOnlyAtTheEnd(count: Int) async throws {
        try await Bench.with { bench in
            let node = try await node(bench, database: count)
            let manifest = try write(bench, node)
            #expect(try bench.mode(bench.path("b")) == 0o600)
            #expect(try extract(bench, bench.path("b"), node.unlock) == manifest)
            let target = DataDirectory(path: bench.path("out"))
            #expect(!target.isNode)
            try target.finishRestore()
            #expect(target.isNode)
            #expect(try bench.read(bench.path("out/banyan.db")) == node.database)
            for name in ["node.key", "identity.sealed", "card.txt", "config.json"] {
                #expect(try bench.read(bench.path("out/\(name)")) == (try bench.read(bench.path("a/\(name)"))))
            }
            #expect(throws: (any Error).self) { try write(bench, node) }
        }
    }

    @Test func whatIsAlteredCutOffOrReorderedIsRefusedAndLeavesNothing() async throws {
        try await Bench.with { bench in
            let node = try await node(bench, database: 300_000)
            _ = try write(bench, node)
            let whole = try bench.read(bench.path("b"))
            let header = 20 + Int(BackupFormat.value(whole[16..<20]))
            let chunk = ChunkedSeal.sealedChunk
            let second = Array(whole[(header + chunk)..<(header + 2 * chunk)])
            let wrongs: [[UInt8]] = [
                Array(whole.dropLast()), Array(whole.prefix(header + 2 * chunk)), Array(whole.prefix(header)), whole + [0], [],
                whole.enumerated().map { $0.offset == header + 5 ? $0.element ^ 1 : $0.element },
                whole.enumerated().map { $0.offset == whole.count - 1 ? $0.element ^ 1 : $0.element },
                Array(whole[..<header]) + second + Array(whole[header..<(header + chunk)]) + Array(whole[(header + 2 * chunk)...]),
                Array(whole[..<(header + 2 * chunk)]) + second + Array(whole[(header + 2 * chunk)...]),
            ]
            for wrong in wrongs {
                let path = try bench.write("wrong", wrong)
                #expect { try extract(bench, path, node.unlock) } throws: { ($0 as? any Failure)?.category == .trust }
                #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("out")) == ["restoring"])
            }
            var random = SodiumRandom()
            let other = Unlock.keyFile(SecretBytes(randomCount: 32, using: &random))
            #expect { try extract(bench, bench.path("b"), other) } throws: { ($0 as? any Failure)?.code == "wrong-unlock-secret" }
        }
    }
}
