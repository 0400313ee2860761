internal import BanyanCore
internal import Glibc

/// `docs/scale.md`: the measured part between its markers, and the plots beside it.
struct ScaleDocument {
    private static let begin = "<!-- measured: written by `banyan simulate --measure 142,412,2000,13000 --out docs` -->"
    private static let end = "<!-- end of what was measured -->"
    private let folder: String
    private let before: String
    private let after: String

    /// Reads what stands around the measured part, before anything is measured.
    init(folder: String) throws {
        self.folder = folder
        let text = try LocalFile.text("\(folder)/scale.md", limit: 1 << 20, what: "the page for the figures")
        guard let start = text.range(of: Self.begin), let stop = text.range(of: Self.end), start.upperBound <= stop.lowerBound else {
            throw CLIFailure(
                .usage, "no-markers", "\(folder)/scale.md lacks the lines between which the figures stand", hint: "add: \(Self.begin)")
        }
        before = String(text[..<start.upperBound])
        after = String(text[stop.lowerBound...])
    }

    func write(_ result: ScaleResult) throws {
        let plots = "\(folder)/scale"
        guard mkdir(plots, 0o755) == 0 || errno == EEXIST else {
            throw CLIFailure(.failed, "no-folder", "the folder \(plots) can't be made")
        }
        try put(result.spreadPlot, "\(plots)/spread.svg")
        try put(result.bytesPlot, "\(plots)/bytes.svg")
        try put(result.dayPlot, "\(plots)/day.svg")
        try put("\(before)\n\n\(result.markdown)\n\(after)", "\(folder)/scale.md")
    }

    private func put(_ text: String, _ path: String) throws {
        try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644, replacing: true)
    }
}

extension String {
    /// The first place where `other` stands.
    fileprivate func range(of other: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension ScaleResult {
    fileprivate var markdown: String {
        let blocks = tables.filter { !$0.rows.isEmpty }.map { title, headings, rows in
            func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
            return "**\(title)**\n\n" + line(headings) + "|\(headings.map { _ in "---|" }.joined())\n" + rows.map(line).joined()
        }
        return blocks.joined(separator: "\n") + "\n" + footing + ".\n"
    }

    fileprivate var spreadPlot: String {
        let sizes = spreads.map(\.nodes)
        let lines = curves.map { curve in
            let place = sizes.firstIndex(of: curve.nodes).map { $0 / 2 } ?? 0
            return SVGPlot.Line(
                label: "\(curve.nodes), \(curve.pushes ? "tree" : "pull")",
                points: curve.milliseconds.enumerated().map { (x: $1, y: Double($0)) },
                color: SVGPlot.colors[place % SVGPlot.colors.count], isDashed: !curve.pushes)
        }
        return SVGPlot.lines(
            "When copies of an entry are durable elsewhere", x: "ms after the durable append", y: "% of all copies", lines,
            most: (spreads.map(\.times.p99).max() ?? 100) * 1.1, height: 100)
    }

    fileprivate var bytesPlot: String {
        let parts = ["payloads", "headers, checkpoints, proofs", "announcements", "requests", "acknowledgements", "other"]
        let bars = spreads.map { spread in
            func bytes(_ types: Int...) -> Double { types.reduce(0) { $0 + spread.shares[$1] } * spread.bytesPerEntry }
            let batches = max(0, bytes(4, 13) - spread.payloadBytesPerEntry)
            let known = [spread.payloadBytesPerEntry, batches, bytes(1), bytes(3), bytes(2)]
            return SVGPlot.Bar(
                label: "\(spread.nodes)\n\(spread.how)", values: known + [max(0, spread.bytesPerEntry - known.reduce(0, +))])
        }
        return SVGPlot.bars("What one delivered entry costs", y: "application bytes", parts: parts, bars)
    }

    fileprivate var dayPlot: String {
        let bars = loads.map { load in
            SVGPlot.Bar(label: "\(load.role)\n\(Int(load.visits / 1000))k of \(load.nodes)", values: [load.incoming / 1e9])
        }
        return SVGPlot.bars("What comes in on one day, by thousands of visits and facilities", y: "GB", parts: ["application bytes"], bars)
    }
}
