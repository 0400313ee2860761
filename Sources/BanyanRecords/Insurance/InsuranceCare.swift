import BanyanCore

// XML2 to XML5: medicines, services, results, the clinical course.

extension InsuranceMapping {
    mutating func addMedicine(_ record: InsuranceRecord) {
        let name = [record["TEN_THUOC"], record["HAM_LUONG"], record["DANG_BAO_CHE"]].compactMap { $0 }.joined(separator: " ")
        let codings = [
            record["MA_THUOC"].map { InsuranceCode.coding("MA_THUOC", $0, record["TEN_THUOC"]) },
            record["SO_DANG_KY"].map { InsuranceCode.coding("SO_DANG_KY", $0) },
        ].compactMap { $0 }
        let dose = [record["LIEU_DUNG"], record["CACH_DUNG"]].compactMap { $0 }.joined(separator: "; ")
        let dosage: JSON = .record([
            ("text", dose.isEmpty ? nil : .string(dose)), ("route", InsuranceCode.concept("DUONG_DUNG", record["DUONG_DUNG"])),
        ])
        let claim: JSON = [
            "coding": [InsuranceCode.coding(InsuranceCode.claim, "dispensed")], "text": .string(InsuranceWords.claimMedicine.joined),
        ]
        let quantity: JSON = .record([
            ("value", record["SO_LUONG"].flatMap(JSON.number(of:))), ("unit", record["DON_VI_TINH"].json),
        ])
        let supplied: JSON = .record([
            ("validityPeriod", record.minute("NGAY_TH_YL").map { ["start": .string($0)] }), ("quantity", quantity),
        ])
        add(
            "MedicationRequest", id(record), of: record,
            [
                ("status", "completed"), ("intent", "order"),
                ("category", .array([claim] + [InsuranceCode.concept("MA_NHOM", record["MA_NHOM"])].compactMap { $0 })),
                (
                    "medicationCodeableConcept",
                    .record([("coding", .array(codings)), ("text", name.isEmpty ? nil : .string(name))])
                ), ("subject", patient), ("encounter", encounter), ("authoredOn", record.minute("NGAY_YL").json),
                ("requester", practitioner(record.list("MA_BAC_SI").first)),
                ("dosageInstruction", dosage == .object([]) ? nil : [dosage]), ("dispenseRequest", supplied),
            ])
    }

    // MARK: Services

    /// Laboratory, imaging and function tests with results are those results; beds, visits and transport are the encounter's;
    /// supplies are left out; everything else was done to the patient.
    mutating func addServices(_ services: [InsuranceRecord], results: [InsuranceRecord]) {
        let reported = Set(results.compactMap { $0["MA_DICH_VU"] })
        for service in services {
            let group = service["MA_NHOM"] ?? ""
            if ["10", "11"].contains(group) || (service["MA_DICH_VU"] == nil && service["TEN_DICH_VU"] == nil) {
                count.leftOut["XML3 supplies", default: 0] += 1
            } else if ["12", "13", "14", "15", "16"].contains(group) {
                count.leftOut["XML3 visits, beds and transport", default: 0] += 1
            } else if ["1", "2", "3"].contains(group), let code = service["MA_DICH_VU"], reported.contains(code) {
                count.leftOut["XML3 tests whose results XML4 has", default: 0] += 1
            } else {
                addProcedure(service)
            }
        }
        addResults(results, services: services)
    }

    private mutating func addProcedure(_ record: InsuranceRecord) {
        let codings =
            [record["MA_DICH_VU"].map { InsuranceCode.coding("MA_DICH_VU", $0, record["TEN_DICH_VU"]) }].compactMap { $0 }
            + record.list("MA_PTTT_QT").map { ["system": "http://hl7.org/fhir/sid/icd-9-cm", "code": .string($0)] }
        let reasons =
            record.list("MA_BENH").map { InsuranceDiagnosis.coding($0.uppercased()) }
            + record.list("MA_BENH_YHCT").map { InsuranceDiagnosis.coding($0.uppercased(), isTraditional: true) }
        var seen: Set<String> = []
        let people = (record.list("MA_BAC_SI") + record.list("NGUOI_THUC_HIEN")).filter { seen.insert($0).inserted }
        let period: JSON = .record([
            ("start", (record.minute("NGAY_TH_YL") ?? record.minute("NGAY_YL")).json), ("end", record.minute("NGAY_KQ").json),
        ])
        add(
            "Procedure", id(record), of: record,
            [
                ("status", "completed"), ("category", InsuranceCode.concept("MA_NHOM", record["MA_NHOM"])),
                ("code", .record([("coding", .array(codings)), ("text", record["TEN_DICH_VU"].json)])), ("subject", patient),
                ("encounter", encounter), ("performedPeriod", period),
                ("performer", .array(people.compactMap { practitioner($0) }.map { ["actor": $0] })),
                ("reasonCode", .array(reasons.map { ["coding": [$0]] })),
                ("bodySite", InsuranceCode.concept("VI_TRI_TH_DVKT", record["VI_TRI_TH_DVKT"]).map { [$0] }),
            ])
    }

    // MARK: Results

    /// A service's indicators, its name and its kind as XML3 has them.
    private struct Service {
        let code: String?
        var name: String?
        var category: String?
        var rows: [InsuranceRecord] = []
    }

    private mutating func addResults(_ results: [InsuranceRecord], services: [InsuranceRecord]) {
        let ordered = Dictionary(services.compactMap { s in s["MA_DICH_VU"].map { ($0, s) } }, uniquingKeysWith: { first, _ in first })
        var groups: [Service] = []
        var places: [String: Int] = [:]
        for row in results {
            let code = row["MA_DICH_VU"]
            if let code, let place = places[code] {
                groups[place].rows.append(row)
                continue
            }
            let order = code.flatMap { ordered[$0] }
            let category = ["1": "laboratory", "2": "imaging"][order?["MA_NHOM"] ?? ""]
            if let code { places[code] = groups.count }
            groups.append(Service(code: code, name: order?["TEN_DICH_VU"], category: category, rows: [row]))
        }
        for group in groups { addReport(group) }
    }

    private mutating func addReport(_ service: Service) {
        let measured = service.rows.filter(isIndicator)
        var seen: Set<String> = []
        let words = service.rows.flatMap { row in [isIndicator(row) ? nil : row["MO_TA"], row["KET_LUAN"]] }.compactMap { $0 }
            .filter { seen.insert($0).inserted }
        let isAlone = measured.count == 1 && words.isEmpty
        for row in measured { addIndicator(row, of: service, withService: isAlone) }
        guard !isAlone, let first = service.rows.first else { return }
        let code: JSON = .record([
            ("coding", .array(service.code.map { [InsuranceCode.coding("MA_DICH_VU", $0, service.name)] } ?? [])),
            ("text", (service.name ?? first["TEN_CHI_SO"] ?? service.code).json),
        ])
        add(
            "DiagnosticReport", id(first, "-report"), of: first,
            [
                ("status", "final"), ("code", code), ("subject", patient), ("encounter", encounter),
                ("effectiveDateTime", service.rows.lazy.compactMap { $0.minute("NGAY_KQ") }.first.json),
                ("resultsInterpreter", practitioner(service.rows.lazy.compactMap { $0["MA_BS_DOC_KQ"] }.first).map { [$0] }),
                ("result", .array(measured.map { ["reference": .string("Observation/\(id($0))")] })),
                ("conclusion", words.isEmpty ? nil : .string(words.joined(separator: "; "))),
            ])
    }

    private func isIndicator(_ row: InsuranceRecord) -> Bool {
        row["GIA_TRI"] != nil || row["MA_CHI_SO"] != nil || row["TEN_CHI_SO"] != nil
    }

    private mutating func addIndicator(_ row: InsuranceRecord, of service: Service, withService: Bool) {
        let codings = [
            row["MA_CHI_SO"].map { InsuranceCode.coding("MA_CHI_SO", $0, row["TEN_CHI_SO"]) },
            withService ? service.code.map { InsuranceCode.coding("MA_DICH_VU", $0, service.name) } : nil,
        ].compactMap { $0 }
        let number = row["GIA_TRI"].flatMap(JSON.number(of:))
        let value: (String, JSON?) =
            number.map { ("valueQuantity", .record([("value", $0), ("unit", row["DON_VI_DO"].json)])) }
            ?? ("valueString", row["GIA_TRI"].map { .string([$0, row["DON_VI_DO"]].compactMap { $0 }.joined(separator: " ")) })
        add(
            "Observation", id(row), of: row,
            [
                ("status", "final"), ("category", service.category.map { [Self.observationCategory($0)] }),
                (
                    "code",
                    .record([("coding", .array(codings)), ("text", (row["TEN_CHI_SO"] ?? service.name ?? row["MA_CHI_SO"]).json)])
                ), ("subject", patient), ("encounter", encounter), ("effectiveDateTime", row.minute("NGAY_KQ").json), value,
                ("performer", practitioner(row["MA_BS_DOC_KQ"]).map { [$0] }),
                ("note", row["MO_TA"].map { [["text": .string($0)]] }),
            ])
    }

    private static func observationCategory(_ code: String) -> JSON {
        ["coding": [["system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": .string(code)]]]
    }

    // MARK: The clinical course

    mutating func addCourse(_ record: InsuranceRecord) {
        add(
            "Observation", id(record), of: record, tags: telling,
            [
                ("status", "final"), ("category", [Self.observationCategory("exam")]),
                (
                    "code",
                    [
                        "coding": [["system": "http://loinc.org", "code": "11506-3"]],
                        "text": "Diễn biến lâm sàng / clinical course",
                    ]
                ), ("subject", patient), ("encounter", encounter),
                ("effectiveDateTime", (record.minute("THOI_DIEM_DBLS") ?? dossier.main?.minute("NGAY_VAO")).json),
                ("valueString", record["DIEN_BIEN_LS"].json), ("component", .array(components(record))),
                ("performer", .array(record.list("NGUOI_THUC_HIEN").compactMap { practitioner($0) })),
            ])
    }
}
