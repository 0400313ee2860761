import ArgumentParser
import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanCrypto
import BanyanTestNode
import Foundation
import Synchronization

/// Records what a command says, and answers its questions from a script.
final class TestConsole: Console {
    private struct State {
        var out = ""
        var err = ""
        var answers: [String] = []
        var questions: [String] = []
    }

    private let state: Mutex<State>
    private let stdin: [UInt8]
    let canAsk: Bool
    let showsProgress: Bool
    let columns = 100

    /// - Parameter answers: `nil` for no terminal.
    init(answers: [String]? = nil, stdin: [UInt8] = [], showsProgress: Bool = false) {
        state = Mutex(State(answers: answers ?? []))
        canAsk = answers != nil
        self.stdin = stdin
        self.showsProgress = showsProgress
    }

    var stdout: String { state.withLock(\.out) }
    var stderr: String { state.withLock(\.err) }
    var questions: [String] { state.withLock(\.questions) }

    func out(_ text: String) { state.withLock { $0.out += text } }
    func err(_ text: String) { state.withLock { $0.err += text } }
    func ask(_ prompt: String) -> String? {
        state.withLock { state in
            state.questions.append(prompt)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }
    func askSecret(_ prompt: String) -> [UInt8]? { ask(prompt).map { Array($0.utf8) } }
    func input(limit: Int) -> [UInt8]? { stdin.count <= limit ? stdin : nil }
}

struct Root: AsyncParsableCommand {
    static let configuration = BanyanCLI.configuration(adding: [])
}

/// What one run of the command line did.
struct Outcome {
    let code: Int32
    let out: String
    let err: String
    let questions: [String]

    /// The document that `--json` printed.
    var document: [String: Any] { ((try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [String: Any]) ?? [:] }
    var data: [String: Any] { document["data"] as? [String: Any] ?? [:] }
}

/// The command line in a test's world: a recording node or the real socket, a temporary directory, a fixed clock.
struct Bench: Sendable {
    let directory: String
    var node: (any NodeAPI)?
    var now = Samples.now
    var variables: [String: String] = [:]
    var waiting = Waiting.monotonic

    init(node: (any NodeAPI)? = nil) {
        directory = NSTemporaryDirectory() + "banyan-cli-\(UUID().uuidString.prefix(8))"
        self.node = node
    }

    /// Runs `body` with an empty directory that goes afterwards.
    @discardableResult static func with<T>(node: (any NodeAPI)? = nil, _ body: (Bench) async throws -> T) async throws -> T {
        let bench = Bench(node: node)
        try FileManager.default.createDirectory(atPath: bench.directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: bench.directory) }
        return try await body(bench)
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try FileManager.default.createDirectory(
            atPath: (path(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    func environment(_ console: TestConsole) -> CommandEnvironment {
        var environment = CommandEnvironment.process
        environment.console = console
        environment.variables = ["HOME": directory].merging(variables) { $1 }
        environment.isRoot = false
        environment.userName = "lan.test"
        let now = now
        environment.now = { now }
        environment.waiting = waiting
        if let node { environment.node = { _, _ in node } }
        return environment
    }

    func run(_ arguments: [String], answers: [String]? = nil, stdin: [UInt8] = [], showsProgress: Bool = false) async -> Outcome {
        let console = TestConsole(answers: answers, stdin: stdin, showsProgress: showsProgress)
        let code = await BanyanCLI.run(Root.self, arguments: arguments, environment: environment(console))
        return Outcome(code: code, out: console.stdout, err: console.stderr, questions: console.questions)
    }

    func run(_ arguments: String...) async -> Outcome { await run(arguments) }

    func mode(_ path: String) throws -> Int {
        let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        return value ?? -1
    }

    /// Makes a node with a key file and returns its card's path.
    func makeNode(_ name: String, code: String, kind: String = "hospital") async throws -> String {
        let outcome = await run(
            "init", "--data", path(name), "--key-file", path("\(name).key"), "--name", "Cơ sở \(name) (giả định)", "--kind", kind, "--code",
            code,
            "--province", "000", "--listen", "127.0.0.1:7\(code.suffix(3))")
        guard outcome.code == 0 else { throw APIError(.failed, "init", outcome.err) }
        return path("\(name)/card.txt")
    }
}
