import BanyanConsent
import BanyanCore
import BanyanRecords

/// What the consents of one origin gave of one section, the newest consent first.
struct SectionProgress {
    let section: Section
    /// A consent whose keys serve was used for it, whether anything was found or not.
    private(set) var isOpened = false
    private var isSuperseded = false
    /// More lies there than may be searched.
    private var isBeyondSearch = false
    /// Granted months, ascending, neighbours joined.
    private var months: [ClosedRange<CivilMonth>] = []
    private var results: [CivilMonth: OpenedSnapshot.Result] = [:]

    init(section: Section) { self.section = section }

    mutating func open(months range: ClosedRange<CivilMonth>) {
        isOpened = true
        var joined: [ClosedRange<CivilMonth>] = []
        for next in (months + [range]).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, next.lowerBound.index <= last.upperBound.index + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
            } else {
                joined.append(next)
            }
        }
        months = joined
    }

    mutating func supersede() { isSuperseded = true }

    mutating func failSearch() {
        isOpened = true
        isBeyondSearch = true
    }

    /// What could be read once stays.
    mutating func add(_ snapshot: OpenedSnapshot) {
        if let former = results[snapshot.month], former.isReadable { return }
        results[snapshot.month] = snapshot.result
    }

    func has(_ month: CivilMonth) -> Bool { results[month] != nil }

    /// Whether a further consent may have more of this month. An older list of a state section never stands in for a newer one.
    func needs(_ month: CivilMonth, _ replica: Replication) -> Bool {
        if let result = results[month] { return !result.isReadable }
        switch section.kind {
        case .state: return results.keys.max().map { month >= $0 } ?? (!isOpened || !replica.isComplete)
        case .event: return !months.contains { $0.contains(month) } || !replica.isComplete
        }
    }

    /// Whether no further consent can have more.
    func isSettled(at month: CivilMonth, _ replica: Replication) -> Bool {
        guard isOpened, !isBeyondSearch, !results.isEmpty || replica.isComplete else { return false }
        switch section.kind {
        case .state: return results.keys.max().flatMap { results[$0]?.isReadable } ?? true
        case .event: return limitedMonths(at: month) == nil && results.values.allSatisfy(\.isReadable)
        }
    }

    /// The granted months of an event section; `nil` where these are all up to the present one.
    private func limitedMonths(at month: CivilMonth) -> [ClosedRange<CivilMonth>]? {
        guard section.kind == .event else { return nil }
        guard let first = months.first, first.lowerBound == .first, first.upperBound >= month else { return months.isEmpty ? nil : months }
        return nil
    }

    /// What the summary is told; `nil` where no consent was used for the section.
    func reading(at month: CivilMonth, _ replica: Replication) -> SectionReading? {
        guard isOpened else { return isSuperseded ? SectionReading(section: section, state: .superseded) : nil }
        let counted = section.kind == .state ? results.keys.max().map { [$0] } ?? [] : results.keys.sorted()
        var snapshots: [[UInt8]] = []
        var state: SectionState?
        for result in counted.compactMap({ results[$0] }) {
            switch result {
            case .json(let bytes): snapshots.append(bytes)
            case .missing: state = state ?? .notReplicated(asOf: replica.asOf)
            case .unreadable: state = .unreadable
            }
        }
        if isBeyondSearch { state = .unreadable }
        // Nothing found proves nothing while entries of the log are known to be missing here.
        if snapshots.isEmpty, state == nil { state = replica.isComplete ? .notRecorded : .notReplicated(asOf: replica.asOf) }
        return SectionReading(section: section, state: state, snapshots: snapshots, months: limitedMonths(at: month))
    }
}

extension OpenedSnapshot.Result {
    var isReadable: Bool { if case .json = self { true } else { false } }
}

/// The reading of one origin as it grows, consent by consent.
struct OriginProgress {
    private(set) var sections: [Section: SectionProgress] = [:]
    /// Sections that were asked for.
    let asked: [Section]
    var withheld: Set<Section> = []
    /// What the tokens name, whether they serve or not.
    var granted: Set<Section> = []
    var denial: ReadDenial?
    /// What the denied consent names: these sections wait for the network, where it is the network that denies.
    var pending: Set<Section> = []
    var receipts: [UInt64] = []
    /// The newest consent that was used.
    var used: ConsentRecord?
    /// Entries that were opened, or tried.
    private var tried: Set<EntryPosition> = []
    /// Bytes of plaintext that may still be opened.
    private(set) var budget = Limits.openedAtOnce

    init(asked: [Section]) { self.asked = asked }

    /// Sections for which a further consent is asked.
    func wanted(_ reading: Reading, _ replica: Replication) -> [Section] {
        asked.filter { !(sections[$0]?.isSettled(at: reading.clock.now.month, replica) ?? false) }
    }

    func needs(_ stream: GrantedStream, _ replica: Replication) -> Bool {
        sections[stream.section]?.needs(stream.month, replica) ?? true
    }

    /// Whether opening this could say more than what was opened before.
    func isNew(_ snapshot: FoundSnapshot) -> Bool {
        let positions = snapshot.parts.joined().map(\.position)
        guard !positions.isEmpty else { return !(sections[snapshot.stream.section]?.has(snapshot.stream.month) ?? false) }
        return positions.contains { !tried.contains($0) }
    }

    mutating func cover(_ section: Section, _ change: (inout SectionProgress) -> Void) {
        change(&sections[section, default: SectionProgress(section: section)])
    }

    mutating func add(_ opened: [OpenedSnapshot], of positions: [EntryPosition]) {
        tried.formUnion(positions)
        for snapshot in opened {
            if case .json(let bytes) = snapshot.result { budget -= bytes.count }
            cover(snapshot.section) { $0.add(snapshot) }
        }
    }
}
