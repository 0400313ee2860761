public import BanyanAPI
internal import BanyanCore

extension ReferralView: Tabular {
    public func table(_ style: TableStyle) -> String {
        let way = direction == "sent" ? "To" : "From"
        var rows: [(String, String)] = [
            ("Referral", id), ("State", said(english: status.rawValue)), (way, facilityName), ("  its ID", facility.description),
            (
                "Patient",
                "\(patientName), \(birthDate), \(said(english: sex.rawValue))" + (patient.map { " " + said("(\($0) here)") } ?? "")
            ), ("Reason", reason),
        ]
        if !diagnoses.isEmpty { rows.append(("Diagnoses", Words.list(diagnoses))) }
        rows += notes.map { ("Note", $0) }
        rows.append(("May read", Words.sections(sections)))
        if let outcome { rows.append(("Outcome", outcome)) }
        if let appointment { rows.append(("Follow-up", "\(appointment.day), \(appointment.place)")) }
        return fields(rows, columns: style.columns) + "\n" + said("What happened") + "\n" + stepTable(style) + next
    }

    private func stepTable(_ style: TableStyle) -> String {
        var table = TextTable(["When", "State", "By", "Delivery", "Words"], flexible: 4)
        table.rows = steps.map { step in
            let delivery = step.delivery.map { said(english: $0) + (step.deliveredAt.map { " " + Words.minute($0) } ?? "") } ?? "-"
            return [Words.minute(step.at), said(english: step.status.rawValue), step.byName, delivery, step.text ?? ""]
        }
        return table.text(columns: style.columns, indent: 2)
    }

    private var next: String {
        let short = id.prefix(8)
        switch (direction, status) {
        case ("sent", .draft): return said("\nNext: the patient signs the request, then:\n  banyan referral send \(short) --signed FILE\n")
        case ("received", .received):
            return said("\nNext:\n  banyan referral accept \(short) --patient MRN\n  banyan referral refuse \(short) --reason TEXT\n")
        case ("received", .accepted):
            return said("\nNext:\n  banyan summary MRN\n  banyan referral complete \(short) --outcome TEXT\n")
        default: return ""
        }
    }
}

extension ReferralList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !referrals.isEmpty else { return said("no referrals: make one with `banyan referral create --help`") + "\n" }
        var table = TextTable(["Referral", "Way", "Facility", "Patient", "State", "Since", "Reason"], flexible: 6)
        table.rows = referrals.map { referral in
            let way = referral.direction == "sent" ? said("to") : said("from")
            let last = referral.steps.last.map { Words.relative($0.notedAt, to: style.now) } ?? "-"
            return [
                String(referral.id.prefix(8)), way, referral.facilityName, referral.patientName,
                said(english: referral.status.rawValue), last,
                referral.reason,
            ]
        }
        return table.text(columns: style.columns)
    }
}

/// `banyan referral create --json`.
struct ReferralMade: Contract, Tabular {
    static let schema = "banyan.referral-created/1"
    let referral: ReferralView
    /// The file that the patient signs.
    let request: String

    func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Referral", referral.id), ("To", referral.facilityName), ("Patient", referral.patientName), ("Reason", referral.reason),
                ("May read", Words.sections(referral.sections)), ("Request", request),
            ], columns: style.columns)
            + said(
                """

                Next: the patient signs the request, then it is sent:
                  banyan wallet referral \(request) -o SIGNED
                  banyan referral send \(referral.id.prefix(8)) --signed SIGNED

                """)
    }
}

/// `banyan referral export --json`.
struct ReferralPaperWritten: Contract, Tabular {
    static let schema = "banyan.referral-paper/1"
    let paper: String
    let file: String?
    let text: String?

    func table(_ style: TableStyle) -> String {
        if let text { return text.hasSuffix("\n") ? text : text + "\n" }
        return said("the paper is \(file ?? "")") + "\n"
    }
}
