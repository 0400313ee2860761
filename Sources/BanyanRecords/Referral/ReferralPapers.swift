public import BanyanCore

/// A referral and its follow-up as the papers of decision 3176: XML13 (giấy chuyển cơ sở khám bệnh, chữa bệnh) and XML14 (giấy hẹn khám
/// lại), each in a file of its own with an XML1 that says whose it is.
///
/// The inverse of the import's mapping (`docs/insurance-xml.md`): the fields of a paper that was imported come out as they went in. A
/// referral that was typed has its reason under `CHAN_DOAN_RV` and its notes under `TOMTAT_KQ`. XML1 has no more than an import asks for;
/// its times are the paper's.
public struct ReferralPapers: Sendable {
    private let id: ReferralID
    private let order: ReferralOrder
    private let patient: JSON
    private let origin: ReferralFacility
    private let audience: ReferralFacility
    private let systems: IdentifierSystems

    public init(
        _ id: ReferralID, _ order: ReferralOrder, patient: JSON, from origin: ReferralFacility, to audience: ReferralFacility,
        systems: IdentifierSystems = .community
    ) {
        self.id = id
        self.order = order
        self.patient = patient
        self.origin = origin
        self.audience = audience
        self.systems = systems
    }

    /// The referring facility's file.
    /// - Parameter created: the day of the file.
    public func xml13(created: CivilDate) -> [UInt8] {
        var record = person.merging(order.paperFields) { first, _ in first }
        record["MA_LK"] = link(of: origin)
        record["MA_CSKCB"] = origin.code
        record["MA_CSKCB_DI"] = origin.code
        record["MA_CSKCB_DEN"] = audience.code
        record["NGAY_VAO"] = authored
        record["NGAY_RA"] = authored
        if record["SO_CHUYENTUYEN"] == nil, record["GIAY_CHUYEN_TUYEN"] == nil { record["SO_CHUYENTUYEN"] = id.description }
        return file(of: origin, created, ["XML1": main(origin, record), "XML13": record])
    }

    /// The receiving facility's file, with the appointment that it gave.
    public func xml14(_ followUp: FollowUp, created: CivilDate) -> [UInt8] {
        var record = person
        for field in ["CHAN_DOAN_RV", "MA_BENH_CHINH", "MA_BENH_KT"] { record[field] = order.paperFields[field] }
        record["MA_LK"] = link(of: audience)
        record["MA_CSKCB"] = audience.code
        record["SO_GIAYHEN_KL"] = id.description
        record["NGAY_VAO"] = authored
        record["NGAY_HEN_KL"] = Self.digits(followUp.day.description)
        record["NGAY_CT"] = Self.digits(followUp.created.description)
        return file(of: audience, created, ["XML1": main(audience, record), "XML14": record])
    }

    private func file(of facility: ReferralFacility, _ created: CivilDate, _ records: [String: [String: String]]) -> [UInt8] {
        var dossier = SyntheticDossier(facility: facility.code, created: Self.digits(created.description))
        dossier.tables = records.mapValues { [$0.mapValues(Self.plain)] }
        return dossier.file()
    }

    private func main(_ facility: ReferralFacility, _ record: [String: String]) -> [String: String] {
        var main = person
        for field in ["MA_LK", "CHAN_DOAN_RV", "MA_BENH_CHINH", "MA_BENH_KT", "MA_BENH_YHCT"] { main[field] = record[field] }
        main["MA_CSKCB"] = facility.code
        main["NGAY_VAO"] = authored
        return main
    }

    /// One encounter for each facility and referral, so that an export replaces the export before it.
    private func link(of facility: ReferralFacility) -> String { "CT-\(id)-\(facility.code)" }

    // MARK: Fields

    private var person: [String: String] {
        func number(_ kind: IdentifierKind) -> String? {
            patient.at("identifier").first { $0["system"]?.string.flatMap(systems.kind(of:)) == kind }?["value"]?.string
        }
        var fields: [String: String] = [:]
        fields["HO_TEN"] = (try? Identity(of: patient))?.name
        fields["NGAY_SINH"] = Self.birth(patient["birthDate"]?.string ?? "")
        fields["GIOI_TINH"] = ["male": "1", "female": "2"][patient["gender"]?.string ?? ""] ?? "3"
        fields["SO_CCCD"] = number(.nationalID)
        fields["MA_THE_BHYT"] = number(.insuranceCard) ?? number(.insuranceNumber)
        let own =
            patient.at("identifier").first { $0.at("type", "coding", "code").contains(.string("MR")) } ?? patient.at("identifier").first
        fields["MA_BN"] = own?["value"]?.string
        return fields
    }

    /// The moment of the paper in Vietnamese time; the day of the file where it is not known to the minute.
    private var authored: String? {
        guard let date = order.authored.flatMap({ FHIRDate($0) }) else { return nil }
        let local = Timestamp(seconds: date.earliest + (date.text.utf8.count > 10 ? 7 * 3600 : 0))
        let text = local.iso8601
        return Self.digits(String(text.prefix(16)))
    }

    /// `yyyyMMdd0000`, with zeros for what is not known.
    private static func birth(_ date: String) -> String? {
        let digits = digits(date)
        guard [4, 6, 8].contains(digits.utf8.count) else { return nil }
        return digits + String(repeating: "0", count: 12 - digits.utf8.count)
    }

    private static func digits(_ text: String) -> String { text.filter { $0.isASCII && $0.isNumber } }

    /// What XML 1.0 can say (section 2.2), without line ends of other systems, which a parser would change.
    private static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
                if !(0x7F...0x9F).contains(scalar.value) { out.append(scalar) }
            case 0xD: out.append("\n")
            default: out.append("\u{FFFD}")
            }
        }
        return String(out).trimmingWhitespace()
    }
}

extension ReferralOrder {
    /// Which field of XML13 each note goes back to, by the words in front of it.
    private static let labels: [(field: String, words: String)] = [
        ("DAU_HIEU_LS", "Dấu hiệu lâm sàng"), ("QT_BENHLY", "Quá trình bệnh lý"), ("TOMTAT_KQ", "Tóm tắt kết quả"),
        ("PP_DIEUTRI", "Phương pháp điều trị"), ("TINH_TRANG_CT", "Tình trạng khi chuyển"), ("HUONG_DIEU_TRI", "Hướng điều trị"),
        ("PHUONGTIEN_VC", "Phương tiện vận chuyển"),
    ]

    /// The fields of XML13 that the ServiceRequest tells.
    var paperFields: [String: String] {
        var fields: [String: String] = [:]
        var loose: [String] = []
        for note in notes {
            if let label = Self.labels.first(where: { note.hasPrefix("\($0.words): ") }), fields[label.field] == nil {
                fields[label.field] = String(note.dropFirst(label.words.count + 2))
            } else {
                loose.append(note)
            }
        }
        if !loose.isEmpty { fields["TOMTAT_KQ"] = ([fields["TOMTAT_KQ"]].compactMap { $0 } + loose).joined(separator: "\n") }
        for number in ["SO_CHUYENTUYEN", "GIAY_CHUYEN_TUYEN", "SO_HOSO"] {
            fields[number] = request.at("identifier").first { $0["system"]?.string == InsuranceCode.system(number) }?["value"]?.string
        }
        addReasons(to: &fields)
        fields["MA_BAC_SI"] = request["requester"]?["identifier"]?["value"]?.string ?? request["requester"]?["display"]?.string
        return fields
    }

    private func addReasons(to fields: inout [String: String]) {
        var codes: [String] = []
        var traditional: [String] = []
        var words: [String] = []
        for reason in request.at("reasonCode") {
            for coding in reason.at("coding") {
                guard let system = coding["system"]?.string, let code = coding["code"]?.string else { continue }
                switch system {
                case InsuranceCode.system("MA_LYDO_CT"): fields["MA_LYDO_CT"] = code
                case InsuranceCode.system("MA_BENH_YHCT"): traditional.append(code)
                default: codes.append(code)
                }
            }
            if let text = reason["text"]?.string { words.append(text) }
        }
        fields["MA_BENH_CHINH"] = codes.first
        if codes.count > 1 { fields["MA_BENH_KT"] = codes.dropFirst().joined(separator: ";") }
        if !traditional.isEmpty { fields["MA_BENH_YHCT"] = traditional.joined(separator: ";") }
        if !words.isEmpty { fields["CHAN_DOAN_RV"] = words.joined(separator: "; ") }
    }
}
