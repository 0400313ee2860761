import BanyanCore
import BanyanRecords
import Foundation

/// Sets the nodes up as their admins would, with the commands that they would type.
struct DemoFederation {
    let stage: DemoStage
    let roster: DemoRoster
    let seed: UInt64
    /// Enrolled at each facility beside the patient of the story.
    static let enrolledEach = 2
    /// Files of each station.
    static let insuranceFiles = 12

    /// Keys and configuration of every node; ports that are taken are replaced by free ones.
    func initialise() throws {
        for (number, facility) in roster.facilities.enumerated() {
            stage.progress("keys: \(number + 1)/\(roster.facilities.count) \(facility.short)")
            try stage.prepare([
                "init", "--data", facility.short, "--name", facility.name, "--kind", facility.kind.rawValue, "--code", facility.code,
                "--province", facility.province, "--listen", FreePort.address(preferring: facility.listen), "--key-file",
                "\(facility.short).key",
            ])
        }
        stage.progress("")
    }

    func start() throws {
        for facility in roster.facilities { try stage.start(facility.short) }
        for facility in roster.facilities {
            try stage.wait("the node \(facility.short) answers") { try stage.ask(["status", "--data", facility.short]) != nil }
        }
    }

    /// Every facility accepts every other one's card; only the links of the roster connect.
    func introduce() throws {
        var ids: [String: String] = [:]
        for facility in roster.facilities {
            let card = try stage.ask(["peer", "card", "--data", facility.short])
            guard let text = card?["text"] as? String, let id = card?["facility"] as? String else {
                throw DemoFailure(.failed, "no-card", "\(facility.short) printed no card")
            }
            try Data(text.utf8).write(to: stage.folder.appendingPathComponent("\(facility.short).card"))
            ids[facility.code] = id
        }
        for (number, here) in roster.facilities.enumerated() {
            stage.progress("cards: \(number + 1)/\(roster.facilities.count)")
            for there in roster.facilities where there.code != here.code {
                let linked = roster.links.contains { Set($0) == [here.code, there.code] }
                try stage.prepare(
                    ["peer", "add", "\(there.short).card", "--id", ids[there.code] ?? "", "--data", here.short]
                        + (linked ? [] : ["--no-connect"]))
            }
        }
        stage.progress("")
    }

    /// - Returns: by facility code, what was imported there.
    func importRecords(today: CivilDate) throws -> [SyntheticRecords.Export] {
        let exports = SyntheticRecords(seed: seed, today: today).bundles(for: roster.synthetic)
        for (number, export) in exports.enumerated() {
            let facility = try roster[code: export.facility.code]
            stage.progress("records: \(number + 1)/\(exports.count) \(facility.short)")
            let file = "\(facility.short).json"
            try Data(export.bundle.serialized).write(to: stage.folder.appendingPathComponent(file))
            try stage.prepare(["record", "import", file, "--data", facility.short])
        }
        stage.progress("")
        return exports
    }

    /// What the communes' stations export for the social insurance is all that they have to do.
    func importInsurance(today: CivilDate) throws {
        for facility in roster.facilities where facility.kind == .station {
            let folder = stage.folder.appendingPathComponent("\(facility.short)-insurance")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let files = SyntheticInsurance(
                seed: seed, today: today, facility: .init(code: facility.code, name: facility.name, kind: facility.kind))
            for number in 0..<Self.insuranceFiles {
                try Data(files.file(number)).write(to: folder.appendingPathComponent("\(number).xml"))
            }
            try stage.act(["record", "import", folder.lastPathComponent, "--data", facility.short], lines: 12)
        }
    }

    /// Enrols some patients at each facility, each with a wallet of their own.
    /// - Returns: how many.
    func enrol(_ exports: [SyntheticRecords.Export]) throws -> Int {
        var count = 0
        for export in exports {
            let facility = try roster[code: export.facility.code]
            let others = export.patients.filter { $0.person != SyntheticRecords.storyPatient }.prefix(Self.enrolledEach)
            for registration in others {
                stage.progress("enrolments: \(facility.short) \(count + 1)")
                let wallet = "wallets/\(facility.short)-\(count)"
                try stage.prepare(["wallet", "new", "--wallet", wallet, "--key-file", "\(wallet).key"])
                try stage.prepare([
                    "wallet", "enrol", "--wallet", wallet, "--key-file", "\(wallet).key", "--facility", "\(facility.short).card", "-o",
                    "\(wallet).enrol",
                ])
                try stage.prepare(["patient", "enrol", "--mrn", registration.number, "\(wallet).enrol", "--data", facility.short])
                count += 1
            }
        }
        stage.progress("")
        return count
    }

    /// Waits until every node holds all that any node has appended.
    func converge() throws {
        try stage.wait("all nodes hold the same logs") {
            var sizes: Set<String> = []
            for facility in roster.facilities {
                guard let status = try stage.ask(["status", "--data", facility.short]), let logs = status["logs"] as? [[String: Any]] else {
                    return false
                }
                let line = logs.map { "\($0["facility"] ?? "") \($0["incarnation"] ?? "") \($0["size"] ?? "")" }.sorted().joined(
                    separator: "\n")
                guard logs.count == roster.facilities.count else { return false }
                sizes.insert(line)
            }
            return sizes.count == 1
        }
    }
}

/// A port on loopback: the roster's where it is free, else one that the system picks.
enum FreePort {
    static func address(preferring address: String) -> String {
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else { return address }
        let host = String(address[..<colon])
        if port != 0, bound(host, port) != nil { return address }
        return bound(host, 0).map { "\(host):\($0)" } ?? address
    }

    /// The port that a listening socket gets; `nil` when it is taken.
    private static func bound(_ host: String, _ port: UInt16) -> UInt16? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(socket, generic, length) == 0, listen(socket, 1) == 0, getsockname(socket, generic, &length) == 0 else {
                    return nil
                }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
    }
}
