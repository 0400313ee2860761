public import BanyanAPI
internal import BanyanCore
internal import BanyanLedger

extension LogVerification: Tabular {
    public func table(_ style: TableStyle) -> String {
        guard !logs.isEmpty else { return "no log is held here\n" }
        var table = TextTable(["Facility", "Entries", "Root", "Signature", "Damaged", "Not held", "Recomputed root"], flexible: 0)
        table.rows = logs.map { log in
            [
                log.incarnation == 0 ? log.name : "\(log.name) (incarnation \(log.incarnation))", "\(log.size)",
                log.rootMatches ? "ok" : "DIFFERS",
                log.signatureValid ? "ok" : "INVALID", "\(log.damaged.count)", "\(log.missing)", String(log.root.prefix(16)),
            ]
        }
        var text = table.text(columns: style.columns)
        for log in logs where !log.damaged.isEmpty {
            let shown = log.damaged.prefix(20).map(String.init).joined(separator: ", ") + (log.damaged.count > 20 ? ", …" : "")
            text += paragraph("\(log.name): damaged entries \(shown)", columns: style.columns)
        }
        text += logs.map { witnessText($0, style) }.joined()
        return text + (isSound ? "every log is what its facility signed\n" : "")
    }
}

extension LogVerification {
    private func witnessText(_ log: Log, _ style: TableStyle) -> String {
        (log.cosignatures ?? []).map { cosignature in
            let word = cosignature.valid ? "cosigned" : "INVALID cosignature of"
            return paragraph(
                "\(log.name): \(word) \(cosignature.size) entries by \(cosignature.name), \(Words.time(cosignature.at, now: style.now))",
                columns: style.columns)
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
                ("One history", "\(Words.count(Int(clamping: first.size), "entry", "entries")), root \(first.root)"),
                ("Another", "\(Words.count(Int(clamping: second.size), "entry", "entries")), root \(second.root)"),
            ], columns: max(style.columns, 120))
        return text + "proved: this facility signed two histories of one log\n"
    }
}

extension ProofResult: Tabular {
    public func table(_ style: TableStyle) -> String {
        var text = fields(
            [
                ("Facility", facility.description), ("Incarnation", "\(incarnation)"), ("Entry", "\(index) of \(size)"), ("Header", header),
                ("Leaf", leaf),
            ], columns: max(style.columns, 120))
        text += "Inclusion proof (RFC 9162), \(Words.count(proof.count, "hash", "hashes"))\n" + proof.map { "  \($0)\n" }.joined()
        return text + "\nCheckpoint\n" + (checkpoint.hasSuffix("\n") ? checkpoint : checkpoint + "\n")
    }
}
