public import BanyanAPI
internal import BanyanCore

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
        return text + (isSound ? "every log is what its facility signed\n" : "")
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
