internal import ArgumentParser
internal import BanyanConsent
internal import BanyanCore
internal import Foundation

extension WalletCommand {
    /// `banyan wallet grant`: shows whom and what, then signs.
    struct Grant: ParsableCommand {
        private static let sensitive = Words.list(Section.allCases.filter(\.isSensitive).map(\.name))

        static let configuration = CommandConfiguration(
            abstract: "Let a facility read what others know of you.",
            discussion: """
                Without --sections: all but the sensitive ones (\(sensitive)), \
                which must be named and confirmed; to a pharmacy, allergies and medications alone. Without --months: all months.

                  banyan wallet grant --to c.card --from a.card b.card -o c.bundle
                  banyan wallet grant --to pharmacy.card --from 00271 --expires 1d -o pharmacy.bundle
                """)

        @Option(help: ArgumentHelp("The card of the facility that may read.", valueName: "card")) var to: String
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp(
                "Facilities whose records it may read: cards, or IDs, codes or names where you are enrolled.", valueName: "card"))
        var from: [String]
        @Option(help: ArgumentHelp(SectionList.help, valueName: "sections")) var sections: SectionList?
        @Option(help: ArgumentHelp("Months of results, encounters and the like, such as 2024-01..2026-11.", valueName: "months"))
        var months: MonthRange?
        @Option(help: ArgumentHelp("What for (HL7 PurposeOfUse).", valueName: "code")) var purpose = Purpose.treatment
        @Option(help: ArgumentHelp("For how long, such as 12h, 7d; at most a year.", valueName: "time")) var expires: DurationArgument?
        @Option(help: "Who grants: self, parent or guardian.") var capacity: Capacity = .oneself
        @Option(name: .shortAndLong, help: ArgumentHelp("The new bundle file.", valueName: "bundle")) var output: String
        @Flag(help: "Don't ask.") var yes = false
        @Option(
            help: ArgumentHelp(
                "Grant these sensitive sections of --sections without asking; all of them must stand here.", valueName: "sections"))
        var confirmSensitive: SectionList?
        @OptionGroup var wallet: WalletOptions

        enum Capacity: String, ExpressibleByArgument, CaseIterable {
            case oneself = "self"
            case parent, guardian

            var value: GranterCapacity {
                switch self {
                case .oneself: .oneself
                case .parent: .parent
                case .guardian: .guardian
                }
            }
        }

        func validate() throws {
            if from.isEmpty { throw ValidationError("Name at least one facility after --from.") }
            if let confirmed = confirmSensitive?.sections {
                guard confirmed.allSatisfy(\.isSensitive), Set(confirmed).isSubset(of: sections?.sections ?? []) else {
                    throw ValidationError("--confirm-sensitive repeats the sensitive sections of --sections: \(Self.sensitive).")
                }
            }
            if let expires, expires.seconds > Limits.tokenLife { throw ValidationError("A consent lives at most a year.") }
            if purpose == .emergencyTreatment { throw ValidationError("Emergency access is declared by clinicians; it can't be granted.") }
        }

        func run() throws {
            var random = CommandEnvironment.current.random()
            let now = CommandEnvironment.current.now()
            let audience = try WalletFacility(card: to)
            var opened = try wallet.openToChange()
            let origins = try from.map { try origin($0, opened.wallet) }
            let terms = GrantTerms(
                sections: sections?.sections, months: months.map { $0.first...$0.last }, purpose: purpose,
                expires: now.adding(expires?.seconds ?? GrantTerms.defaultLife), capacity: capacity.value)
            try confirm(GrantWords(audience: audience, origins: origins, terms: terms, now: now))
            let (bundle, grant) = try opened.wallet.grant(
                to: audience, from: origins.map(\.facility), terms: terms, now: now, using: &random)
            try opened.save(with: bundle, at: output, using: &random)
            try wallet.options.output.render(WalletGranted(grant, wallet: opened.wallet, bundle: output))
        }

        /// A card's path, or what the wallet calls the facility.
        private func origin(_ text: String, _ wallet: Wallet) throws -> WalletEnrolment {
            let newest = Dictionary(wallet.enrolments.map { ($0.facility, $0) }, uniquingKeysWith: { $1 })
            let id = try? FacilityID(typed: text)
            let known = newest.values.filter { $0.facility == id || $0.code.description == text || $0.name == text }
            if known.count == 1 { return known[0] }
            if known.count > 1 {
                throw CLIFailure(
                    .usage, "ambiguous-facility", "\(known.count) of your facilities are called that",
                    hint: "pass the card's file or the ID")
            }
            let card = try WalletFacility(card: text)
            guard let enrolment = newest[card.id] else {
                throw CLIFailure(
                    .failed, "not-enrolled", "you are not enrolled at \(printable(card.name))",
                    hint: "banyan wallet enrol --facility \(text) -o FILE")
            }
            return enrolment
        }

        private func confirm(_ words: GrantWords) throws {
            let console = CommandEnvironment.current.console
            console.err(words.text(columns: min(console.columns, 100)))
            let sensitive = words.sections.filter { $0.isSensitive && confirmSensitive?.sections.contains($0) != true }
            if !sensitive.isEmpty {
                let names = sensitive.map(\.name)
                try Confirmation.ask(
                    "This opens \(Words.list(names)). Type yes to grant that too: ",
                    orPass: "--confirm-sensitive \(names.joined(separator: ","))")
            }
            if !yes { try Confirmation.ask("Type yes to grant this: ", orPass: "--yes") }
        }
    }
}

/// What a grant means, in words, before it is signed.
struct GrantWords {
    let audience: WalletFacility
    let origins: [WalletEnrolment]
    let terms: GrantTerms
    let now: Timestamp

    var sections: [Section] { (terms.sections ?? Section.preset(for: audience.kind)).sorted() }

    func text(columns: Int) -> String {
        let missing = Section.allCases.filter { !sections.contains($0) }
        let months = terms.months.lowerBound == .first ? said("all") : said("\(terms.months.lowerBound) to \(terms.months.upperBound)")
        var text = fields(
            [
                ("May read", said("\(audience.name) (\(said(english: audience.kind.rawValue)), code \(audience.code))")),
                ("  its ID", audience.id.description),
                ("Records of", Words.list(origins.map(\.name))), ("Sections", Words.list(sections.map(\.name))),
                ("Not granted", Words.list(missing.map(\.name))), ("Months", months), ("Purpose", terms.purpose.rawValue),
                ("Until", Words.time(terms.expires, now: now)),
            ], columns: columns)
        text +=
            "\n"
            + paragraph(
                said(
                    "Who has read has read: revoking stops further reading, it can't undo it. Every reading leaves a receipt for you. "
                        + "The facilities that hold the records could always disclose them themselves."), columns: columns)
        return text + "\n"
    }
}
