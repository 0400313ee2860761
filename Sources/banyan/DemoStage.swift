import BanyanCLI
import BanyanCore
import Foundation

/// Where the demonstration plays: one folder, real processes of this very program, and the screen.
///
/// Every line of the story is what a real command printed; the command stands above it as one would type it in that folder.
final class DemoStage {
    let folder: URL
    let program: URL
    private var daemons: [String: Process] = [:]
    private let colours: Bool

    init(folder: URL) {
        self.folder = folder
        program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        colours = isatty(STDOUT_FILENO) == 1
    }

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    // MARK: The screen

    func title(_ text: Phrase) { show("\n\(paint("1", "== " + said(text)))") }

    func say(_ text: Phrase) { show(paint("3", said(text))) }

    /// Straight to the screen: what is printed must stand before what the next process prints.
    func show(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    /// A line that the next one replaces, on a terminal only.
    func progress(_ text: Phrase) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K\(said(text))".utf8))
    }

    private func paint(_ code: String, _ text: String) -> String { colours ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }

    // MARK: Commands

    /// Shows a command, runs it and shows what it printed.
    /// - Parameter expecting: the exit code that the story needs.
    /// - Throws: `DemoFailure` when the exit code is another.
    func act(_ arguments: [String], expecting status: Int32 = 0, lines: Int = 60) throws {
        show(paint("36", "$ banyan " + arguments.map(Self.quoted).joined(separator: " ")))
        let outcome = try run(arguments, together: true)
        let shown = outcome.output.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false)
        show(shown.prefix(lines).joined(separator: "\n"))
        if shown.count > lines { show(paint("2", said("   ... \(shown.count - lines) more lines"))) }
        if outcome.status != 0 { show(paint("33", said("   (exit code \(outcome.status))"))) }
        guard outcome.status == status else {
            throw DemoFailure(.failed, "unexpected-exit", "the command above ended with \(outcome.status); the story needs \(status)")
        }
    }

    /// Runs a command of the set-up without showing it. - Throws: `DemoFailure` with what it printed when it fails.
    @discardableResult
    func prepare(_ arguments: [String]) throws -> Outcome {
        let outcome = try run(arguments)
        guard outcome.status == 0 else {
            throw DemoFailure(
                .failed, "set-up-failed",
                "banyan \(arguments.map(Self.quoted).joined(separator: " ")): exit \(outcome.status)\n\(outcome.errors)")
        }
        return outcome
    }

    /// - Parameter together: errors go where the output goes, in the order in which they came.
    private func run(_ arguments: [String], together: Bool = false) throws -> Outcome {
        let process = command(arguments)
        let output = try scratchFile()
        let errors = try scratchFile()
        defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
        let outputHandle = try FileHandle(forWritingTo: output)
        process.standardOutput = outputHandle
        process.standardError = together ? outputHandle : try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    private func command(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        // The story must not depend on what the caller's shell has set for a real node.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BANYAN_") }
            .merging(["BANYAN_LANG": Language.current.rawValue]) { $1 }
        return process
    }

    private func scratchFile() throws -> URL {
        let file = folder.appendingPathComponent(".out-\(UInt64.random(in: 0...UInt64.max))")
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw DemoFailure(.failed, "no-scratch-file", "cannot write into \(folder.path)")
        }
        return file
    }

    private static func quoted(_ argument: String) -> String {
        argument.contains(where: { $0 == " " || $0 == "'" || $0 == "|" }) ? "'\(argument)'" : argument
    }

    // MARK: Daemons

    func start(_ node: String) throws {
        let process = command(["serve", "--data", node])
        let log = folder.appendingPathComponent("\(node).log")
        if !FileManager.default.fileExists(atPath: log.path) { _ = FileManager.default.createFile(atPath: log.path, contents: nil) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        daemons[node] = process
    }

    func stop(_ node: String) {
        guard let process = daemons.removeValue(forKey: node) else { return }
        process.terminate()
        process.waitUntilExit()
    }

    func stopAll() {
        for process in daemons.values { process.terminate() }
        for process in daemons.values { process.waitUntilExit() }
        daemons = [:]
    }

    /// Process identifiers of the running nodes.
    var running: [(node: String, pid: Int32)] { daemons.map { ($0.key, $0.value.processIdentifier) }.sorted { $0.0 < $1.0 } }

    /// Asks until the answer satisfies, for at most `seconds`.
    func wait(_ what: String, seconds: Double = 20, until isSo: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if try isSo() { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw DemoFailure(.timedOut, "too-slow", "waited \(Int(seconds)) s: \(what)", hint: "look into the logs in \(folder.path)")
    }

    /// A command's `--json` data, `nil` while it fails.
    func ask(_ arguments: [String]) throws -> [String: Any]? {
        let outcome = try run(arguments + ["--json"])
        guard outcome.status == 0, let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] else {
            return nil
        }
        return object["data"] as? [String: Any]
    }
}

/// A failure of the demonstration.
struct DemoFailure: Failure {
    let category: FailureCategory
    let code: String
    let message: String
    let hint: String?

    init(_ category: FailureCategory, _ code: String, _ message: String, hint: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
    }
}
