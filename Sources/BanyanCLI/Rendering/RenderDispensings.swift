public import BanyanAPI
internal import BanyanCore

extension DispenseResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let first =
            repeated
            ? "The prescription \(code) was recorded as dispensed here a moment ago, at \(Words.minute(at)) UTC; nothing was recorded again.\n"
            : "The prescription \(code) is recorded as dispensed, entry \(index) of this facility's log.\n"
        var text = paragraph(first, columns: style.columns)
        text += fields([("Patient", patient), ("Prescriber", "\(prescriberName), \(prescriber)")], columns: style.columns)
        text += items.map { $0.text(style) }.joined()
        let known = knownAsOf.map { "No other dispensing was known here as of \(Words.minute($0)) UTC; one elsewhere shows later." }
        text += paragraph(
            known ?? "This node has never been in sync with a peer: a dispensing elsewhere can't be known here.", columns: style.columns)
        if !receipts.isEmpty {
            let places = "\(Words.count(receipts.count, "receipt")) in this facility's log (\(Words.list(receipts.map(String.init))))"
            text += paragraph("Reading the prescription left \(places); the patient can find it.", columns: style.columns)
        }
        return text
    }
}

extension MedicineLine {
    func text(_ style: TableStyle) -> String {
        var text = printable(self.text)
        if let quantity { text += ", \(printable(quantity))\(unit.map { " \(printable($0))" } ?? "")" }
        if let dosage { text += ": \(printable(dosage))" }
        if let status, status != "active" { text += " (\(printable(status)))" }
        return paragraph(text, columns: style.columns, indent: 4, mark: "  - ")
    }
}

extension PrescriptionView: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = fields(
            [
                ("Prescription", code), ("Patient", patient), ("Prescriber", "\(prescriberName), \(prescriber)"),
                ("Written", authored.map(printable) ?? "not known here"), ("State", stateWords(style)),
            ], columns: style.columns)
        text += items.map { $0.text(style) }.joined()
        for one in dispensings { text += one.text(style) }
        return text
    }

    /// Never more than what this node can know.
    func stateWords(_ style: TableStyle) -> String {
        let asOf = knownAsOf.map { "as of \(Words.time($0, now: style.now))" } ?? "and this node has never been in sync with a peer"
        switch state {
        case "none-known": return "no dispensing known here \(asOf)"
        case "dispensed": return "dispensed by \(dispensings.first.map { printable($0.name) } ?? "")"
        case "dispensed-twice": return "DISPENSED MORE THAN ONCE, by \(Words.list(dispensings.map { printable($0.name) }))"
        case "not-published": return "not published: the patient is not enrolled here"
        default: return printable(state)
        }
    }
}

extension DispensingLine {
    func text(_ style: TableStyle) -> String {
        let said = log == facility ? "its log, entry \(index)" : "said again in the prescriber's log, entry \(index)"
        let line = "\(Words.minute(at)) UTC  \(printable(name)), \(printable(role)) \(printable(user)); \(said)"
        return paragraph(line, columns: style.columns, indent: 2) + items.map { $0.text(style) }.joined()
    }
}

extension PrescriptionList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !prescriptions.isEmpty else { return "none in these days\n" }
        var table = TextTable(["Code", "Patient", "Prescriber", "Medicines", "State"], flexible: 4)
        table.rows = prescriptions.map {
            [$0.code, $0.patient, printable($0.prescriberName), String($0.items.count), $0.stateWords(style)]
        }
        return table.text(columns: style.columns)
    }
}
