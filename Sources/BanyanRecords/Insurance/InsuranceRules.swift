import BanyanCore

/// What must hold before anything is taken from a dossier. A rule names a field and never quotes what stands in it.
enum InsuranceRules {
    /// A rule that a record breaks.
    struct Violation: Hashable {
        let record: InsurancePlace
        let field: String
        /// A stable code.
        let rule: String
        let words: String
    }

    /// Where a violation lies: nothing of the record itself.
    struct InsurancePlace: Hashable {
        let table: String
        let number: Int
    }

    /// Why a text is not what its field's kind allows; `nil` where it is, and where the field is not read at all.
    static func violation(_ text: String, _ field: InsuranceField) -> String? {
        guard text.utf8.count <= Limits.insuranceField else { return "longer than \(Limits.insuranceField) bytes" }
        guard !text.unicodeScalars.contains(where: isControl) else { return "has control characters" }
        guard field.isMapped || field.use == .notMapped(.money) else { return nil }
        switch field.kind {
        case .text: return nil
        case .integer: return isInteger(text) ? nil : "is not a whole number"
        case .decimal: return InsuranceAmount(text) == nil ? "is not a number with a dot before at most three decimals" : nil
        case .minute where field.name == "NGAY_SINH": return InsuranceDate.birth(text) == nil ? "is no date that exists" : nil
        case .minute: return InsuranceDate.minute(text) == nil ? "is no time that exists, yyyyMMddHHmm" : nil
        case .day: return InsuranceDate.day(text) == nil ? "is no date that exists, yyyyMMdd" : nil
        case .days:
            return InsuranceRecord.parts(text).allSatisfy { InsuranceDate.day($0) != nil } ? nil : "holds what is no date that exists"
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && !["\n", "\r", "\t"].contains(scalar)
    }

    /// Percentages and counts come with decimals from some exporters; they count as whole while these are zeros.
    private static func isInteger(_ text: String) -> Bool {
        guard let amount = InsuranceAmount(text) else { return false }
        return amount.thousandths % 1000 == 0
    }

    // MARK: A dossier

    /// - Returns: what refuses the dossier as a whole: whose it is and when it was, and totals.
    static func refusals(of dossier: InsuranceDossier) -> [Violation] {
        guard let main = dossier.main else { return [] }
        var found = main.bad.sorted { $0.key < $1.key }.map { violation(main, $0.key, "bad-field", $0.value) }
        if dossier.records("XML1").count > 1 { found.append(violation(main, "MA_LK", "one-encounter", "there are several XML1")) }
        found += ["MA_LK", "HO_TEN", "NGAY_SINH", "GIOI_TINH", "NGAY_VAO"].filter { main.raw($0) == nil }.map {
            violation(main, $0, "required", "is missing")
        }
        if (main.raw("MA_LK")?.utf8.count ?? 0) > 200 { found.append(violation(main, "MA_LK", "too-long", "is longer than 200 bytes")) }
        if main.raw("MA_CSKCB").map({ $0 != dossier.facility }) ?? false {
            found.append(violation(main, "MA_CSKCB", "other-facility", "is not the facility of the file"))
        }
        if main["MA_BN"] == nil, main["SO_CCCD"] == nil, main["MA_THE_BHYT"] == nil {
            found.append(violation(main, "MA_BN", "required", "is missing, and so are SO_CCCD and MA_THE_BHYT"))
        }
        if let sex = main["GIOI_TINH"], !["1", "2", "3"].contains(sex) {
            found.append(violation(main, "GIOI_TINH", "code", "is not 1, 2 or 3"))
        }
        if let start = main.minute("NGAY_VAO"), let end = main.minute("NGAY_RA"), end.prefix(16) < start.prefix(16) {
            found.append(violation(main, "NGAY_RA", "order", "lies before NGAY_VAO"))
        }
        return found + totals(of: dossier, main)
    }

    /// - Returns: what refuses one record of the other tables; it is left out and the rest is taken.
    static func refusals(of record: InsuranceRecord, in dossier: InsuranceDossier) -> [Violation] {
        var found = record.bad.sorted { $0.key < $1.key }.map { violation(record, $0.key, "bad-field", $0.value) }
        if record.table.byName["MA_LK"] != nil, record.raw("MA_LK") != dossier.link {
            found.append(violation(record, "MA_LK", "other-encounter", "is not the MA_LK of XML1"))
        }
        found += required[record.table.name, default: []].filter { names in names.allSatisfy { record.raw($0) == nil } }.map {
            violation(record, $0[0], "required", "is missing")
        }
        return found
    }

    /// One of each list must be there.
    private static let required: [String: [[String]]] = [
        "XML2": [["TEN_THUOC", "MA_THUOC"], ["NGAY_YL"]], "XML3": [["TEN_DICH_VU", "MA_DICH_VU", "TEN_VAT_TU", "MA_VAT_TU"]],
        "XML4": [["MA_DICH_VU", "MA_CHI_SO", "TEN_CHI_SO"]], "XML5": [["DIEN_BIEN_LS", "HOI_CHAN", "PHAU_THUAT", "GIAI_DOAN_BENH"]],
        "XML13": [["MA_CSKCB_DEN"]], "XML14": [["NGAY_HEN_KL"]],
    ]

    private static func violation(_ record: InsuranceRecord, _ field: String, _ rule: String, _ words: String) -> Violation {
        Violation(
            record: InsurancePlace(table: record.table.name, number: record.number), field: field, rule: rule, words: "\(field) \(words)")
    }
}

// MARK: - Totals

extension InsuranceRules {
    /// `T_TONGCHI_BV` is the sum of `THANH_TIEN_BV`, and each of those its quantity times its price (docs/insurance-xml.md).
    private static func totals(of dossier: InsuranceDossier, _ main: InsuranceRecord) -> [Violation] {
        var found: [Violation] = []
        var sum = InsuranceAmount.zero
        var lines: Int64 = 0
        for record in dossier.records("XML2") + dossier.records("XML3") {
            guard let text = record["THANH_TIEN_BV"], let amount = InsuranceAmount(text) else { continue }
            if let expected = expected(record), abs(expected.thousandths - amount.thousandths) > InsuranceAmount.rounding {
                found.append(violation(record, "THANH_TIEN_BV", "wrong-total", "is not its quantity times its price"))
            }
            guard let next = sum.adding(amount) else {
                return found + [violation(record, "THANH_TIEN_BV", "wrong-total", "is out of all bounds")]
            }
            sum = next
            lines += 1
        }
        if lines > 0, let total = main["T_TONGCHI_BV"].flatMap(InsuranceAmount.init),
            abs(total.thousandths - sum.thousandths) > InsuranceAmount.rounding * lines
        {
            found.append(violation(main, "T_TONGCHI_BV", "wrong-total", "is not the sum of THANH_TIEN_BV of XML2 and XML3"))
        }
        return found
    }

    private static func expected(_ record: InsuranceRecord) -> InsuranceAmount? {
        guard let quantity = record["SO_LUONG"].flatMap(InsuranceAmount.init),
            let price = (record["DON_GIA"] ?? record["DON_GIA_BV"]).flatMap(InsuranceAmount.init)
        else { return nil }
        let rate = record["TYLE_TT_DV"].flatMap(InsuranceAmount.init).map { $0.thousandths / 1000 } ?? 100
        return quantity.times(price, percent: rate)
    }
}
