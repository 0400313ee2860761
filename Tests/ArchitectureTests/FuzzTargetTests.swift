import BanyanTestSupport
import Foundation
import Testing

/// What reads bytes from outside is fuzzed: a reader of a pure module that no target of Tests/DecoderTests calls fails here.
///
/// Read from the text: initialisers and functions that are named as readers are, `init(encoded:)`, `init(parsing:)`, `decode`, `parse`
/// and so on. That a target calls it says nothing of how far the fuzzer gets; docs/fuzzing.md has the edges that it reached.
@Suite struct FuzzTargetTests {
    struct Reader: Hashable, Sendable, CustomTestStringConvertible {
        let type: String
        /// How a call of it looks.
        let call: String
        let path: String
        var testDescription: String { "\(type) \(call)" }
    }

    private static let modules: Set = [
        "BanyanCore", "BanyanCrypto", "BanyanLedger", "BanyanConsent", "BanyanGossip", "BanyanRecords",
    ]

    static let readers: [Reader] = SourceTree.files.filter { modules.contains($0.module) }.flatMap { read($0.code, path: $0.path) }

    static func read(_ code: [String], path: String) -> [Reader] {
        var around: [(indent: Int, type: String)] = []
        var readers: [Reader] = []
        for line in code {
            let indent = line.prefix { $0 == " " }.count
            if let match = line.firstMatch(of: /(?:extension|struct|enum|class|actor) (\w+(?:\.\w+)*)/) {
                around.removeAll { $0.indent >= indent }
                around.append((indent, String(match.1)))
            }
            guard !line.contains("private"), let call = call(line), let type = around.last(where: { $0.indent < indent })?.type else {
                continue
            }
            readers.append(Reader(type: type, call: type + call, path: path))
        }
        return readers
    }

    private static func call(_ line: String) -> String? {
        if let match = line.firstMatch(of: /init\??\((encoded|parsing|text|typed|compact|origin|json)\b/) { return "(\(match.1):" }
        if line.firstMatch(of: /init\??\(file(?: \w+)?: \[UInt8\]/) != nil { return "(file:" }
        return line.firstMatch(of: /static func (decode|parse|inflate|unpad|peek)\(/).map { ".\($0.1)(" }
    }

    private static let targets: String = {
        let folder = SharedFolder.repository.appending(path: "Tests/DecoderTests")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix("Targets.swift") }.sorted()
            .compactMap { try? String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined()
    }()

    @Test func `the readers are found`() { #expect(Self.readers.count > 20) }

    @Test(arguments: readers)
    func `a reader of bytes from outside has a fuzz target`(reader: Reader) {
        #expect(Self.targets.contains(reader.call), "\(reader.path): no target of Tests/DecoderTests calls \(reader.call)")
    }

    @Test(
        arguments: [
            ("    public init(encoded: [UInt8]) throws {", "A(encoded:"), ("    init?(parsing note: String) {", "A(parsing:"),
            ("    public static func decode(_ text: String) -> [UInt8]? {", "A.decode("),
        ])
    func `a reader is known by its name`(line: String, call: String) {
        #expect(Self.read(["extension A {", line], path: "p").map(\.call) == [call])
    }

    @Test(arguments: ["    private init(encoded: [UInt8]) {", "    init(bytes: [UInt8]) {", "    static func encode(_ a: Int) {"])
    func `other functions are not readers`(line: String) { #expect(Self.read(["struct A {", line], path: "p").isEmpty) }
}
