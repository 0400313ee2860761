public import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanRecords

extension Node {
    public func importRecords(
        _ request: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void
    ) async throws -> BanyanAPI.ImportResult {
        let read = try read(files, organization: request.organization)
        var outcome = ImportOutcome(report: read.report)
        for (number, patient) in read.patients.enumerated() {
            switch try await take(patient, dryRun: request.dryRun) {
            case .refused(let reason): outcome.refuse(patient, reason)
            case .taken(let isNew, let isEnrolled):
                outcome.patients += 1
                outcome.newPatients += isNew ? 1 : 0
                if isEnrolled { outcome.publishedEntries += await publishAtOnce(patient.key) }
            }
            progress(number + 1, read.patients.count)
        }
        return outcome.result(files: files.count, dryRun: request.dryRun)
    }

    /// - Throws: `EngineFailure` with the first reason, when not one of the files could be read.
    private func read(_ files: [ImportFile], organization: String?) throws -> BanyanRecords.ImportResult {
        var reading = RecordImport(organization: organization) { file, index in
            "M-" + Hex.encode(Digest.sha256(Array("\(file)#\(index)".utf8)).bytes.prefix(8)).uppercased()
        }
        for file in files { reading.add(name: file.name, bytes: file.bytes) }
        let result = reading.finish()
        if result.patients.isEmpty, let refused = result.report.refusedFiles.first {
            throw EngineFailure(
                .failed, refused.code, "\(refused)",
                hint: refused.hint ?? "nothing was stored; banyan record import --help says what is read")
        }
        if result.patients.isEmpty, let organization, result.report.problems.isEmpty {
            throw EngineFailure(
                .notFound, "no-such-organization", "no encounter of these files belongs to the organization \(organization.prefix(80))",
                hint: "take the id or an identifier of an Organization resource")
        }
        return result
    }

    private enum Intake {
        case taken(isNew: Bool, isEnrolled: Bool)
        /// Nothing of the patient was stored.
        case refused(reason: String)
    }

    /// Stores one patient's resources beside those already here: the same type and id replaces, nothing else is touched. That
    /// an enrolled patient has something to publish is stored with them.
    private func take(_ patient: ImportedPatient, dryRun: Bool) async throws -> Intake {
        try await writing.through {
            let known = try await vault.load(PatientRecord.self, patient.key.subject)
            if let known, known.identity != patient.identity,
                !IdentityMatch.compare(local: known.identity, enrolled: patient.identity).isEmpty
            {
                // Refused, never merged.
                return .refused(
                    reason:
                        "the record number \(patient.key.value) belongs to a patient with another name, birth date or sex here: refused, not merged"
                )
            }
            let former = try await vault.load(ClinicalRecord.self, patient.key.subject)
            let clinical = ClinicalRecord(
                patient: patient.key, resources: merge(former?.resources ?? [], patient.resources),
                shared: merge(former?.shared ?? [], patient.shared))
            let all = clinical.resources + clinical.shared
            guard ClinicalRecord.fits(count: all.count, bytes: all.reduce(0) { $0 + $1.bytes.count }) else {
                return .refused(
                    reason:
                        "more than \(Limits.patientResources) resources or \(Limits.patientBytes >> 20) MiB of one patient: refused"
                )
            }
            guard !dryRun else { return .taken(isNew: known == nil, isEnrolled: false) }
            let isEnrolled = try await !vault.loadAll(EnrolmentRecord.self, group: patient.key.subject).isEmpty
            var changes = changes(taking: patient, clinical)
            if isEnrolled { changes += try await enrolledChanges(patient, resources: clinical.resources.count, after: known) }
            try await store.apply(changes)
            return .taken(isNew: known == nil, isEnrolled: isEnrolled)
        }
    }

    private func changes(taking patient: ImportedPatient, _ clinical: ClinicalRecord) -> [RecordChange] {
        let record = record(of: patient, resources: clinical.resources.count)
        let name = NameRecord(
            foldedName: NameFolding.fold(patient.identity.name), birthYear: String(patient.identity.birthDate.prefix(4)),
            patient: patient.key)
        return [vault.seal(record), vault.seal(clinical), vault.seal(name), vault.seal(NumberRecord(patient: patient.key))]
    }

    private func record(of patient: ImportedPatient, resources: Int) -> PatientRecord {
        PatientRecord(key: patient.key, identity: patient.identity, demographics: patient.demographics.serialized, resources: resources)
    }

    /// An enrolled patient's changes wait to be published, and a changed person to be kept.
    private func enrolledChanges(_ patient: ImportedPatient, resources: Int, after known: PatientRecord?) async throws -> [RecordChange] {
        let record = record(of: patient, resources: resources)
        let isChanged = known?.identity != record.identity || known?.demographics != record.demographics
        return [vault.seal(WaitingRecord(patient: patient.key, due: now))] + (isChanged ? try await unkept([.patient(record)]) : [])
    }

    /// What can't wait goes out now. Where it can't go out now it waits for the tick: the import is done all the same.
    /// - Returns: how many entries.
    private func publishAtOnce(_ key: PatientKey) async -> Int {
        guard await standing.isCurrent, (try? await consentClock())?.isWrong == false else { return 0 }
        do { return try await publish([key], .urgent).entries } catch {
            logFailure("publishing after an import failed and will be tried again", error)
            return 0
        }
    }

    func merge(_ former: [ImportedResource], _ new: [ImportedResource]) -> [ImportedResource] {
        let all = Dictionary((former + new).map { ($0.reference, $0) }, uniquingKeysWith: { _, last in last })
        return all.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// The report of an import as it grows, and what it becomes in the API.
private struct ImportOutcome {
    let report: ImportReport
    var patients = 0
    var newPatients = 0
    var publishedEntries = 0
    private var refusals: [BanyanAPI.ImportResult.Problem] = []
    private var refusedResources: [String: Int] = [:]

    init(report: ImportReport) { self.report = report }

    mutating func refuse(_ patient: ImportedPatient, _ reason: String) {
        let with = patient.resources.isEmpty ? "" : ", nor \(patient.resources.count) resources with it"
        refusals.append(
            .init(file: patient.position.file, position: number(patient.position), type: "Patient", reason: reason + with))
        for type in patient.resources.map(\.type) + ["Patient"] { refusedResources[type, default: 0] += 1 }
    }

    func result(files: Int, dryRun: Bool) -> BanyanAPI.ImportResult {
        var imported = counts(report.imported)
        for (type, count) in refusedResources { imported[type, default: 0] -= count }
        return BanyanAPI.ImportResult(
            dryRun: dryRun, files: files, patients: patients, newPatients: newPatients, imported: imported.filter { $0.value > 0 },
            notPublished: counts(report.notPublished), otherOrganizations: counts(report.droppedBySplit),
            problems: report.problems.map(problem) + refusals, publishedEntries: publishedEntries)
    }

    private func counts(_ counts: TypeCounts) -> [String: Int] {
        Dictionary(counts.sorted.map { ($0.type, $0.count) }, uniquingKeysWith: +)
    }

    private func problem(_ problem: ImportProblem) -> BanyanAPI.ImportResult.Problem {
        .init(file: problem.position.file, position: number(problem.position), type: problem.type, reason: problem.reason)
    }

    /// From 1; 0 for a whole file.
    private func number(_ position: RecordPosition) -> Int {
        switch position.place {
        case .file: 0
        case .entry(let index): index + 1
        case .line(let number): number
        }
    }
}
