import BanyanCore

extension InsuranceMapping {
    mutating func addEncounter(_ main: InsuranceRecord) {
        let diagnoses = InsuranceDiagnosis.codes(of: main)
        addConditions(diagnoses, main)
        let kind = main["MA_LOAI_KCB"]
        let end = main.minute("NGAY_RA")
        let admitted = main.minute("NGAY_VAO_NOI_TRU")
        add(
            "Encounter", encounterID, of: main, tags: telling,
            [
                ("identifier", .array(encounterIdentifiers(main))), ("status", end == nil ? "in-progress" : "finished"),
                ("class", Self.encounterClass(isInpatient: InsuranceWords.inpatientKinds.contains(kind ?? ""))),
                ("classHistory", admitted.map { [["class": Self.encounterClass(isInpatient: true), "period": ["start": .string($0)]]] }),
                ("type", InsuranceCode.concept("MA_LOAI_KCB", kind, text: kind.flatMap { InsuranceWords.kinds[$0] }).map { [$0] }),
                ("subject", patient), ("basedOn", main["GIAY_CHUYEN_TUYEN"].map { [referralPaper($0)] }),
                ("period", .record([("start", main.minute("NGAY_VAO").json), ("end", end.json)])),
                ("length", days(main["SO_NGAY_DTRI"])), ("reasonCode", .array(reasons(main))),
                ("diagnosis", .array(encounterDiagnoses(diagnoses, main))), ("hospitalization", hospitalization(main)),
                ("location", .array(main.list("MA_KHOA").map { ["location": department($0)] })),
                ("serviceProvider", facility(main["MA_CSKCB"] ?? dossier.facility)),
            ])
        addMeasures(main)
        addCarePlan(
            main, title: nil, description: [("Phương pháp điều trị", main["PP_DIEU_TRI"])], start: main.minute("NGAY_VAO"), end: end)
    }

    private static func encounterClass(isInpatient: Bool) -> JSON {
        [
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": isInpatient ? "IMP" : "AMB",
            "display": isInpatient ? "inpatient encounter" : "ambulatory",
        ]
    }

    private func encounterIdentifiers(_ main: InsuranceRecord) -> [JSON] {
        [
            main["MA_LK"].map { identifier(systems[.encounter], $0) },
            main["MA_HSBA"].map { identifier(InsuranceCode.system("MA_HSBA"), $0) },
        ].compactMap { $0 }
    }

    private func referralPaper(_ number: String) -> JSON {
        [
            "type": "ServiceRequest", "identifier": identifier(InsuranceCode.system("GIAY_CHUYEN_TUYEN"), number),
            "display": .string("Giấy chuyển cơ sở \(number)"),
        ]
    }

    private func department(_ code: String) -> JSON {
        ["type": "Location", "identifier": identifier(InsuranceCode.system("MA_KHOA"), code), "display": .string(code)]
    }

    private func days(_ text: String?) -> JSON? {
        text.flatMap(JSON.number(of:)).map { ["value": $0, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"] }
    }

    private func reasons(_ main: InsuranceRecord) -> [JSON] {
        [
            InsuranceCode.text(main["LY_DO_VV"]), InsuranceCode.concept("MA_LY_DO_VNT", main["MA_LY_DO_VNT"], text: main["LY_DO_VNT"]),
            main["CHAN_DOAN_VAO"].map { ["text": .string("Chẩn đoán lúc vào: \($0)")] },
            InsuranceCode.concept("MA_TAI_NAN", main["MA_TAI_NAN"]),
        ].compactMap { $0 }
    }

    /// `KET_QUA_DTRI` and `MA_LOAI_RV` in words where the code is known, in the code where not.
    private func hospitalization(_ main: InsuranceRecord) -> JSON {
        let (result, leaving) = (main["KET_QUA_DTRI"], main["MA_LOAI_RV"])
        let codings = [
            leaving.map { InsuranceCode.coding("MA_LOAI_RV", $0, InsuranceWords.leaving[$0]) },
            result.map { InsuranceCode.coding("KET_QUA_DTRI", $0, InsuranceWords.results[$0]) },
        ].compactMap { $0 }
        let words = [leaving.flatMap { InsuranceWords.leaving[$0] }, result.flatMap { InsuranceWords.results[$0] }].compactMap { $0 }
        let disposition: JSON = .record([
            ("coding", .array(codings)), ("text", words.isEmpty ? nil : .string(words.joined(separator: "; "))),
        ])
        return .record([
            ("origin", facility(main["MA_NOI_DI"])), ("destination", facility(main["MA_NOI_DEN"])), ("dischargeDisposition", disposition),
        ])
    }

    // MARK: Diagnoses

    private func conditionID(_ index: Int) -> String { "\(dossier.prefix)-diagnosis-\(index + 1)" }

    /// What a claim says is a diagnosis of that encounter: labelled so, without a clinical status that nobody stated. The words
    /// of the discharge are the diagnosis's own only where there is a single one.
    private mutating func addConditions(_ diagnoses: [InsuranceDiagnosis], _ main: InsuranceRecord) {
        for (index, diagnosis) in diagnoses.enumerated() {
            let words = diagnoses.count == 1 ? main["CHAN_DOAN_RV"] : nil
            add(
                "Condition", conditionID(index), of: main,
                [
                    (
                        "category",
                        [
                            [
                                "coding": [
                                    [
                                        "system": "http://terminology.hl7.org/CodeSystem/condition-category",
                                        "code": "encounter-diagnosis",
                                    ], InsuranceCode.coding(InsuranceCode.claim, "diagnosis"),
                                ], "text": .string(InsuranceWords.claimDiagnosis.joined),
                            ]
                        ]
                    ), ("code", .record([("coding", [diagnosis.coding]), ("text", words.json)])), ("subject", patient),
                    ("encounter", encounter), ("recordedDate", (main.minute("NGAY_RA") ?? main.minute("NGAY_VAO")).json),
                ])
        }
    }

    private func encounterDiagnoses(_ diagnoses: [InsuranceDiagnosis], _ main: InsuranceRecord) -> [JSON] {
        let listed = diagnoses.enumerated().map { index, diagnosis -> JSON in
            var condition: JSON = ["reference": .string("Condition/\(conditionID(index))")]
            // The code stands for the diagnosis where the Condition itself does not come along.
            condition["display"] = .string((index == 0 ? main["CHAN_DOAN_RV"] : nil) ?? diagnosis.code)
            let use: JSON? =
                diagnosis.field == "MA_BENH_CHINH"
                ? ["coding": [["system": "http://terminology.hl7.org/CodeSystem/diagnosis-role", "code": "DD"]]] : nil
            return .record([("condition", condition), ("use", use), ("rank", .number(String(index + 1)))])
        }
        guard listed.isEmpty, let words = main["CHAN_DOAN_RV"] else { return listed }
        return [["condition": ["display": .string(words)]]]
    }

    // MARK: What was measured, and planned

    private mutating func addMeasures(_ main: InsuranceRecord) {
        let when = main.minute("NGAY_VAO").json
        if let group = main["NHOM_MAU"] {
            add(
                "Observation", id(main, "-blood"), of: main,
                [
                    ("status", "final"),
                    (
                        "code",
                        [
                            "coding": [["system": "http://loinc.org", "code": "882-1"]],
                            "text": "Nhóm máu / blood group",
                        ]
                    ), ("subject", patient), ("encounter", encounter), ("effectiveDateTime", when), ("valueString", .string(group)),
                ])
        }
        guard let weight = main["CAN_NANG"] else { return }
        let quantity = JSON.number(of: weight).map { value -> JSON in
            ["value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"]
        }
        add(
            "Observation", id(main, "-weight"), of: main,
            [
                ("status", "final"),
                (
                    "category",
                    [["coding": [["system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"]]]]
                ), ("code", ["coding": [["system": "http://loinc.org", "code": "29463-7"]], "text": "Cân nặng / body weight"]),
                ("subject", patient), ("encounter", encounter), ("effectiveDateTime", when),
                (quantity == nil ? "valueString" : "valueQuantity", quantity ?? .string(weight)),
            ])
    }
}

/// What the export's short code lists mean.
enum InsuranceWords {
    static let claimDiagnosis = Bilingual("chẩn đoán trong hồ sơ thanh toán bảo hiểm", "diagnosis of an insurance claim")
    static let claimMedicine = Bilingual(
        "cấp phát theo hồ sơ bảo hiểm, không chắc đang dùng", "dispensed as an insurance claim says, not known to be taken")

    static let inpatientKinds: Set<String> = ["03", "04", "09"]

    static let kinds: [String: String] = [
        "01": "Khám bệnh / clinic visit", "02": "Điều trị ngoại trú / outpatient episode", "03": "Điều trị nội trú / inpatient",
        "04": "Điều trị nội trú ban ngày / day patient", "05": "Điều trị ngoại trú bệnh mạn tính / chronic outpatient",
        "06": "Trạm y tế / commune station", "07": "Nhận thuốc / medicines fetched",
        "08": "Điều trị ngoại trú bệnh mạn tính / chronic outpatient",
        "09": "Nội trú dưới 4 giờ / inpatient under four hours", "10": "Khác / other",
    ]

    static let results: [String: String] = [
        "1": "khỏi / cured", "2": "đỡ / better", "3": "không thay đổi / unchanged", "4": "nặng hơn / worse", "5": "tử vong / died",
    ]

    static let leaving: [String: String] = [
        "1": "ra viện / discharged", "2": "chuyển cơ sở theo yêu cầu chuyên môn / transferred for medical need",
        "3": "trốn viện / absconded", "4": "xin ra viện / left on request",
    ]
}
