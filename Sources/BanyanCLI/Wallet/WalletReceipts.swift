internal import ArgumentParser
internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore
internal import BanyanCrypto
internal import BanyanLedger

extension WalletCommand {
    /// `banyan wallet receipts`: the patient's access log.
    struct Receipts: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show who read what, from the receipts in the readers' signed logs.",
            discussion: """
                Any node that carries the readers' logs can be asked. It learns which receipts are yours, not what they say: the \
                wallet opens them itself, and checks that each is in the log that the reader signed.

                  banyan wallet receipts --node /var/lib/banyan/run/banyan.sock
                """)

        @Option(help: ArgumentHelp("The socket of the node to ask; the one of --data without it.", valueName: "socket")) var node: String?
        @OptionGroup var wallet: WalletOptions

        func run() async throws {
            let opened = try wallet.open()
            let socket = node ?? wallet.options.dataDirectory.socket
            let asked = CommandEnvironment.current.node(socket, wallet.options.timeout?.seconds ?? 60)
            let log = try await AccessLog(wallet: opened.wallet, node: asked).read()
            try wallet.options.output.render(log)
            if log.grants.contains(where: { $0.readings.contains { !$0.proven } }) {
                throw FailureAfterOutput(
                    failure: CLIFailure(
                        .trust, "unproven-receipts", "some receipts are not proven by the reader's signed log",
                        hint: "ask another node: --node SOCKET"))
            }
            if let missing = log.grants.first(where: { $0.unavailable != nil }) {
                throw FailureAfterOutput(
                    failure: CLIFailure(
                        .partial, "log-not-carried", "this node could not answer for \(printable(missing.audienceName))",
                        hint: "ask another node: --node SOCKET"))
            }
        }
    }
}

/// `banyan wallet receipts --json`.
struct WalletReadings: Contract {
    static let schema = "banyan.readings/1"

    struct Reading: Codable, Sendable {
        let origin: FacilityID
        let originName: String
        let token: String
        let readAt: Timestamp
        let role: String
        let reader: String
        let purpose: String
        let sections: [String]
        /// Entries that were opened.
        let entries: Int
        /// Why a rule was overridden, if one was.
        let override: String?
        /// The receipt's place in the reader's log.
        let index: UInt64
        /// Whether it is in the tree of a checkpoint that the reader signed.
        let proven: Bool
    }

    struct Grant: Codable, Sendable {
        let grant: String
        let audience: FacilityID
        let audienceName: String
        let expires: Timestamp
        /// Newest first.
        let readings: [Reading]
        /// Why this node could not tell.
        let unavailable: String?
        /// How far the asked node has the reader's log, entries, and since when: readings left later are not shown.
        let logSize: UInt64?
        let asOf: Timestamp?
    }

    let grants: [Grant]
}

/// Asks a node for the receipts of every grant, checks them and opens them.
struct AccessLog {
    let wallet: Wallet
    let node: any NodeAPI
    /// Receipts that are asked for at one time, for one token.
    static let batch = 64

    /// The receipts under one grant, and how far the asked node has the log in which they lie.
    private struct Answer {
        var readings: [WalletReadings.Reading] = []
        var logSize: UInt64?
        var asOf: Timestamp?
    }

    /// One receipt that opened, with its token.
    private struct Opened {
        let receipt: Receipt
        let index: UInt64
        let proven: Bool
    }

    func read() async throws -> WalletReadings {
        var grants: [WalletReadings.Grant] = []
        for grant in wallet.grants {
            let view = GrantView(grant, wallet: wallet)
            var answer = Answer()
            var unavailable: String?
            do { answer = try await self.answer(to: grant) } catch let error as any Failure where error.category == .notFound {
                unavailable = error.message
            }
            grants.append(
                .init(
                    grant: view.grant, audience: grant.audience, audienceName: grant.audienceName, expires: view.expires,
                    readings: answer.readings, unavailable: unavailable, logSize: answer.logSize, asOf: answer.asOf))
        }
        return WalletReadings(grants: grants)
    }

    private func answer(to grant: WalletGrant) async throws -> Answer {
        var out = Answer()
        // The tags are derived as they are asked for.
        for lookup in wallet.receiptLookups(grant, count: 0) {
            for opened in try await receipts(lookup, grant, &out) where opened.receipt.tokenID == lookup.token {
                out.readings.append(
                    .init(
                        origin: lookup.origin, originName: lookup.originName, token: lookup.token.description,
                        readAt: opened.receipt.openedAt,
                        role: opened.receipt.role, reader: opened.receipt.pseudonym, purpose: opened.receipt.purpose.rawValue,
                        sections: opened.receipt.sections.map(\.name), entries: opened.receipt.entries.count,
                        override: opened.receipt.override,
                        index: opened.index, proven: opened.proven))
            }
        }
        out.readings.sort { ($1.readAt, $1.index) < ($0.readAt, $0.index) }
        return out
    }

    /// Receipts lie under consecutive counters, so the first batch of tags with nothing under them ends the search. A log is
    /// finite: so is the search, whatever lies in it.
    private func receipts(
        _ lookup: BanyanConsent.ReceiptLookup, _ grant: WalletGrant, _ out: inout Answer
    ) async throws -> [Opened] {
        var opened: [Opened] = []
        var counter: UInt64 = 0
        while true {
            let tags = (counter..<counter + UInt64(Self.batch)).map { lookup.key.tag($0) }
            let answer = try await node.receipts(.init(log: grant.audience, tags: tags.map(\.description)))
            out.logSize = answer.logSize ?? out.logSize
            out.asOf = answer.asOf ?? out.asOf
            let found = Dictionary(grouping: answer.found, by: \.tag)
            for (number, tag) in zip(counter..., tags) {
                let entries = (found[tag.description] ?? []).sorted { ($0.incarnation, $0.index) < ($1.incarnation, $1.index) }
                // Of several entries under one tag the first that opens counts (protocol section 2).
                let first = entries.lazy.compactMap { open($0, tag, lookup.key, number, grant, answer.checkpoints) }.first
                if let first { opened.append(first) }
            }
            if tags.allSatisfy({ found[$0.description] == nil }) { return opened }
            counter += UInt64(Self.batch)
        }
    }

    private func open(
        _ found: ReceiptLookupResult.Found, _ tag: Tag, _ key: ReceiptKey, _ counter: UInt64, _ grant: WalletGrant,
        _ checkpoints: [String: String]
    ) -> Opened? {
        guard let payload = Base64.decode(found.payload), let receipt = key.open(payload, counter: counter) else { return nil }
        let log = LogID(facility: grant.audience, incarnation: found.incarnation)
        let proof = found.proof.compactMap { Hex.decode($0).flatMap { Digest($0) } }
        var proven = false
        if proof.count == found.proof.count, let note = checkpoints[String(found.incarnation)],
            let signed = try? SignedCheckpoint(parsing: note),
            signed.checkpoint.log == log, signed.isSigned(by: grant.audienceLogKey)
        {
            proven = MerkleProof.verifyInclusion(
                index: found.index, size: signed.checkpoint.size, leaf: Entry(tag: tag, payload: payload).header.leaf,
                root: signed.checkpoint.root,
                proof: proof)
        }
        return Opened(receipt: receipt, index: found.index, proven: proven)
    }
}

extension WalletReadings: Tabular {
    func table(_ style: TableStyle) -> String {
        guard !grants.isEmpty else { return said("no grants: nobody could read by this wallet\n") }
        return grants.map { grant in
            let (name, id) = (printable(grant.audienceName), grant.grant.prefix(8))
            let title =
                grant.expires <= style.now
                ? said("\(name), grant \(id), ended\n") : said("\(name), grant \(id), until \(Words.minute(grant.expires))\n")
            if let unavailable = grant.unavailable {
                return title + paragraph(said("not known: \(said(english: unavailable))"), columns: style.columns, indent: 2)
            }
            var head = title
            if let size = grant.logSize {
                let age = grant.asOf.map { said("as of \(Words.time($0, now: style.now))") } ?? said("no checkpoint of it")
                let entries = Words.count(Int(clamping: size), "entry", "entries")
                head += paragraph(said("from \(entries) of its log, \(age)"), columns: style.columns, indent: 2)
            }
            guard !grant.readings.isEmpty else { return head + said("  no reading\n") }
            return head + grant.readings.map { $0.text(style) }.joined()
        }.joined(separator: "\n")
    }
}

extension WalletReadings.Reading {
    func text(_ style: TableStyle) -> String {
        let (read, count) = (Words.sections(sections), Words.count(entries, "entry", "entries"))
        let what = said("\(Words.minute(readAt)) UTC  \(role) \(reader) read \(originName): \(read); purpose \(purpose), \(count)")
        var text = paragraph(what, columns: style.columns, indent: 2)
        if let override {
            text += paragraph(said("a rule was overridden: \(override)"), columns: style.columns, indent: 6, mark: "    ! ")
        }
        let state: Phrase = proven ? "proven by the reader's signed log, entry \(index)" : "NOT PROVEN by the reader's signed log"
        return text + paragraph(said(state), columns: style.columns, indent: 6)
    }
}
