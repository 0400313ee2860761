import BanyanCore

/// Puts the resources of an import together by patient.
struct ImportAssembly {
    /// A patient while their resources are gathered.
    struct Draft {
        let key: PatientKey
        let identity: Identity
        let handle: Int
        /// The resource with its identifiers in one form.
        let patient: JSON
        var members: [Int] = []
    }

    let source: RecordImport
    private var report: ImportReport
    private var drafts: [Draft] = []
    /// The draft of each Patient resource that was taken in.
    private var draftOf: [Int: Int] = [:]
    /// Shared resources, and whether anybody taken in refers to them.
    private var carried: [Int: Bool] = [:]

    init(_ source: RecordImport) {
        self.source = source
        report = source.report
    }

    mutating func result() -> ImportResult {
        collectPatients()
        for handle in source.resources.indices where source.resources[handle].type != "Patient" { sort(handle) }
        if let organization = source.organization { split(by: organization) }
        let patients = drafts.compactMap { finish($0) }
        for (handle, isCarried) in carried.sorted(by: { $0.key < $1.key }) {
            if isCarried { report.shared.add(resource(handle).type) } else { report.unreferenced.add(resource(handle).type) }
        }
        return ImportResult(patients: patients, report: report)
    }

    private func resource(_ handle: Int) -> ReadResource { source.resources[handle] }

    private mutating func refuse(_ handle: Int, _ reason: String, _ code: String = "bad-resource") {
        let bad = resource(handle)
        report.refused.add(bad.type)
        report.problems.append(ImportProblem(position: bad.position, type: bad.type, reason: reason, isWholeFile: false, code: code))
    }

    // MARK: Patients

    private mutating func collectPatients() {
        var byKey: [PatientKey: Int] = [:]
        for handle in source.resources.indices where resource(handle).type == "Patient" {
            let patient = resource(handle)
            do throws(RecordsError) {
                let identity = try Identity(of: patient.json)
                let (plain, leftOut) = PatientIdentifiers.normalised(patient.json, source.systems)
                let key = PatientKey(of: plain) ?? minted(for: patient)
                guard key.isPlain else { throw RecordsError.notFHIR("Patient.identifier is too long or has control characters") }
                if let known = byKey[key] {
                    guard drafts[known].identity == identity else {
                        refuse(handle, "another person has the same number: not merged", "same-number")
                        continue
                    }
                    draftOf[handle] = known
                    report.repeated.add("Patient")
                } else {
                    byKey[key] = drafts.count
                    draftOf[handle] = drafts.count
                    drafts.append(Draft(key: key, identity: identity, handle: handle, patient: plain))
                }
                for kind in leftOut { complain(handle, kind) }
            } catch {
                refuse(handle, error.message)
            }
        }
    }

    /// The patient is taken without a number that is none.
    private mutating func complain(_ handle: Int, _ kind: IdentifierKind) {
        report.problems.append(
            ImportProblem(
                position: resource(handle).position, type: "Patient",
                reason: "an identifier does not have the form of its system (\(kind.rawValue)): left out", isWholeFile: false,
                code: "identifier", field: "Patient.identifier"))
    }

    private func minted(for patient: ReadResource) -> PatientKey {
        let index =
            switch patient.position.place {
            case .file: 0
            case .entry(let index): index
            case .line(let number): number
            case .record(_, _, let dossier): dossier
            }
        return PatientKey(system: PatientKey.mintedSystem, value: source.mint(patient.position.file, index))
    }

    private enum Owner {
        case draft(Int)
        case unknown(String)
    }

    private func owner(of handle: Int) -> Owner {
        let type = resource(handle).type
        let element = SectionTable.clinicalTypes[type] ?? "subject"
        let links =
            type == "Appointment" ? resource(handle).json.at("participant", "actor") : [resource(handle).json[element]].compactMap { $0 }
        guard !links.isEmpty else { return .unknown("\(type).\(element) is missing") }
        var problem = "\(type).\(element) refers to no patient of this import"
        for link in links {
            switch patient(link, from: handle) {
            case .draft(let draft): return .draft(draft)
            case .unknown(let reason): problem = reason.isEmpty ? problem : "\(type).\(element) \(reason)"
            }
        }
        return .unknown(problem)
    }

    private func patient(_ link: JSON, from handle: Int) -> Owner {
        guard case .object = link else { return .unknown("has the wrong JSON type") }
        let found: ReferenceIndex.Found
        if let reference = link["reference"] {
            guard let literal = reference.string else { return .unknown("has the wrong JSON type") }
            found = source.resolve(literal, from: handle)
        } else if let identifier = link["identifier"] {
            found = source.index.resolve(type: "Patient", identifier: identifier) { _, _ in false }
        } else {
            return .unknown("names nobody")
        }
        switch found {
        case .none: return .unknown("")
        case .one(let target): return patient(among: [target])
        case .several(let targets): return patient(among: targets)
        }
    }

    /// Several Patient resources are fine as long as they are one person.
    private func patient(among handles: [Int]) -> Owner {
        guard handles.allSatisfy({ resource($0).type == "Patient" }) else { return .unknown("refers to something that is no patient") }
        let owners = Set(handles.map { draftOf[$0] })
        guard owners.count == 1, let owner = owners.first else { return .unknown("may mean several patients") }
        return owner.map { .draft($0) } ?? .unknown("refers to a patient who was refused")
    }

    // MARK: Resources

    private mutating func sort(_ handle: Int) {
        let read = resource(handle)
        if SectionTable.isShared(read.json) {
            carried[handle] = false
        } else if SectionTable.clinicalTypes[read.type] == nil {
            report.notPublished.add(read.type)
        } else if let problem = ResourceCheck.problem(in: read.json, type: read.type) {
            refuse(handle, problem)
        } else {
            switch owner(of: handle) {
            case .draft(let draft): drafts[draft].members.append(handle)
            case .unknown(let reason): refuse(handle, reason, "unknown-patient")
            }
        }
    }

    private mutating func split(by organization: String) {
        let split = OrganizationSplit(organization, source)
        for index in drafts.indices {
            let kept = split.kept(of: drafts[index].members)
            for handle in drafts[index].members where !kept.contains(handle) { report.droppedBySplit.add(resource(handle).type) }
            drafts[index].members = drafts[index].members.filter(kept.contains)
        }
    }

    private mutating func finish(_ draft: Draft) -> ImportedPatient? {
        if source.organization != nil, draft.members.isEmpty {
            report.droppedBySplit.add("Patient")
            return nil
        }
        var assembly = PatientAssembly(source: source, draftOf: draftOf, draft: draftOf[draft.handle])
        let (resources, repeated, conflicts) = assembly.add(draft.members)
        for handle in repeated { report.repeated.add(resource(handle).type) }
        for handle in conflicts { refuse(handle, "another resource of this patient has the same id and says something else") }
        for (handle, _) in resources { report.imported.add(resource(handle).type) }
        let rewritten = resources.map { assembly.rewritten($0.handle, id: $0.id) }
        let shared = assembly.sharedResources()
        for handle in assembly.sharedHandles + assembly.repeatedShared { carried[handle] = true }
        report.imported.add("Patient")
        return ImportedPatient(
            key: draft.key, identity: draft.identity, demographics: Demographics.trimmed(draft.patient),
            resources: rewritten, shared: shared, position: resource(draft.handle).position,
            encounters: resources.compactMap { source.encounters[$0.handle] })
    }
}
