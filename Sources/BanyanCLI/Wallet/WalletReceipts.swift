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
    }

    let grants: [Grant]
}

/// Asks a node for the receipts of every grant, checks them and opens them.
struct AccessLog {
    let wallet: Wallet
    let node: any NodeAPI
    /// Receipts that are asked for at one time, for one token.
    static let batch = 64
    /// Most receipts of one token that are shown.
    static let limit = 4096

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
            var readings: [WalletReadings.Reading] = []
            var unavailable: String?
            do { readings = try await self.readings(of: grant) } catch let error as any Failure where error.category == .notFound {
                unavailable = error.message
            }
            grants.append(
                .init(
                    grant: view.grant, audience: grant.audience, audienceName: grant.audienceName, expires: view.expires,
                    readings: readings,
                    unavailable: unavailable))
        }
        return WalletReadings(grants: grants)
    }

    private func readings(of grant: WalletGrant) async throws -> [WalletReadings.Reading] {
        var out: [WalletReadings.Reading] = []
        for lookup in wallet.receiptLookups(grant, count: Self.limit) {
            for opened in try await receipts(lookup, grant) where opened.receipt.tokenID == lookup.token {
                out.append(
                    .init(
                        origin: lookup.origin, originName: lookup.originName, token: lookup.token.description,
                        readAt: opened.receipt.openedAt,
                        role: opened.receipt.role, reader: opened.receipt.pseudonym, purpose: opened.receipt.purpose.rawValue,
                        sections: opened.receipt.sections.map(\.name), entries: opened.receipt.entries.count,
                        override: opened.receipt.override,
                        index: opened.index, proven: opened.proven))
            }
        }
        return out.sorted { ($1.readAt, $1.index) < ($0.readAt, $0.index) }
    }

    /// Receipts lie under consecutive counters, so the first batch without any ends the search.
    private func receipts(_ lookup: BanyanConsent.ReceiptLookup, _ grant: WalletGrant) async throws -> [Opened] {
        var out: [Opened] = []
        for start in stride(from: 0, to: lookup.tags.count, by: Self.batch) {
            let tags = lookup.tags[start..<min(start + Self.batch, lookup.tags.count)]
            let answer = try await node.receipts(.init(log: grant.audience, tags: tags.map(\.description)))
            let found = Dictionary(grouping: answer.found, by: \.tag)
            let opened = tags.enumerated().compactMap { offset, tag -> Opened? in
                let entries = (found[tag.description] ?? []).sorted { ($0.incarnation, $0.index) < ($1.incarnation, $1.index) }
                // Of several entries under one tag the first that opens counts (protocol section 2).
                return entries.lazy.compactMap { open($0, tag, lookup.key, UInt64(start + offset), grant, answer.checkpoints) }.first
            }
            if opened.isEmpty { break }
            out += opened
        }
        return out
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
        guard !grants.isEmpty else { return "no grants: nobody could read by this wallet\n" }
        return grants.map { grant in
            let title =
                "\(printable(grant.audienceName)), grant \(grant.grant.prefix(8)), "
                + (grant.expires <= style.now ? "ended" : "until \(Words.minute(grant.expires))") + "\n"
            if let unavailable = grant.unavailable {
                return title + paragraph("not known: \(unavailable)", columns: style.columns, indent: 2)
            }
            guard !grant.readings.isEmpty else { return title + "  no reading\n" }
            return title + grant.readings.map { $0.text(style) }.joined()
        }.joined(separator: "\n")
    }
}

extension WalletReadings.Reading {
    func text(_ style: TableStyle) -> String {
        var text = paragraph(
            "\(Words.minute(readAt)) UTC  \(role) \(reader) read \(originName): \(Words.sections(sections)); purpose \(purpose), "
                + Words.count(entries, "entry", "entries"), columns: style.columns, indent: 2)
        if let override { text += paragraph("a rule was overridden: \(override)", columns: style.columns, indent: 6, mark: "    ! ") }
        let state = proven ? "proven by the reader's signed log, entry \(index)" : "NOT PROVEN by the reader's signed log"
        return text + paragraph(state, columns: style.columns, indent: 6)
    }
}
