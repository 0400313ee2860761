internal import BanyanAPI
internal import BanyanConsent
internal import BanyanCore

/// `banyan wallet new --json`.
struct WalletCreated: Contract, Tabular {
    static let schema = "banyan.wallet/1"
    let wallet: String

    func table(_ style: TableStyle) -> String {
        said("the wallet is \(wallet): keep a copy of it in a safe place\n\nNext:\n  banyan wallet enrol --facility CARD -o FILE\n")
    }
}

/// `banyan wallet enrol --json`.
struct WalletEnrolled: Contract, Tabular {
    static let schema = "banyan.wallet-enrolment/1"
    let facility: FacilityID
    let name: String
    let kind: FacilityKind
    let number: UInt32
    let file: String

    init(_ enrolment: WalletEnrolment, file: String) {
        facility = enrolment.facility
        name = enrolment.name
        kind = enrolment.kind
        number = enrolment.number
        self.file = file
    }

    func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Facility", "\(name) (\(said(english: kind.rawValue)))"), ("  its ID", facility.description), ("Number", "\(number)"),
                ("File", file),
            ],
            columns: style.columns)
            + said("\nNext: bring the file to the facility within seven days; there:\n  banyan patient enrol --mrn MRN \(file)\n")
    }
}

/// One grant as `wallet grant` and `wallet list` show it.
struct GrantView: Codable, Sendable {
    struct Origin: Codable, Sendable {
        let facility: FacilityID
        let name: String
        let token: String
    }

    let grant: String
    let audience: FacilityID
    let audienceName: String
    let audienceKind: FacilityKind
    let origins: [Origin]
    let sections: [String]
    let notGranted: [String]
    let firstMonth: String
    let lastMonth: String
    let purpose: String
    let created: Timestamp
    let expires: Timestamp

    init(_ grant: WalletGrant, wallet: Wallet) {
        self.grant = grant.id.description
        audience = grant.audience
        audienceName = grant.audienceName
        audienceKind = grant.audienceKind
        origins = grant.tokens.map { token in
            Origin(
                facility: token.origin, name: wallet.enrolment(at: token.origin)?.name ?? token.origin.description,
                token: token.id.description)
        }
        let granted = Set(grant.tokens.flatMap(\.sections))
        sections = granted.sorted().map(\.name)
        notGranted = Section.allCases.filter { !granted.contains($0) }.map(\.name)
        firstMonth = (grant.tokens.map(\.months.lowerBound).min() ?? .first).description
        lastMonth = (grant.tokens.map(\.months.upperBound).max() ?? .last).description
        purpose = grant.tokens.first?.purpose.rawValue ?? ""
        created = grant.created
        expires = grant.tokens.map(\.expires).max() ?? grant.created
    }

    var shortID: String { String(grant.prefix(8)) }
}

/// `banyan wallet grant --json`.
struct WalletGranted: Contract, Tabular {
    static let schema = "banyan.grant/1"
    let grant: GrantView
    let bundle: String

    init(_ grant: WalletGrant, wallet: Wallet, bundle: String) {
        self.grant = GrantView(grant, wallet: wallet)
        self.bundle = bundle
    }

    func table(_ style: TableStyle) -> String {
        fields(
            [
                ("Grant", grant.grant), ("Bundle", said("\(bundle), which only \(grant.audienceName) can open")),
                ("Until", Words.time(grant.expires, now: style.now)),
            ], columns: style.columns)
            + said(
                """

                Next: give the bundle to \(printable(grant.audienceName)); there:
                  banyan consent present \(bundle) --patient MRN
                To withdraw it, at any facility of the network:
                  banyan wallet slip \(grant.shortID)      prints the slip for: banyan consent revoke SLIP

                """)
    }
}

/// `banyan wallet list --json`.
struct WalletContents: Contract, Tabular {
    static let schema = "banyan.wallet-contents/1"

    struct Enrolment: Codable, Sendable {
        let facility: FacilityID
        let name: String
        let kind: FacilityKind
        let code: String
        let number: UInt32
        let enrolledAt: Timestamp
    }

    let enrolments: [Enrolment]
    let grants: [GrantView]

    init(_ wallet: Wallet) {
        enrolments = wallet.enrolments.map {
            Enrolment(
                facility: $0.facility, name: $0.name, kind: $0.kind, code: $0.code.description, number: $0.number, enrolledAt: $0.enrolledAt
            )
        }
        grants = wallet.grants.map { GrantView($0, wallet: wallet) }
    }

    func table(_ style: TableStyle) -> String {
        var text = said("Enrolled at\n")
        if enrolments.isEmpty {
            text += said("  none: banyan wallet enrol --facility CARD -o FILE\n")
        } else {
            var table = TextTable(["Name", "Kind", "Code", "Number", "Since", "ID"], flexible: 0)
            table.rows = enrolments.map {
                [$0.name, said(english: $0.kind.rawValue), $0.code, "\($0.number)", Words.minute($0.enrolledAt), Words.short($0.facility)]
            }
            text += table.text(columns: style.columns, indent: 2)
        }
        text += said("\nGrants\n")
        guard !grants.isEmpty else { return text + said("  none: banyan wallet grant --to CARD --from CARD -o FILE\n") }
        var table = TextTable(["Grant", "May read", "Records of", "Sections", "Ends"], flexible: 3)
        table.rows = grants.map {
            [
                $0.shortID, $0.audienceName, Words.list($0.origins.map(\.name)), Words.sections($0.sections),
                $0.expires <= style.now ? said("ended") : Words.relative($0.expires, to: style.now),
            ]
        }
        return text + table.text(columns: style.columns, indent: 2)
    }
}

/// `banyan wallet slip --json`.
struct WalletSlip: Contract, Tabular {
    static let schema = "banyan.slip/1"
    let grant: String
    let file: String?
    let text: String?

    func table(_ style: TableStyle) -> String {
        if let text { return text }
        let file = file ?? "SLIP"
        return said("the slip is \(file): print it, and keep it safe\n\nTo use it, at any facility:\n  banyan consent revoke \(file)\n")
    }
}
