public import BanyanAPI
internal import BanyanCore

extension IdentifierSystemList: Tabular {
    public func table(_ style: TableStyle) -> String {
        var table = TextTable(["Kind", "Kept under", "Also read"], flexible: 2)
        table.rows = systems.map { [$0.kind, $0.uri, $0.alsoRead.isEmpty ? "-" : $0.alsoRead.joined(separator: " ")] }
        return table.text(columns: style.columns)
    }
}

extension SensitiveList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !entries.isEmpty else { return "no entries\n" }
        return SensitiveEntry.table(entries, style)
    }
}

extension SensitiveFinding: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard let section else { return "not on the list: what bears it is not closed for it\n" }
        return "closed: \(section)\n" + SensitiveEntry.table(entries, style)
    }
}

extension SensitiveEntry {
    fileprivate static func table(_ entries: [SensitiveEntry], _ style: TableStyle) -> String {
        var table = TextTable(["Section", "System", "Code", "From", "What"], flexible: 4)
        table.rows = entries.map { [$0.section, $0.system, $0.isPrefix ? "\($0.code)…" : $0.code, $0.origin, $0.title ?? "-"] }
        return table.text(columns: style.columns)
    }
}

extension PatientView.Identifier {
    /// As one line of `patient show`.
    var line: String {
        let time = [start.map { "from \($0)" }, end.map { "until \($0)" }].compactMap { $0 }
        return ([value, "(\(system))"] + time + (isOld ? ["replaced"] : [])).joined(separator: " ")
    }
}
