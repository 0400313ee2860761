public import BanyanAPI
import BanyanCore
import BanyanRecords

extension Node {
    /// Most lines of one list.
    private static let listed = 100_000

    /// - Throws: `EngineFailure` `too-many-records` where a list of everybody's would be longer than `listed`.
    public func records(patient: String?) async throws -> RecordList {
        if let patient { return RecordList(records: try await lines(of: record(ofPatient: patient))) }
        var patients: [(key: PatientKey, lines: [RecordLine])] = []
        var count = 0
        try await vault.forEach(PatientRecord.self) { record in
            count += record.resources
            guard count <= Self.listed else {
                throw EngineFailure(
                    .usage, "too-many-records", "this node has more than \(Self.listed) records: name a patient",
                    hint: "banyan record list PATIENT")
            }
            patients.append((record.key, try await lines(of: record)))
        }
        return RecordList(records: patients.sorted { $0.key < $1.key }.flatMap(\.lines))
    }

    private func lines(of patient: PatientRecord) async throws -> [RecordLine] {
        let (stored, placement) = try await stored(patient)
        let shared = Dictionary(stored.shared.map { ($0.reference, $0.json) }, uniquingKeysWith: { first, _ in first })
        return stored.resources.map { line($0, of: patient, placement, shared) }
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
        return (stored, RecordPlacement(stored, publishedAt: now, sensitive: sensitive.list))
    }

    private func line(_ resource: ImportedResource, of patient: PatientRecord, _ placement: RecordPlacement, _ shared: [String: JSON])
        -> RecordLine
    {
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
