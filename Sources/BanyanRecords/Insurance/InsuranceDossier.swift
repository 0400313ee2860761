import BanyanCore

/// Which decision's field names a file uses. Told by names that only one of them has; where a file has none, the newest that fits.
public enum InsuranceVersion: String, CaseIterable, Sendable, Comparable {
    case d4210 = "4210"
    case d130 = "130"
    case d4750 = "4750"
    case d3176 = "3176"
    /// The check-in file; no decision numbers it.
    case checkIn = "check-in"
    /// Names that 130, 4750 and 3176 share, and none that tells them apart.
    case since130 = "130/4750/3176"

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One record of a table: what stands in its fields, under the names of decision 3176.
struct InsuranceRecord: Sendable {
    let table: InsuranceTable
    /// From 1 within the table of its dossier.
    let number: Int
    let line: Int
    private let values: [String: String]
    /// Fields that hold what their kind does not allow; they read as empty.
    let bad: [String: String]

    init(table: InsuranceTable, number: Int, line: Int, values: [String: String], bad: [String: String]) {
        self.table = table
        self.number = number
        self.line = line
        self.values = values
        self.bad = bad
    }

    /// The field's text without surrounding white space; `nil` where it is empty, missing, or not what its kind allows.
    subscript(_ field: String) -> String? { bad[field] == nil ? values[field] : nil }

    /// The text even if it is not what the kind allows.
    func raw(_ field: String) -> String? { values[field] }

    /// The parts of a list that is joined by semicolons, none empty.
    func list(_ field: String) -> [String] { Self.parts(self[field]) }

    static func parts(_ text: String?) -> [String] {
        (text ?? "").split(separator: ";").map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
    }

    /// `yyyy-MM-ddTHH:mm:00+07:00`: Vietnam has one time zone and no summer time.
    func minute(_ field: String) -> String? { self[field].flatMap(InsuranceDate.minute) }

    func day(_ field: String) -> String? { self[field].flatMap(InsuranceDate.day) }
}

/// What one encounter's tables say, as one file has it.
struct InsuranceDossier: Sendable {
    let file: String
    /// From 1 within the file.
    let number: Int
    let facility: String
    /// `NGAYLAP` of the file, `yyyyMMdd`; empty for a check-in.
    let created: String
    let version: InsuranceVersion
    /// `MA_LK`.
    let link: String
    /// The records of each table, by its name.
    let tables: [String: [InsuranceRecord]]

    func records(_ table: String) -> [InsuranceRecord] { tables[table] ?? [] }

    /// XML1, or the record of a check-in.
    var main: InsuranceRecord? { records("XML1").first ?? records("XML0").first }
    var isCheckIn: Bool { tables["XML1"] == nil }

    /// What begins the ids of all resources of the encounter: the same for every file of the same facility and `MA_LK`.
    var prefix: String { InsuranceEncounter.prefix(facility: facility, link: link) }

    func position(_ record: InsuranceRecord?) -> RecordPosition {
        RecordPosition(file: file, record.map { .record(table: $0.table.name, number: $0.number, dossier: number) } ?? .entry(number - 1))
    }
}

/// What an insurance file is about: one facility's encounter, which a later file of the same replaces as a whole.
public struct InsuranceEncounter: Hashable, Sendable {
    public let facility: String
    /// `MA_LK`.
    public let link: String
    /// `yyyyMMdd` of the file; empty for a check-in, which anything else is later than.
    public let created: String

    public init(facility: String, link: String, created: String) {
        self.facility = facility
        self.link = link
        self.created = created
    }

    /// Whether a resource of that id came with a file of this encounter.
    public func owns(_ id: String) -> Bool { id.hasPrefix(Self.prefix(facility: facility, link: link) + "-") }

    static func prefix(facility: String, link: String) -> String {
        "lk-" + StableID.fingerprint(Array("\(facility)|\(link)".utf8))
    }
}

extension StringProtocol {
    func trimmingWhitespace() -> String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
