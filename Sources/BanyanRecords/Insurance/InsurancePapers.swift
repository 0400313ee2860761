import BanyanCore

// XML1's plan, XML7, XML8, XML11, XML13, XML14: what the facility wrote for others to act on.

extension InsuranceMapping {
    mutating func addDischarge(_ record: InsuranceRecord) {
        addCarePlan(
            record, title: record.table.title,
            description: [
                ("Chẩn đoán ra viện", record["CHAN_DOAN_RV"]), ("Phương pháp điều trị", record["PP_DIEUTRI"]),
                ("Số ngày nghỉ", record["SO_NGAY_NGHI"]), ("Điều trị ngoại trú từ ngày", record.day("NGOAITRU_TUNGAY")),
                ("đến ngày", record.day("NGOAITRU_DENNGAY")),
            ],
            start: record.minute("NGAY_VAO"), end: record.minute("NGAY_RA"), numbers: ["SO_LUU_TRU", "MA_YTE"])
        addPregnancy(record)
    }

    mutating func addSummary(_ record: InsuranceRecord) {
        addCarePlan(
            record, title: record.table.title,
            description: [
                ("Chẩn đoán vào viện", record["CHAN_DOAN_VAO"]), ("Chẩn đoán ra viện", record["CHAN_DOAN_RV"]),
                ("Quá trình bệnh lý", record["QT_BENHLY"]), ("Tóm tắt kết quả", record["TOMTAT_KQ"]),
                ("Phương pháp điều trị", record["PP_DIEUTRI"]),
            ],
            start: record.minute("NGAY_VAO"), end: record.minute("NGAY_RA"))
        addPregnancy(record)
    }

    mutating func addSickLeave(_ record: InsuranceRecord) {
        addCarePlan(
            record, title: record.table.title,
            description: [
                ("Chẩn đoán", record["CHAN_DOAN_RV"]), ("Phương pháp điều trị", record["PP_DIEUTRI"]),
                ("Số ngày nghỉ", record["SO_NGAY_NGHI"]),
            ],
            start: record.day("TU_NGAY"), end: record.day("DEN_NGAY"), numbers: ["SO_CT", "SO_SERI", "SO_KCB"])
        addPregnancy(record)
    }

    /// A paper as a plan that is closed; nothing where the paper has no words. `numbers` are the fields that identify it.
    mutating func addCarePlan(
        _ record: InsuranceRecord, title: String?, description: [(label: String, text: String?)], start: String?, end: String?,
        numbers: [String] = []
    ) {
        let words = description.compactMap { part in part.text.map { "\(part.label): \($0)" } }.joined(separator: "; ")
        let note = record["GHI_CHU"]
        guard title != nil || !words.isEmpty || note != nil else { return }
        let name = title ?? "Điều trị trong đợt khám / treatment of the encounter"
        add(
            "CarePlan", id(record, "-plan"), of: record, tags: telling,
            [
                (
                    "identifier",
                    .array(numbers.compactMap { field in record[field].map { identifier(InsuranceCode.system(field), $0) } })
                ), ("status", "completed"), ("intent", "plan"),
                ("category", [["coding": [InsuranceCode.coding("table", record.table.name)], "text": .string(name)]]),
                ("title", .string(name)), ("description", words.isEmpty ? nil : .string(words)), ("subject", patient),
                ("encounter", encounter), ("period", .record([("start", start.json), ("end", end.json)])),
                ("created", record.day("NGAY_CT").json), ("author", practitioner(record["MA_BS"], display: record["TEN_BS"])),
                ("note", note.map { [["text": .string($0)]] }),
            ])
    }

    // MARK: Referral

    mutating func addReferral(_ record: InsuranceRecord) {
        let parts: [(String, String?)] = [
            ("Dấu hiệu lâm sàng", record["DAU_HIEU_LS"]), ("Quá trình bệnh lý", record["QT_BENHLY"]),
            ("Tóm tắt kết quả", record["TOMTAT_KQ"]), ("Phương pháp điều trị", record["PP_DIEUTRI"]),
            ("Dịch vụ", record["TEN_DICH_VU"]), ("Thuốc", record["TEN_THUOC"]), ("Tình trạng khi chuyển", record["TINH_TRANG_CT"]),
            ("Hướng điều trị", record["HUONG_DIEU_TRI"]), ("Phương tiện vận chuyển", record["PHUONGTIEN_VC"]),
        ]
        let numbers = ["SO_CHUYENTUYEN", "GIAY_CHUYEN_TUYEN", "SO_HOSO"]
        add(
            "ServiceRequest", id(record), of: record, tags: telling,
            [
                (
                    "identifier",
                    .array(numbers.compactMap { field in record[field].map { identifier(InsuranceCode.system(field), $0) } })
                ), ("status", "active"), ("intent", "order"), ("category", [["coding": [InsuranceCode.coding("table", "XML13")]]]),
                ("code", ["text": "Chuyển cơ sở khám chữa bệnh / referral to another facility"]), ("subject", patient),
                ("encounter", encounter), ("authoredOn", (record.minute("NGAY_RA") ?? InsuranceDate.day(dossier.created)).json),
                ("requester", practitioner(record["MA_BAC_SI"])), ("performer", facility(record["MA_CSKCB_DEN"]).map { [$0] }),
                ("reasonCode", .array(referredFor(record))), ("supportingInfo", facility(record["MA_CSKCB_DI"]).map { [$0] }),
                ("note", .array(parts.compactMap { label, text in text.map { ["text": .string("\(label): \($0)")] } })),
            ])
    }

    private func referredFor(_ record: InsuranceRecord) -> [JSON] {
        diagnosisReason(record) + [InsuranceCode.concept("MA_LYDO_CT", record["MA_LYDO_CT"])].compactMap { $0 }
    }

    /// The codes of the paper with the words for all of them.
    private func diagnosisReason(_ record: InsuranceRecord) -> [JSON] {
        let codings = InsuranceDiagnosis.codes(of: record).map(\.coding)
        let reason: JSON = .record([("coding", .array(codings)), ("text", record["CHAN_DOAN_RV"].json)])
        return reason == .object([]) ? [] : [reason]
    }

    // MARK: Follow-up

    /// XML14, and the days that XML1 names beyond it.
    mutating func addAppointments(_ main: InsuranceRecord, papers: [InsuranceRecord]) {
        for record in papers {
            guard let date = record.day("NGAY_HEN_KL") else { continue }
            addAppointment(record, date, id(record), number: record["SO_GIAYHEN_KL"])
        }
        let named = Set(papers.compactMap { $0.day("NGAY_HEN_KL") })
        for (index, text) in main.list("NGAY_TAI_KHAM").enumerated() {
            guard let date = InsuranceDate.day(text), !named.contains(date) else { continue }
            addAppointment(main, date, "\(dossier.prefix)-return-\(index + 1)", number: nil)
        }
    }

    /// A day without an hour is a wish, not a booking: FHIR's `start` needs the hour.
    private mutating func addAppointment(_ record: InsuranceRecord, _ date: String, _ id: String, number: String?) {
        var people: [JSON] = [["actor": patient, "status": "accepted"]]
        if record.table.name == "XML14", let doctor = practitioner(record["MA_BAC_SI"]) {
            people.append(["actor": doctor, "status": "needs-action"])
        }
        add(
            "Appointment", id, of: record, tags: telling,
            [
                ("identifier", number.map { [identifier(InsuranceCode.system("SO_GIAYHEN_KL"), $0)] }), ("status", "proposed"),
                ("reasonCode", record.table.name == "XML14" ? .array(diagnosisReason(record)) : nil),
                ("description", "Hẹn khám lại / follow-up appointment"), ("created", record.day("NGAY_CT").json),
                ("participant", .array(people)), ("requestedPeriod", [["start": .string(date), "end": .string(date)]]),
            ])
    }
}
