import BanyanCore
import BanyanXML

/// What an insurance file holds, before anything is made of it.
struct InsuranceFile: Sendable {
    var dossiers: [InsuranceDossier] = []
    var problems: [ImportProblem] = []
    var count = InsuranceCount()
}

/// What was seen in insurance files, for the report.
public struct InsuranceCount: Sendable, Hashable {
    /// Files by the decision whose names they use.
    public var versions: [String: Int] = [:]
    /// Records by table.
    public var records: [String: Int] = [:]
    /// Elements that no table has, by `table.name`: kept out, and counted. At most `InsuranceEnvelope.unknownNames` names.
    public var unknown: [String: Int] = [:]
    /// Records without a place in a summary, by `table reason`.
    public var leftOut: [String: Int] = [:]
    /// Files whose signature in `CHUKYDONVI` holds under a configured certificate.
    public var signaturesValid = 0
    /// Files with a signature, and no certificate is configured.
    public var signaturesNotChecked = 0
    /// Files without a signature.
    public var unsigned = 0
    /// Encounters of which a later file is among the same files, or here already.
    public var superseded = 0

    public var isEmpty: Bool { self == InsuranceCount() }

    mutating func add(_ other: InsuranceCount) {
        versions.merge(other.versions, uniquingKeysWith: +)
        records.merge(other.records, uniquingKeysWith: +)
        unknown.merge(other.unknown, uniquingKeysWith: +)
        leftOut.merge(other.leftOut, uniquingKeysWith: +)
        signaturesValid += other.signaturesValid
        signaturesNotChecked += other.signaturesNotChecked
        unsigned += other.unsigned
        superseded += other.superseded
    }
}

/// Takes a file apart: the envelope `GIAMDINHHS`, a check-in file, or the tables within, in base64 or as they are.
///
/// Fields are found by name, in any order; a field that stands twice in a record is refused with it. Nothing is checked here but
/// the shape, the number of dossiers and whose file it is.
struct InsuranceEnvelope {
    /// The whole file, and each table in base64 by itself.
    static let caps = XMLCaps(size: Limits.insuranceFile, depth: 16, elements: 2_000_000, attributes: 8, text: Limits.insuranceFile)
    /// Names of unknown elements that are counted one by one; beyond, they are counted together.
    static let unknownNames = 200

    private let file: String
    /// The facility whose files are taken; `nil` takes any.
    private let facility: String?
    private let signers: InsuranceSigners
    private var result = InsuranceFile()

    static func looksLikeXML(_ bytes: [UInt8]) -> Bool {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
    }

    /// - Throws: why the file as a whole is refused.
    static func read(_ file: String, _ bytes: [UInt8], facility: String?, signers: InsuranceSigners = InsuranceSigners())
        throws(RecordsError) -> InsuranceFile
    {
        var envelope = InsuranceEnvelope(file: file, facility: facility, signers: signers)
        let document: XMLDocument
        do throws(XMLFailure) { document = try XMLDocument(bytes, caps: caps) } catch { throw .xml(error, "the file") }
        if document.root.name == "GIAMDINHHS" {
            try envelope.readEnvelope(document)
        } else {
            try envelope.readCheckIn(document)
        }
        return envelope.result
    }

    private init(file: String, facility: String?, signers: InsuranceSigners) {
        self.file = file
        self.facility = facility
        self.signers = signers
    }

    private static func parse(_ bytes: [UInt8], what: String) throws(RecordsError) -> XMLElement {
        do throws(XMLFailure) { return try XMLReader.read(bytes, caps: caps) } catch { throw .xml(error, what) }
    }

    /// Whoever signed, it must hold where a certificate is configured.
    private mutating func checkSignature(of document: XMLDocument, over content: [String]) throws(RecordsError) {
        guard document.root["CHUKYDONVI"].map({ !$0.children.isEmpty || !$0.text.trimmingWhitespace().isEmpty }) == true else {
            result.count.unsigned += 1
            return
        }
        guard !signers.isEmpty else {
            result.count.signaturesNotChecked += 1
            return
        }
        do throws(XMLFailure) {
            try document.verifySignature(in: "CHUKYDONVI", over: content, with: signers.certificates)
        } catch { throw .xml(error, "the file") }
        result.count.signaturesValid += 1
    }

    // MARK: The two kinds of file

    private mutating func readEnvelope(_ document: XMLDocument) throws(RecordsError) {
        let root = document.root
        guard let code = root["THONGTINDONVI"]?["MACSKCB"]?.text.trimmingWhitespace(), FacilityCode(code) != nil else {
            throw .insurance("no-facility-code", "MACSKCB is missing or not a facility code")
        }
        try checkFacility(code)
        try checkSignature(of: document, over: ["THONGTINDONVI", "THONGTINHOSO"])
        guard let information = root["THONGTINHOSO"], let list = information["DANHSACHHOSO"] else {
            throw .insurance("not-insurance-xml", "the file has no DANHSACHHOSO")
        }
        let created = information["NGAYLAP"]?.text.trimmingWhitespace() ?? ""
        guard InsuranceDate.day(created) != nil else { throw .insurance("bad-date", "NGAYLAP is no date that exists") }
        let dossiers = list.children.filter { $0.name == "HOSO" }
        if let text = information["SOLUONGHOSO"]?.text.trimmingWhitespace(), !text.isEmpty {
            guard Int(text) == dossiers.count else {
                throw .insurance("wrong-total", "SOLUONGHOSO is not the number of HOSO in the file, \(dossiers.count)")
            }
        }
        guard !dossiers.isEmpty else { throw .insurance("not-insurance-xml", "the file holds no HOSO") }
        for (index, dossier) in dossiers.enumerated() {
            do throws(RecordsError) {
                try readDossier(dossier, number: index + 1, facility: code, created: String(created.prefix(8)))
            } catch  where dossiers.count > 1 {
                refuse(error, number: index + 1)
            }
        }
    }

    private mutating func readCheckIn(_ document: XMLDocument) throws(RecordsError) {
        let table = InsuranceTable.xml0
        let root = document.root
        guard root.name == table.root else {
            throw .insurance("not-insurance-xml", "neither GIAMDINHHS nor a check-in file is the root")
        }
        try checkSignature(of: document, over: [table.list].compactMap { $0 })
        let records = try records(of: root, in: table)
        guard !records.isEmpty else { throw .insurance("not-insurance-xml", "the check-in file holds no record") }
        for (index, record) in records.enumerated() {
            let code = record.raw("MA_CSKCB") ?? ""
            try checkFacility(code)
            result.count.versions[InsuranceVersion.checkIn.rawValue, default: 0] += 1
            result.dossiers.append(
                InsuranceDossier(
                    file: file, number: index + 1, facility: code, created: "", version: .checkIn, link: record["MA_LK"] ?? "",
                    tables: [table.name: [record]]))
        }
    }

    private func checkFacility(_ code: String) throws(RecordsError) {
        guard let facility, facility != code else { return }
        throw .insurance(
            "other-facility", "the file is of another facility than \(facility)", hint: "a node imports its own facility's files alone")
    }

    private mutating func refuse(_ error: RecordsError, number: Int) {
        result.problems.append(
            ImportProblem(
                position: RecordPosition(file: file, .entry(number - 1)), type: "HOSO", reason: error.message, isWholeFile: false,
                code: error.code))
    }

    // MARK: A dossier

    private mutating func readDossier(_ dossier: XMLElement, number: Int, facility: String, created: String) throws(RecordsError) {
        var tables: [String: [InsuranceRecord]] = [:]
        var hints = VersionHints()
        for part in dossier.children where part.name == "FILEHOSO" {
            let (table, root) = try content(of: part)
            let read = try records(of: root, in: table, after: tables[table.name]?.count ?? 0, hints: &hints)
            tables[table.name, default: []] += read
        }
        let version = hints.version
        result.count.versions[version.rawValue, default: 0] += 1
        guard let link = tables["XML1"]?.first?["MA_LK"] else {
            throw .insurance("no-encounter", "there is no XML1 with a MA_LK: nobody knows whose encounter it is")
        }
        guard EncounterNumber(link) != nil else {
            throw .insurance("no-encounter", "MA_LK is longer than 100 characters or has control characters")
        }
        result.dossiers.append(
            InsuranceDossier(
                file: file, number: number, facility: facility, created: created, version: version, link: link, tables: tables))
    }

    /// The table of a `FILEHOSO` and its root element, out of base64 where it is in it.
    private func content(of part: XMLElement) throws(RecordsError) -> (InsuranceTable, XMLElement) {
        let name = part["LOAIHOSO"]?.text.trimmingWhitespace().uppercased() ?? ""
        guard let content = part["NOIDUNGFILE"] else { throw .insurance("not-insurance-xml", "a FILEHOSO without NOIDUNGFILE") }
        let what = InsuranceTable.named[name]?.name ?? "a FILEHOSO"
        let root: XMLElement
        if let inline = content.children.first {
            guard content.children.count == 1 else { throw .insurance("not-insurance-xml", "\(what) holds more than one element") }
            root = inline
        } else {
            let text = content.text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard !text.isEmpty, let bytes = Base64.decode(text) else {
                throw .insurance("bad-base64", "\(what) is neither an element nor base64")
            }
            root = try Self.parse(bytes, what: what)
        }
        guard let table = InsuranceTable.rooted[root.name], name.isEmpty || table.name == name else {
            throw .insurance("wrong-table", "\(what) holds another element than its table has")
        }
        return (table, root)
    }

    private mutating func records(of root: XMLElement, in table: InsuranceTable) throws(RecordsError) -> [InsuranceRecord] {
        var hints = VersionHints()
        return try records(of: root, in: table, after: 0, hints: &hints)
    }

    private mutating func records(
        of root: XMLElement, in table: InsuranceTable, after count: Int, hints: inout VersionHints
    ) throws(RecordsError) -> [InsuranceRecord] {
        var elements: [XMLElement] = []
        if root.name == table.record {
            elements = [root]
        } else {
            let lists = root.name == table.list ? [root] : root.children.filter { $0.name == table.list }
            elements = lists.flatMap(\.children)
            for other in elements where other.name != table.record { note(unknown: other.name, in: table) }
            elements = elements.filter { $0.name == table.record }
            for other in root.children where root.name != table.list && other.name != table.list && other.name != "CHUKYDONVI" {
                note(unknown: other.name, in: table)
            }
        }
        result.count.records[table.name, default: 0] += elements.count
        var out: [InsuranceRecord] = []
        for (index, element) in elements.enumerated() {
            out.append(record(element, of: table, number: count + index + 1, hints: &hints))
        }
        return out
    }

    private mutating func record(_ element: XMLElement, of table: InsuranceTable, number: Int, hints: inout VersionHints)
        -> InsuranceRecord
    {
        var values: [String: String] = [:]
        var bad: [String: String] = [:]
        // Where a file has a field under its old and its new name, the new one counts.
        let named = Set(element.children.lazy.filter { !$0.text.isEmpty }.map(\.name))
        for child in element.children {
            hints.note(child.name, in: table)
            let name = InsuranceAliases.name(child.name, in: table)
            if name != child.name, named.contains(name) { continue }
            guard let field = table.byName[name] else {
                note(unknown: child.name, in: table)
                continue
            }
            if !child.children.isEmpty { bad[name] = "holds elements" }
            let text = child.text.trimmingWhitespace()
            guard !text.isEmpty else { continue }
            if let former = values[name], former != text {
                bad[name] = "stands twice"
                continue
            }
            values[name] = text
            if let rule = InsuranceRules.violation(text, field) { bad[name] = rule }
        }
        return InsuranceRecord(table: table, number: number, line: element.line, values: values, bad: bad)
    }

    private mutating func note(unknown name: String, in table: InsuranceTable) {
        let key = "\(table.name).\(name.prefix(64))"
        let isCounted = result.count.unknown[key] != nil || result.count.unknown.count < Self.unknownNames
        result.count.unknown[isCounted ? key : "others", default: 0] += 1
    }
}

/// What the names in a dossier tell of the decision that it follows.
struct VersionHints {
    private var seen: Set<InsuranceVersion> = []

    mutating func note(_ name: String, in table: InsuranceTable) {
        switch (table.name, name) {
        case ("XML13", "MA_CSKCB_DI"), ("XML13", "MA_CSKCB_DEN"), ("XML13", "TINH_TRANG_CT"): seen.insert(.d3176)
        case ("XML13", "PP_DIEU_TRI"): seen.insert(.d130)
        case ("XML13", "MA_NOI_DI"), ("XML13", "MA_NOI_DEN"): seen.insert(.d4750)
        case ("XML1", "MA_THE"), ("XML1", "MA_BENH"), ("XML1", "T_TONGCHI"), ("XML1", "TEN_BENH"): seen.insert(.d4210)
        default: break
        }
    }

    var version: InsuranceVersion {
        [.d4210, .d3176, .d130, .d4750].first(where: seen.contains) ?? .since130
    }
}

/// Names of decisions 4210, 130 and 4750 for what 3176 calls otherwise.
enum InsuranceAliases {
    static func name(_ name: String, in table: InsuranceTable) -> String {
        guard table.byName[name] == nil else { return name }
        return others[table.name]?[name] ?? name
    }

    static let others: [String: [String: String]] = [
        "XML1": [
            "MA_THE": "MA_THE_BHYT", "TEN_BENH": "CHAN_DOAN_RV", "MA_BENH": "MA_BENH_CHINH", "MA_BENHKHAC": "MA_BENH_KT",
            "MA_LYDO_VVIEN": "MA_DOITUONG_KCB", "MA_NOI_CHUYEN": "MA_NOI_DI", "TINH_TRANG_RV": "MA_LOAI_RV",
            "T_TONGCHI": "T_TONGCHI_BV", "MIEN_CUNG_CT": "NGAY_MIEN_CCT",
        ],
        "XML2": ["THANH_TIEN": "THANH_TIEN_BV"],
        "XML3": ["THANH_TIEN": "THANH_TIEN_BV", "DON_GIA": "DON_GIA_BV"],
        "XML5": ["DIEN_BIEN": "DIEN_BIEN_LS", "NGAY_YL": "THOI_DIEM_DBLS"],
        "XML13": ["MA_NOI_DI": "MA_CSKCB_DI", "MA_NOI_DEN": "MA_CSKCB_DEN", "PP_DIEU_TRI": "PP_DIEUTRI"],
    ]
}
