internal import BanyanAPI
internal import BanyanCore

/// What became of one watched file: `banyan record import --watch DIR --json` prints one for each.
struct WatchedImport: Contract, Tabular {
    static let schema = "banyan.watched-import/1"
    let file: String
    /// `imported`; `partial` where something in it could not be taken; `failed` where nothing was.
    let outcome: String
    /// Where the file is now, within the watched directory.
    let movedTo: String
    let result: ImportResult?
    /// Why nothing was taken.
    let reason: String?
    let code: String?

    func table(_ style: TableStyle) -> String {
        guard let result else { return "\(file): \(said(english: outcome)): \(said(english: reason ?? ""))\n" }
        let taken = result.imported.values.reduce(0, +)
        let (resources, patients) = (Words.count(taken, "resource"), Words.count(result.patients, "patient"))
        guard !result.problems.isEmpty else { return said("\(file): \(resources) of \(patients)\n") }
        return said("\(file): \(resources) of \(patients), \(Words.count(result.problems.count, "problem"))\n")
    }
}

/// `record import --watch DIR`: takes files as they come, until the process is ended.
struct ImportWatch {
    let request: ImportRequest
    let node: any NodeAPI
    let output: Output
    let waiting: Waiting
    let interval: Duration
    private var folder: WatchedFolder
    /// That the node can't be reached is said once, not with every look.
    private var isAway = false

    init(_ path: String, request: ImportRequest, node: any NodeAPI, output: Output, waiting: Waiting, interval: Duration) throws {
        self.request = request
        self.node = node
        self.output = output
        self.waiting = waiting
        self.interval = interval
        folder = try WatchedFolder(path)
    }

    /// Never returns; ends with the task, or where the folder can't be worked with any more.
    mutating func run() async throws {
        output.note("watching \(folder.path); ^C ends it")
        while true {
            for name in folder.ready() {
                guard try await take(name) else { break }
            }
            try await waiting.pause(interval)
        }
    }

    /// - Returns: false where the node can't be reached; the file waits.
    private mutating func take(_ name: String) async throws -> Bool {
        do {
            let bytes = try LocalFile.read("\(folder.path)/\(name)", limit: Limits.importFile, what: "a record file")
            let result = try await node.importRecords(request, files: [ImportFile(name: name, bytes: bytes)]) { _, _ in }
            let problems = result.problems.map { "\($0.type ?? "file") \($0.position): \($0.reason)" }
            // A file of which nothing at all was taken has failed, whatever it was.
            let isFailed = result.imported.isEmpty && !problems.isEmpty
            try settle(
                name, isFailed ? .failed : .done, isFailed ? "failed" : problems.isEmpty ? "imported" : "partial",
                reason: problems.isEmpty ? nil : problems.joined(separator: "\n"), result: result, code: nil)
        } catch let failure as any Failure {
            guard failure.category != .unreachable, failure.category != .timedOut else {
                if !isAway { output.note("the node can't be reached, files wait: \(said(english: failure.message))") }
                isAway = true
                return false
            }
            // A file that went away while it was read was another process's to take.
            guard failure.category != .notFound || failure.code != "no-such-file" else { return true }
            try settle(name, .failed, "failed", reason: failure.message, result: nil, code: failure.code)
        }
        isAway = false
        return true
    }

    private mutating func settle(
        _ name: String, _ outcome: WatchedFolder.Outcome, _ word: String, reason: String?, result: ImportResult?, code: String?
    ) throws {
        try folder.finish(name, outcome, reason: reason)
        try output.render(
            WatchedImport(
                file: name, outcome: word, movedTo: outcome.rawValue, result: result, reason: result == nil ? reason : nil, code: code))
    }
}
