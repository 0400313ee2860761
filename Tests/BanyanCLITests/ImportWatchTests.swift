import BanyanAPI
import BanyanCore
import BanyanTestNode
import Foundation
import Synchronization
import Testing

@testable import BanyanCLI

/// The command that takes files as they come, with looks instead of seconds.
@Suite struct ImportWatchTests {
    /// Does something before each look, and ends the command after the last.
    private final class Looks: Sendable {
        private let steps: Mutex<[@Sendable () throws -> Void]>
        init(_ steps: [@Sendable () throws -> Void]) { self.steps = Mutex(steps) }

        var waiting: Waiting {
            Waiting(
                elapsed: { .zero },
                pause: { _ in
                    guard let step = self.steps.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { throw CancellationError() }
                    try step()
                })
        }
    }

    private struct Folder {
        let bench: Bench
        var path: String { bench.path("in") }
        func names(_ part: String = "") -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(part)")) ?? []).filter { !$0.hasPrefix(".") }.sorted()
        }
        func put(_ name: String, _ text: String) throws { _ = try bench.write("in/\(name)", text) }
    }

    private func watching(_ node: RecordingNode, _ body: (Folder) throws -> [@Sendable () throws -> Void]) async throws
        -> (outcome: Outcome, names: [String], done: [String], failed: [String], calls: [String])
    {
        try await Bench.with(node: node) { bench in
            var bench = bench
            let folder = Folder(bench: bench)
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            bench.waiting = Looks(try body(folder)).waiting
            let outcome = await bench.run(["record", "import", "--watch", folder.path, "--json"])
            return (
                outcome, folder.names().filter { $0 != "done" && $0 != "failed" }, folder.names("done"), folder.names("failed"),
                node.calls.filter { $0.hasPrefix("import") }
            )
        }
    }

    private static var clean: ImportResult {
        var result = Samples.imported
        result.problems = []
        return result
    }

    private static let nothing: @Sendable () throws -> Void = {}

    @Test func `a file that stands still is taken once and moved to done`() async throws {
        let node = RecordingNode()
        node.answer(Self.clean)
        let seen = try await watching(node) { folder in
            try folder.put("b.xml", "<b/>")
            try folder.put("a.XML", "<a/>")
            try folder.put("notes.txt", "x")
            return Array(repeating: Self.nothing, count: 4)
        }
        #expect(seen.calls.map { $0.split(separator: " ")[1] } == ["a.XML:4", "b.xml:4"])
        #expect(seen.names == ["notes.txt"] && seen.done == ["a.XML", "b.xml"] && seen.failed.isEmpty)
        let lines = seen.outcome.out.split(separator: "\n").filter { $0.contains("banyan.watched-import/1") }
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("\"imported\"") })
    }

    @Test func `a file that grows is left alone until it has stopped`() async throws {
        let node = RecordingNode()
        node.answer(Self.clean)
        let seen = try await watching(node) { folder in
            try folder.put("a.xml", "<a")
            let grow: @Sendable () throws -> Void = { try folder.put("a.xml", "<a/>") }
            return [grow, Self.nothing, Self.nothing]
        }
        #expect(seen.calls == ["importRecords a.xml:4 organization=- dryRun=false"] && seen.done == ["a.xml"])
    }

    @Test func `what can't be taken goes to failed with the reason`() async throws {
        let node = RecordingNode()
        node.fail(with: APIError(.failed, "truncated", "a.xml: the document ends too early"))
        let seen = try await watching(node) { folder in
            try folder.put("a.xml", "<a")
            return Array(repeating: Self.nothing, count: 3)
        }
        #expect(seen.failed == ["a.xml", "a.xml.txt"] && seen.done.isEmpty && seen.calls.count == 1)
        #expect(seen.outcome.out.contains("truncated"))
    }

    @Test func `while the node is away files wait`() async throws {
        let node = RecordingNode()
        node.fail(with: APIError(.unreachable, "no-daemon", "the node does not run"))
        let seen = try await watching(node) { folder in
            try folder.put("a.xml", "<a/>")
            return Array(repeating: Self.nothing, count: 3)
        }
        #expect(seen.names == ["a.xml"] && seen.done.isEmpty && seen.failed.isEmpty && seen.calls.count >= 2)
    }

    @Test func `problems of a file that was taken lie beside it, and a name that was there keeps its file`() async throws {
        let node = RecordingNode()
        var partial = Self.clean
        partial.problems = [.init(file: "a.xml", position: 2, type: "XML2", reason: "NGAY_YL is no time that exists")]
        node.answer(partial)
        let seen = try await watching(node) { folder in
            try folder.put("done/a.xml", "<old/>")
            try folder.put("a.xml", "<a/>")
            return Array(repeating: Self.nothing, count: 3)
        }
        #expect(seen.done == ["2-a.xml", "2-a.xml.txt", "a.xml"])
        #expect(seen.outcome.out.contains("\"partial\""))
    }

    @Test func `links and folders are not followed`() async throws {
        let node = RecordingNode()
        node.answer(Self.clean)
        let seen = try await watching(node) { folder in
            try folder.put("more/c.xml", "<c/>")
            try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/l.xml", withDestinationPath: "/etc/hostname")
            return Array(repeating: Self.nothing, count: 3)
        }
        #expect(seen.calls.isEmpty && seen.names == ["l.xml", "more"])
    }

    @Test(
        arguments: [["--watch", "x", "y.json"], ["--watch", "x", "--dry-run"], [], ["--watch", "x", "--every", "0"]] as [[String]])
    func `what does not go together is a usage error`(arguments: [String]) async throws {
        try await Bench.with(node: RecordingNode()) { bench in
            let outcome = await bench.run(["record", "import"] + arguments)
            #expect(outcome.code == 64)
        }
    }

    @Test func `a folder that is not there, or is watched already, is refused`() async throws {
        try await Bench.with(node: RecordingNode()) { bench in
            #expect(await bench.run(["record", "import", "--watch", bench.path("none")]).code == 6)
            let path = bench.path("in")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let first = try WatchedFolder(path)
            let outcome = await bench.run(["record", "import", "--watch", path])
            #expect(outcome.code == 1 && outcome.err.contains("another process watches"))
            withExtendedLifetime(first) {}
        }
    }
}
