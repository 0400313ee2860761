public import BanyanAPI
import BanyanCore
import BanyanRecords

extension Node {
    public func records(patient: String?) async throws -> RecordList {
        let patients: [PatientRecord]
        if let patient {
            patients = [try await record(ofPatient: patient)]
        } else {
            patients = try await vault.loadAll(PatientRecord.self, group: nil).sorted { $0.key < $1.key }
        }
        var lines: [RecordLine] = []
        for patient in patients {
            let (stored, placement) = try await stored(patient)
            let shared = Dictionary(stored.shared.map { ($0.reference, $0.json) }, uniquingKeysWith: { first, _ in first })
            lines += stored.resources.map { line($0, of: patient, placement, shared) }
        }
        return RecordList(records: lines)
    }

    public func record(patient: String, reference: String) async throws -> RecordView {
        let record = try await record(ofPatient: patient)
        let (stored, placement) = try await stored(record)
        guard let resource = (stored.resources + stored.shared).first(where: { $0.reference == reference }) else {
            throw EngineFailure(.notFound, "no-such-record", "the patient has no such record here", hint: "banyan record list \(patient)")
        }
        return RecordView(line: line(resource, of: record, placement, [:]), json: String(decoding: resource.bytes, as: UTF8.self))
    }

    private func stored(_ patient: PatientRecord) async throws -> (StoredPatient, RecordPlacement) {
        let clinical = try await vault.load(ClinicalRecord.self, patient.key.subject)
        let stored = StoredPatient(
            demographics: try JSON.parse(patient.demographics, limit: Limits.resource), resources: clinical?.resources ?? [],
            shared: clinical?.shared ?? [])
        return (stored, RecordPlacement(stored, publishedAt: now, sensitive: parts.sensitive))
    }

    private func line(_ resource: ImportedResource, of patient: PatientRecord, _ placement: RecordPlacement, _ shared: [String: JSON]) -> RecordLine {
        let row = SummaryRow(describing: resource.json) { shared[$0] }
        let (section, reason): (String?, String?) =
            switch placement.place(resource) {
            case .section(let section, _, _): (section.name, nil)
            case .shared: (nil, "goes with what refers to it")
            case .notPublished(let reason): (nil, reason.description)
            }
        return RecordLine(
            patient: patient.key.value, reference: resource.reference, section: section, date: row.date, display: row.text, reason: reason)
    }
}
