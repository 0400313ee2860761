internal import ArgumentParser
internal import BanyanAPI
internal import BanyanCore
internal import BanyanCrypto
internal import BanyanLedger
internal import Foundation

/// `banyan init`: makes a facility's keys and a node's data directory. Works without a daemon.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new node: its facility's keys, its card, its data directory.",
        discussion: """
            The keys are protected by a passphrase, or by a key file for a node that must start by itself. Nothing is \
            overwritten, and a failure leaves nothing behind.

              banyan init --name "Trạm y tế xã B" --kind station --code 00901 \\
                --province 000 --listen 0.0.0.0:7100 --endpoint b.example:7100
              banyan init --name A --kind clinic --code 00902 --province 000 \\
                --listen 127.0.0.1:7101 --data /srv/a --key-file /etc/a.key
            """)

    @Option(help: ArgumentHelp("The facility's name, as people read it.", valueName: "name")) var name: String
    @Option(
        help: ArgumentHelp("What the facility is: \(FacilityKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
    var kind: FacilityKind
    @Option(help: ArgumentHelp("Its code (MA_CSKCB): five digits or capital letters.", valueName: "code")) var code: String
    @Option(help: ArgumentHelp("Its province: three digits.", valueName: "province")) var province: String
    @Option(help: ArgumentHelp("Where to accept peers.", valueName: "host:port")) var listen: String
    @Option(help: ArgumentHelp("What others dial, if it differs from --listen; up to four times.", valueName: "host:port")) var endpoint:
        [String] = []
    @Flag(help: "Put no endpoint on the card: this node only dials out.") var dialOutOnly = false
    @Option(help: ArgumentHelp("Write the recovery sheet to this new file; else its code is shown.", valueName: "path")) var recoverySheet:
        String?
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() throws {
        var random = CommandEnvironment.current.random()
        let now = CommandEnvironment.current.now()
        var configuration = try makeConfiguration()
        let directory = options.dataDirectory
        try directory.refuseUnlessFree()

        var undo: [String] = []
        do {
            let (secret, keyFile) = try NewProtection.choose(unlock, for: options.dataDirectory, &random, &undo)
            configuration.keyFile = keyFile
            let made = try NewNode(configuration, unlock: secret, now: now, using: &random)
            if let recoverySheet {
                try AtomicFile.write(Array(made.sheet.text.utf8), to: recoverySheet, mode: 0o600, replacing: false)
                undo.append(recoverySheet)
            }
            try directory.create(made.contents)
            let result = InitResult(
                made, data: directory.path, recoveryCode: recoverySheet == nil ? made.recovery.text : nil, recoverySheet: recoverySheet,
                keyFile: keyFile)
            try options.output.render(result)
        } catch {
            for path in undo { unlink(path) }
            throw error
        }
    }

    private func makeConfiguration() throws -> NodeConfiguration {
        guard NodeConfiguration.isName(name) else { throw ValidationError("A name has 1 to \(Limits.name) bytes on one line.") }
        guard let code = FacilityCode(code) else {
            throw ValidationError("A facility code has five digits or capital letters, such as 00901.")
        }
        guard let province = ProvinceCode(province) else { throw ValidationError("A province has three digits, such as 000.") }
        let listen = try parseEndpoint(listen)
        let dialled = try endpoint.map(parseEndpoint)
        guard dialled.count <= FacilityCard.endpointLimit else {
            throw ValidationError("A card has at most \(FacilityCard.endpointLimit) endpoints.")
        }
        guard dialled.isEmpty || !dialOutOnly else { throw ValidationError("--endpoint and --dial-out-only contradict each other.") }
        let isEverywhere = ["0.0.0.0", "::"].contains(listen.host)
        guard !isEverywhere || dialOutOnly || !dialled.isEmpty else {
            throw CLIFailure(
                .usage, "endpoint-needed", "\(listen) accepts on every address, but is none that others can dial",
                hint: "add --endpoint HOST:PORT, or --dial-out-only")
        }
        let endpoints = dialOutOnly ? [] : dialled.isEmpty ? [listen] : dialled
        return NodeConfiguration(name: name, kind: kind, code: code, province: province, listen: listen, endpoints: endpoints)
    }

    private func parseEndpoint(_ text: String) throws -> Endpoint {
        guard let endpoint = Endpoint(text) else { throw ValidationError("'\(text)' is not HOST:PORT.") }
        return endpoint
    }
}

/// Everything that a new node consists of, in memory.
struct NewNode {
    let card: FacilityCard
    let recovery: RecoverySecret
    let sheet: RecoverySheet
    let contents: DataDirectory.Contents

    init(_ configuration: NodeConfiguration, unlock: Unlock, now: Timestamp, using random: inout some RandomNumberGenerator) throws {
        recovery = RecoverySecret(using: &random)
        let keys = try FacilityKeys.generate(from: recovery, at: now, using: &random)
        card = try configuration.card(of: keys, number: 1, issued: now)
        sheet = RecoverySheet(of: card, listen: configuration.listen, recovery)
        let (dataKey, wrapped) = try DataKey.make(unlock, using: &random)
        contents = DataDirectory.Contents(
            nodeKey: wrapped, identity: dataKey.seal(keys.encoded, purpose: NodeIdentity.purpose, using: &random),
            register: dataKey.seal(recovery.registerKey.exposed, purpose: NodeIdentity.registerPurpose, using: &random), card: card.text,
            configuration: try configuration.encoded)
    }
}

/// `banyan init --json`.
struct InitResult: Contract, Tabular {
    static let schema = "banyan.init/1"
    let facility: FacilityID
    let name: String
    let data: String
    let card: String
    let cardValidUntil: Timestamp
    let recoveryCode: String?
    let recoverySheet: String?
    let keyFile: String?

    init(_ node: NewNode, data: String, recoveryCode: String?, recoverySheet: String?, keyFile: String?) {
        facility = node.card.id
        name = node.card.name
        self.data = data
        card = node.card.text
        cardValidUntil = node.card.notAfter
        self.recoveryCode = recoveryCode
        self.recoverySheet = recoverySheet
        self.keyFile = keyFile
    }

    func table(_ style: TableStyle) -> String {
        var text = said("\(name) is ready in \(data)\n\n")
        text += fields(
            [("Facility ID", facility.description), ("Card valid until", Words.time(cardValidUntil, now: style.now))],
            columns: style.columns)
        if let recoveryCode {
            text +=
                "\n"
                + paragraph(
                    said(
                        "Recovery code. Write it down now with the ID above, and lock it away: it is shown once and is on no machine. When "
                            + "this machine is lost, banyan restore brings the facility back with it."), columns: style.columns)
            text += "  \(recoveryCode)\n"
        }
        if let recoverySheet { text += said("\nThe recovery sheet is \(recoverySheet): print it, lock it away, delete the file.\n") }
        if let keyFile { text += said("\nThe keys open with \(keyFile): keep a copy where the data directory is not.\n") }
        text += said(
            """

            Next:
              banyan serve --data \(data)
              banyan peer card --data \(data)      the card that peers and patients need
              banyan peer add CARD --data \(data)  accepts another facility

            """)
        return text
    }
}
