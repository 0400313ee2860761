/// One field of a table: its name, what may stand in it, and what becomes of it.
public struct InsuranceField: Hashable, Sendable {
    /// What may stand in a field. Lengths are left out: no two implementations agree on them.
    public enum Kind: Hashable, Sendable {
        case text
        /// Digits alone.
        case integer
        /// Digits with a dot before the decimals.
        case decimal
        /// `yyyyMMddHHmm`.
        case minute
        /// `yyyyMMdd`.
        case day
        /// `yyyyMMdd`, several joined by semicolons.
        case days
    }

    public enum Use: Hashable, Sendable {
        /// The element that it becomes.
        case mapped(String)
        /// A component of the table's Observation, under these words.
        case component(String)
        case notMapped(Reason)
    }

    /// Why a field becomes nothing.
    public enum Reason: String, CaseIterable, Sendable {
        case join, repeats, money, claim, supply, person, social, signature, checkin, leave, council, codes, order, reserve

        public var words: String {
            switch self {
            case .join: "joins the tables of one encounter; checked"
            case .repeats: "stands in another table, from where it is taken"
            case .money: "an amount of the claim; checked where it is part of a total"
            case .claim: "administration of the claim"
            case .supply: "supplies; the export does not say which are implants"
            case .person: "data of another person, or a repetition of whose file it is"
            case .social: "a detail that the head of a summary does not show"
            case .signature: "who signed for the facility"
            case .checkin: "what was ordered at check-in; the claim says what was done"
            case .leave: "a paper for the employer"
            case .council: "keyed by assessment councils on the insurer's portal; no hospital exports it"
            case .codes: "its code list is not public"
            case .order: "number of the line"
            case .reserve: "reserve, without a meaning"
            }
        }
    }

    public let name: String
    public let kind: Kind
    public let use: Use

    /// Reads a line of a table: name, kind, and `- reason`, `* words` of a component, or the element that it becomes.
    init?(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count == 3, let kind = Self.kinds[parts[1]] else { return nil }
        let rest = String(parts[2].drop { $0 == " " })
        if rest.hasPrefix("- ") {
            guard let reason = Reason(rawValue: String(rest.dropFirst(2))) else { return nil }
            use = .notMapped(reason)
        } else {
            use = rest.hasPrefix("* ") ? .component(String(rest.dropFirst(2))) : .mapped(rest)
        }
        name = String(parts[0])
        self.kind = kind
    }

    private static let kinds: [Substring: Kind] = [
        "s": .text, "n": .integer, "d": .decimal, "D12": .minute, "D8": .day, "D8*": .days,
    ]

    var isMapped: Bool {
        if case .notMapped = use { false } else { true }
    }
}

/// A table of the insurance export: how its XML is built, and its fields.
public struct InsuranceTable: Sendable {
    /// `XML0` to `XML15`, as `LOAIHOSO` says it.
    public let name: String
    public let title: String
    /// The element around the table.
    let root: String
    /// The element around the records, in the tables that have one; the root itself in files of decision 4210.
    let list: String?
    /// The element of one record; of a table with one record its root.
    let record: String
    public let fields: [InsuranceField]
    let byName: [String: InsuranceField]
    /// What a line says that could not be read; a test holds it empty.
    let unreadable: [String]

    init(_ name: String, _ title: String, root: String, list: String? = nil, record: String? = nil, fields text: String) {
        self.name = name
        self.title = title
        self.root = root
        self.list = list
        self.record = record ?? root
        let lines = text.split(separator: "\n").map { ($0, InsuranceField(line: $0)) }
        fields = lines.compactMap(\.1)
        byName = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        unreadable = lines.filter { $0.1 == nil }.map { String($0.0) }
    }

    /// Every table, XML0 first.
    public static let all: [InsuranceTable] = [
        xml0, xml1, xml2, xml3, xml4, xml5, xml6, xml7, xml8, xml9, xml10, xml11, xml12, xml13, xml14, xml15,
    ]

    static let named: [String: InsuranceTable] = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The table that a root element belongs to; in files of decision 4210 the list is the root.
    static let rooted: [String: InsuranceTable] = Dictionary(
        all.flatMap { table in [table.root, table.list, table.record].compactMap { $0 }.map { ($0, table) } },
        uniquingKeysWith: { first, _ in first })
}
