public import BanyanCore

/// What an admin added to the list by command. It can take nothing of the list away: only what was added goes again.
public struct SensitiveAdditions: Sendable, Hashable {
    /// Entries in all.
    public static let limit = 5_000
    /// Bytes of a code, and of a title.
    private static let longest = (code: 64, title: 200)

    /// In the order of section, system and code; each once.
    public private(set) var rows: [SensitiveRow] = []

    public init() {}

    /// Adds a code, the beginning of codes, a word or a phrase; of ICD-10 also a range of categories such as `B20-B24`.
    /// - Parameter list: what is there besides; its systems may be named.
    /// - Throws: `bad-sensitive-entry` with what is wrong.
    public mutating func add(
        section: String, system: String, code: String, isPrefix: Bool, title: String?, to list: SensitiveCodes
    ) throws(RecordsError) {
        for row in try Self.rows(section: section, system: system, code: code, isPrefix: isPrefix, title: title, in: list) {
            rows.removeAll { Self.isSame($0, row) }
            rows.append(row)
        }
        guard rows.count <= Self.limit else { throw Self.wrong("more than \(Self.limit) entries were added") }
        rows.sort { ($0.section, $0.system, $0.code) < ($1.section, $1.system, $1.code) }
    }

    /// Takes away what was added under the same section, system and code.
    /// - Throws: `no-such-entry`; `built-in-entry` where the list has it by itself.
    public mutating func remove(section: String, system: String, code: String, isPrefix: Bool, from list: SensitiveCodes)
        throws(RecordsError)
    {
        let gone = try Self.rows(section: section, system: system, code: code, isPrefix: isPrefix, title: nil, in: list)
        for row in gone where !rows.contains(where: { Self.isSame($0, row) }) {
            if list.rows.contains(where: { $0.origin != .added && Self.isSame($0, row) }) {
                throw RecordsError(
                    "built-in-entry",
                    "\(row.code) stands in the list that ships, or in the configured file: only what was added can be removed",
                    category: .denied)
            }
            throw RecordsError("no-such-entry", "nothing was added under that section, system and code", category: .notFound)
        }
        rows.removeAll { row in gone.contains { Self.isSame($0, row) } }
    }

    /// Rows as they were stored, checked again.
    public init(stored: [SensitiveRow]) throws(RecordsError) {
        guard stored.count <= Self.limit else { throw Self.wrong("more than \(Self.limit) entries were added") }
        for row in stored {
            guard row.section.isSensitive, row.origin == .added, Self.isCode(row.code, of: row.system) else {
                throw Self.wrong("a stored entry is not one that could be added")
            }
        }
        rows = stored
    }

    // MARK: Checking

    private static func rows(
        section: String, system: String, code: String, isPrefix: Bool, title: String?, in list: SensitiveCodes
    ) throws(RecordsError) -> [SensitiveRow] {
        guard let section = Section(name: section), section.isSensitive else {
            throw wrong("the section is not hiv, mental-health, reproductive or genetic")
        }
        guard system == SensitiveRow.words || list.systemNames.contains(system) else {
            throw wrong(
                "the list has no system \(system.prefix(40)): it has \(([SensitiveRow.words] + list.systemNames).joined(separator: ", "))")
        }
        if let title,
            title.utf8.count > longest.title || title.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            throw wrong("the title is longer than \(longest.title) bytes or has control characters")
        }
        if system == "icd-10", let range = try categories(code) {
            return range.map { SensitiveRow(section: section, system: system, code: $0, isPrefix: true, title: title, origin: .added) }
        }
        guard isCode(code, of: system) else {
            throw wrong(
                system == SensitiveRow.words
                    ? "a word is three letters or digits or more, a phrase at most eight words" : "a code is 1 to 64 printable characters")
        }
        return [SensitiveRow(section: section, system: system, code: code, isPrefix: isPrefix, title: title, origin: .added)]
    }

    /// The three-character categories of `B20-B24`; `nil` for what is no range.
    private static func categories(_ text: String) throws(RecordsError) -> [String]? {
        let ends = text.uppercased().split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard ends.count > 1 else { return nil }
        guard ends.count == 2,
            ends.allSatisfy({ $0.count == 3 && (65...90).contains($0[0]) && $0[1...].allSatisfy { (48...57).contains($0) } }),
            ends[0][0] == ends[1][0], ends[0].lexicographicallyPrecedes(ends[1]) || ends[0] == ends[1]
        else { throw wrong("a range of ICD-10 is two categories of one letter, the lower first, such as B20-B24") }
        func number(_ bytes: [UInt8]) -> Int { Int(bytes[1] - 48) * 10 + Int(bytes[2] - 48) }
        let letter = String(decoding: ends[0].prefix(1), as: UTF8.self)
        return (number(ends[0])...number(ends[1])).map { letter + ($0 < 10 ? "0\($0)" : "\($0)") }
    }

    private static func isCode(_ code: String, of system: String) -> Bool {
        guard system != SensitiveRow.words else { return SensitiveTexts.pattern(code) != nil }
        let plain = code.utf8.filter { $0 != UInt8(ascii: ".") }
        return !plain.isEmpty && code.utf8.count <= longest.code && code.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isSame(_ a: SensitiveRow, _ b: SensitiveRow) -> Bool {
        a.section == b.section && a.system == b.system && a.isPrefix == b.isPrefix
            && SensitiveCodes.normal(a.code) == SensitiveCodes.normal(b.code)
    }

    private static func wrong(_ why: String) -> RecordsError { RecordsError("bad-sensitive-entry", why, category: .usage) }
}

extension SensitiveCodes {
    /// This list with what an admin added.
    public func adding(_ additions: SensitiveAdditions) -> SensitiveCodes {
        var sum = self
        for row in additions.rows { sum.add(row) }
        return sum
    }
}
