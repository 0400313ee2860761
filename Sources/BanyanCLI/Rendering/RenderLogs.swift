public import BanyanAPI
internal import BanyanCore
internal import BanyanLedger

extension LogVerification: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !logs.isEmpty else { return said("no log is held here\n") }
        var table = TextTable(["Facility", "Entries", "Root", "Signature", "Damaged", "Not held", "Recomputed root"], flexible: 0)
        table.rows = logs.map { log in
            [
                log.incarnation == 0 ? log.name : said("\(log.name) (incarnation \(log.incarnation))"), "\(log.size)",
                log.rootMatches ? said("ok") : said("DIFFERS"),
                log.signatureValid ? said("ok") : said("INVALID"), "\(log.damaged.count)", "\(log.missing)", String(log.root.prefix(16)),
            ]
        }
        var text = table.text(columns: style.columns)
        for log in logs where !log.damaged.isEmpty {
            let shown = log.damaged.prefix(20).map(String.init).joined(separator: ", ") + (log.damaged.count > 20 ? ", …" : "")
            text += paragraph(said("\(log.name): damaged entries \(shown)"), columns: style.columns)
        }
        text += logs.map { witnessText($0, style) }.joined()
        return text + (isSound ? said("every log is what its facility signed\n") : "")
    }
}

extension LogVerification {
    private func witnessText(_ log: Log, _ style: TableStyle) -> String {
        (log.cosignatures ?? []).map { cosignature in
            let (name, size, by) = (log.name, cosignature.size, cosignature.name)
            let at = Words.time(cosignature.at, now: style.now)
            let sentence: Phrase =
                cosignature.valid
                ? "\(name): cosigned \(size) entries by \(by), \(at)" : "\(name): INVALID cosignature of \(size) entries by \(by), \(at)"
            return paragraph(said(sentence), columns: style.columns)
        }.joined()
    }
}

extension MisbehaviourView {
    init(_ proof: MisbehaviourProof) {
        let (first, second) = (proof.misbehaviour.first.checkpoint, proof.misbehaviour.second.checkpoint)
        self.init(
            facility: proof.facility, name: nil, incarnation: proof.log.incarnation,
            first: History(size: first.size, root: Hex.encode(first.root.bytes)),
            second: History(size: second.size, root: Hex.encode(second.root.bytes)), proof: proof.text)
    }
}

extension MisbehaviourView: Tabular {
    public func table(_ style: TableStyle) -> String {
        let who = name.map { [("Facility", $0)] } ?? []
        let text = fields(
            who + [
                ("Facility ID", facility.description), ("Incarnation", "\(incarnation)"),
                ("One history", said("\(Words.count(Int(clamping: first.size), "entry", "entries")), root \(first.root)")),
                ("Another", said("\(Words.count(Int(clamping: second.size), "entry", "entries")), root \(second.root)")),
            ], columns: max(style.columns, 120))
        return text + said("proved: this facility signed two histories of one log\n")
    }
}

extension ProofResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = fields(
            [
                ("Facility", facility.description), ("Incarnation", "\(incarnation)"), ("Entry", said("\(index) of \(size)")),
                ("Header", header),
                ("Leaf", leaf),
            ], columns: max(style.columns, 120))
        text += said("Inclusion proof (RFC 9162), \(Words.count(proof.count, "hash", "hashes"))\n") + proof.map { "  \($0)\n" }.joined()
        return text + said("\nCheckpoint\n") + (checkpoint.hasSuffix("\n") ? checkpoint : checkpoint + "\n")
    }
}
