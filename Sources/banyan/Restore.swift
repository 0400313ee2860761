import ArgumentParser
import BanyanAPI
import BanyanCLI
import BanyanCore
import BanyanEngine
import BanyanLedger
import BanyanRecords
import BanyanStore
import BanyanTransport
import Foundation
import Logging

/// `banyan restore`: a facility whose disk is lost comes back from its peers.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a lost facility back from its peers, with its recovery sheet.",
        discussion: """
            On an empty machine: the facility's own log comes back from peers and is verified; with the recovery code its enrolments, the \
            consents presented to it, its peers and everything that it had published. What it never published is lost. Be sure that \
            the former machine is off for good. An interrupted restore goes on when it is repeated.

              banyan restore --identity sheet.txt --peer their.card --key-file /etc/banyan/node.key
              banyan restore --identity - --peer a.card --peer b.card --listen 0.0.0.0:7100
            """)

    @Option(help: ArgumentHelp("The recovery sheet, or a file with the code alone; - for stdin.", valueName: "file"))
    var identity: String
    @Option(help: ArgumentHelp("The card of a facility that had accepted this one; up to 16 times.", valueName: "card"))
    var peer: [String] = []
    @Option(help: ArgumentHelp("Where to accept peers, if not as before.", valueName: "host:port")) var listen: String?
    @Option(help: ArgumentHelp("What others dial, if not as before; up to four times.", valueName: "host:port")) var endpoint: [String] = []
    @OptionGroup var unlock: UnlockOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        var random = environment.random()
        let sheet = try RecoverySheet(text: InputFile.text(identity, what: "a recovery sheet"))
        let cards = try peer.map { try FacilityCard(text: InputFile.text($0, what: "a card file")) }
        let (listen, endpoints) = (try listen.map(address), try endpoint.map(address))
        guard (1...16).contains(cards.count) else {
            throw EngineFailure(
                .usage, "peer-needed", "a restore needs the card of one to 16 facilities that hold this one's log",
                hint: "ask a facility that had accepted this one for `banyan peer card`, and pass it with --peer")
        }
        var undo: [String] = []
        let (secret, keyFile) = try NewProtection.choose(unlock, for: options.dataDirectory, &random, &undo)
        let place = try RestoreDirectory.begin(
            options.dataDirectory, sheet.recovery, unlock: secret, now: environment.now(), using: &random)
        let restored = try await RestoreRun(place, cards, patience: options.patience(60) * 1000, console: environment.console).run()
        let (card, configuration) = try place.finish(
            sheet, after: restored.card, listen: listen, endpoints: endpoints, keyFile: keyFile, now: environment.now(), using: &random)
        try options.output.render(RestoreResult(restored, card, configuration, data: place.directory.path))
        let unreadable = restored.recovery.unreadable + restored.recovery.unreadableStreams
        guard unreadable > 0 else { return }
        environment.console.err(
            said("banyan: error: \(unreadable) entries of the own log could not be read: what they held is lost\n"))
        throw ExitCode(FailureCategory.partial.rawValue)
    }

    private func address(_ text: String) throws -> Endpoint {
        guard let endpoint = Endpoint(text) else { throw ValidationError("'\(text)' is not HOST:PORT.") }
        return endpoint
    }
}

/// The part of a node that a restore needs: store, engine and dialler; nothing listens, and nothing is appended.
private struct RestoreRun {
    let place: RestoreDirectory
    let cards: [FacilityCard]
    let patience: Int64
    let progress: ProgressLine
    let logger: Logger

    init(_ place: RestoreDirectory, _ cards: [FacilityCard], patience: Int64, console: any Console) {
        self.place = place
        self.cards = cards
        self.patience = patience
        progress = ProgressLine(console: console, what: "entries of the own log")
        logger = Logger(label: "banyan") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .error
            return handler
        }
    }

    func run() async throws -> Restored {
        defer { progress.clear() }
        // Once more for each later incarnation that comes to light.
        for _ in 0...Limits.incarnationsAhead {
            if let restored = try await once() { return restored }
        }
        throw EngineFailure(.failed, "too-many-incarnations", "the own log has more incarnations than peers may show at once")
    }

    private func once() async throws -> Restored? {
        let store = try SQLiteStore.open(directory: URL(fileURLWithPath: place.directory.path))
        defer { try? store.close() }
        let known = Set(try await store.peers().map(\.id))
        for card in cards where !known.contains(card.id) {
            try await store.save(
                PeerRecord(id: card.id, card: card.text, state: .active, connects: true, addedAt: CommandEnvironment.current.now()))
        }
        var parts = NodeParts(
            keys: place.identity.keys, atRest: place.identity.atRest, card: place.identity.card, store: store, clock: SystemClock(),
            stopwatch: SystemStopwatch(), sensitive: try .starter(),
            settings: NodeSettings(version: BanyanCLI.version, listen: "", tickSeconds: 60, opensIncarnation: false), logger: logger)
        parts.registerKey = place.identity.registerKey
        let tls = try TransportIdentity(key: place.identity.keys.tls)
        let node = try await Node(parts) { TransportDialer(identity: tls, allowList: $0, logger: logger) }
        let running = Task { await node.exchange.run() }
        let result: Result<Restored?, any Error>
        do { result = .success(try await node.restore(from: cards.map(\.id), patience: patience, progress: show)) } catch {
            result = .failure(error)
        }
        await node.exchange.stop()
        running.cancel()
        await running.value
        guard let restored = try result.get() else { return nil }
        guard restored.size > 0 else {
            throw EngineFailure(
                .notFound, "nothing-to-restore", "the named peers hold nothing of this facility's log",
                hint: "name other facilities with --peer; a facility that appended nothing is made anew by banyan init")
        }
        return restored
    }

    @Sendable private func show(_ step: RestoreProgress) {
        if case .takingBack(let held, let total) = step { progress.show(Int(clamping: held), of: Int(clamping: total)) }
    }
}

/// `banyan restore --json`.
struct RestoreResult: Contract, Tabular {
    static let schema = "banyan.restore/1"
    let facility: FacilityID
    let name: String
    let data: String
    let card: String
    let cardNumber: UInt64
    let cardValidUntil: Timestamp
    let listen: String
    let keyFile: String?
    /// Entries of the own log.
    let logSize: UInt64
    let enrolments: Int
    let consents: Int
    let peers: Int
    let streams: Int
    /// Entries of the register and streams that could not be read.
    let unreadable: Int

    init(_ restored: Restored, _ card: FacilityCard, _ configuration: NodeConfiguration, data: String) {
        facility = card.id
        name = card.name
        self.data = data
        self.card = card.text
        cardNumber = card.number
        cardValidUntil = card.notAfter
        listen = configuration.listen.description
        keyFile = configuration.keyFile
        logSize = restored.size
        enrolments = restored.recovery.enrolments
        consents = restored.recovery.consents
        peers = restored.recovery.peers
        streams = restored.recovery.streams
        unreadable = restored.recovery.unreadable + restored.recovery.unreadableStreams
    }

    func table(_ style: TableStyle) -> String {
        var text = said("\(name) is back in \(data)\n\n")
        text += fields(
            [
                ("ID", facility.description), ("own log", said("\(logSize) entries, verified")), ("enrolments", "\(enrolments)"),
                ("consents", "\(consents)"), ("peers", "\(peers)"), ("streams", said("\(streams) published")),
                ("new card", said("number \(cardNumber); the ID and the keys that peers know are the same")),
            ], columns: max(style.columns, 100), indent: 2)
        if unreadable > 0 { text += said("\n\(unreadable) entries could not be read: what they held is lost.\n") }
        text += said(
            """

            What was never published is not among the records: import it again from the system that holds it.
            What was sealed to the lost key does not open any more: patients make those files again.

            Next:
              banyan serve --data \(data)
              banyan peer list --data \(data)      who of them is connected
              banyan peer card --data \(data)      the new card, for patients and peers

            """)
        return text
    }
}
