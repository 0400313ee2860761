internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanCrypto
internal import BanyanLedger

/// `banyan renew`: a new card with a new X-Wing key. Works while the daemon does not run.
struct RenewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Renew the facility's card and certificates, with a new key for what is sealed to it.",
        discussion: """
            A card ends after 90 days. Stop the node, renew, start it, and give the new card to the peers and to patients. What was \
            sealed to the former key still opens until 30 days after that key's end. The card takes its name, kind, code, province \
            and endpoints from config.json; the facility's ID stays.

              systemctl stop banyan
              banyan renew --data /var/lib/banyan --key-file /etc/banyan/node.key
              systemctl start banyan
              banyan peer card > our.card
            """)

    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let directory = options.dataDirectory
        let configuration = try NodeConfiguration.load(directory)
        let lock = try directory.lockAgainstNode(hint: "stop it first, then: banyan renew --data \(directory.path)")
        let renewal = try withExtendedLifetime(lock) { try renew(directory, configuration) }
        try options.output.render(RenewResult(renewal, data: directory.path))
    }

    private func renew(_ directory: DataDirectory, _ configuration: NodeConfiguration) throws -> Renewal {
        let secret = try NodeUnlock.find(
            unlock, configuration: configuration, wantsPassphrase: try NodeIdentity.wantsPassphrase(directory))
        let identity = try NodeIdentity.load(directory, unlock: secret)
        var random = CommandEnvironment.current.random()
        let renewal = try Renewal(of: identity, configuration, now: CommandEnvironment.current.now(), using: &random)
        try directory.replaceIdentity(renewal.sealedKeys, card: renewal.card.text)
        return renewal
    }
}

/// A facility's next keys and card, in memory.
struct Renewal {
    let keys: FacilityKeys
    let card: FacilityCard
    let sealedKeys: [UInt8]

    init(
        of identity: NodeIdentity, _ configuration: NodeConfiguration, now: Timestamp, using random: inout some RandomNumberGenerator
    ) throws {
        guard now >= identity.card.issued else {
            throw CLIFailure(
                .failed, "clock-behind-card", "this machine's clock is earlier than the present card (\(identity.card.issued.iso8601))",
                hint: "set the clock (timedatectl)")
        }
        let (number, overflow) = identity.card.number.addingReportingOverflow(1)
        guard !overflow else { throw CLIFailure(.failed, "no-card-number", "there is no card number left") }
        keys = try identity.keys.renewed(at: now, using: &random)
        card = try Self.card(of: keys, configuration, number: number, now: now)
        sealedKeys = identity.dataKey.seal(keys.encoded, purpose: NodeIdentity.purpose, using: &random)
    }

    private static func card(
        of keys: FacilityKeys, _ configuration: NodeConfiguration, number: UInt64, now: Timestamp
    ) throws -> FacilityCard {
        do { return try configuration.card(of: keys, number: number, issued: now) } catch {
            throw CLIFailure(.configuration, error.code, error.message, hint: "correct config.json")
        }
    }
}

/// `banyan renew --json`.
struct RenewResult: Contract, Tabular {
    static let schema = "banyan.renewal/1"

    /// A key that was replaced and still opens what was sealed to it.
    struct FormerKey: Codable, Sendable {
        let number: UInt64
        let servesUntil: Timestamp
    }

    let facility: FacilityID
    let name: String
    let data: String
    let card: String
    let cardNumber: UInt64
    let cardValidUntil: Timestamp
    let keyNumber: UInt64
    let formerKeys: [FormerKey]

    init(_ renewal: Renewal, data: String) {
        facility = renewal.card.id
        name = renewal.card.name
        self.data = data
        card = renewal.card.text
        cardNumber = renewal.card.number
        cardValidUntil = renewal.card.notAfter
        keyNumber = renewal.card.kemNumber
        formerKeys = renewal.keys.formerKEMs.map { FormerKey(number: $0.number, servesUntil: $0.servesUntil) }
    }

    func table(_ style: TableStyle) -> String {
        var text = said("\(printable(name)) has a new card, number \(cardNumber); the ID is the same\n\n")
        let former = formerKeys.map { key in
            ("Former key \(key.number)", said("opens what was sealed to it until \(Words.time(key.servesUntil, now: style.now))"))
        }
        text += fields(
            [
                ("Facility ID", facility.description), ("Card valid until", Words.time(cardValidUntil, now: style.now)),
                ("Key number", said("\(keyNumber), new")),
            ] + former, columns: style.columns)
        text += said(
            """

            Next:
              banyan serve --data \(data)
              banyan peer card --data \(data) > NEW.card
            Give NEW.card to patients and to the admins of the peers; each of these runs:
              banyan peer add NEW.card

            """)
        return text
    }
}
