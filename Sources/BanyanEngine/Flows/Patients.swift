public import BanyanAPI
import BanyanConsent
import BanyanCore
import BanyanRecords

extension Node {
    public func patients(search: String?) async throws -> PatientList {
        var views: [PatientView] = []
        if let search {
            for record in try await found(by: search) { views.append(try await view(of: record)) }
        } else {
            try await vault.forEach(PatientRecord.self) { views.append(try await view(of: $0)) }
        }
        return PatientList(patients: Self.inOrder(views))
    }

    public func patient(_ mrn: String) async throws -> PatientView { try await view(of: record(ofPatient: mrn)) }

    /// The patient under a record number, written `NUMBER` or `SYSTEM|NUMBER`.
    func record(ofPatient mrn: String) async throws -> PatientRecord {
        if let bar = mrn.lastIndex(of: "|") {
            let key = PatientKey(system: String(mrn[..<bar]), value: String(mrn[mrn.index(after: bar)...]))
            if let record = try await vault.load(PatientRecord.self, key.subject) { return record }
            let found = try await found(by: IdentifierQuery(mrn, parts.settings.identifierSystems))
            guard let first = found.first else { throw EngineFailure.noPatient(mrn) }
            guard found.count == 1 else { throw EngineFailure.ambiguousPatient(mrn) }
            return first
        }
        var all: [NumberRecord] = []
        for form in PatientIdentifiers.forms(of: mrn) where all.isEmpty {
            all = try await vault.loadAll(NumberRecord.self, group: NumberRecord.group(form))
        }
        // A facility's own number goes before another person's identity number that happens to read the same.
        let matches = all.contains(where: \.isOwn) ? all.filter(\.isOwn) : all
        guard let first = matches.first else { throw EngineFailure.noPatient(mrn) }
        guard matches.count == 1 else { throw EngineFailure.ambiguousPatient(mrn) }
        guard let record = try await vault.load(PatientRecord.self, first.patient.subject) else { throw EngineFailure.noPatient(mrn) }
        return record
    }

    func view(of record: PatientRecord) async throws -> PatientView {
        let enrolments = try await vault.loadAll(EnrolmentRecord.self, group: record.key.subject)
        let consents = try await vault.loadAll(ConsentRecord.self, group: record.key.subject)
        return PatientView(
            mrn: record.key.value, system: record.key.system, name: record.identity.name, birthDate: record.identity.birthDate,
            sex: record.identity.sex, resources: record.resources,
            enrolments: enrolments.sorted { $0.number < $1.number }.map {
                PatientView.Enrolment(
                    number: $0.number, enrolledAt: $0.entry.enrolledAt, custody: $0.entry.custody.name,
                    releasePolicy: $0.entry.releasePolicy.map(\.name))
            },
            consents: consents.count, identifiers: try identifiers(of: record))
    }
}
