import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanRecords

extension Node {
    /// The last step of a read: one document and one table of the same readings, and of the sources that could not be read.
    func compose(_ reading: Reading, _ readings: [OriginReading]) throws -> SummaryResult {
        let patient = reading.patient
        let composedAt = now
        let summary = try SummaryComposer.compose(
            patient: LocalPatient(
                key: patient.key, identity: patient.identity, demographics: try JSON.parse(patient.demographics, limit: Limits.resource)),
            sources: readings.map(\.source), at: composedAt, author: facility(me))
        return SummaryResult(
            patient: patient.key.value, name: patient.identity.name, birthDate: patient.identity.birthDate, sex: patient.identity.sex,
            purpose: reading.purpose.rawValue, composedAt: composedAt, caution: SummaryGlossary.notice.joined,
            sources: readings.map { source($0) }, sections: try summary.sections.map(section), receipts: readings.flatMap(\.receipts),
            document: String(decoding: summary.document.serialized, as: UTF8.self))
    }

    private func source(_ reading: OriginReading) -> SummaryResult.Source {
        SummaryResult.Source(
            facility: reading.origin, name: name(of: reading.origin), logSize: reading.source.logSize, asOf: reading.source.asOf,
            lastHeard: reading.source.lastHeard, token: reading.token.description, expiresAt: reading.expires,
            denied: reading.denial?.code,
            explanation: reading.denial?.message)
    }

    private func section(_ section: SummarySection) throws -> SummaryResult.Section {
        SummaryResult.Section(
            section: section.section.name, titleVietnamese: section.title.vi, titleEnglish: section.title.en,
            parts: try section.statements.map { statement in
                SummaryResult.Part(
                    source: try FacilityID(typed: statement.facility.id), state: statement.state.code, when: when(statement.state),
                    rows: statement.rows.map {
                        .init(date: $0.date, text: $0.text, value: $0.value, status: $0.status, past: $0.isPast ? true : nil)
                    }, months: statement.months?.map(monthRange))
            })
    }

    private func when(_ state: SectionState) -> String? {
        switch state {
        case .statedNone(let when): when
        case .notReplicated(let asOf): asOf?.iso8601
        default: nil
        }
    }
}
