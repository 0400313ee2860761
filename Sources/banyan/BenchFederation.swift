import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanStore
import Foundation

/// A commune station and hospitals of a federation of many facilities, as real processes: what they take of memory when they know all of
/// these, hold the logs that they carry, are connected, and the station catches up what it missed.
struct FederationBench {
    let stage: DemoStage
    let facilities: Int
    let hospitals: Int
    /// Facilities whose logs the station carries: its province and four hospitals elsewhere.
    private static let carried = 204
    /// Entries of each of these logs before the station was away and after, and of each other log.
    private static let entries = 100
    private static let payload = 1024

    private struct Disk {
        let isStation: Bool
        let store: SQLiteStore
    }

    func run() async throws {
        let names = (1...hospitals).map { "hospital-\($0)" }
        try stage.makeNode("station", code: "00990", kind: "station")
        for (place, name) in names.enumerated() { try stage.makeNode(name, code: "0099\(1 + place)") }
        try await fill(names)
        for name in names + ["station"] { try await answer(name) }
        let known = try memory("station")
        for name in names {
            try stage.join("station", name)
            try stage.join(name, "station")
        }
        let node = CommandEnvironment.process.node(DataDirectory(path: folder("station").path).socket, 30)
        let wanted = UInt64(min(Self.carried, facilities) * 2 * Self.entries)
        let deadline = ContinuousClock.now + .seconds(600)
        while try await node.status().logs.reduce(0, { $0 + $1.size }) < wanted {
            guard ContinuousClock.now < deadline else { throw DemoFailure(.timedOut, "too-slow", "the station did not catch up in 600 s") }
            try await Task.sleep(for: .milliseconds(200))
        }
        let (station, hospital) = (try memory("station"), try memory(names[0]))
        stage.progress("")
        stage.show(
            "a station that accepted \(facilities) facilities and carries \(min(Self.carried, facilities)) of their logs, \(hospitals) peers: "
                + "resident \(known.now) MB before it connects, \(station.now) MB after it caught up \(wanted / 2) entries, at most \(station.most) MB"
        )
        stage.show("a hospital that carries all \(facilities) logs: resident \(hospital.now) MB, at most \(hospital.most) MB")
    }

    private func folder(_ node: String) -> URL { stage.folder.appendingPathComponent(node) }

    private func answer(_ node: String) async throws {
        stage.progress("\(node) starts")
        try stage.start(node)
        try stage.wait("the node \(node) answers", seconds: 300) { try stage.ask(["status", "--data", node]) != nil }
    }

    /// Resident now and at most, in MB, as the system counts it.
    private func memory(_ node: String) throws -> (now: Int, most: Int) {
        guard let pid = stage.running.first(where: { $0.node == node })?.pid else {
            throw DemoFailure(.failed, "not-running", "\(node) does not run")
        }
        let lines = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n")
        func megabytes(_ field: String) -> Int {
            let words = lines.first { $0.hasPrefix(field) }?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
            return words.count > 1 ? (Int(words[1]) ?? 0) / 1000 : 0
        }
        return (megabytes("VmRSS:"), megabytes("VmHWM:"))
    }

    /// Writes everybody's acceptance of everybody, and the logs, while no node runs.
    private func fill(_ names: [String]) async throws {
        let source = try SQLiteStore.open(directory: try made(folder("source")))
        let disks = try (names + ["station"]).map {
            Disk(isStation: $0 == "station", store: try SQLiteStore.open(directory: folder($0)))
        }
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        var random = SodiumRandom()
        for number in 0..<facilities {
            if number % 100 == 0 { stage.progress("facility \(number)/\(facilities)") }
            let isNear = number < Self.carried
            let (keys, card) = try facility(number, isNear: isNear, now, &random)
            let record = PeerRecord(id: card.id, card: card.text, state: .active, connects: false, addedAt: now)
            for disk in disks { try await disk.store.save(record) }
            for part in 0..<(isNear ? 2 : 1) {
                let rows = try entries(isNear ? Self.entries : 1, &random)
                try await append(rows, keys, card.id, from: source, to: disks.filter { !$0.isStation || (isNear && part == 0) }, now)
            }
        }
        for disk in disks { try disk.store.close() }
        try source.close()
    }

    private func made(_ folder: URL) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    private func append(
        _ rows: [Entry], _ keys: FacilityKeys, _ id: FacilityID, from source: SQLiteStore, to disks: [Disk], _ now: Timestamp
    )
        async throws
    {
        let log = LogID(facility: id, incarnation: 0)
        let before = try await source.logState(log)
        let checkpoint = SignedCheckpoint.sign(try await source.append(rows, to: log, changes: [], at: now), with: keys.log)
        try await source.record(checkpoint, at: now)
        let batch = Batch(log: log, start: before.tree.size, entries: rows, checkpoint: checkpoint, consistency: [])
        let verified = try verify(batch, after: before, key: keys.log.publicKey)
        for disk in disks { try await disk.store.store(verified, at: now) }
    }

    /// Own and near facilities are of the invented province, all others of one that does not exist either.
    private func facility(_ number: Int, isNear: Bool, _ now: Timestamp, _ random: inout SodiumRandom) throws -> (
        FacilityKeys, FacilityCard
    ) {
        let text = String(number, radix: 36, uppercase: true)
        let keys = try FacilityKeys.generate(at: now.adding(-3_600), using: &random).keys
        guard let code = FacilityCode("00" + String(repeating: "0", count: max(0, 3 - text.count)) + text),
            let province = ProvinceCode(isNear ? "000" : "999"), let endpoint = Endpoint(host: "n\(number).invalid", port: 7000)
        else { throw DemoFailure(.failed, "internal", "an invented facility is well formed") }
        let card = try keys.card(
            name: "Invented facility \(number)", kind: .station, code: code, province: province, endpoints: [endpoint], number: 1,
            issued: now.adding(-3_600), notAfter: now.adding(300 * 86_400))
        return (keys, card)
    }

    private func entries(_ count: Int, _ random: inout SodiumRandom) throws -> [Entry] {
        try (0..<count).map { _ in
            guard let tag = Tag(random.bytes(Tag.size)) else { throw DemoFailure(.failed, "internal", "a tag is 16 bytes") }
            return Entry(tag: tag, payload: random.bytes(Self.payload))
        }
    }
}
