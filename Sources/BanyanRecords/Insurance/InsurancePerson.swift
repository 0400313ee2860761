import BanyanCore

extension InsuranceMapping {
    /// The patient as the file names them: the number of the facility is the key, the others stand beside it.
    mutating func addPerson(_ main: InsuranceRecord) {
        var identifiers: [JSON] = []
        if let number = main["MA_BN"] {
            identifiers.append(numbered(IdentifierSystems.recordNumbers(of: dossier.facility), number, type: "MR"))
        }
        if let text = main["SO_CCCD"] {
            if let paper = VietnameseIdentifier(identityPaper: text) {
                identifiers.append(paperIdentifier(paper))
            } else {
                complain(main, "SO_CCCD", "is neither twelve digits, nor nine, nor a passport: left out")
            }
        }
        identifiers += cards(main)
        // Without a number of the facility, the first that there is stands for it.
        if main["MA_BN"] == nil, let first = identifiers.first { identifiers[0] = first.typed("MR") }
        let sex = ["1": "male", "2": "female"][main["GIOI_TINH"] ?? ""] ?? "other"
        add(
            "Patient", "\(dossier.prefix)-patient", of: main,
            [
                ("identifier", .array(identifiers)), ("name", [["use": "official", "text": .string(name(main))]]),
                ("telecom", main["DIEN_THOAI"].map { [["system": "phone", "value": .string($0)]] }), ("gender", .string(sex)),
                ("birthDate", main["NGAY_SINH"].flatMap(InsuranceDate.birth).json),
                ("address", main["DIA_CHI"].map { [["text": .string($0)]] }),
            ])
    }

    /// `HO_TEN` whole, in composed characters: where the family name ends nobody can tell.
    private func name(_ main: InsuranceRecord) -> String { (main["HO_TEN"] ?? "").composed }

    private mutating func complain(_ record: InsuranceRecord, _ field: String, _ words: String) {
        report(
            InsuranceRules.Violation(
                record: .init(table: record.table.name, number: record.number), field: field, rule: "identifier", words: "\(field) \(words)"
            ))
    }

    private func numbered(_ system: String, _ value: String, type: String, period: JSON? = nil) -> JSON {
        .record([
            ("type", ["coding": [["system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": .string(type)]]]),
            ("system", .string(system)), ("value", .string(value)), ("period", period),
        ])
    }

    private func paperIdentifier(_ paper: VietnameseIdentifier) -> JSON {
        switch paper {
        case .passport: numbered(systems[.passport], paper.value, type: "PPN")
        default: numbered(systems[paper.kind], paper.value, type: "NI")
        }
    }

    /// Cards and the times that they hold for; two cards of one episode stand in one field, joined by a semicolon.
    private mutating func cards(_ main: InsuranceRecord) -> [JSON] {
        let (starts, ends) = (main.list("GT_THE_TU"), main.list("GT_THE_DEN"))
        var out: [JSON] = []
        for (index, text) in main.list("MA_THE_BHYT").enumerated() {
            guard let card = VietnameseIdentifier(insurance: text) else {
                complain(main, "MA_THE_BHYT", "is neither a card of fifteen characters nor ten digits: left out")
                continue
            }
            let period: JSON = .record([
                ("start", index < starts.count ? InsuranceDate.day(starts[index]).json : nil),
                ("end", index < ends.count ? InsuranceDate.day(ends[index]).json : nil),
            ])
            if case .insuranceCard = card { out.append(numbered(systems[.insuranceCard], card.value, type: "NIIP", period: period)) }
            guard let number = card.insuranceNumber?.description, !out.contains(where: { $0["value"]?.string == number }) else { continue }
            let own: JSON? = if case .insuranceNumber = card { period } else { nil }
            out.append(numbered(systems[.insuranceNumber], number, type: "SB", period: own))
        }
        return out
    }
}

extension JSON {
    /// The identifier under another type.
    fileprivate func typed(_ type: String) -> JSON {
        var out = self
        out["type"] = ["coding": [["system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": .string(type)]]]
        return out
    }
}
