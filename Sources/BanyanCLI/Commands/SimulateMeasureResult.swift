internal import BanyanAPI
internal import BanyanSimulator

/// `banyan simulate --measure --json`.
struct ScaleResult: Contract, Tabular {
    static let schema = "banyan.scale/1"

    struct Host: Codable, Sendable {
        let processor: String
        let cores: Int
        /// debug or release.
        let build: String
    }

    struct Numbers: Codable, Sendable {
        let count: Int
        let median: Double
        let p99: Double
        let largest: Double
    }

    struct Entries: Codable, Sendable {
        let weighed: Int
        let meanPayload: Double
        let largestPayload: Int
    }

    struct Propagation: Codable, Sendable {
        let nodes: Int
        let provinces: Int
        let pushes: Bool
        let publishers: Int
        /// Milliseconds from the durable append to the durable copy.
        let first: Numbers
        let times: Numbers
        let everywhereTimes: Numbers
        let afterDeaths: Numbers
        let hops: Numbers
        let delivered: Int
        let expected: Int
        let duplicates: Double
        let bytesPerEntry: Double
        let payloadBytesPerEntry: Double
        /// Shares of the bytes by type of message.
        let shares: [Double]
        let dead: Int
        let orphans: Int
        /// Until all but the orphans held everything, and until these did too.
        let secondsToComplete: Double?
        let secondsToAllComplete: Double?
        let gaps: Int
        let realSeconds: Double
    }

    struct Session: Codable, Sendable {
        /// Of a province and four hospitals elsewhere.
        static let stationLogs = 204

        let logs: Int
        /// Of how many facilities one of the two carries the logs; the other carries all.
        let carried: Int
        let first: Int
        let inSync: Int
        let changed: Int
        let memory: Int
        let peers: Int
    }

    struct Load: Codable, Sendable {
        /// Facilities of the federation.
        let nodes: Int
        let visits: Double
        let role: String
        let entries: Double
        /// Bytes a day.
        let incoming: Double
        let disk: Double
        let peakBits: Double
    }

    struct Line: Codable, Sendable {
        let nodes: Int
        let visits: Double
        let entriesPerSecond: Double
        let times: Numbers
        /// Of the line towards the station and from it.
        let share: Double
        let shareUp: Double
        /// Seconds from the last append to the last arrival.
        let late: Double
        let delivered: Int
        let expected: Int
    }

    struct Curve: Codable, Sendable {
        let nodes: Int
        let pushes: Bool
        /// The time within which 0, 1, ... 100 % of the copies arrived.
        let milliseconds: [Double]
    }

    let seed: UInt64
    let version: String
    let commit: String?
    let host: Host
    var entries: Entries?
    var spreads: [Propagation] = []
    var sessions: [Session] = []
    var loads: [Load] = []
    var lines: [Line] = []
    var curves: [Curve] = []
    var realSeconds = 0.0
    var peakMemory = 0
}

extension ScaleResult {
    /// Headings and rows of each table: for the terminal and for the document.
    var tables: [(title: String, headings: [String], rows: [[String]])] {
        [
            (
                "Spread, with links of 10 to 50 ms",
                [
                    "facilities", "how", "hops median / p99", "ms median / p99", "carried by all, ms p99", "first entry ms p99",
                    "duplicates",
                    "bytes an entry", "of these payload",
                ], spreads.map(\.row)
            ),
            (
                "A fifth switched off at once",
                [
                    "facilities", "how", "off", "complete after", "orphans", "these after", "lacking at the end",
                    "ms median / p99 of what was appended then",
                ],
                spreads.map(\.deathRow)
            ),
            (
                "Two nodes that meet",
                ["logs", "carried by", "never met", "in sync", "100 logs changed", "memory of the exchange, 8 such peers"],
                sessions.map(\.row)
            ),
            (
                "A day", ["facilities", "visits in all", "facility", "entries", "bytes in", "disk", "busiest hour in"], loads.map(\.row)
            ),
            (
                "A station behind 256 kbit/s in the busiest hour",
                ["facilities", "visits in all", "entries a second", "line used in / out", "s median / p99", "arrived", "all there after"],
                lines.map(\.row)
            ),
        ]
    }

    func table(_ style: TableStyle) -> String {
        let blocks = tables.filter { !$0.rows.isEmpty }.map { title, headings, rows in
            var table = TextTable(headings, flexible: 0)
            table.rows = rows
            return "\(title)\n" + table.text(columns: max(style.columns, 200), indent: 2)
        }
        return blocks.joined(separator: "\n") + "\n" + footing + "\n"
    }

    /// Where the figures come from.
    var footing: String {
        let source = commit.map { "\(version), commit \($0)" } ?? version
        let weighed = entries.map { "\($0.weighed) entries of invented patients weigh \(Int($0.meanPayload)) bytes in the mean; " } ?? ""
        return "banyan \(source), seed \(seed); \(weighed)measured in \(Int(realSeconds)) s of real time with "
            + "\(Self.size(Double(peakMemory))) of memory by a \(host.build) build on \(host.cores) cores (\(host.processor))"
    }

    static func size(_ bytes: Double) -> String {
        for (unit, factor) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where bytes >= factor {
            return "\(rounded(bytes / factor)) \(unit)"
        }
        return "\(Int(bytes)) B"
    }

    /// Three figures.
    static func rounded(_ value: Double) -> String {
        if value >= 100 { return "\(Int(value.rounded()))" }
        let (factor, places) = value >= 10 ? (10.0, 1) : (100.0, 2)
        let scaled = Int((value * factor).rounded())
        let fraction = String(scaled % Int(factor))
        return "\(scaled / Int(factor)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}

extension ScaleResult.Numbers {
    init(_ spread: Spread) { self.init(count: spread.count, median: spread.median, p99: spread.p99, largest: spread.largest) }

    var text: String { count == 0 ? "-" : "\(Int(median.rounded())) / \(Int(p99.rounded()))" }
    var p99Text: String { count == 0 ? "-" : "\(Int(p99.rounded()))" }
    var secondsText: String { count == 0 ? "-" : "\(ScaleResult.rounded(median / 1000)) / \(ScaleResult.rounded(p99 / 1000))" }
}

extension ScaleResult.Entries {
    init(_ sizes: EntrySizes) { self.init(weighed: sizes.entries, meanPayload: sizes.mean, largestPayload: sizes.largest) }
}

extension ScaleResult.Propagation {
    init(_ result: PropagationResult, realSeconds: Double) {
        self.init(
            nodes: result.nodes, provinces: result.provinces, pushes: result.pushes, publishers: result.publishers,
            first: .init(result.first), times: .init(result.times), everywhereTimes: .init(result.everywhereTimes),
            afterDeaths: .init(result.afterDeaths), hops: .init(result.hops), delivered: result.delivered, expected: result.expected,
            duplicates: result.duplicates, bytesPerEntry: result.bytesPerEntry, payloadBytesPerEntry: result.payloadBytesPerEntry,
            shares: result.shares, dead: result.dead, orphans: result.survivors?.orphans ?? 0,
            secondsToComplete: result.survivors?.complete, secondsToAllComplete: result.survivors?.allComplete,
            gaps: result.survivors?.gaps ?? 0, realSeconds: realSeconds)
    }

    var how: String { pushes ? "tree" : "pull" }

    var row: [String] {
        [
            "\(nodes)", how, hops.text, times.text, everywhereTimes.p99Text, first.p99Text, ScaleResult.rounded(duplicates),
            "\(Int(bytesPerEntry.rounded()))", "\(Int(payloadBytesPerEntry.rounded()))",
        ]
    }

    var deathRow: [String] {
        func seconds(_ time: Double?) -> String { time.map { "\(ScaleResult.rounded($0)) s" } ?? "not" }
        return [
            "\(nodes)", how, "\(dead)", seconds(secondsToComplete), "\(orphans)",
            orphans == 0 ? "-" : seconds(secondsToAllComplete), "\(gaps)", afterDeaths.text,
        ]
    }
}

extension ScaleResult.Session {
    init(_ result: SessionResult) {
        self.init(
            logs: result.logs, carried: result.carried, first: result.first, inSync: result.inSync, changed: result.changed,
            memory: result.memory,
            peers: result.peers)
    }

    var row: [String] {
        [
            "\(logs)", carried == logs ? "both" : "one; the other \(carried)", ScaleResult.size(Double(first)),
            ScaleResult.size(Double(inSync)), ScaleResult.size(Double(changed)),
            ScaleResult.size(Double(memory)),
        ]
    }
}

extension ScaleResult.Load {
    init(_ model: VisitModel, _ role: MeasuredFederation.Role, nodes: Int, provinces: Int) {
        let load = model.load(of: role, provinces: provinces)
        self.init(
            nodes: nodes, visits: model.visits, role: role.rawValue, entries: load.entries, incoming: load.incoming, disk: load.disk,
            peakBits: load.peakBits)
    }

    var row: [String] {
        let name = role == "station" ? "commune station" : "\(role) hospital"
        return [
            "\(nodes)", "\(Int(visits))", name, "\(Int(entries))", ScaleResult.size(incoming), ScaleResult.size(disk),
            "\(Int((peakBits / 1000).rounded())) kbit/s",
        ]
    }
}

extension ScaleResult.Line {
    init(_ result: LineResult, nodes: Int, visits: Double) {
        self.init(
            nodes: nodes, visits: visits, entriesPerSecond: result.entriesPerSecond, times: .init(result.times), share: result.share,
            shareUp: result.shareUp, late: result.late,
            delivered: result.delivered, expected: result.expected)
    }

    var row: [String] {
        [
            "\(nodes)", "\(Int(visits))", ScaleResult.rounded(entriesPerSecond), "\(percent(share)) / \(percent(shareUp))",
            times.secondsText,
            "\(delivered) of \(expected)", "\(ScaleResult.rounded(late)) s",
        ]
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
