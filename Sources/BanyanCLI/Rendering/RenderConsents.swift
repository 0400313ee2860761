public import BanyanAPI
internal import BanyanCore

extension ConsentList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !consents.isEmpty else { return "no consents: take one with `banyan consent present BUNDLE --patient MRN`\n" }
        var table = TextTable(["Token", "Patient", "From", "Sections", "Purpose", "Ends", "State"], flexible: 3)
        table.rows = consents.map {
            [
                String($0.token.prefix(12)), $0.patient, $0.originName, Words.sections($0.sections), $0.purpose,
                Words.relative($0.expiresAt, to: style.now), $0.state,
            ]
        }
        return table.text(columns: style.columns)
    }
}

extension Words {
    /// `all but sensitive` for the preset, since sixteen names hide what matters.
    static func sections(_ names: [String]) -> String {
        let preset = Section.preset.map(\.name)
        guard Set(preset).isSubset(of: names) else { return list(names) }
        return list(["all but sensitive"] + names.filter { !preset.contains($0) })
    }
}

extension ConsentView: Tabular {
    public func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Token", token), ("Grant", grant), ("Patient", patient), ("From", "\(originName), \(origin)"),
                ("Sections", Words.list(sections)),
                ("Months", "\(firstMonth) to \(lastMonth)"), ("Purpose", purpose), ("Issued", Words.time(issuedAt, now: style.now)),
                ("Begins", Words.time(notBefore, now: style.now)), ("Ends", Words.time(expiresAt, now: style.now)),
                ("Presented", Words.time(presentedAt, now: style.now)), ("State", state),
            ], columns: style.columns)
    }
}

extension PresentResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let first =
            alreadyPresent
            ? "this bundle was here already; nothing changed\n"
            : "\(Words.count(consents.count, "consent")) taken for patient \(patient)\n"
        return first + ConsentList(consents: consents).table(style)
    }
}

extension CheckResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = paragraph("\(permitted ? "PERMITTED" : "DENIED"): \(explanation)", columns: style.columns)
        for source in sources { text += "\n" + source.text(style) }
        return text
    }
}

extension CheckResult.Source {
    func text(_ style: TableStyle) -> String {
        let verdict = permitted ? "permitted" : "denied" + (reason.map { " (\($0))" } ?? "")
        var text = "\(printable(originName)): \(verdict)\n" + paragraph(explanation, columns: style.columns, indent: 2)
        var pairs = [("Token", token)]
        if !sections.isEmpty { pairs.append(("Would read", Words.list(sections))) }
        if !withheldByPolicy.isEmpty { pairs.append(("Withheld", "\(Words.list(withheldByPolicy)): the facility does not share them")) }
        if !notGranted.isEmpty { pairs.append(("Not granted", Words.list(notGranted))) }
        text += fields(pairs, columns: style.columns, indent: 2)
        for step in steps { text += "  \(Self.mark(step.outcome)) \(step.step)\n" }
        return text
    }

    private static func mark(_ outcome: String) -> String {
        switch outcome {
        case "passed": "[ok]    "
        case "denied": "[DENIED]"
        default: "[  -   ]"
        }
    }
}

extension RevokeResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var parts: [String] = []
        if appended > 0 { parts.append("\(Words.count(appended, "revocation")) published in this node's log") }
        if alreadyRevoked > 0 { parts.append("\(alreadyRevoked) had been revoked before") }
        if endedHere > 0 { parts.append("\(Words.count(endedHere, "consent")) held here ended") }
        return Words.list(parts, none: "nothing to revoke") + "\n"
    }
}
