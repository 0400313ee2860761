public import BanyanAPI
internal import BanyanCore

extension ImportResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let taken = imported.values.reduce(0, +)
        var text = dryRun ? "Dry run: nothing was kept.\n" : ""
        let people = "\(Words.count(patients, "patient")) (\(newPatients) new)"
        text += "\(Words.count(taken, "resource")) of \(people) from \(Words.count(files, "file"))\n"
        var pairs: [(String, String)] = []
        if !imported.isEmpty { pairs.append(("Imported", Words.counts(imported))) }
        if !notPublished.isEmpty { pairs.append(("Not published", "\(Words.counts(notPublished)): of no section of a summary")) }
        if !otherOrganizations.isEmpty { pairs.append(("Of others", Words.counts(otherOrganizations))) }
        if publishedEntries > 0 { pairs.append(("Published", Words.count(publishedEntries, "entry", "entries") + " at once")) }
        if let insurance { pairs += insurance.pairs }
        text += fields(pairs, columns: style.columns, indent: 2)
        guard !problems.isEmpty else { return text }
        var table = TextTable(["File", "At", "Type", "Reason"], flexible: 3)
        table.rows = problems.map { [shortened($0.file), place($0), $0.type ?? "-", $0.reason] }
        return text + "\nProblems\n" + table.text(columns: style.columns, indent: 2)
    }

    /// `2:5` is the fifth record of the table in the second `HOSO`.
    private func place(_ problem: Problem) -> String {
        guard problem.position > 0 else { return "-" }
        return problem.dossier.map { "\($0):\(problem.position)" } ?? "\(problem.position)"
    }

    /// The end of a long path says more than its beginning.
    private func shortened(_ path: String) -> String { path.count <= 36 ? path : "…" + path.suffix(35) }
}

extension ImportResult.Insurance {
    fileprivate var pairs: [(String, String)] {
        var pairs = [("Insurance XML", Words.counts(records)), ("By decision", Words.counts(versions))]
        if superseded > 0 { pairs.append(("Superseded", Words.count(superseded, "encounter") + ": a later file is here")) }
        if !leftOut.isEmpty { pairs.append(("Left out", Words.counts(leftOut))) }
        if !unknown.isEmpty { pairs.append(("Unknown fields", Words.counts(unknown))) }
        pairs.append(("Signatures", "\(signaturesValid) valid, \(signaturesNotChecked) not checked, \(unsigned) unsigned"))
        return pairs
    }
}

extension PublishResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        "\(Words.count(entries, "entry", "entries")) published for \(Words.count(patients, "patient")), "
            + "\(Words.count(unchanged, "stream")) unchanged; the log holds \(logSize)\n" + tooLarge(oversized)
    }
}

/// What readers will see as unreadable, one line each; nothing where there is none.
private func tooLarge(_ streams: [OversizedStream]?) -> String {
    (streams ?? []).map { "too large to be shared: \($0.section) \($0.month.map { "of \($0) " } ?? "")of patient \($0.patient)\n" }.joined()
}

extension RecordList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !records.isEmpty else { return "no records: import them with `banyan record import PATH`\n" }
        var table = TextTable(["Patient", "Reference", "Section", "Date", "What"], flexible: 4)
        table.rows = records.map { line in
            [
                line.patient, line.reference, line.section ?? "-", line.date.map { String($0.prefix(10)) } ?? "-",
                line.reason.map { "\(line.display) [\($0)]" } ?? line.display,
            ]
        }
        return table.text(columns: style.columns)
    }
}

extension RecordView: Tabular {
    public func table(_ style: TableStyle) -> String { json.hasSuffix("\n") ? json : json + "\n" }
}

extension PatientList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !patients.isEmpty else { return "no such patient\n" }
        var table = TextTable(["Number", "Name", "Born", "Sex", "Resources", "Enrolled", "Consents"], flexible: 1)
        table.rows = patients.map {
            [$0.mrn, $0.name, $0.birthDate, $0.sex.rawValue, "\($0.resources)", $0.enrolments.isEmpty ? "no" : "yes", "\($0.consents)"]
        }
        return table.text(columns: style.columns)
    }
}

extension PatientView: Tabular {
    public func table(_ style: TableStyle) -> String {
        var pairs = [
            ("Name", name), ("Born", birthDate), ("Sex", sex.rawValue), ("Number", "\(mrn) (\(system))"), ("Resources", "\(resources)"),
            ("Consents", "\(consents) presented here"),
        ]
        for identifier in identifiers ?? [] { pairs.append((identifier.kind ?? "identifier", identifier.line)) }
        if enrolments.isEmpty { pairs.append(("Enrolment", "none: nothing of this patient leaves the node")) }
        for enrolment in enrolments {
            pairs.append(
                (
                    "Enrolment \(enrolment.number)",
                    "\(Words.time(enrolment.enrolledAt, now: style.now)), custody \(enrolment.custody); willing to share: "
                        + Words.list(enrolment.releasePolicy, none: "nothing")
                ))
        }
        return fields(pairs, columns: style.columns)
    }
}

extension EnrolResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        "patient \(mrn) is enrolled (number \(number)); \(Words.count(entries, "entry", "entries")) published\n" + tooLarge(oversized)
    }
}
