internal import ArgumentParser
internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore
internal import BanyanLedger

extension WalletCommand {
    /// `banyan wallet referral`: shows by whom, to whom, why and for how long, then signs.
    struct Referral: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a referral: let the facility that you are referred to read, for treatment, for ten days.",
            discussion: """
                The request comes from the facility that refers you, as a file. Give back what is signed.

                  banyan wallet referral lan.request -o lan.signed
                  banyan wallet referral lan.request --also tramyte.card -o lan.signed
                """)

        @Argument(help: ArgumentHelp("The file from `banyan referral create`, or - for stdin.", valueName: "request")) var request: String
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Cards of further facilities where you are enrolled, whose records may be read too.", valueName: "card"))
        var also: [String] = []
        @Option(help: "Who grants: self, parent or guardian.") var capacity: Grant.Capacity = .oneself
        @Option(name: .shortAndLong, help: ArgumentHelp("The new file with what is signed.", valueName: "file")) var output: String
        @Flag(help: "Don't ask.") var yes = false
        @Flag(help: "Grant the sensitive sections that the request names without asking.") var confirmSensitive = false
        @OptionGroup var wallet: WalletOptions

        func run() throws {
            var random = CommandEnvironment.current.random()
            let now = CommandEnvironment.current.now()
            let request = try ReferralRequest(encoded: LocalFile.read(request, limit: ReferralRequest.limit, what: "a referral request"))
            try check(request, now)
            var opened = try wallet.openToChange()
            let origin = try enrolment(request.origin.id, request.origin.name, opened.wallet)
            let others = try also.map { path in
                let card = try WalletFacility(card: path)
                return try enrolment(card.id, card.name, opened.wallet)
            }
            guard !opened.wallet.grants.contains(where: { $0.id.bytes == request.id.bytes }) else {
                throw CLIFailure(
                    .failed, "signed-before", "this wallet has signed this referral before",
                    hint: "give the file from then, or ask the facility for a new request")
            }
            try confirm(request, origin: origin, others: others, now: now)
            let (file, grant) = try opened.wallet.refer(
                request.id, from: origin.facility, and: others.map(\.facility), to: WalletFacility(request.audience),
                sections: request.sections, capacity: capacity.value, now: now, using: &random)
            try opened.save(with: file, at: output, using: &random)
            try wallet.options.output.render(WalletReferralSigned(grant, wallet: opened.wallet, file: output, referral: request))
        }

        private func check(_ request: ReferralRequest, _ now: Timestamp) throws {
            let age = now.seconds - request.created.seconds
            guard age <= ReferralRequest.life, age >= -Limits.clockSkew else {
                throw CLIFailure(
                    .denied, "request-too-old", "the request is older than a week, or of a day that is to come",
                    hint: "ask the facility for a new one: banyan referral create")
            }
            for card in [request.origin, request.audience] where card.isExpired(at: now) {
                throw CLIFailure(
                    .trust, "card-expired", "the card of \(printable(card.name)) in the request has expired",
                    hint: "ask the facility for a new request")
            }
        }

        private func enrolment(_ id: FacilityID, _ name: String, _ wallet: Wallet) throws -> WalletEnrolment {
            guard let enrolment = wallet.enrolment(at: id) else {
                throw CLIFailure(
                    .failed, "not-enrolled", "you are not enrolled at \(printable(name))",
                    hint: "banyan wallet enrol --facility CARD -o FILE")
            }
            return enrolment
        }

        private func confirm(_ request: ReferralRequest, origin: WalletEnrolment, others: [WalletEnrolment], now: Timestamp) throws {
            let console = CommandEnvironment.current.console
            let columns = min(console.columns, 100)
            let terms = GrantTerms(sections: request.sections, expires: now.adding(ReferralTerms.life))
            console.err(
                fields(
                    [("Referral", "\(origin.name) refers you to \(request.audience.name)"), ("Reason", request.reason)], columns: columns)
                    + "\n")
            let words = GrantWords(
                audience: WalletFacility(request.audience), origins: [origin] + others, terms: terms, now: now)
            console.err(words.text(columns: columns))
            let sensitive = request.sections.filter(\.isSensitive)
            if !sensitive.isEmpty, !confirmSensitive {
                try Confirmation.ask(
                    "This opens \(Words.list(sensitive.map(\.name))). Type yes to grant that too: ", orPass: "--confirm-sensitive")
            }
            if !yes { try Confirmation.ask("Type yes to sign this referral: ", orPass: "--yes") }
        }
    }
}

extension WalletFacility {
    /// From a card that was verified.
    init(_ card: FacilityCard) {
        self.init(
            id: card.id, name: card.name, kind: card.kind, code: card.code, kem: card.kem, kemNumber: card.kemNumber, logKey: card.logKey)
    }
}

/// `banyan wallet referral --json`.
struct WalletReferralSigned: Contract, Tabular {
    static let schema = "banyan.signed-referral/1"
    let referral: String
    let grant: GrantView
    let file: String
    /// Who refers.
    let origin: FacilityID
    let originName: String

    init(_ grant: WalletGrant, wallet: Wallet, file: String, referral: ReferralRequest) {
        self.referral = referral.id.description
        self.grant = GrantView(grant, wallet: wallet)
        self.file = file
        origin = referral.origin.id
        originName = referral.origin.name
    }

    func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Referral", referral), ("Signed", file), ("May read", grant.audienceName),
                ("Until", Words.time(grant.expires, now: style.now)),
            ], columns: style.columns)
            + said(
                """

                Next: give the file to \(printable(originName)); there:
                  banyan referral send \(referral.prefix(8)) --signed \(file)
                To withdraw it, at any facility of the network:
                  banyan wallet slip \(grant.shortID)      prints the slip for: banyan consent revoke SLIP

                """)
    }
}
