public import BanyanCore

/// Insurance files of invented encounters: one seed and one day give one sequence of files, in the styles of many exporters.
/// Facilities, identity numbers and cards lie in ranges that nobody is given.
public struct SyntheticInsurance: Sendable {
    private let seed: UInt64
    private let today: CivilDate
    private let facility: SyntheticFacility

    public init(seed: UInt64, today: CivilDate, facility: SyntheticFacility) {
        self.seed = seed
        self.today = today
        self.facility = facility
    }

    /// The file with that number; the same number gives the same bytes.
    public func file(_ number: Int) -> [UInt8] { dossier(number).file() }

    /// - Parameter number: from 0; encounters of one facility have different `MA_LK`.
    func dossier(_ number: Int) -> SyntheticDossier {
        var generator = SyntheticGenerator(seed: seed, purpose: "insurance \(facility.code) \(number)")
        let person = SyntheticPerson(from: &generator, today: today, serial: number % 900_000)
        return Self.dossier(number, of: (number, person), at: facility, today: today, &generator)
    }

    /// - Parameter patient: who came, and the number by which the facility and the insurance know them.
    func dossier(_ number: Int, of patient: (number: Int, person: SyntheticPerson)) -> SyntheticDossier {
        var generator = SyntheticGenerator(seed: seed, purpose: "insurance \(facility.code) \(number)")
        return Self.dossier(number, of: patient, at: facility, today: today, &generator)
    }

    private static func dossier(
        _ number: Int, of patient: (number: Int, person: SyntheticPerson), at facility: SyntheticFacility, today: CivilDate,
        _ generator: inout SyntheticGenerator
    ) -> SyntheticDossier {
        var visit = Visit(
            person: patient.person, patient: patient.number, facility: facility.code, number: number, today: today, from: &generator)
        return visit.dossier(with: &generator)
    }

    /// An encounter as it is made up.
    private struct Visit {
        let person: SyntheticPerson
        let patient: Int
        let facility: String
        let number: Int
        let link: String
        let start: CivilDate
        let end: CivilDate
        let isInpatient: Bool
        let diagnoses: [(code: String, name: String)]
        private var total: Int64 = 0

        init(
            person: SyntheticPerson, patient: Int, facility: String, number: Int, today: CivilDate, from generator: inout SyntheticGenerator
        ) {
            self.person = person
            self.patient = patient
            self.facility = facility
            self.number = number
            link = "TEST\(facility)-\(number)"
            isInpatient = generator.chance(30)
            let stay = isInpatient ? generator.number(in: 1...9) : 0
            start = today.days(before: generator.number(in: 10...700))
            end = start.days(before: -stay)
            let first = generator.number(in: 0...Self.illnesses.count - 1)
            let others = generator.number(in: 0...3)
            diagnoses = (0...others).map { Self.illnesses[(first + $0 * 5) % Self.illnesses.count] }
        }

        mutating func dossier(with generator: inout SyntheticGenerator) -> SyntheticDossier {
            var dossier = SyntheticDossier(facility: facility, created: Self.digits(end))
            dossier.style.version = generator.pick([.d3176, .d3176, .d3176, .d4750, .d130, .d4210])
            dossier.style.isInline = generator.chance(20)
            dossier.style.marks = generator.chance(30)
            dossier.style.shuffle = generator.chance(30) ? generator.next() : nil
            dossier.style.unknown = generator.chance(10)
            dossier.style.signature = generator.chance(50)
            dossier.tables["XML2"] = medicines(&generator)
            dossier.tables["XML3"] = services(&generator)
            dossier.tables["XML4"] = results(&generator)
            dossier.tables["XML5"] = [
                [
                    "DIEN_BIEN_LS": "Người bệnh tỉnh, tiếp xúc tốt, mạch \(generator.number(in: 60...100))",
                    "THOI_DIEM_DBLS": minute(start, 10),
                ]
            ]
            dossier.tables["XML1"] = [summary(&generator)]
            if dossier.style.version != .d4210 { papers(&dossier, &generator) }
            for name in dossier.tables.keys.sorted() {
                for index in (dossier.tables[name] ?? []).indices {
                    dossier[name, index, "MA_LK"] = link
                    if InsuranceTable.named[name]?.byName["STT"] != nil { dossier[name, index, "STT"] = "\(index + 1)" }
                }
            }
            return dossier
        }

        // MARK: Tables

        private func summary(_ generator: inout SyntheticGenerator) -> SyntheticDossier.Record {
            let birth = Self.digits(person.birth ?? start)
            // The same in every file of one person.
            let knowsDay = patient % 10 != 7
            var record: SyntheticDossier.Record = [
                "MA_BN": "BN-\(patient)", "HO_TEN": person.identity.name, "SO_CCCD": person.nationalID,
                "NGAY_SINH": knowsDay ? birth + "0000" : birth.prefix(4) + "00000000",
                "GIOI_TINH": person.identity.sex == .female ? "2" : "1",
                "DIA_CHI": "Số 0, đường Mẫu, xã Giả Định, tỉnh Thử Nghiệm", "DIEN_THOAI": "0000000000", "MA_THE_BHYT": card,
                "GT_THE_TU": "\(start.year)0101", "GT_THE_DEN": "\(start.year)1231", "LY_DO_VV": "Mệt, ăn kém",
                "CHAN_DOAN_RV": diagnoses.map(\.name).joined(separator: "; "), "MA_BENH_CHINH": diagnoses[0].code,
                "MA_BENH_KT": diagnoses.dropFirst().map(\.code).joined(separator: ";"), "NGAY_VAO": minute(start, 8),
                "NGAY_RA": minute(end, 16),
                "SO_NGAY_DTRI": "\(end.daysSince1970 - start.daysSince1970)", "KET_QUA_DTRI": "\(generator.number(in: 1...4))",
                "MA_LOAI_RV": "1", "MA_LOAI_KCB": isInpatient ? "03" : "01", "MA_KHOA": "K01", "MA_CSKCB": facility,
                "MA_HSBA": "HS-\(number)",
                "CAN_NANG": generator.decimal(in: 400...950, places: 1), "T_TONGCHI_BV": Self.money(total),
            ]
            if generator.chance(60) { record["NHOM_MAU"] = generator.pick(["O+", "A+", "B+", "AB+"]) }
            if isInpatient { record["NGAY_VAO_NOI_TRU"] = minute(start, 9) }
            return record.filter { !$0.value.isEmpty }
        }

        private mutating func medicines(_ generator: inout SyntheticGenerator) -> [SyntheticDossier.Record] {
            (0..<generator.number(in: 1...4)).map { _ in
                let medicine = generator.pick(Self.medicines)
                let count = generator.number(in: 5...60)
                let price = generator.number(in: 200...9000)
                let amount = Int64(count * price) * 100
                total += amount
                return [
                    "MA_THUOC": medicine.code, "TEN_THUOC": medicine.name, "HAM_LUONG": medicine.strength, "MA_NHOM": "4",
                    "DON_VI_TINH": "Viên", "DUONG_DUNG": "1.01", "LIEU_DUNG": "2 viên/ngày", "CACH_DUNG": "Uống sau ăn",
                    "SO_DANG_KY": "VD-00000-00", "SO_LUONG": "\(count)", "DON_GIA": "\(price).000", "THANH_TIEN_BV": Self.money(amount),
                    "MA_BAC_SI": "0000000911", "NGAY_YL": minute(start, 9), "NGAY_TH_YL": minute(start, 9),
                ]
            }
        }

        private mutating func services(_ generator: inout SyntheticGenerator) -> [SyntheticDossier.Record] {
            var rows: [SyntheticDossier.Record] = [
                ["MA_DICH_VU": "00.0000.0002", "TEN_DICH_VU": "Xét nghiệm sinh hóa máu (mã thử nghiệm)", "MA_NHOM": "1"],
                ["MA_DICH_VU": "00.0000.0013", "TEN_DICH_VU": "Khám bệnh (mã thử nghiệm)", "MA_NHOM": "13"],
            ]
            if generator.chance(40) {
                rows.append(["MA_DICH_VU": "00.0000.0008", "TEN_DICH_VU": "Thay băng vết thương (mã thử nghiệm)", "MA_NHOM": "18"])
            }
            return rows.map { row in
                let price = generator.number(in: 20...900) * 100
                total += Int64(price) * 100
                let common: SyntheticDossier.Record = [
                    "SO_LUONG": "1", "DON_GIA_BV": "\(price).00", "TYLE_TT_DV": "100", "THANH_TIEN_BV": Self.money(Int64(price) * 100),
                    "MA_BENH": diagnoses[0].code, "NGAY_YL": minute(start, 8), "NGAY_KQ": minute(start, 11),
                ]
                return row.merging(common) { own, _ in own }
            }
        }

        private func results(_ generator: inout SyntheticGenerator) -> [SyntheticDossier.Record] {
            Self.indicators.prefix(generator.number(in: 1...Self.indicators.count)).map { indicator in
                [
                    "MA_DICH_VU": "00.0000.0002", "MA_CHI_SO": indicator.code, "TEN_CHI_SO": indicator.name,
                    "GIA_TRI": generator.decimal(in: indicator.range, places: 1), "DON_VI_DO": indicator.unit, "NGAY_KQ": minute(start, 11),
                ]
            }
        }

        private func papers(_ dossier: inout SyntheticDossier, _ generator: inout SyntheticGenerator) {
            let words = diagnoses.map(\.name).joined(separator: "; ")
            if isInpatient {
                dossier.tables["XML7"] = [
                    ["SO_LUU_TRU": "LT-\(number)", "NGAY_VAO": minute(start, 8), "NGAY_RA": minute(end, 16), "CHAN_DOAN_RV": words]
                ]
                dossier.tables["XML8"] = [
                    ["NGAY_VAO": minute(start, 8), "NGAY_RA": minute(end, 16), "QT_BENHLY": "Bệnh diễn biến \(number) ngày"]
                ]
            }
            if generator.chance(25) {
                dossier.tables["XML13"] = [
                    [
                        "SO_CHUYENTUYEN": "\(number)/2026", "MA_CSKCB_DI": facility, "MA_CSKCB_DEN": "00999", "NGAY_RA": minute(end, 16),
                        "CHAN_DOAN_RV": words, "MA_BENH_CHINH": diagnoses[0].code, "HUONG_DIEU_TRI": "Khám chuyên khoa",
                    ]
                ]
            }
            if generator.chance(40) {
                dossier.tables["XML14"] = [
                    ["SO_GIAYHEN_KL": "HKL-\(number)", "NGAY_HEN_KL": Self.digits(end.days(before: -28)), "CHAN_DOAN_RV": words]
                ]
            }
            if generator.chance(3) {
                dossier.tables["XML6"] = [["NGAYKD_HIV": Self.digits(start.days(before: 900)), "MA_PHAC_DO_DIEU_TRI": "TDF+3TC+DTG"]]
            }
        }

        // MARK: Values

        private var card: String {
            let digits = String(patient % 10_000_000)
            return "HT300999" + String(repeating: "0", count: 7 - digits.count) + digits
        }

        private func minute(_ date: CivilDate, _ hour: Int) -> String { Self.digits(date) + (hour < 10 ? "0\(hour)15" : "\(hour)15") }

        private static func digits(_ date: CivilDate) -> String { date.description.filter { $0 != "-" } }

        /// Hundredths as the export writes them.
        private static func money(_ hundredths: Int64) -> String {
            let rest = hundredths % 100
            return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
        }

        private static let illnesses = [
            ("E11.9", "Đái tháo đường típ 2"), ("I10", "Tăng huyết áp"), ("J45.0", "Hen phế quản"), ("K29.7", "Viêm dạ dày"),
            ("M54.5", "Đau thắt lưng"), ("N18.3", "Bệnh thận mạn giai đoạn 3"), ("H36.0", "Bệnh võng mạc đái tháo đường"),
            ("J20.9", "Viêm phế quản cấp"), ("E78.5", "Rối loạn lipid máu"), ("B18.1", "Viêm gan virus B mạn"),
            ("F32.1", "Giai đoạn trầm cảm vừa"),
            ("I25.1", "Bệnh tim thiếu máu cục bộ"), ("L20.9", "Viêm da cơ địa"),
        ]

        private static let medicines = [
            (code: "40.555", name: "Metformin", strength: "500mg"), (code: "40.492", name: "Amlodipin", strength: "5mg"),
            (code: "40.677", name: "Omeprazol", strength: "20mg"), (code: "40.2", name: "Paracetamol", strength: "500mg"),
            (code: "40.549", name: "Atorvastatin", strength: "10mg"),
        ]

        private static let indicators = [
            (code: "TEST-GLU", name: "Glucose máu", unit: "mmol/L", range: 40...160),
            (code: "TEST-CRE", name: "Creatinin máu", unit: "µmol/L", range: 500...1400),
            (code: "TEST-AST", name: "AST", unit: "U/L", range: 100...900),
        ]
    }
}
