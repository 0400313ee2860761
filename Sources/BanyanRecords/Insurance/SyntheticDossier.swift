import BanyanCore

/// A dossier that is not written yet: what stands in its tables, and how its file is to look.
struct SyntheticDossier {
    /// How exporters differ without meaning anything by it.
    struct Style {
        var version = InsuranceVersion.d3176
        /// Tables as elements, not as base64.
        var isInline = false
        /// Byte order marks, of the file and of each table.
        var marks = false
        /// Fields in another order, by this seed.
        var shuffle: UInt64?
        /// An element in each record that no table has.
        var unknown = false
        var signature = false
    }

    /// A record's fields by the names of decision 3176.
    typealias Record = [String: String]

    var facility: String
    var created: String
    /// Of each table, by its name.
    var tables: [String: [Record]] = [:]
    var style = Style()

    subscript(_ table: String, _ index: Int, _ field: String) -> String? {
        get { tables[table].flatMap { index < $0.count ? $0[index][field] : nil } }
        set { if let count = tables[table]?.count, index < count { tables[table]?[index][field] = newValue } }
    }

    /// The file, with other dossiers of the same facility and day behind this one.
    /// - Parameter count: what `SOLUONGHOSO` says; the truth without it.
    func file(with others: [SyntheticDossier] = [], count: Int? = nil) -> [UInt8] {
        let dossiers = ([self] + others).map(\.dossier).joined()
        let signature = style.signature ? "<CHUKYDONVI><Signature>AA==</Signature></CHUKYDONVI>" : "<CHUKYDONVI/>"
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><THONGTINDONVI><MACSKCB>\(facility)</MACSKCB></THONGTINDONVI>\
            <THONGTINHOSO><NGAYLAP>\(created)</NGAYLAP><SOLUONGHOSO>\(count ?? others.count + 1)</SOLUONGHOSO><DANHSACHHOSO>\(dossiers)\
            </DANHSACHHOSO></THONGTINHOSO>\(signature)</GIAMDINHHS>
            """
        return (style.marks ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    }

    /// A check-in file of the records of XML0.
    var checkIn: [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\(xml(of: .xml0))".utf8)
    }

    private var dossier: String {
        let names = InsuranceTable.all.map(\.name).filter { tables[$0]?.isEmpty == false }
        let parts = names.compactMap { InsuranceTable.named[$0] }.map { table -> String in
            let body = xml(of: table)
            let mark: [UInt8] = style.marks ? [0xEF, 0xBB, 0xBF] : []
            let declared = mark + Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\(body)".utf8)
            let content = style.isInline ? body : Base64.encode(declared)
            return "<FILEHOSO><LOAIHOSO>\(table.name)</LOAIHOSO><NOIDUNGFILE>\(content)</NOIDUNGFILE></FILEHOSO>"
        }
        return "<HOSO>\(parts.joined())</HOSO>"
    }

    private func xml(of table: InsuranceTable) -> String {
        let records = (tables[table.name] ?? []).enumerated().map { element(of: $1, in: table, number: $0) }.joined()
        guard let list = table.list else { return records }
        return style.version == .d4210 ? "<\(list)>\(records)</\(list)>" : "<\(table.root)><\(list)>\(records)</\(list)></\(table.root)>"
    }

    private func element(of record: Record, in table: InsuranceTable, number: Int) -> String {
        var fields = table.fields.compactMap { field -> String? in
            guard let name = writtenName(field.name, in: table) else { return nil }
            return record[field.name].map { "<\(name)>\(Self.escaped($0))</\(name)>" } ?? "<\(name)/>"
        }
        if style.unknown { fields.append("<TRUONG_RIENG>riêng</TRUONG_RIENG>") }
        if let seed = style.shuffle {
            var generator = SyntheticGenerator(seed: seed &+ UInt64(number))
            for place in fields.indices.dropFirst() { fields.swapAt(place, generator.number(in: 0...place)) }
        }
        return "<\(table.record)>\(fields.joined())</\(table.record)>"
    }

    /// The name of a field in the decision of the style; `nil` where that decision has no such field.
    private func writtenName(_ name: String, in table: InsuranceTable) -> String? {
        switch style.version {
        case .d4210:
            if table.name == "XML1", ["SO_CCCD", "NHOM_MAU", "DIEN_THOAI", "CHAN_DOAN_VAO", "LY_DO_VV"].contains(name) { return nil }
            let old = InsuranceAliases.others[table.name]?.first { $0.value == name && Self.in4210.contains($0.key) }
            return old?.key ?? name
        case .d130, .d4750:
            guard table.name == "XML13" else { return name }
            if name == "TINH_TRANG_CT" { return nil }
            return ["MA_CSKCB_DI": "MA_NOI_DI", "MA_CSKCB_DEN": "MA_NOI_DEN"][name] ?? name
        default: return name
        }
    }

    private static let in4210: Set<String> = [
        "MA_THE", "TEN_BENH", "MA_BENH", "MA_BENHKHAC", "MA_NOI_CHUYEN", "TINH_TRANG_RV", "T_TONGCHI", "THANH_TIEN", "DON_GIA", "DIEN_BIEN",
    ]

    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            default: out.append(character)
            }
        }
        return out
    }
}
