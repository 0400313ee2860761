public import BanyanAPI
import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanRecords

extension Node {
    public func importRecords(
        _ request: ImportRequest, files: [ImportFile], progress: @Sendable (Int, Int) -> Void
    ) async throws -> BanyanAPI.ImportResult {
        let read = try read(files, request)
        var outcome = ImportOutcome(report: read.report)
        for (number, patient) in read.patients.enumerated() {
            switch try await take(patient, dryRun: request.dryRun) {
            case .refused(let reason): outcome.refuse(patient, reason)
            case .superseded: outcome.superseded(patient, whole: true)
            case .taken(let isNew, let isEnrolled, let changed, let older, let prescriptions):
                outcome.patients += 1
                outcome.newPatients += isNew ? 1 : 0
                outcome.superseded(patient, older)
                outcome.refuse(prescriptions, of: patient)
                if isEnrolled { outcome.publishedEntries += await publishAtOnce(patient.key) }
                for other in changed { outcome.publishedEntries += await publishAtOnce(other) }
            }
            progress(number + 1, read.patients.count)
        }
        return outcome.result(files: files.count, dryRun: request.dryRun)
    }

    /// - Throws: `EngineFailure` with the first reason, when not one of the files could be read.
    private func read(_ files: [ImportFile], _ request: ImportRequest) throws -> BanyanRecords.ImportResult {
        let organization = request.organization
        var signers = parts.settings.signers
        for pem in request.certificates ?? [] { try signers.add(pem: Array(pem.utf8)) }
        var reading = RecordImport(
            organization: organization, facility: parts.card.code.description, systems: parts.settings.identifierSystems,
            signers: signers
        ) { file, index in
            "M-" + Hex.encode(Digest.sha256(Array("\(file)#\(index)".utf8)).bytes.prefix(8)).uppercased()
        }
        for file in files { reading.add(name: file.name, bytes: file.bytes) }
        let result = reading.finish()
        if result.patients.isEmpty, let refused = result.report.refusedFiles.first {
            throw EngineFailure(
                refused.category, refused.code, "\(refused)",
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
        /// `changed`: enrolled patients from whom an encounter was taken away. `older`: encounters of which a later file is here.
        /// `prescriptions`: what would have changed one, and was left out.
        case taken(
            isNew: Bool, isEnrolled: Bool, changed: [PatientKey], older: Set<InsuranceEncounter>, prescriptions: [ImportedResource])
        /// A later file of every encounter is here already, and nothing else came.
        case superseded
        /// Nothing of the patient was stored.
        case refused(reason: String)
    }

    /// Stores one patient's resources beside those already here: the same type and id replaces, a later file of an encounter
    /// takes the place of all that the earlier one became, nothing else is touched. That an enrolled patient has something to
    /// publish is stored with them.
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
            let standing = try await standing(of: patient.encounters, patient.key)
            let told = patient.resources.filter { resource in !standing.older.contains { $0.owns(resource.id) } }
            if !standing.older.isEmpty, told.isEmpty { return .superseded }
            let former = try await vault.load(ClinicalRecord.self, patient.key.subject)
            let written = try await self.standing(ofPrescriptions: told, beside: former?.resources ?? [], patient.key)
            let fresh = told.filter { !written.refused.contains($0.reference) }
            let unchanged = told.filter { written.refused.contains($0.reference) }
            let kept = (former?.resources ?? []).filter { resource in !standing.newer.contains { $0.owns(resource.id) } }
            let clinical = ClinicalRecord(
                patient: patient.key, resources: merge(kept, fresh), shared: merge(former?.shared ?? [], patient.shared))
            let all = clinical.resources + clinical.shared
            guard ClinicalRecord.fits(count: all.count, bytes: all.reduce(0) { $0 + $1.bytes.count }) else {
                return .refused(
                    reason:
                        "more than \(Limits.patientResources) resources or \(Limits.patientBytes >> 20) MiB of one patient: refused"
                )
            }
            guard !dryRun else {
                return .taken(isNew: known == nil, isEnrolled: false, changed: [], older: standing.older, prescriptions: unchanged)
            }
            let isEnrolled = try await isEnrolled(patient.key)
            var changes = try changes(taking: patient, clinical, known) + standing.changes + written.changes
            changes += standing.newer.map { vault.seal(EncounterRecord(encounter: $0, patient: patient.key)) }
            if isEnrolled { changes += try await enrolledChanges(patient, resources: clinical.resources.count, after: known) }
            try await store.apply(changes)
            return .taken(
                isNew: known == nil, isEnrolled: isEnrolled, changed: standing.published, older: standing.older, prescriptions: unchanged)
        }
    }

    private func isEnrolled(_ key: PatientKey) async throws -> Bool {
        try await !vault.loadAll(EnrolmentRecord.self, group: key.subject).isEmpty
    }

    private func changes(taking patient: ImportedPatient, _ clinical: ClinicalRecord, _ known: PatientRecord?) throws -> [RecordChange] {
        let record = try record(of: patient, resources: clinical.resources.count, after: known)
        let name = NameRecord(
            foldedName: NameFolding.fold(patient.identity.name), birthYear: String(patient.identity.birthDate.prefix(4)),
            patient: patient.key)
        let demographics = try JSON.parse(record.demographics, limit: Limits.resource)
        let numbers =
            [patient.key.value]
            + PatientIdentifiers.numbers(of: demographics, parts.settings.identifierSystems).filter { $0 != patient.key.value }
        return [vault.seal(record), vault.seal(clinical), vault.seal(name)]
            + numbers.map { vault.seal(NumberRecord(patient: patient.key, number: $0)) }
    }

    // MARK: Encounters of insurance files

    /// What an import's encounters find here.
    private struct EncounterStanding {
        /// To be taken: unknown here, or known by an earlier file.
        var newer: [InsuranceEncounter] = []
        /// A later file is here already.
        var older: Set<InsuranceEncounter> = []
        /// What takes an encounter from the patient whom an earlier file named.
        var changes: [RecordChange] = []
        /// Of those patients, the enrolled ones.
        var published: [PatientKey] = []
    }

    private func standing(of encounters: [InsuranceEncounter], _ key: PatientKey) async throws -> EncounterStanding {
        var standing = EncounterStanding()
        var losing: [PatientKey: [InsuranceEncounter]] = [:]
        for encounter in encounters {
            let known = try await vault.load(EncounterRecord.self, EncounterRecord.subject(encounter))
            if let known, known.encounter.created > encounter.created {
                standing.older.insert(encounter)
                continue
            }
            standing.newer.append(encounter)
            if let other = known?.patient, other != key { losing[other, default: []].append(encounter) }
        }
        for (other, gone) in losing.sorted(by: { $0.key < $1.key }) {
            guard var clinical = try await vault.load(ClinicalRecord.self, other.subject),
                var record = try await vault.load(PatientRecord.self, other.subject)
            else { continue }
            clinical.resources.removeAll { resource in gone.contains { $0.owns(resource.id) } }
            record.resources = clinical.resources.count
            standing.changes += [vault.seal(clinical), vault.seal(record)]
            if try await isEnrolled(other) {
                standing.changes.append(vault.seal(WaitingRecord(patient: other, due: now)))
                standing.published.append(other)
            }
        }
        return standing
    }

    /// The patient as the import has them, with the identifiers that were known before.
    private func record(of patient: ImportedPatient, resources: Int, after known: PatientRecord?) throws -> PatientRecord {
        var demographics = patient.demographics
        if let known {
            let former = try JSON.parse(known.demographics, limit: Limits.resource)
            demographics = PatientIdentifiers.keeping(former, in: demographics, today: now.date.description)
        }
        return PatientRecord(
            key: patient.key, identity: patient.identity, demographics: demographics.serialized, resources: resources)
    }

    /// An enrolled patient's changes wait to be published, and a changed person to be kept.
    private func enrolledChanges(_ patient: ImportedPatient, resources: Int, after known: PatientRecord?) async throws -> [RecordChange] {
        let record = try record(of: patient, resources: resources, after: known)
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
    private var supersededHere = 0

    init(report: ImportReport) { self.report = report }

    mutating func refuse(_ patient: ImportedPatient, _ reason: String) {
        let with = patient.resources.isEmpty ? "" : ", nor \(patient.resources.count) resources with it"
        refusals.append(
            .init(file: patient.position.file, position: number(patient.position), type: "Patient", reason: reason + with))
        for type in patient.resources.map(\.type) + ["Patient"] { refusedResources[type, default: 0] += 1 }
    }

    /// What would have changed a prescription.
    mutating func refuse(_ prescriptions: [ImportedResource], of patient: ImportedPatient) {
        for resource in prescriptions {
            refusals.append(
                .init(
                    file: patient.position.file, position: number(patient.position), type: resource.type,
                    reason: "a prescription is not changed: its code is here already and says something else; a correction is a new "
                        + "prescription under a new code"))
            refusedResources[resource.type, default: 0] += 1
        }
    }

    /// Encounters of which a later file is here: their resources were not taken.
    mutating func superseded(_ patient: ImportedPatient, _ older: Set<InsuranceEncounter> = [], whole: Bool = false) {
        let gone = whole ? patient.resources : patient.resources.filter { resource in older.contains { $0.owns(resource.id) } }
        for type in gone.map(\.type) + (whole ? ["Patient"] : []) { refusedResources[type, default: 0] += 1 }
        supersededHere += whole ? patient.encounters.count : older.count
    }

    private var insurance: BanyanAPI.ImportResult.Insurance? {
        let seen = report.insurance
        guard !seen.isEmpty else { return nil }
        return .init(
            versions: seen.versions, records: seen.records, unknown: seen.unknown, leftOut: seen.leftOut,
            signaturesValid: seen.signaturesValid, signaturesNotChecked: seen.signaturesNotChecked, unsigned: seen.unsigned,
            superseded: seen.superseded + supersededHere)
    }

    func result(files: Int, dryRun: Bool) -> BanyanAPI.ImportResult {
        var imported = counts(report.imported)
        for (type, count) in refusedResources { imported[type, default: 0] -= count }
        return BanyanAPI.ImportResult(
            dryRun: dryRun, files: files, patients: patients, newPatients: newPatients, imported: imported.filter { $0.value > 0 },
            notPublished: counts(report.notPublished), otherOrganizations: counts(report.droppedBySplit),
            problems: report.problems.map(problem) + refusals, publishedEntries: publishedEntries, insurance: insurance)
    }

    private func counts(_ counts: TypeCounts) -> [String: Int] {
        Dictionary(counts.sorted.map { ($0.type, $0.count) }, uniquingKeysWith: +)
    }

    private func problem(_ problem: ImportProblem) -> BanyanAPI.ImportResult.Problem {
        var out = BanyanAPI.ImportResult.Problem(
            file: problem.position.file, position: number(problem.position), type: problem.type, reason: problem.reason)
        if case .record(_, _, let dossier) = problem.position.place {
            (out.dossier, out.field, out.rule) = (dossier, problem.field, problem.code)
        }
        return out
    }

    /// From 1; 0 for a whole file.
    private func number(_ position: RecordPosition) -> Int {
        switch position.place {
        case .file: 0
        case .entry(let index): index + 1
        case .line(let number): number
        case .record(_, let number, _): number
        }
    }
}
