import BanyanTestSupport
import Foundation
import Testing

@Suite struct ArchitectureTests {
    private static let modules = Set(SourceTree.files.map(\.module)).sorted()

    private func files(of module: String) -> [SourceTree.File] { SourceTree.files.filter { $0.module == module } }

    @Test func `the sources are found`() {
        #expect(SourceTree.files.count > 20)
        #expect(Self.modules.contains("BanyanCore"))
    }

    @Test(arguments: modules)
    func `a module imports what its room allows`(module: String) throws {
        let allowed = try #require(AllowList.allowed(to: module), "the module has no entry in the allow-list")
        for file in files(of: module) {
            for item in file.imports where !allowed.contains(item.module) {
                Issue.record("\(file.path) imports \(item.module)")
            }
        }
    }

    /// An import that `Package.swift` does not declare compiles as long as another target happened to be built first.
    @Test(arguments: modules)
    func `a module declares what it imports`(module: String) throws {
        let manifest = try String(contentsOf: SharedFolder.repository.appending(path: "Package.swift"), encoding: .utf8)
        let declaration = try #require(
            manifest.components(separatedBy: "arget(").first { $0.firstMatch(of: /^\s*name: "(\w+)"/).map { $0.1 == module } ?? false })
        let comesWithSwift: Set<String> = [
            "Synchronization", "Foundation", "FoundationEssentials", "FoundationXML", "Glibc", "Musl", "Darwin",
        ]
        for file in files(of: module) {
            for item in file.imports where !comesWithSwift.contains(item.module) {
                let isDeclared = declaration.contains("\"\(item.module)\"") || (item.module == "Crypto" && declaration.contains("crypto()"))
                if !isDeclared { Issue.record("\(file.path) imports \(item.module), which its target does not declare") }
            }
        }
    }

    @Test func `the allow-list keeps what must never be`() {
        for (module, never) in AllowList.never {
            #expect(AllowList.modules[module]?.isDisjoint(with: never) == true, "\(module)")
        }
    }

    @Test func `only the store reaches behind the walls of append and storage`() {
        for file in SourceTree.files {
            for item in file.imports {
                guard let spi = item.spi else { continue }
                #expect(AllowList.spi[spi]?.contains(file.module) == true, "\(file.path) imports @_spi(\(spi)) \(item.module)")
            }
        }
    }

    /// `.random(in:using:)` and `.shuffled(using:)` with a source that was handed in are what the rule asks for.
    @Test(arguments: AllowList.pure.sorted())
    func `a pure module takes time and randomness as arguments`(module: String) {
        let always = [
            "Date()", "Date.now", "UUID()", "SystemRandomNumberGenerator", "SodiumRandom()", "ContinuousClock", "SuspendingClock",
        ]
        let withoutSource = [".random(", ".randomElement(", ".shuffled(", ".shuffle("]
        for file in files(of: module) where file.mentions(always + withoutSource) {
            for (number, line) in file.code.enumerated() {
                let own = always.contains { line.contains($0) }
                let unseeded = withoutSource.contains { line.contains($0) } && !line.contains("using:")
                if own || unseeded { Issue.record("\(file.path):\(number + 1) makes its own time or randomness: \(line)") }
            }
        }
    }

    @Test(arguments: ["BanyanCrypto", "BanyanConsent", "BanyanRecords"])
    func `what handles keys and patients can't log`(module: String) {
        let outlets: Set<Substring> = ["print", "debugPrint", "dump", "FileHandle", "Logger", "NSLog"]
        for file in files(of: module) where file.mentions(outlets.map(String.init)) {
            for line in file.code where outlets.contains(where: { line.contains($0) }) {
                let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
                if !outlets.isDisjoint(with: words) { Issue.record("\(file.path): \(line)") }
            }
        }
    }

    @Test(arguments: SourceTree.files)
    func `a file holds one idea`(file: SourceTree.File) { #expect(file.code.count <= 500, "\(file.path)") }
}

/// The reading of imports itself.
@Suite struct ImportReadingTests {
    @Test(
        arguments: [
            ("import A", "A", nil), ("public import A", "A", nil), ("@_spi(X) internal import A", "A", "X"),
            ("@testable import A", "A", nil),
            ("import struct A.B", "A", nil), ("  @preconcurrency public import A", "A", nil), ("internal import func A.b // B", "A", nil),
            ("@_spi(X) @testable import A", "A", "X"),
        ] as [(String, String, String?)])
    func `an import is read in each of its forms`(line: String, module: String, spi: String?) {
        let read = SourceTree.File(module: "M", path: "p", text: line).imports
        #expect(read.map(\.module) == [module])
        #expect(read.first?.spi == spi)
    }

    @Test(arguments: [
        "// import A", "let important = A", "/// import A", "important A", "func import_a() {}", "case .imported: A",
        "  import them in several",
    ])
    func `other lines are not`(line: String) {
        #expect(SourceTree.File(module: "M", path: "p", text: line).imports.isEmpty)
    }
}
