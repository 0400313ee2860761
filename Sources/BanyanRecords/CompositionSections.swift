public import BanyanCore

/// What a source says in one section, decided: the one state, and the resources that are shown.
struct CompositionStatement {
    /// A resource and the snapshot in which its references resolve.
    struct Item {
        let resource: JSON
        let snapshot: CompositionSnapshot
        let row: SummaryRow
    }

    let section: Section
    let state: SectionState
    /// The granted months that the state is about; `nil` for all.
    let months: [ClosedRange<CivilMonth>]?
    let items: [Item]

    /// The state that the reader found out beforehand stands; where it left that to the content, or found none but content
    /// that can't be read, the content decides.
    init(_ reading: SectionReading) {
        section = reading.section
        switch reading.state {
        case .notPublished?, .notGranted?, .notRequested?, .superseded?, .erased?:
            state = reading.state ?? .unreadable
            months = nil
            items = []
        case .notReplicated?, .unreadable?, .listed?, .statedNone?, .notRecorded?, nil:
            let decoded = reading.snapshots.map { CompositionSnapshot($0, notes: reading.dispensings) }
            items = Self.items(of: decoded.compactMap { $0 })
            let whole = decoded.allSatisfy { $0.map { !$0.isDamaged } ?? false }
            months = reading.months
            state = Self.state(found: reading.state, section: section, resources: items.map(\.resource), whole: whole)
        }
    }

    private static func state(found: SectionState?, section: Section, resources: [JSON], whole: Bool) -> SectionState {
        guard whole else { return .unreadable }
        switch found {
        case .notReplicated?, .unreadable?: return found ?? .unreadable
        default: return SectionContent.analyse(resources, in: section)
        }
    }

    /// Active before past, then newest first, undated last, else in the order of the snapshots. Dates compare as written:
    /// FHIR's order year, month, day is the order of their text. The same resource in the same words is shown once.
    private static func items(of snapshots: [CompositionSnapshot]) -> [Item] {
        var seen: Set<JSON> = []
        var items: [Item] = []
        for snapshot in snapshots {
            for resource in snapshot.listed where seen.insert(resource).inserted {
                let row = RowReader(resource: resource, target: snapshot.target).row
                items.append(Item(resource: resource, snapshot: snapshot, row: row))
            }
        }
        return items.enumerated().sorted { a, b in
            if a.element.row.isPast != b.element.row.isPast { return b.element.row.isPast }
            let (first, second) = (a.element.row.date ?? "", b.element.row.date ?? "")
            return first == second ? a.offset < b.offset : first > second
        }.map(\.element)
    }
}

/// One section of the Composition, from what every source says in it.
struct CompositionSection {
    let kind: IPSSection
    /// One for each source, of which there is at least one: the facility and its address in the document, its state, and what
    /// it lists here.
    let parts: [Part]

    struct Part {
        let facility: SourceFacility
        let address: String
        let state: SectionState
        let months: [ClosedRange<CivilMonth>]?
        let entries: [String]
        let rows: [SummaryRow]
        /// Entries of this section and of the history of past illness together.
        let count: Int
    }

    /// `Composition.section`. States by source stand in an extension and in the text; `emptyReason` only where no source has
    /// an entry (invariant cmp-2).
    var json: JSON {
        let entries = parts.flatMap(\.entries)
        var members: [JSON.Member] = []
        // The history of past illness repeats no state: each source's state of a section stands in one place.
        if !kind.isPast { members.append(.init("extension", .array(parts.map(\.stateExtension)))) }
        members.append(.init("title", .string(kind.title.joined)))
        members.append(.init("code", kind.concept))
        members.append(.init("text", Narrative(narrative).json))
        if entries.isEmpty {
            members.append(.init("emptyReason", emptyReason))
        } else {
            members.append(.init("entry", .array(entries.map { ["reference": .string($0)] })))
        }
        return .object(members)
    }

    private var narrative: [Narrative.Block] {
        var blocks: [Narrative.Block] = kind.isPast ? [.paragraph(SummaryGlossary.pastProblemsStatement.joined)] : []
        for part in parts where !kind.isPast || !part.rows.isEmpty {
            blocks.append(kind.isPast ? .paragraph(part.facility.label) : .labelled(part.facility.label, part.line))
            if !part.rows.isEmpty { blocks.append(.list(part.rows.map(\.line))) }
        }
        return blocks
    }

    /// Why no source has an entry: withheld where a consent (or its months) or a release policy keeps some, not asked where this reading
    /// left the section out, else unavailable; never `nilknown`, which no empty list can say.
    private var emptyReason: JSON {
        let code =
            if parts.contains(where: { $0.state == .notGranted || $0.state == .notPublished || $0.months != nil }) {
                "withheld"
            } else if parts.allSatisfy({ $0.state == .notRequested }) {
                "notasked"
            } else {
                "unavailable"
            }
        let hasOnlyPast = parts.contains { $0.count > 0 }
        var distinct: [Bilingual] = hasOnlyPast ? [SummaryGlossary.noActiveProblem] : []
        let phrases = parts.filter { $0.count == 0 }.map(\.phrase)
        for phrase in phrases where !distinct.contains(phrase) { distinct.append(phrase) }
        let text = Bilingual(distinct.map(\.vi).joined(separator: "; "), distinct.map(\.en).joined(separator: "; "))
        return Self.reason(code, text)
    }

    private static func reason(_ code: String, _ text: Bilingual) -> JSON {
        [
            "coding": [["system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": .string(code)]],
            "text": .string(text.joined),
        ]
    }
}

extension CompositionSection.Part {
    /// The state, and the months that it is about where these are not all.
    fileprivate var line: String { months.map { "\(state.line); \(SummaryGlossary.onlyMonths.joined): \($0.text)" } ?? state.line }

    fileprivate var phrase: Bilingual {
        let phrase = SummaryGlossary.phrase(for: state)
        guard let months else { return phrase }
        let only = SummaryGlossary.onlyMonths
        return Bilingual("\(phrase.vi), \(only.vi): \(months.text)", "\(phrase.en), \(only.en): \(months.text)")
    }

    fileprivate var stateExtension: JSON {
        var parts: [JSON] = [
            ["url": "source", "valueReference": ["reference": .string(address), "display": .string(facility.label)]],
            ["url": "state", "valueCode": .string(state.code)],
            ["url": "count", "valueUnsignedInt": .number(String(count))],
        ]
        switch state {
        case .statedNone(let when?):
            parts.append(["url": "when", isDateTime(when) ? "valueDateTime" : "valueString": .string(when)])
        case .notReplicated(let asOf?): parts.append(["url": "asOf", "valueDateTime": .string(asOf.iso8601)])
        default: break
        }
        for range in months ?? [] {
            let period: JSON = [
                "start": .string(range.lowerBound.description), "end": .string(range.upperBound.description),
            ]
            parts.append(["url": "months", "valuePeriod": period])
        }
        return ["url": .string(IPSSection.stateExtension), "extension": .array(parts)]
    }

    /// The grammar of R4: a time has seconds and a zone, which `FHIRDate` does not insist on.
    private func isDateTime(_ text: String) -> Bool {
        guard FHIRDate(text) != nil else { return false }
        let bytes = Array(text.utf8)
        guard bytes.count > 10 else { return true }
        let isZoned = bytes[bytes.count - 1] == UInt8(ascii: "Z") || bytes[bytes.count - 3] == UInt8(ascii: ":")
        return bytes.count >= 20 && bytes[16] == UInt8(ascii: ":") && isZoned
    }
}

extension [ClosedRange<CivilMonth>] {
    /// `2025-01..2025-03, 2026-02`.
    fileprivate var text: String { map(monthRange).joined(separator: ", ") }
}

/// Granted months as a person writes them: `2025-01..2025-03`, or one month.
public func monthRange(_ months: ClosedRange<CivilMonth>) -> String {
    months.lowerBound == months.upperBound ? "\(months.lowerBound)" : "\(months.lowerBound)..\(months.upperBound)"
}

extension SectionState {
    /// The state in words, with its time where it has one.
    var line: String {
        let phrase = SummaryGlossary.phrase(for: self).joined
        switch self {
        case .listed(let count): return "\(phrase) (\(count))"
        case .statedNone(let when?): return "\(phrase) (\(SummaryGlossary.recorded.joined) \(when))"
        case .notReplicated(let asOf?): return "\(phrase) (\(SummaryGlossary.asOf.joined) \(asOf.iso8601))"
        default: return phrase
        }
    }
}

extension SourceFacility {
    /// Name and code.
    var label: String { "\(name.isEmpty ? id : name) (\(code))" }
}
