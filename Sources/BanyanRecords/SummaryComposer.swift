public import BanyanCore

/// Unites what several facilities shared of one patient into one International Patient Summary.
///
/// United with attribution, never merged: each resource of each source is an entry of its own that names its source, and
/// what one facility states to be absent takes nothing from what another lists. Nothing missing looks absent: every
/// section of every source is in exactly one `SectionState`, in the document as in the plain lines (protocol section 7).
public enum SummaryComposer {
    /// - Parameters:
    ///   - patient: the person as registered here, whose identity matched each source's enrolment.
    ///   - sources: what was read; not empty, each with every section of the closed list once, in its order.
    ///   - at: the time of composition.
    ///   - author: the facility that composes.
    /// - Throws: `RecordsError` where `sources` is not as said; what is inside the snapshots never makes it fail.
    public static func compose(
        patient: LocalPatient, sources: [SourceReading], at: Timestamp, author: SourceFacility
    ) throws(RecordsError) -> Summary {
        guard !sources.isEmpty else { throw .noSource }
        guard sources.allSatisfy({ $0.sections.map(\.section) == Section.allCases }) else { throw .incompleteReading }
        let statements = sources.map { $0.sections.map(CompositionStatement.init) }
        let document = CompositionDocument(patient: patient, sources: sources, statements: statements, at: at, author: author)
        let sections = Section.allCases.indices.map { index in
            SummarySection(
                section: Section.allCases[index], title: SummaryGlossary.title(of: Section.allCases[index]),
                statements: zip(sources, statements).map { source, own in
                    SectionStatement(
                        facility: source.facility, state: own[index].state, months: own[index].months,
                        rows: own[index].items.map(\.row))
                })
        }
        return Summary(
            document: document.bundle, patient: patient.identity, composed: at,
            sources: sources.map {
                SummarySource(facility: $0.facility, logSize: $0.logSize, asOf: $0.asOf, lastHeard: $0.lastHeard)
            },
            sections: sections)
    }
}

extension RecordsError {
    static let noSource = RecordsError("no-source", "there is no source to compose a summary from", category: .notFound)
    static let incompleteReading = RecordsError("incomplete-reading", "a source lacks the state of a section, or states one twice")
}
