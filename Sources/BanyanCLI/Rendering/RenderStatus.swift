public import BanyanAPI
internal import BanyanCore

extension NodeStatus: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = said("\(printable(name))  (\(said(english: kind.rawValue)), code \(code))\n")
        text += fields(overview, columns: style.columns)
        text += said("\nPeers\n") + PeerList(peers: peers).rows(style, now: now, indent: 2)
        text += said("\nLogs\n") + logTable(style)
        text += "\n" + problemText(style)
        return text
    }

    private var overview: [(String, String)] {
        [
            ("Facility ID", facility.description),
            ("Version", version),
            ("Listening on", listen),
            ("Running since", Words.time(startedAt, now: now)),
            ("Clock", clockWords),
            ("Own log", ownLogWords),
            ("Witnesses", witnessWords),
            ("Parcels", parcelWords),
            ("Patients", "\(patients), \(Words.count(enrolments, "enrolment"))"),
            ("Database", said("\(Words.bytes(databaseBytes)), \(Words.bytes(freeDiskBytes)) free on its disk")),
            ("Memory", Words.bytes(memoryBytes)),
        ]
    }

    private var ownLogWords: String {
        if !ownLogChecked { return said("NOT yet compared with the peers' copies: own appends wait") }
        if peers.allSatisfy({ $0.lastHeard == nil }) { return said("not compared: this node has heard no peer yet") }
        return said("compared with the peers' copies at start")
    }

    /// How far the newest incarnation was cosigned, by how many.
    private var witnessWords: String {
        let newest = logs.filter { $0.facility == facility }.map(\.incarnation).max() ?? 0
        let current = (witnesses ?? []).filter { $0.incarnation == newest }
        guard let size = current.map(\.size).max(), let at = current.map(\.at).max() else {
            return said("no peer has cosigned this node's log")
        }
        let words = Words.count(current.count, "peer has", "peers have")
        return said("\(words) cosigned this node's log, up to \(size) entries, last \(Words.time(at, now: now))")
    }

    private var parcelWords: String {
        guard let parcels else { return said("not told") }
        let size = Words.bytes(UInt64(max(0, parcels.keptBytes)))
        let kept = parcels.kept == 0 ? said("none kept for others") : said("\(parcels.kept) kept for others (\(size))")
        return said("\(parcels.waiting) sent and not acknowledged, \(parcels.inbox) to be taken, \(kept)")
    }

    private var clockWords: String {
        let time = "\(Words.minute(now)) UTC"
        guard let clockOffset else { return said("\(time), not compared: no peer was heard") }
        switch clockOffset {
        case 0: return said("\(time), agrees with the peers")
        case 1...: return said("\(time), the peers are \(Words.span(clockOffset.magnitude)) ahead")
        default: return said("\(time), the peers are \(Words.span(clockOffset.magnitude)) behind")
        }
    }

    private func logTable(_ style: TableStyle) -> String {
        guard !logs.isEmpty else { return said("  none\n") }
        var table = TextTable(["Facility", "Entries", "Missing", "As of"], flexible: 0)
        table.rows = logs.map { log in
            let name = log.incarnation == 0 ? log.name : said("\(log.name) (incarnation \(log.incarnation))")
            return [
                log.facility == facility ? said("\(name) (this node)") : name, "\(log.size)", log.behind == 0 ? "-" : "\(log.behind)",
                log.checkpointAt.map { Words.time($0, now: now) } ?? said("never"),
            ]
        }
        return table.text(columns: style.columns, indent: 2)
    }

    private func problemText(_ style: TableStyle) -> String {
        guard !problems.isEmpty else { return said("Nothing is wrong.\n") }
        let ordered = problems.filter(\.serious) + problems.filter { !$0.serious }
        return said("Problems\n")
            + ordered.map { problem in
                let text = "\(said(english: problem.message)) (\(problem.code))"
                let hint = problem.hint.map { paragraph(said(english: $0), columns: style.columns, indent: 8, mark: "-> ") } ?? ""
                return paragraph(text, columns: style.columns, indent: 5, mark: problem.serious ? " !!  " : " !   ") + hint
            }.joined()
    }
}

extension CardView: Tabular {
    public func table(_ style: TableStyle) -> String { text.hasSuffix("\n") ? text : text + "\n" }
}
