public import BanyanAPI
internal import BanyanCore
internal import BanyanRecords

extension SummaryResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = "\(printable(name))   \(birthDate)   \(said(english: sex.rawValue))   \(patient)\n"
        text += "\(SummaryGlossary.documentTitle.joined), \(Words.minute(composedAt)) UTC, \(purpose)\n\n"
        text += paragraph(caution, columns: style.columns, indent: 2, mark: "! ")
        text += "\n\(SummaryGlossary.sources.joined)\n" + sources.map { $0.text(style) }.joined()
        for section in sections { text += "\n" + section.text(style, names: names) }
        if !receipts.isEmpty {
            let (count, places) = (Words.count(receipts.count, "receipt"), Words.list(receipts.map(String.init)))
            let sentence = said("This reading left \(count) in this facility's log (\(places)); the patient can find it.")
            text += "\n" + paragraph(sentence, columns: style.columns)
        }
        return text
    }

    /// Facilities as the sections name them; two of one name are told apart.
    private var names: [FacilityID: String] {
        let counts = Dictionary(sources.map { ($0.name, 1) }, uniquingKeysWith: +)
        return Dictionary(
            sources.map { ($0.facility, counts[$0.name, default: 1] > 1 ? "\($0.name) \(Words.short($0.facility))" : $0.name) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension SummaryResult.Source {
    func text(_ style: TableStyle) -> String {
        var text = "  \(printable(name))  \(Words.short(facility))\n"
        if let denied {
            let why = said("NOT SHOWN (\(denied)): \(said(english: explanation ?? "denied"))")
            text += paragraph(why, columns: style.columns, indent: 6, mark: "  !  ")
        }
        let age = asOf.map { "\(SummaryGlossary.asOf.joined) \(Words.time($0, now: style.now))" } ?? said("no checkpoint")
        let unheard = asOf == nil ? SummaryGlossary.never : SummaryGlossary.throughOthers
        let heard = lastHeard.map { Words.time($0, now: style.now) } ?? unheard.joined
        text += paragraph("\(logSize) \(SummaryGlossary.logSize.joined), \(age)", columns: style.columns, indent: 4)
        text += paragraph(
            said("\(SummaryGlossary.lastHeard.joined): \(heard); consent ends \(Words.time(expiresAt, now: style.now))"),
            columns: style.columns,
            indent: 4)
        return text
    }
}

extension SummaryResult.Section {
    func text(_ style: TableStyle, names: [FacilityID: String]) -> String {
        var text = "■ \(printable(Bilingual(titleVietnamese, titleEnglish).joined))\n"
        for group in groups {
            let sources = group.map { names[$0.source] ?? Words.short($0.source) }
            text += paragraph("\(Words.list(sources)): \(group[0].words)", columns: style.columns, indent: 2)
            text += group[0].table(group[0].rows.filter { !$0.isOver }, style)
        }
        let past = parts.filter { $0.rows.contains(where: \.isOver) }
        if !past.isEmpty { text += "■ \(SummaryGlossary.pastProblems.joined)\n" }
        for part in past {
            let rows = part.rows.filter(\.isOver)
            let source = names[part.source] ?? Words.short(part.source)
            text += paragraph("\(source) (\(rows.count))", columns: style.columns, indent: 2) + part.table(rows, style)
        }
        return text
    }

    /// Sources that say the same and list nothing share a line, in the order of the first of them.
    private var groups: [[SummaryResult.Part]] {
        var groups: [[SummaryResult.Part]] = []
        for part in parts {
            if part.rows.isEmpty, let index = groups.firstIndex(where: { $0[0].rows.isEmpty && $0[0].words == part.words }) {
                groups[index].append(part)
            } else {
                groups.append([part])
            }
        }
        return groups
    }
}

extension SummaryResult.Row {
    /// A condition that is over: shown apart, under the history of past illness.
    fileprivate var isOver: Bool { past == true }
}

extension SummaryResult.Part {
    /// The state in both languages, as the document says it, and the months that it is about where these are not all.
    var words: String {
        guard let months else { return stateWords }
        return "\(stateWords); \(SummaryGlossary.onlyMonths.joined): \(Words.list(months))"
    }

    private var stateWords: String {
        let phrase = SectionStatePhrase.words(state)
        if !rows.isEmpty {
            let past = rows.count { $0.isOver }
            let apart = past > 0 ? ", \(SummaryGlossary.pastProblems.joined) (\(past))" : ""
            return "\(phrase) (\(rows.count - past))\(apart)"
        }
        guard let when else { return phrase }
        let label = state == SectionState.notReplicated(asOf: nil).code ? SummaryGlossary.asOf : SummaryGlossary.recorded
        return "\(phrase), \(label.joined) \(when.prefix(16).split(separator: "T").joined(separator: " "))"
    }

    func table(_ rows: [SummaryResult.Row], _ style: TableStyle) -> String {
        let width = style.columns - 6
        let statusWidth = min(30, rows.compactMap { $0.status.map { SummaryGlossary.phrase(forStatus: $0).joined.count } }.max() ?? 0)
        return rows.map { row in
            let status = row.status.map { SummaryGlossary.phrase(forStatus: $0).joined } ?? ""
            let text = row.value.map { "\(row.text): \($0)" } ?? row.text
            let lines = wrap(printable(text), width: max(24, width - 12 - (statusWidth > 0 ? statusWidth + 2 : 0)))
            let states = wrap(printable(status), width: max(1, statusWidth))
            return (0..<max(lines.count, statusWidth > 0 ? states.count : 1)).map { number in
                let date = number == 0 ? row.date.map { String($0.prefix(10)) } ?? "" : ""
                let state = number < states.count && statusWidth > 0 ? states[number] : ""
                let parts =
                    padded(date, 12) + (statusWidth > 0 ? padded(state, statusWidth + 2) : "") + (number < lines.count ? lines[number] : "")
                return "      " + trimmedEnd(parts) + "\n"
            }.joined()
        }.joined()
    }
}

/// The words of a state by its code.
enum SectionStatePhrase {
    private static let states: [SectionState] = [
        .listed(count: 0), .statedNone(when: nil), .notRecorded, .notPublished, .notGranted, .notRequested, .notReplicated(asOf: nil),
        .superseded, .erased, .unreadable,
    ]

    static func words(_ code: String) -> String {
        states.first { $0.code == code }.map { SummaryGlossary.phrase(for: $0).joined } ?? code
    }
}
