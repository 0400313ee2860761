import BanyanCore
import BanyanRecords
import Foundation

/// From the patient's grant to the first read, and the composition of a summary of four facilities.
struct ReadBench {
    let stage: DemoStage
    let runs: Int
    private let origins = ["origin-1", "origin-2", "origin-3", "origin-4"]
    private let wallet = ["--wallet", "wallets/patient", "--key-file", "wallets/patient.key"]

    func run() async throws {
        let number = try prepare()
        var first: [Double] = []
        var again: [Double] = []
        let clock = ContinuousClock()
        for run in 0..<runs {
            stage.progress("reads: run \(run + 1)/\(runs)")
            let bundle = "read-\(run).bundle"
            first.append(
                try clock.measure {
                    try stage.prepare(
                        ["wallet", "grant", "--to", "reader/card.txt", "--yes", "-o", bundle]
                            + origins.flatMap { ["--from", "\($0)/card.txt"] } + wallet)
                    try stage.prepare(["consent", "present", bundle, "--patient", number, "--data", "reader"])
                    try stage.prepare(["summary", number, "--data", "reader"])
                }.seconds)
            again.append(try clock.measure { try stage.prepare(["summary", number, "--format", "fhir", "--data", "reader"]) }.seconds)
        }
        stage.progress("")
        stage.show("from `wallet grant` to the first read, three commands: \((first.median * 1000).text(0)) ms (median of \(runs))")
        stage.show(
            "a summary of four facilities, verified, receipted, opened and composed, one command: \((again.median * 1000).text(0)) ms (median of \(runs))"
        )
    }

    /// Four origins hold the same patient's charts; the reader is joined to all.
    /// - Returns: the patient's record number.
    private func prepare() throws -> String {
        let facilities = ["00271", "00191", "00271", "00191"]
        for (index, node) in (origins + ["reader"]).enumerated() {
            try stage.makeNode(node, code: "0091\(index)")
            try stage.awaitNode(node)
        }
        for origin in origins {
            try stage.join("reader", origin)
            try stage.join(origin, "reader")
        }
        let today = CivilDate(daysSince1970: Int64(Date().timeIntervalSince1970) / 86_400)
        let exports = SyntheticRecords(seed: 2026, today: today).bundles(
            for: ["00271", "00191"].map { SyntheticFacility(code: $0, name: $0, kind: .hospital) })
        for export in exports {
            try Data(export.bundle.serialized).write(to: stage.folder.appendingPathComponent("\(export.facility.code).json"))
        }
        let number = SyntheticRecords.storyNumber
        try stage.prepare(["wallet", "new"] + wallet)
        for (origin, code) in zip(origins, facilities) {
            try stage.prepare(["record", "import", "\(code).json", "--data", origin])
            try stage.prepare(["wallet", "enrol", "--facility", "\(origin)/card.txt", "-o", "\(origin).enrol"] + wallet)
            try stage.prepare(["patient", "enrol", "--mrn", number, "\(origin).enrol", "--data", origin])
        }
        try stage.prepare(["record", "import", "00271.json", "--data", "reader"])
        try stage.wait("the reader holds all logs") {
            let logs = try stage.ask(["status", "--data", "reader"])?["logs"] as? [[String: Any]] ?? []
            return logs.filter { ($0["size"] as? Int ?? 0) >= 10 }.count >= origins.count
        }
        return number
    }
}
