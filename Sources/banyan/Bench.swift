import ArgumentParser
import BanyanCLI
import BanyanCore
import Foundation

/// `banyan bench`: the measured figures, by real processes on this machine.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure catch-up, import, the first read, composition and memory on this machine.",
        discussion: "Prints medians. Build with -c release; a debug build measures the compiler's absence.", shouldDisplay: false)

    @Option(help: "Entries of 1 KiB in the catch-up.")
    var entries = 200_000

    @Option(help: "Insurance files in the import.")
    var files = 2_000

    @Option(help: "Runs of each figure; the median is printed.")
    var runs = 3

    @Option(help: "Measure instead the memory of a station and two hospitals in a federation of so many facilities.")
    var facilities: Int?

    func validate() throws {
        guard (1000...5_000_000).contains(entries), (1...25).contains(runs), (10...100_000).contains(files) else {
            throw ValidationError("--entries is 1000 to 5000000, --files 10 to 100000, --runs 1 to 25")
        }
        guard facilities.map({ (10...Limits.facilities - 3).contains($0) }) ?? true else {
            throw ValidationError("--facilities is 10 to \(Limits.facilities - 3)")
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-bench-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("wallets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let stage = DemoStage(folder: folder.resolvingSymlinksInPath())
        defer {
            stage.stopAll()
            try? FileManager.default.removeItem(at: folder)
        }
        stage.show("machine: \(Self.machine)")
        if let facilities { return try await FederationBench(stage: stage, facilities: facilities, hospitals: 2).run() }
        try await CatchUpBench(stage: stage, entries: entries, runs: runs).run()
        try ImportBench(stage: stage, files: files, runs: runs).run()
        try await ReadBench(stage: stage, runs: max(runs, 5)).run()
    }

    private static var machine: String {
        let model = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
            .first { $0.hasPrefix("model name") }?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
        return
            "\(ProcessInfo.processInfo.activeProcessorCount) x \(model ?? "unknown processor"), \(ProcessInfo.processInfo.physicalMemory >> 30) GiB"
    }
}

extension Array where Element == Double {
    /// The middle value; of an even number the lower one of the two.
    var median: Double { sorted()[(count - 1) / 2] }
}

extension Double {
    /// With so many decimals.
    func text(_ decimals: Int) -> String { formatted(.number.precision(.fractionLength(decimals)).locale(Locale(identifier: "en_US"))) }
}

extension DemoStage {
    /// A node of one facility, initialised and not started.
    func makeNode(_ name: String, code: String, kind: String = "hospital") throws {
        try prepare([
            "init", "--data", name, "--name", name, "--kind", kind, "--code", code, "--province", "000", "--listen",
            FreePort.address(preferring: "127.0.0.1:0"), "--key-file", "\(name).key",
        ])
    }

    func awaitNode(_ name: String) throws {
        try start(name)
        try wait("the node \(name) answers") { try ask(["status", "--data", name]) != nil }
    }

    /// One accepts the other's card and connects.
    func join(_ here: String, _ there: String) throws {
        let card = folder.appendingPathComponent("\(there)/card.txt").path
        guard let id = try ask(["peer", "card", "--data", there])?["facility"] as? String else {
            throw DemoFailure(.failed, "no-card", "\(there) printed no card")
        }
        try prepare(["peer", "add", card, "--id", id, "--data", here])
    }
}
