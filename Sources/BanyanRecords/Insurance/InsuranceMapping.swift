import BanyanCore

/// Makes FHIR R4 of a dossier: the patient, the encounter, and what each table says, as `docs/insurance-xml.md` lists it.
///
/// All that comes of a dossier carries ids that begin with the same mark, so that a later file of the encounter can take its place.
struct InsuranceMapping {
    let dossier: InsuranceDossier
    let systems: IdentifierSystems
    private(set) var resources: [ReadResource] = []
    private(set) var problems: [ImportProblem] = []
    var count = InsuranceCount()
    /// The diagnoses of the encounter, and the closed tables that it has: what a text about it may tell.
    let telling: [JSON]

    init(_ dossier: InsuranceDossier, systems: IdentifierSystems) {
        self.dossier = dossier
        self.systems = systems
        let closed = ["XML6", "XML9"].filter { !dossier.records($0).isEmpty }.map { InsuranceCode.coding("table", $0) }
        telling = InsuranceDiagnosis.all(of: dossier).map(\.coding) + closed
    }

    /// - Returns: nothing where a rule refuses the dossier; the problems say which.
    mutating func run() {
        guard let main = dossier.main else { return }
        let refusals = InsuranceRules.refusals(of: dossier)
        guard refusals.isEmpty else {
            for violation in refusals { report(violation) }
            return
        }
        addPerson(main)
        addEncounter(main)
        for record in taken("XML2") { addMedicine(record) }
        addServices(taken("XML3"), results: taken("XML4"))
        for record in taken("XML5") { addCourse(record) }
        for record in taken("XML6") { addHIVCare(record) }
        for record in taken("XML7") { addDischarge(record) }
        for record in taken("XML8") { addSummary(record) }
        for record in taken("XML9") { addBirth(record) }
        for record in taken("XML11") { addSickLeave(record) }
        for record in taken("XML13") { addReferral(record) }
        addAppointments(main, papers: taken("XML14"))
        for record in taken("XML15") { addTuberculosis(record) }
        for table in ["XML10", "XML12"] where !dossier.records(table).isEmpty {
            count.leftOut["\(table) not read", default: 0] += dossier.records(table).count
        }
    }

    private mutating func taken(_ table: String) -> [InsuranceRecord] {
        var out: [InsuranceRecord] = []
        for record in dossier.records(table) {
            let refusals = InsuranceRules.refusals(of: record, in: dossier)
            for violation in refusals { report(violation) }
            if refusals.isEmpty { out.append(record) }
        }
        return out
    }

    // MARK: Building

    mutating func report(_ violation: InsuranceRules.Violation) {
        problems.append(
            ImportProblem(
                position: RecordPosition(
                    file: dossier.file, .record(table: violation.record.table, number: violation.record.number, dossier: dossier.number)),
                type: violation.record.table, reason: violation.words, isWholeFile: false, code: violation.rule, field: violation.field))
    }

    func id(_ record: InsuranceRecord, _ part: String = "") -> String {
        "\(dossier.prefix)-\(record.table.name.lowercased())\(part)-\(record.number)"
    }

    var encounterID: String { "\(dossier.prefix)-encounter" }
    var patient: JSON { ["reference": .string("Patient/\(dossier.prefix)-patient")] }
    var encounter: JSON { ["reference": .string("Encounter/\(encounterID)")] }

    /// Keeps a resource. `tags` are what it may tell beyond its own codes; they decide its section and stay in the node.
    mutating func add(_ type: String, _ id: String, of record: InsuranceRecord, tags: [JSON] = [], _ members: [(String, JSON?)]) {
        let meta: JSON = .record([("source", .string(InsuranceCode.source)), ("tag", .array(tags))])
        let head: [(String, JSON?)] = [("resourceType", .string(type)), ("id", .string(id)), ("meta", meta)]
        resources.append(
            ReadResource(position: dossier.position(record), fullUrl: nil, type: type, id: id, json: .record(head + members)))
    }

    func facility(_ code: String?) -> JSON? {
        code.map { ["type": "Organization", "identifier": identifier(systems[.facility], $0), "display": .string($0)] }
    }

    /// A practitioner by the number that the export gives, or by name where it is one.
    func practitioner(_ text: String?, display: String? = nil) -> JSON? {
        guard let text = text ?? display else { return nil }
        let isNumber = !text.contains(" ") && text.utf8.contains { (48...57).contains($0) }
        return .record([
            ("type", "Practitioner"), ("identifier", isNumber ? identifier(systems[.practitioner], text) : nil),
            ("display", .string(display ?? text)),
        ])
    }

    func identifier(_ system: String, _ value: String) -> JSON { ["system": .string(system), "value": .string(value)] }
}

/// The codes of the export as FHIR codings: each code list under a URI that names its field.
enum InsuranceCode {
    /// `meta.source` of everything that an insurance file became.
    static let source = "urn:banyan:insurance-xml"
    static let icd10 = "http://hl7.org/fhir/sid/icd-10"
    /// What says that a statement is a claim's, and what that means.
    static let claim = "claim"

    static func system(_ list: String) -> String { "\(source):\(list)" }

    static func coding(_ list: String, _ code: String, _ display: String? = nil) -> JSON {
        .record([("system", .string(system(list))), ("code", .string(code)), ("display", display.map { .string($0) })])
    }

    static func concept(_ list: String, _ code: String?, text: String? = nil) -> JSON? {
        guard code != nil || text != nil else { return nil }
        return .record([("coding", .array(code.map { [coding(list, $0)] } ?? [])), ("text", text.map { .string($0) })])
    }

    static func text(_ text: String?) -> JSON? { text.map { ["text": .string($0)] } }
}

/// A diagnosis of the encounter.
struct InsuranceDiagnosis: Hashable {
    let field: String
    let code: String

    /// Main, secondary and traditional ones in this order, each once.
    static func all(of dossier: InsuranceDossier) -> [InsuranceDiagnosis] {
        guard let main = dossier.main else { return [] }
        return codes(of: main)
    }

    static func codes(of record: InsuranceRecord) -> [InsuranceDiagnosis] {
        var seen: Set<String> = []
        return ["MA_BENH_CHINH", "MA_BENH_KT", "MA_BENH_YHCT"].flatMap { field in
            record.list(field).map { InsuranceDiagnosis(field: field, code: $0.uppercased()) }
        }.filter { seen.insert($0.code).inserted }
    }

    /// Under ICD-10 where it has the form of one.
    var coding: JSON { Self.coding(code, isTraditional: field == "MA_BENH_YHCT") }

    static func coding(_ code: String, isTraditional: Bool = false) -> JSON {
        let bytes = Array(code.utf8)
        let isICD = bytes.count >= 3 && (65...90).contains(bytes[0]) && bytes[1...2].allSatisfy { (48...57).contains($0) }
        guard isICD, !isTraditional else { return InsuranceCode.coding(isTraditional ? "MA_BENH_YHCT" : "MA_BENH", code) }
        return ["system": .string(InsuranceCode.icd10), "code": .string(code)]
    }
}

extension JSON {
    /// An object of the members that are there; empty lists and objects are not.
    static func record(_ members: [(String, JSON?)]) -> JSON {
        .object(
            members.compactMap { name, value in
                guard let value, value != .array([]), value != .object([]) else { return nil }
                return Member(name, value)
            })
    }

    /// A number as JSON writes it, with the digits behind the dot as they came; `nil` for anything else.
    static func number(of text: String) -> JSON? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            text.utf8.count <= 32
        else { return nil }
        let whole = parts[0].drop { $0 == "0" }
        let body = (whole.isEmpty ? "0" : String(whole)) + (parts.count == 2 ? ".\(parts[1])" : "")
        return .number((isNegative ? "-" : "") + body)
    }
}

extension Optional where Wrapped == String {
    var json: JSON? { map { .string($0) } }
}
