import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanStore
import Foundation

/// A log of many entries into an empty node over mutual TLS, beside a plain insert of the same rows into the same tables.
struct CatchUpBench {
    let stage: DemoStage
    let entries: Int
    let runs: Int
    private static let payload = 1024
    private static let batch = 2000

    func run() async throws {
        try stage.makeNode("source", code: "00901")
        stage.progress("catch-up: writing \(entries) entries")
        let rows = try await fill("source")
        try stage.awaitNode("source")
        var rates: [Double] = []
        var plain: [Double] = []
        var idle: [Double] = []
        var full: [Double] = []
        for run in 0..<runs {
            stage.progress("catch-up: run \(run + 1)/\(runs)")
            let target = "target-\(run)"
            let (rate, before, after) = try await catchUp(into: target)
            rates.append(rate)
            idle.append(before)
            full.append(after)
            stage.stop(target)
            try FileManager.default.removeItem(at: stage.folder.appendingPathComponent(target))
            plain.append(try insert(rows, run))
        }
        stage.stop("source")
        stage.progress("")
        // Rounded down: a target that is missed must not read as met.
        let ratio = (rates.median / plain.median * 100).rounded(.down) / 100
        stage.show("catch-up over mutual TLS: \(Int(rates.median)) entries/s of \(Self.payload) B (\(entries) entries, median of \(runs))")
        stage.show("plain SQLite insert of the same rows: \(Int(plain.median)) rows/s (median of \(runs)), ratio \(ratio.text(2))")
        stage.show(
            "memory of a node, resident: idle \(idle.median.text(0)) MB, with \(entries) entries just caught up \(full.median.text(0)) MB")
    }

    /// Appends random entries to the node's own log while its daemon is down.
    private func fill(_ node: String) async throws -> [Entry] {
        let directory = DataDirectory(path: stage.folder.appendingPathComponent(node).path)
        let key = try Data(contentsOf: stage.folder.appendingPathComponent("\(node).key"))
        let identity = try NodeIdentity.load(directory, unlock: .keyFile(SecretBytes(copying: key)))
        let store = try SQLiteStore.open(directory: URL(fileURLWithPath: directory.path))
        let log = LogID(facility: identity.card.id, incarnation: 0)
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        var random = SodiumRandom()
        var rows: [Entry] = []
        while rows.count < entries {
            let batch = try (0..<min(Self.batch, entries - rows.count)).map { _ -> Entry in
                guard let tag = Tag(random.bytes(Tag.size)) else { throw DemoFailure(.failed, "internal", "a tag is 16 bytes") }
                return Entry(tag: tag, payload: random.bytes(Self.payload))
            }
            let durable = try await store.append(batch, to: log, changes: [], at: now)
            try await store.record(SignedCheckpoint.sign(durable, with: identity.keys.log), at: now)
            rows += batch
        }
        try store.close()
        return rows
    }

    /// - Returns: entries a second from accepting the source to the last stored entry, and resident MB before and after.
    private func catchUp(into target: String) async throws -> (rate: Double, idle: Double, full: Double) {
        try stage.makeNode(target, code: "00902")
        try stage.awaitNode(target)
        let idle = try memory(target)
        try stage.join("source", target)
        let clock = ContinuousClock()
        let start = clock.now
        try stage.join(target, "source")
        // Over the socket and not by a command each time: what watches must not take the cores from what is watched.
        let node = CommandEnvironment.process.node(DataDirectory(path: stage.folder.appendingPathComponent(target).path).socket, 30)
        while try await size(node) < entries {
            guard clock.now - start < .seconds(600) else { throw DemoFailure(.timedOut, "too-slow", "the catch-up did not end in 600 s") }
            try await Task.sleep(for: .milliseconds(50))
        }
        let elapsed = clock.now - start
        return (Double(entries) / elapsed.seconds, idle, try memory(target))
    }

    private func size(_ node: any NodeAPI) async throws -> UInt64 { try await node.status().logs.map(\.size).max() ?? 0 }

    private func memory(_ node: String) throws -> Double {
        Double(try stage.ask(["status", "--data", node])?["memoryBytes"] as? Int ?? 0) / 1_000_000
    }

    private func insert(_ rows: [Entry], _ run: Int) throws -> Double {
        let folder = stage.folder.appendingPathComponent("plain-\(run)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = ContinuousClock()
        let elapsed = try clock.measure { try PlainInsert.run(rows, into: folder, batch: Self.batch) }
        return Double(rows.count) / elapsed.seconds
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
