import BanyanCore

/// The FHIR document: a Bundle whose first entry is the Composition, then the patient, the facilities and the entries.
struct CompositionDocument {
    private let sources: [SourceReading]
    private let at: Timestamp
    private let title = SummaryGlossary.documentTitle
    private let patientURN: String
    private let authorURN: String
    private let sourceURNs: [String]
    private let entries: [JSON]
    private let sections: [JSON]
    private let identifier: String

    init(
        patient: LocalPatient, sources: [SourceReading], statements: [[CompositionStatement]], at: Timestamp, author: SourceFacility
    ) {
        self.sources = sources
        self.at = at
        identifier = Self.identifier(patient: patient, sources: sources, statements: statements, at: at, author: author)
        var assembly = CompositionAssembly(patient: patient, reader: author)
        authorURN = assembly.add(author, id: "author")
        let facilities = sources.enumerated().map { index, source in assembly.add(source.facility, id: "source-\(index + 1)") }
        sourceURNs = facilities
        patientURN = assembly.patientURN
        let addresses = zip(sources, statements).enumerated().map { number, pair in
            pair.1.map { statement in
                statement.items.map { item in
                    assembly.place(item.resource, of: item.snapshot, source: number, origin: pair.0.facility.uri)
                }
            }
        }
        assembly.settle()
        entries = assembly.entries
        sections = Self.kinds(statements).map { kind in
            let index = Section.allCases.firstIndex(of: kind.section) ?? 0
            let parts = sources.indices.map { number in
                Self.part(
                    kind, sources[number].facility, facilities[number], statements[number][index], addresses[number][index])
            }
            return CompositionSection(kind: kind, parts: parts).json
        }
    }

    /// Every section of the closed list, required or not, since every source says something about each; the history of past
    /// illness after the active problems, where there is one.
    private static func kinds(_ statements: [[CompositionStatement]]) -> [IPSSection] {
        let hasPast = statements.contains { $0.contains { $0.section == .problems && $0.items.contains { $0.row.isPast } } }
        return Section.allCases.flatMap { section -> [IPSSection] in
            let own = IPSSection(section: section, isPast: false)
            return section == .problems && hasPast ? [own, IPSSection(section: section, isPast: true)] : [own]
        }
    }

    private static func part(
        _ kind: IPSSection, _ facility: SourceFacility, _ address: String, _ statement: CompositionStatement, _ entries: [String]
    ) -> CompositionSection.Part {
        let shown = zip(statement.items, entries).filter { item, _ in kind.section != .problems || item.row.isPast == kind.isPast }
        return CompositionSection.Part(
            facility: facility, address: address, state: statement.state, months: statement.months, entries: shown.map(\.1),
            rows: shown.map(\.0.row), count: statement.items.count)
    }

    /// FHIR R4 Bundle of type document; identifier and timestamp are required there (invariants bdl-9 and bdl-10).
    var bundle: JSON {
        let composition: JSON = ["fullUrl": .string("urn:uuid:\(identifier)"), "resource": composition]
        return [
            "resourceType": "Bundle",
            "id": .string(identifier),
            "identifier": ["system": "urn:ietf:rfc:3986", "value": .string("urn:uuid:\(identifier)")],
            "type": "document",
            "timestamp": .string(at.iso8601),
            "entry": .array([composition] + entries),
        ]
    }

    private var composition: JSON {
        [
            "resourceType": "Composition",
            "id": "composition",
            "text": Narrative(narrative).json,
            "extension": .array(zip(sources, sourceURNs).map(Self.logExtension)),
            "status": "final",
            "type": ["coding": [["system": .string(IPSSection.loinc), "code": .string(IPSSection.documentCode)]]],
            "subject": ["reference": .string(patientURN)],
            "date": .string(at.iso8601),
            "author": [["reference": .string(authorURN)]],
            "title": .string(title.joined),
            "section": .array(sections),
        ]
    }

    private var narrative: [Narrative.Block] {
        let lines = sources.map { source in
            let asOf = source.asOf?.iso8601 ?? SummaryGlossary.never.joined
            let unheard = source.asOf == nil ? SummaryGlossary.never : SummaryGlossary.throughOthers
            let heard = source.lastHeard?.iso8601 ?? unheard.joined
            let denied = source.denied.map { "; \(SummaryGlossary.notShown.joined) (\($0.code)): \($0.message)" } ?? ""
            return "\(source.facility.label): \(SummaryGlossary.logSize.joined) \(source.logSize), "
                + "\(SummaryGlossary.asOf.joined) \(asOf); \(SummaryGlossary.lastHeard.joined) \(heard)\(denied)"
        }
        return [
            .paragraph(SummaryGlossary.notice.vi), .paragraph(SummaryGlossary.notice.en),
            .paragraph(SummaryGlossary.sources.joined), .list(lines),
        ]
    }

    /// How far this replica has the source's log, and since when the source has not been heard from.
    private static func logExtension(_ source: SourceReading, _ urn: String) -> JSON {
        var parts: [JSON] = [
            ["url": "source", "valueReference": ["reference": .string(urn), "display": .string(source.facility.label)]],
            ["url": "logSize", "valueDecimal": .number(String(source.logSize))],
        ]
        if let asOf = source.asOf { parts.append(["url": "asOf", "valueDateTime": .string(asOf.iso8601)]) }
        if let heard = source.lastHeard { parts.append(["url": "lastHeard", "valueDateTime": .string(heard.iso8601)]) }
        if let denied = source.denied { parts.append(["url": "denied", "valueCode": .string(denied.code)]) }
        return ["url": .string(IPSSection.logExtension), "extension": .array(parts)]
    }

    /// Names this summary: who read whom, when, and how much of each log was at hand. The same reading has the same name.
    private static func identifier(
        patient: LocalPatient, sources: [SourceReading], statements: [[CompositionStatement]], at: Timestamp, author: SourceFacility
    ) -> String {
        var lines = [author.uri, patient.key.system, patient.key.value, at.iso8601]
        for (source, own) in zip(sources, statements) {
            lines += [source.facility.uri, String(source.logSize), source.asOf?.iso8601 ?? ""]
            lines += own.map { statement in
                let months = statement.months.map { " " + $0.map(monthRange).joined(separator: ",") } ?? ""
                return "\(statement.section.name) \(statement.state.code) \(statement.items.count)\(months)"
            }
            if let denied = source.denied { lines.append(denied.code) }
        }
        return CompositionNames.uuid(of: lines.joined(separator: "\n"))
    }
}
