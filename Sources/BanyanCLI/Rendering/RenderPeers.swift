public import BanyanAPI
internal import BanyanCore

extension PeerList: Tabular {
    public func table(_ style: TableStyle) -> String { rows(style, now: style.now, indent: 0) }

    func rows(_ style: TableStyle, now: Timestamp, indent: Int) -> String {
        guard !peers.isEmpty else {
            return String(repeating: " ", count: indent) + said("none: accept a facility with `banyan peer add CARD`\n")
        }
        var table = TextTable(["Name", "Code", "State", "Link", "Behind", "Heard", "Synced", "ID"], flexible: 0)
        table.rows = peers.map { peer in
            [
                peer.name, peer.code, said(english: peer.state), said(peer.link), peer.behind == 0 ? "-" : "\(peer.behind)",
                peer.lastHeard.map { Words.relative($0, to: now) } ?? said("never"),
                peer.lastSynced.map { Words.relative($0, to: now) } ?? said("never"),
                Words.short(peer.facility),
            ]
        }
        return table.text(columns: style.columns, indent: indent)
    }
}

extension PeerView: Tabular {
    /// What the connection is like, in a word or two.
    var link: Phrase {
        if connected { return "connected" }
        if state != "active" { return "closed" }
        return connects ? "down" : "not dialled"
    }

    public func table(_ style: TableStyle) -> String {
        var pairs = [
            ("Name", name), ("Facility ID", facility.description),
            ("Kind", said("\(said(english: kind.rawValue)), code \(code), province \(province)")),
            ("Endpoints", Words.list(endpoints, none: "none: it dials out")),
            ("Card", said("number \(cardNumber), valid until \(Words.time(cardValidUntil, now: style.now))")),
            ("State", said(english: state)), ("Link", said(link)), ("Added", Words.time(addedAt, now: style.now)),
            ("Heard", lastHeard.map { Words.time($0, now: style.now) } ?? said("never")),
            ("Synced", lastSynced.map { Words.time($0, now: style.now) } ?? said("never")),
            ("Behind", behindWords),
        ]
        if let clockOffset { pairs.append(("Clock", offsetWords(clockOffset))) }
        if let lastError { pairs.append(("Last failure", said(english: lastError))) }
        if let nextAttempt { pairs.append(("Next attempt", Words.time(nextAttempt, now: style.now))) }
        return fields(pairs, columns: style.columns)
    }

    private var behindWords: String {
        if behind > 0 { return said("\(Words.count(Int(clamping: behind), "entry", "entries")) missing here") }
        return lastHeard == nil ? said("unknown: never heard") : said("nothing is missing here")
    }

    private func offsetWords(_ offset: Int64) -> String {
        switch offset {
        case 0: said("agrees with this node's")
        case 1...: said("\(Words.span(offset.magnitude)) ahead of this node's")
        default: said("\(Words.span(offset.magnitude)) behind this node's")
        }
    }
}

extension PingResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        said("\(Words.short(facility)) answered in \((milliseconds * 100).rounded() / 100) ms\n")
    }
}
