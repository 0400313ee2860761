import BanyanCore
import Testing

@testable import BanyanRecords

/// Invented insurance files, and what becomes of them.
enum InsuranceFixture {
    static let facility = SyntheticFacility(code: "00901", name: "Bệnh viện Thử", kind: .hospital)
    static let today = CivilDate(year: 2026, month: 11, day: 24)!
    static let files = SyntheticInsurance(seed: 11, today: today, facility: facility)

    /// A small encounter of a woman with one medicine, one operation, one result and a note.
    static var dossier: SyntheticDossier {
        var dossier = SyntheticDossier(facility: "00901", created: "20260906")
        dossier.tables["XML1"] = [
            [
                "MA_LK": "LK-1", "MA_BN": "A-17", "HO_TEN": "Phạm Thị Thử Lan", "SO_CCCD": "000167999017", "NGAY_SINH": "196704120000",
                "GIOI_TINH": "2", "MA_THE_BHYT": "HT3009990000017", "GT_THE_TU": "20260101", "GT_THE_DEN": "20261231",
                "CHAN_DOAN_RV": "Đái tháo đường típ 2; Tăng huyết áp", "MA_BENH_CHINH": "E11.9", "MA_BENH_KT": "I10",
                "NGAY_VAO": "202609020800", "NGAY_RA": "202609060900", "KET_QUA_DTRI": "2", "MA_LOAI_RV": "1", "MA_LOAI_KCB": "03",
                "MA_CSKCB": "00901", "T_TONGCHI_BV": "54500.00",
            ]
        ]
        dossier.tables["XML2"] = [
            [
                "MA_LK": "LK-1", "STT": "1", "MA_THUOC": "40.555", "TEN_THUOC": "Metformin", "HAM_LUONG": "500mg",
                "LIEU_DUNG": "2 viên/ngày",
                "SO_LUONG": "10", "DON_GIA": "450.000", "THANH_TIEN_BV": "4500.00", "NGAY_YL": "202609021000", "DON_VI_TINH": "Viên",
            ]
        ]
        dossier.tables["XML3"] = [
            [
                "MA_LK": "LK-1", "STT": "1", "MA_DICH_VU": "00.0000.0008", "TEN_DICH_VU": "Rạch áp xe", "MA_NHOM": "8", "SO_LUONG": "1",
                "DON_GIA_BV": "50000.00", "TYLE_TT_DV": "100", "THANH_TIEN_BV": "50000.00", "NGAY_YL": "202609021100",
            ]
        ]
        dossier.tables["XML4"] = [
            [
                "MA_LK": "LK-1", "STT": "1", "MA_DICH_VU": "00.0000.0002", "MA_CHI_SO": "TEST-GLU", "TEN_CHI_SO": "Glucose máu",
                "GIA_TRI": "15.20", "DON_VI_DO": "mmol/L", "NGAY_KQ": "202609021130",
            ]
        ]
        dossier.tables["XML5"] = [
            ["MA_LK": "LK-1", "STT": "1", "DIEN_BIEN_LS": "Tỉnh, mạch 88", "THOI_DIEM_DBLS": "202609021015"]
        ]
        return dossier
    }

    static func dossier(_ change: (inout SyntheticDossier) -> Void) -> SyntheticDossier {
        var dossier = dossier
        change(&dossier)
        return dossier
    }

    static func imported(_ files: [[UInt8]], facility: String? = "00901") -> ImportResult {
        var records = RecordImport(facility: facility) { "\($0)#\($1)" }
        for (index, bytes) in files.enumerated() { records.add(name: "\(index).xml", bytes: bytes) }
        return records.finish()
    }

    static func imported(_ dossier: SyntheticDossier) -> ImportResult { imported([dossier.file()]) }

    /// The section of each resource, as the list that ships places it.
    static func sections(_ patient: ImportedPatient) throws -> [(resource: ImportedResource, section: Section?)] {
        let placement = RecordPlacement(
            StoredPatient(patient), publishedAt: Timestamp(seconds: 1_795_521_600), sensitive: try SensitiveCodes.starter())
        return patient.resources.map { ($0, placement.place($0).section) }
    }
}

extension SyntheticDossier {
    /// The first record of the table once more, behind the others.
    mutating func repeatFirst(of table: String) {
        guard let first = tables[table]?.first else { return }
        tables[table]?.append(first)
    }
}

extension ImportedPatient {
    func all(_ type: String) -> [JSON] { resources.filter { $0.type == type }.map(\.json) }

    /// Every string and number of the patient's records.
    var values: Set<String> {
        var found: Set<String> = []
        func walk(_ value: JSON) {
            switch value {
            case .string(let text), .number(let text): found.insert(text)
            case .array(let items): items.forEach(walk)
            case .object(let members): members.forEach { walk($0.value) }
            default: break
            }
        }
        walk(demographics)
        resources.forEach { walk($0.json) }
        return found
    }
}
