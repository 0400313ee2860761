internal import BanyanAPI
internal import BanyanCore

/// Plain words for values, the same in every table.
enum Words {
    /// `3 min ago`, `in 7 days`: the two largest units that matter would be noise, so it is one.
    static func relative(_ time: Timestamp, to now: Timestamp) -> String {
        let (difference, overflow) = time.seconds.subtractingReportingOverflow(now.seconds)
        guard !overflow else { return difference < 0 ? said("far ahead") : said("long ago") }
        if difference.magnitude < 2 { return said("now") }
        return difference < 0 ? said("\(span(difference.magnitude)) ago") : said("in \(span(difference.magnitude))")
    }

    /// `2026-11-24 21:50 (3 min ago)`; UTC, as everywhere.
    static func time(_ time: Timestamp, now: Timestamp) -> String { "\(minute(time)) (\(relative(time, to: now)))" }

    static func minute(_ time: Timestamp) -> String { time.iso8601.prefix(16).split(separator: "T").joined(separator: " ") }

    static func span(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<120: said("\(seconds) s")
        case ..<7200: said("\(seconds / 60) min")
        case ..<172_800: said("\(seconds / 3600) h")
        // To the nearest: "in 6 days" a second after "in 7 days" looks like a mistake.
        default: said("\((seconds + 43_200) / 86_400) days")
        }
    }

    static func bytes(_ count: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = (value * 10).rounded() / 10
        return unit == 0 || tenths >= 100 ? "\(Int(value.rounded())) \(units[unit])" : "\(tenths) \(units[unit])"
    }

    /// - Parameter one: the English word for one; its translation, where there is one, stands for any number.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        let word = said(english: one)
        return "\(number) \(word != one || number == 1 ? word : many ?? one + "s")"
    }

    /// The first two groups of an ID: enough to tell facilities apart in a list, never to accept one.
    static func short(_ id: FacilityID) -> String { id.description.split(separator: "-").prefix(2).joined(separator: "-") + "…" }

    static func list(_ items: [String], none: Phrase = "none") -> String { items.isEmpty ? said(none) : items.joined(separator: ", ") }

    /// Counts by type in the order of their names.
    static func counts(_ counts: [String: Int]) -> String {
        list(counts.sorted { $0.key < $1.key }.map { "\($0.value) \(said(english: $0.key))" })
    }
}
