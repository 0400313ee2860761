public import BanyanAPI
internal import BanyanCore

extension ConsentList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !consents.isEmpty else { return said("no consents: take one with `banyan consent present BUNDLE --patient MRN`\n") }
        var table = TextTable(["Token", "Patient", "From", "Sections", "Purpose", "Ends", "State"], flexible: 3)
        table.rows = consents.map {
            [
                String($0.token.prefix(12)), $0.patient, $0.originName, Words.sections($0.sections), $0.purpose,
                Words.relative($0.expiresAt, to: style.now), said(english: $0.state),
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
        return list([said("all but sensitive")] + names.filter { !preset.contains($0) })
    }
}

extension ConsentView: Tabular {
    public func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Token", token), ("Grant", grant), ("Patient", patient), ("From", "\(originName), \(origin)"),
                ("Sections", Words.list(sections)),
                ("Months", said("\(firstMonth) to \(lastMonth)")), ("Purpose", purpose), ("Issued", Words.time(issuedAt, now: style.now)),
                ("Begins", Words.time(notBefore, now: style.now)), ("Ends", Words.time(expiresAt, now: style.now)),
                ("Presented", Words.time(presentedAt, now: style.now)), ("State", said(english: state)),
            ], columns: style.columns)
    }
}

extension PresentResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let first =
            alreadyPresent
            ? said("this bundle was here already; nothing changed\n")
            : said("\(Words.count(consents.count, "consent")) taken for patient \(patient)\n")
        return first + ConsentList(consents: consents).table(style)
    }
}

extension CheckResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = paragraph("\(permitted ? said("PERMITTED") : said("DENIED")): \(said(english: explanation))", columns: style.columns)
        for source in sources { text += "\n" + source.text(style) }
        return text
    }
}

extension CheckResult.Source {
    func text(_ style: TableStyle) -> String {
        let verdict = permitted ? said("permitted") : said("denied") + (reason.map { " (\($0))" } ?? "")
        var text = "\(printable(originName)): \(verdict)\n" + paragraph(said(english: explanation), columns: style.columns, indent: 2)
        if let hint { text += paragraph(said(english: hint), columns: style.columns, indent: 4, mark: "  > ") }
        var pairs = [("Token", token)]
        if !sections.isEmpty { pairs.append(("Would read", Words.list(sections))) }
        if !withheldByPolicy.isEmpty {
            pairs.append(("Withheld", said("\(Words.list(withheldByPolicy)): the facility does not share them")))
        }
        if !notGranted.isEmpty { pairs.append(("Not granted", Words.list(notGranted))) }
        text += fields(pairs, columns: style.columns, indent: 2)
        let width = steps.map(\.step.count).max() ?? 0
        for step in steps {
            let sentence = said(english: Self.meanings[step.step] ?? "")
            text += paragraph(
                sentence, columns: style.columns, indent: width + 13, mark: "  \(Self.mark(step.outcome)) \(padded(step.step, width))  ")
        }
        return text
    }

    /// What each step of the verification asks (protocol section 7).
    private static let meanings: [String: String] = [
        "decoding": "The token is whole and of the one permitted form.",
        "type": "It is a consent token of this version.",
        "claims": "It says exactly what a consent must say.",
        "enrolment": "The facility it is about has enrolled this patient's key.",
        "signature": "The patient's key signed it.",
        "parties": "It names this facility as reader, and its source is accepted here.",
        "key-list": "The keys that came with it are those of its sections and months.",
        "scope": "It covers a section that was asked for, and the source shares it.",
        "times": "It has begun and has not ended, and the clock here is right.",
        "revocation": "The patient has not revoked it, as far as the logs held here say.",
        "custody": "If a facility keeps the patient's card, it is not used in its own favour.",
        "purpose": "It is for the purpose that was asked for.",
        "identity": "Name, birth date and sex are those of the patient here.",
    ]

    private static func mark(_ outcome: String) -> String {
        switch outcome {
        case "passed": said("[ok]") + "    "
        case "denied": said("[DENIED]")
        default: "[  -   ]"
        }
    }
}

extension RevokeResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var parts: [String] = []
        if appended > 0 { parts.append(said("\(Words.count(appended, "revocation")) published in this node's log")) }
        if alreadyRevoked > 0 { parts.append(said("\(alreadyRevoked) had been revoked before")) }
        if endedHere > 0 { parts.append(said("\(Words.count(endedHere, "consent")) held here ended")) }
        return Words.list(parts, none: "nothing to revoke") + "\n"
    }
}
