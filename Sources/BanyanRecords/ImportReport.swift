public import BanyanCore

/// What became of everything that an import read: each resource is counted in exactly one of the lists.
public struct ImportReport: Sendable {
    /// Resources read, patients included.
    public var read = TypeCounts()
    /// Taken in, as a patient or as a patient's.
    public var imported = TypeCounts()
    /// Carried with at least one patient that refers to them.
    public var shared = TypeCounts()
    /// Of a shared type, and nobody taken in refers to them.
    public var unreferenced = TypeCounts()
    /// Types that no section holds: not published, and not kept.
    public var notPublished = TypeCounts()
    /// Left out because they belong to another organisation than the one asked for, or to none.
    public var droppedBySplit = TypeCounts()
    /// The same resource, or the same patient, once more.
    public var repeated = TypeCounts()
    /// Resources with a problem.
    public var refused = TypeCounts()
    public var problems: [ImportProblem] = []
    /// What was seen in insurance files.
    public var insurance = InsuranceCount()

    /// Files that were refused as a whole.
    public var refusedFiles: [ImportProblem] { problems.filter(\.isWholeFile) }
}

/// Something that was not taken in: where, what type (if it could be told), and why.
public struct ImportProblem: Sendable, Hashable, CustomStringConvertible {
    public let position: RecordPosition
    public let type: String?
    /// Names elements; quotes nothing of the record.
    public let reason: String
    /// Nothing of the file was taken in. Else `position` names one resource, and the others were.
    public let isWholeFile: Bool
    /// The stable code of what a whole file was refused for, such as `truncated` or `other-fhir-version`, or of the rule that a
    /// record of an insurance file breaks.
    public let code: String
    /// What helps, if anything does.
    public var hint: String?
    /// The field of an insurance record that the problem lies in.
    public var field: String?
    /// `trust` for a signature that does not hold.
    public var category = FailureCategory.failed

    public var description: String { "\(position): \(type.map { $0 + ": " } ?? "")\(reason)" }
}

/// Counts by resource type.
public struct TypeCounts: Sendable, Hashable {
    private var counts: [String: Int] = [:]

    public init() {}

    public subscript(_ type: String) -> Int { counts[type] ?? 0 }
    public var total: Int { counts.values.reduce(0, +) }
    /// By type, in the order of their names.
    public var sorted: [(type: String, count: Int)] { counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    mutating func add(_ type: String) { counts[type, default: 0] += 1 }
}
