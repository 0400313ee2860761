import BanyanCore

// XML6, XML9, XML15 and the pregnancy in XML7, XML8, XML11: each field a component under its own words, closed by the tag of
// its table.

extension InsuranceMapping {
    mutating func addHIVCare(_ record: InsuranceRecord) {
        let tag = InsuranceCode.coding("table", "XML6")
        let since = record.day("NGAYKD_HIV") ?? record.day("BDDT_ARV")
        let visit = dossier.main?.minute("NGAY_VAO")
        add(
            "Condition", id(record, "-condition"), of: record, tags: [tag],
            [
                ("code", ["coding": [tag], "text": "Chăm sóc và điều trị HIV/AIDS / HIV care"]), ("subject", patient),
                ("encounter", encounter), ("onsetDateTime", since.json), ("recordedDate", visit.json),
            ])
        if let regimen = record["MA_PHAC_DO_DIEU_TRI"] ?? record["MA_PHAC_DO_DIEU_TRI_BD"] {
            let start = record.day("NGAY_CHUYEN_PHAC_DO") ?? record.day("BDDT_ARV")
            add(
                "MedicationStatement", id(record, "-regimen"), of: record, tags: [tag],
                [
                    ("status", "unknown"),
                    (
                        "medicationCodeableConcept",
                        ["coding": [InsuranceCode.coding("MA_PHAC_DO_DIEU_TRI", regimen), tag], "text": .string("ARV \(regimen)")]
                    ), ("subject", patient), ("effectivePeriod", start.map { ["start": .string($0)] }), ("dateAsserted", visit.json),
                ])
        }
        addComponents(record, "Hồ sơ chăm sóc HIV / HIV care record", tag: "XML6", effective: ("effectiveDateTime", visit.json))
    }

    mutating func addBirth(_ record: InsuranceRecord) {
        addComponents(
            record, "Giấy chứng sinh / birth", tag: "XML9", effective: ("effectiveDateTime", record.minute("NGAY_SINH_CON").json),
            note: record["GHI_CHU"])
    }

    /// A pregnancy that ended or is noted in a paper; the code 0 alone says that there is none.
    mutating func addPregnancy(_ record: InsuranceRecord) {
        let told = components(record).filter { $0["valueString"]?.string != "0" }
        guard !told.isEmpty else { return }
        addComponents(
            record, "Thai sản / pregnancy", tag: "PREGNANCY", part: "-pregnancy",
            effective: ("effectiveDateTime", (record.minute("NGAY_RA") ?? dossier.main?.minute("NGAY_VAO")).json))
    }

    /// What XML15 says of tuberculosis, and apart from it what it says of HIV.
    mutating func addTuberculosis(_ record: InsuranceRecord) {
        let period: JSON = .record([
            ("start", record.day("NGAYBD_DTRI_LAO").json), ("end", record.day("NGAYKT_DTRI_LAO").json),
        ])
        let effective: (String, JSON?) =
            period == .object([])
            ? ("effectiveDateTime", dossier.main?.minute("NGAY_VAO").json) : ("effectivePeriod", period)
        addComponents(record, "Điều trị lao / tuberculosis treatment", tag: "XML15", effective: effective) { !Self.tellsHIV.contains($0) }
        addComponents(
            record, "Lao và HIV / tuberculosis and HIV", tag: "XML15-HIV", part: "-hiv", effective: effective,
            only: Self.tellsHIV.contains)
    }

    private static let tellsHIV: Set<String> = ["PHANLOAI_LAO_HIV", "NGAYKD_HIV", "BDDT_ARV", "NGAY_BAT_DAU_DT_CTX"]

    private mutating func addComponents(
        _ record: InsuranceRecord, _ words: String, tag: String, part: String = "", effective: (String, JSON?), note: String? = nil,
        only wanted: (String) -> Bool = { _ in true }
    ) {
        let parts = components(record, only: wanted)
        guard !parts.isEmpty || effective.0 == "effectivePeriod" && effective.1 != nil && part.isEmpty || note != nil else { return }
        let tagging = InsuranceCode.coding("table", tag)
        add(
            "Observation", id(record, part), of: record, tags: [tagging],
            [
                ("status", "final"), ("code", ["coding": [tagging], "text": .string(words)]), ("subject", patient),
                ("encounter", encounter), effective, ("note", note.map { [["text": .string($0)]] }), ("component", .array(parts)),
            ])
    }

    /// The fields of the record that its table lists as components, in the table's order.
    func components(_ record: InsuranceRecord, only wanted: (String) -> Bool = { _ in true }) -> [JSON] {
        record.table.fields.compactMap { field in
            guard case .component(let words) = field.use, wanted(field.name), let text = record[field.name] else { return nil }
            let code: JSON = ["coding": [InsuranceCode.coding(record.table.name, field.name)], "text": .string(words)]
            switch field.kind {
            case .day: return .record([("code", code), ("valueDateTime", record.day(field.name).json)])
            case .minute: return .record([("code", code), ("valueDateTime", record.minute(field.name).json)])
            default: return .record([("code", code), ("valueString", .string(text))])
            }
        }
    }
}
