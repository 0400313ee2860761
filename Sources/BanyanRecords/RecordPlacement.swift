public import BanyanCore

/// The records of one patient as the node keeps them.
public struct StoredPatient: Sendable {
    public var demographics: JSON
    public var resources: [ImportedResource]
    public var shared: [ImportedResource]

    public init(demographics: JSON, resources: [ImportedResource], shared: [ImportedResource]) {
        self.demographics = demographics
        self.resources = resources
        self.shared = shared
    }
}

/// Where each of a patient's resources goes, the sensitive ones found by their own codes and by what they refer to.
public struct RecordPlacement: Sendable {
    /// Every resource and shared resource by `Type/id`.
    private let known: [String: ImportedResource]
    /// The closed section of what carries, or is done for, something sensitive; whether it is published or not.
    private let closed: [String: Section]
    private let sensitive: SensitiveCodes
    private let publishedAt: Timestamp

    public init(_ patient: StoredPatient, publishedAt: Timestamp, sensitive: SensitiveCodes) {
        let all = patient.resources + patient.shared
        known = Dictionary(all.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
        closed = Self.closed(all, known, sensitive)
        self.sensitive = sensitive
        self.publishedAt = publishedAt
    }

    /// Sensitive wins, except that an allergy stays an allergy: who treats someone must see it (protocol section 6).
    public func place(_ resource: ImportedResource) -> Placement {
        let placement = SectionTable.place(resource.json, publishedAt: publishedAt)
        guard case .section(let section, _, let date) = placement, section != .allergies,
            let closed = closed[resource.reference]
        else { return placement }
        return .section(closed, month: nil, date: date)
    }

    /// The closed section of the resource with that reference, even if it is not published.
    func closedSection(of reference: String) -> Section? { closed[reference] }

    func resource(_ reference: String) -> ImportedResource? { known[reference] }

    // MARK: What is sensitive

    /// Paths to what a resource is made of or done for: if that is sensitive, so is the resource.
    static let telling: [[String]] = [
        ["medicationReference"], ["device"], ["reasonReference"], ["diagnosis", "condition"], ["addresses"], ["result"], ["indication"],
    ]

    private static func closed(_ all: [ImportedResource], _ known: [String: ImportedResource], _ sensitive: SensitiveCodes) -> [String:
        Section]
    {
        var closed: [String: Section] = [:]
        var links: [(from: String, to: String)] = []
        for resource in all {
            var own = sensitive.section(of: resource.json)
            if resource.json.text("meta", "source") == InsuranceCode.source {
                own = SensitiveCodes.lower(own, sensitive.section(ofWordsIn: resource.json))
            }
            if let own { closed[resource.reference] = own }
            let targets = telling.flatMap { resource.json.at($0) }.compactMap { $0["reference"]?.string }
            links += targets.filter { known[$0] != nil }.map { (resource.reference, $0) }
        }
        // Sections only ever fall to lower numbers, so this ends.
        var changed = true
        while changed {
            changed = false
            for link in links {
                let section = SensitiveCodes.lower(closed[link.from], closed[link.to])
                if section != closed[link.from] {
                    closed[link.from] = section
                    changed = true
                }
            }
        }
        return closed
    }
}
