import BanyanTestSupport
import Foundation
import Testing

/// The threat model claims only what a test shows: each promise names its tests, and they exist.
@Suite struct ThreatModelTests {
    struct Promise: Sendable, CustomTestStringConvertible {
        let text: String
        let tests: [String]
        var testDescription: String { text }
    }

    /// The rows of the tables that end in "shown by".
    static let promises: [Promise] = {
        let page = (try? String(contentsOf: SharedFolder.repository.appending(path: "docs/threat-model.md"), encoding: .utf8)) ?? ""
        return read(page)
    }()

    static func read(_ page: String) -> [Promise] {
        var promises: [Promise] = []
        var isPromises = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isPromises = false
                continue
            }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.last == "shown by" {
                isPromises = true
            } else if isPromises, let first = cells.first, let last = cells.last, !first.hasPrefix("---") {
                let pieces = last.split(separator: "`", omittingEmptySubsequences: false)
                promises.append(Promise(text: first, tests: pieces.indices.filter { !$0.isMultiple(of: 2) }.map { String(pieces[$0]) }))
            }
        }
        return promises
    }

    /// Every name under which a test can be quoted: the function's, or the one that it displays.
    static let names: Set<String> = {
        let folder = SharedFolder.repository.appending(path: "Tests")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var names: Set<String> = []
        for path in paths where path.hasSuffix(".swift") || path.hasSuffix(".py") {
            guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { continue }
            names.formUnion(path.hasSuffix(".py") ? matches(of: "(?m)^def (test_\\w+)\\(", in: text) : swiftNames(in: text))
        }
        return names
    }()

    static func swiftNames(in text: String) -> Set<String> {
        matches(of: "@Test(?:\\((?:[^`{]|\\n)*?)?[^{`]*?func (?:`([^`\\n]+)`|(\\w+))\\(", in: text).union(
            matches(of: "@Test\\(\\s*\"([^\"\\n]+)\"", in: text))
    }

    private static func matches(of pattern: String, in text: String) -> Set<String> {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        let whole = NSRange(text.startIndex..., in: text)
        var found: Set<String> = []
        for match in expression.matches(in: text, range: whole) {
            for group in 1..<match.numberOfRanges {
                if let range = Range(match.range(at: group), in: text) { found.insert(String(text[range])) }
            }
        }
        return found
    }

    @Test func `the page and the tests are found`() {
        #expect(Self.promises.count > 40)
        #expect(Self.names.count > 300)
    }

    @Test(arguments: promises)
    func `a promise of the threat model is shown by tests that exist`(promise: Promise) {
        #expect(!promise.tests.isEmpty)
        for test in promise.tests { #expect(Self.names.contains(test), "no test is called \(test)") }
    }

    @Test func `a name that is no test's, and a promise without one, are noticed`() {
        let page = "| promise | control | shown by |\n|---|---|---|\n| a | b | `no such test`, `x` |\n| c | d | |\n\n| e | f |\n"
        let read = Self.read(page)
        #expect(read.map(\.tests) == [["no such test", "x"], []])
        #expect(!Self.names.contains("no such test"))
        let source =
            "@Test func `one`() {}\n@Test(arguments: [1, 2])\nfunc two(n: Int) {}\n@Test(\n    \"three\",\n    arguments: [1])\nfunc other() {}\nfunc helper() {}"
        #expect(Self.swiftNames(in: source) == ["one", "two", "three", "other"])
    }
}
