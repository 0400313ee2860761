/// What an import made of its files.
public struct ImportResult: Sendable {
    /// In the order in which the files name them.
    public let patients: [ImportedPatient]
    public let report: ImportReport
}

/// One import: files go in one by one, patients come out together, because references lead from file to file.
///
/// Nothing throws: a file or a resource that can't be taken in becomes a problem of the report, and the rest is taken in.
public struct RecordImport: Sendable {
    /// Mints a number for a patient who comes without a usable identifier, from the file's name and the patient's index in it
    /// (entry, or line). The same arguments must give the same number.
    public typealias Minter = @Sendable (_ file: String, _ index: Int) -> String

    let organization: String?
    /// The facility whose insurance files are taken; `nil` takes any.
    let facility: String?
    let systems: IdentifierSystems
    let signers: InsuranceSigners
    let mint: Minter
    private(set) var resources: [ReadResource] = []
    /// For each resource the number of its file; files may share a name.
    private(set) var files: [Int] = []
    private(set) var index = ReferenceIndex()
    private(set) var report = ImportReport()
    private var fileCount = 0
    private var dossiers: [InsuranceDossier] = []
    /// The encounter of an insurance file by the handle of its Encounter resource.
    private(set) var encounters: [Int: InsuranceEncounter] = [:]

    /// - Parameters:
    ///   - organization: an organisation's id, `fullUrl`, identifier or reference: only what its encounters hold is taken in.
    ///     `nil` takes everything.
    ///   - facility: this facility's `MA_CSKCB`: insurance files of others are refused. `nil` takes any.
    ///   - systems: the URIs of Vietnamese identifiers.
    ///   - signers: whose signatures insurance files bear; without any they are counted and not checked.
    public init(
        organization: String? = nil, facility: String? = nil, systems: IdentifierSystems = .community,
        signers: InsuranceSigners = InsuranceSigners(), mint: @escaping Minter
    ) {
        self.organization = organization
        self.facility = facility
        self.systems = systems
        self.signers = signers
        self.mint = mint
    }

    /// FHIR R4 JSON, or insurance XML; the first character tells.
    public mutating func add(name: String, bytes: [UInt8]) {
        guard !InsuranceEnvelope.looksLikeXML(bytes) else { return addInsurance(name, bytes) }
        let file = fileCount
        fileCount += 1
        do throws(RecordsError) {
            let read = try FHIRReader.read(name, bytes)
            for resource in read.resources {
                index.add(resource, handle: resources.count, file: file)
                resources.append(resource)
                files.append(file)
                report.read.add(resource.type)
            }
            report.problems += read.flaws.map {
                ImportProblem(position: $0.position, type: $0.type, reason: $0.reason, isWholeFile: false, code: "bad-resource")
            }
        } catch {
            let position = RecordPosition(file: name, .file)
            report.problems.append(ImportProblem(file: position, error))
        }
    }

    /// Puts together what was added.
    public func finish() -> ImportResult {
        var whole = self
        whole.takeDossiers()
        var assembly = ImportAssembly(whole)
        return assembly.result()
    }

    // MARK: Insurance files

    private mutating func addInsurance(_ name: String, _ bytes: [UInt8]) {
        do throws(RecordsError) {
            let file = try InsuranceEnvelope.read(name, bytes, facility: facility, signers: signers)
            dossiers += file.dossiers
            report.problems += file.problems
            report.insurance.add(file.count)
        } catch {
            let position = RecordPosition(file: name, .file)
            report.problems.append(ImportProblem(file: position, error))
        }
    }

    /// Of several files of one encounter the latest counts, by their dates, then by their order. The newest come first, so that
    /// the newest says who the patient is.
    private mutating func takeDossiers() {
        var latest: [String: Int] = [:]
        for (index, dossier) in dossiers.enumerated() {
            if let other = latest[dossier.prefix] {
                report.insurance.superseded += 1
                guard dossiers[other].created <= dossier.created else { continue }
            }
            latest[dossier.prefix] = index
        }
        let chosen = latest.values.sorted { (dossiers[$0].created, $0) > (dossiers[$1].created, $1) }
        let alone = Dictionary(dossiers.map { ($0.file, 1) }, uniquingKeysWith: +).filter { $0.value == 1 }
        for index in chosen { take(dossiers[index], isAlone: alone[dossiers[index].file] != nil) }
    }

    private mutating func take(_ dossier: InsuranceDossier, isAlone: Bool) {
        var mapping = InsuranceMapping(dossier, systems: systems)
        mapping.run()
        report.insurance.add(mapping.count)
        report.problems += mapping.problems.map { $0.ofWholeFile(isAlone && mapping.resources.isEmpty) }
        for resource in mapping.resources {
            if resource.id == mapping.encounterID {
                encounters[resources.count] = InsuranceEncounter(
                    facility: dossier.facility, link: dossier.link, created: dossier.created)
            }
            index.add(resource, handle: resources.count, file: fileCount)
            resources.append(resource)
            files.append(fileCount)
            report.read.add(resource.type)
        }
        fileCount += 1
    }

    // MARK: References

    func resolve(_ reference: String, from handle: Int) -> ReferenceIndex.Found {
        index.resolve(reference, file: files[handle]) { resources[$0].json == resources[$1].json }
    }
}

extension ImportProblem {
    /// A file that was refused.
    fileprivate init(file position: RecordPosition, _ error: RecordsError) {
        self.init(
            position: position, type: nil, reason: error.message, isWholeFile: true, code: error.code, hint: error.hint,
            category: error.category)
    }

    /// The same problem, said of the whole file or not.
    fileprivate func ofWholeFile(_ isWhole: Bool) -> ImportProblem {
        ImportProblem(position: position, type: type, reason: reason, isWholeFile: isWhole, code: code, hint: hint, field: field)
    }
}
