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
    let mint: Minter
    private(set) var resources: [ReadResource] = []
    /// For each resource the number of its file; files may share a name.
    private(set) var files: [Int] = []
    private(set) var index = ReferenceIndex()
    private(set) var report = ImportReport()
    private var fileCount = 0

    /// - Parameter organization: an organisation's id, `fullUrl`, identifier or reference: only what its encounters hold is
    ///   taken in. `nil` takes everything.
    public init(organization: String? = nil, mint: @escaping Minter) {
        self.organization = organization
        self.mint = mint
    }

    public mutating func add(name: String, bytes: [UInt8]) {
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
            report.problems.append(
                ImportProblem(position: position, type: nil, reason: error.message, isWholeFile: true, code: error.code, hint: error.hint))
        }
    }

    /// Puts together what was added.
    public func finish() -> ImportResult {
        var assembly = ImportAssembly(self)
        return assembly.result()
    }

    // MARK: References

    func resolve(_ reference: String, from handle: Int) -> ReferenceIndex.Found {
        index.resolve(reference, file: files[handle]) { resources[$0].json == resources[$1].json }
    }
}
