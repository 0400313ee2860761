public import ArgumentParser
public import BanyanCore
internal import Foundation

/// `90s`, `90m`, `12h`, `7d`: at least one second, at most 10,000 days.
struct DurationArgument: ExpressibleByArgument, Hashable, Sendable {
    let seconds: Int64

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()),
            argument.utf8.first != UInt8(ascii: "+"), count > 0
        else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow, seconds <= 10_000 * 86_400 else { return nil }
        self.seconds = seconds
    }
}

/// `2024-01..2026-11`, or one month.
struct MonthRange: ExpressibleByArgument, Hashable, Sendable {
    let first: CivilMonth
    let last: CivilMonth

    init(first: CivilMonth, last: CivilMonth) {
        self.first = first
        self.last = last
    }

    init?(argument: String) {
        let ends = argument.components(separatedBy: "..")
        guard (1...2).contains(ends.count), let first = CivilMonth(ends[0]), let last = CivilMonth(ends[ends.count - 1]), first <= last
        else { return nil }
        self.init(first: first, last: last)
    }
}

/// Section names joined by commas, or `all` for the preset, which leaves out the sensitive ones.
struct SectionList: ExpressibleByArgument, Hashable, Sendable {
    let sections: [Section]

    init(_ sections: [Section]) { self.sections = Set(sections).sorted() }

    init?(argument: String) {
        var chosen: [Section] = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            if name == "all" {
                chosen += Section.preset
            } else if let section = Section(name: String(name)) {
                chosen.append(section)
            } else {
                return nil
            }
        }
        self.init(chosen)
    }

    var names: [String] { sections.map(\.name) }

    /// As a person would write it.
    var defaultValueDescription: String { sections == Section.preset.sorted() ? "all" : names.joined(separator: ",") }

    static let help =
        "Section names joined by commas: \(Section.allCases.map(\.name).joined(separator: ", ")); "
        + "`all` stands for those that are not sensitive."
}

/// `clinician:nguyen.lan`: a role, and the name or pseudonym that stands in the receipt.
struct Reader: ExpressibleByArgument, Hashable, Sendable {
    let role: String
    let name: String

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        self.init(role: String(argument[..<colon]), name: String(argument[argument.index(after: colon)...]))
    }

    init?(role: String, name: String) {
        func isFit(_ text: String) -> Bool {
            (1...64).contains(text.utf8.count)
                && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f && ($0 == " " || !$0.properties.isWhitespace) }
                && text.first != " " && text.last != " "
        }
        guard isFit(role), isFit(name) else { return nil }
        self.role = role
        self.name = name
    }
}

extension FacilityID: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(typed: argument) }
}

extension Purpose: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension FacilityKind: ExpressibleByArgument {}
