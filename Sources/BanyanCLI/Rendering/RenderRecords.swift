public import BanyanAPI
internal import BanyanCore

extension ImportResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let taken = imported.values.reduce(0, +)
        var text = dryRun ? said("Dry run: nothing was kept.\n") : ""
        let people = said("\(Words.count(patients, "patient")) (\(newPatients) new)")
        text += said("\(Words.count(taken, "resource")) of \(people) from \(Words.count(files, "file"))\n")
        var pairs: [(String, String)] = []
        if !imported.isEmpty { pairs.append(("Imported", Words.counts(imported))) }
        if !notPublished.isEmpty { pairs.append(("Not published", said("\(Words.counts(notPublished)): of no section of a summary"))) }
        if !otherOrganizations.isEmpty { pairs.append(("Of others", Words.counts(otherOrganizations))) }
        if publishedEntries > 0 { pairs.append(("Published", said("\(Words.count(publishedEntries, "entry", "entries")) at once"))) }
        if let insurance { pairs += insurance.pairs }
        text += fields(pairs, columns: style.columns, indent: 2)
        guard !problems.isEmpty else { return text }
        var table = TextTable(["File", "At", "Type", "Reason"], flexible: 3)
        table.rows = problems.map { [shortened($0.file), place($0), $0.type ?? "-", said(english: $0.reason)] }
        return text + said("\nProblems\n") + table.text(columns: style.columns, indent: 2)
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
        if superseded > 0 { pairs.append(("Superseded", said("\(Words.count(superseded, "encounter")): a later file is here"))) }
        if !leftOut.isEmpty { pairs.append(("Left out", Words.counts(leftOut))) }
        if !unknown.isEmpty { pairs.append(("Unknown fields", Words.counts(unknown))) }
        pairs.append(("Signatures", said("\(signaturesValid) valid, \(signaturesNotChecked) not checked, \(unsigned) unsigned")))
        return pairs
    }
}

extension PublishResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        let (sealed, people, same) = (
            Words.count(entries, "entry", "entries"), Words.count(patients, "patient"), Words.count(unchanged, "stream")
        )
        return said("\(sealed) published for \(people), \(same) unchanged; the log holds \(logSize)\n") + tooLarge(oversized)
    }
}

/// What readers will see as unreadable, one line each; nothing where there is none.
private func tooLarge(_ streams: [OversizedStream]?) -> String {
    (streams ?? []).map { stream in
        stream.month.map { said("too large to be shared: \(stream.section) of \($0) of patient \(stream.patient)\n") }
            ?? said("too large to be shared: \(stream.section) of patient \(stream.patient)\n")
    }.joined()
}

extension RecordList: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !records.isEmpty else { return said("no records: import them with `banyan record import PATH`\n") }
        var table = TextTable(["Patient", "Reference", "Section", "Date", "What"], flexible: 4)
        table.rows = records.map { line in
            [
                line.patient, line.reference, line.section ?? "-", line.date.map { String($0.prefix(10)) } ?? "-",
                line.reason.map { "\(line.display) [\(said(english: $0))]" } ?? line.display,
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
        guard !patients.isEmpty else { return said("no such patient\n") }
        var table = TextTable(["Number", "Name", "Born", "Sex", "Resources", "Enrolled", "Consents"], flexible: 1)
        table.rows = patients.map {
            [
                $0.mrn, $0.name, $0.birthDate, said(english: $0.sex.rawValue), "\($0.resources)",
                $0.enrolments.isEmpty ? said("no") : said("yes"), "\($0.consents)",
            ]
        }
        return table.text(columns: style.columns)
    }
}

extension PatientView: Tabular {
    public func table(_ style: TableStyle) -> String {
        var pairs = [
            ("Name", name), ("Born", birthDate), ("Sex", said(english: sex.rawValue)), ("Number", "\(mrn) (\(system))"),
            ("Resources", "\(resources)"),
            ("Consents", said("\(consents) presented here")),
        ]
        for identifier in identifiers ?? [] { pairs.append((said(english: identifier.kind ?? "identifier"), identifier.line)) }
        if enrolments.isEmpty { pairs.append(("Enrolment", said("none: nothing of this patient leaves the node"))) }
        for enrolment in enrolments {
            let (at, shared) = (Words.time(enrolment.enrolledAt, now: style.now), Words.list(enrolment.releasePolicy, none: "nothing"))
            pairs.append(
                ("Enrolment \(enrolment.number)", said("\(at), custody \(said(english: enrolment.custody)); willing to share: \(shared)")))
        }
        return fields(pairs, columns: style.columns)
    }
}

extension EnrolResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        said("patient \(mrn) is enrolled (number \(number)); \(Words.count(entries, "entry", "entries")) published\n")
            + tooLarge(oversized)
    }
}
