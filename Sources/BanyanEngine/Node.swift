public import BanyanAPI
public import BanyanConsent
public import BanyanCore
public import BanyanCrypto
import BanyanGossip
public import BanyanLedger
public import BanyanRecords
public import Logging

/// What a node is made of; the composition hands it over once.
public struct NodeParts: Sendable {
    public var keys: FacilityKeys
    public var atRest: AtRestKey
    public var card: FacilityCard
    public var store: any NodeStore
    public var clock: any WallClock
    public var stopwatch: any Stopwatch
    public var random: any RandomSource
    public var sensitive: SensitiveCodes
    public var settings: NodeSettings
    public var logger: Logger
    /// The first key of the register, for a node that has not started before; forgotten once the store has it.
    public var registerKey: RegisterKey?

    public init(
        keys: FacilityKeys, atRest: AtRestKey, card: FacilityCard, store: any NodeStore, clock: any WallClock, stopwatch: any Stopwatch,
        random: any RandomSource = SystemRandom(), sensitive: SensitiveCodes, settings: NodeSettings, logger: Logger
    ) {
        self.keys = keys
        self.atRest = atRest
        self.card = card
        self.store = store
        self.clock = clock
        self.stopwatch = stopwatch
        self.random = random
        self.sensitive = sensitive
        self.settings = settings
        self.logger = logger
    }
}

/// What an operator may set.
public struct NodeSettings: Sendable {
    public var version: String
    /// `HOST:PORT` of the peer port.
    public var listen: String
    /// Seconds between two batches of appends that are not urgent.
    public var tickSeconds: Int64
    /// Begins a new incarnation of the own log: the operator's answer to a log that can't be reconciled.
    public var opensIncarnation: Bool
    /// Whose logs it carries.
    public var wants = WantedLogs.all
    /// The URIs under which identifiers of Vietnam are kept and published.
    public var identifierSystems = IdentifierSystems.community
    /// Whose signatures insurance files bear; without any they are counted and not checked.
    public var signers = InsuranceSigners()
    /// How long a flow that must append waits for the start-up check of the own log, milliseconds.
    public var standingPatience: Int64 = 10_000

    public init(version: String, listen: String, tickSeconds: Int64, opensIncarnation: Bool) {
        self.version = version
        self.listen = listen
        self.tickSeconds = tickSeconds
        self.opensIncarnation = opensIncarnation
    }
}

/// A facility's node: the flows over the ports. What it knows lies in the store; in memory are the turnstile that orders its
/// writes, and what the exchange and the admin's decisions amount to right now.
public struct Node: NodeAPI {
    private(set) var parts: NodeParts
    let vault: Vault
    let ownLog: OwnLog
    let facilities: AcceptedFacilities
    /// Which codes are closed: what ships, what is configured, and what an admin added.
    let sensitive: SensitiveStanding
    /// The exchange of logs with peers, to be run beside the node.
    public let exchange: Exchange
    /// Orders all flows that read a counter and append.
    let writing = Turnstile()
    let standing: OwnLogStanding
    let desk: ParcelDesk
    let startedAt: Timestamp

    /// Loads what the store holds and puts the node together; nothing runs yet.
    /// - Parameter dialer: makes the transport's dialer around the allow-list that the exchange keeps.
    public init(_ parts: NodeParts, dialer: (AllowList) throws -> any Dialer) async throws {
        let vault = Vault(key: parts.atRest, store: parts.store, random: parts.random)
        let facilities = AcceptedFacilities()
        try await facilities.load(from: parts.store)
        let log = try await Self.ownLog(parts)
        let allowList = AllowList()
        let bookkeeping = ExchangeBookkeeping(store: parts.store, vault: vault, facilities: facilities, logger: parts.logger)
        let ownKey = parts.keys.log.publicKey
        let quarantines = try await vault.loadAll(QuarantineRecord.self, group: QuarantineRecord.group)
        let desk = ParcelDesk(
            keys: parts.keys, vault: vault, facilities: facilities, clock: parts.clock, stopwatch: parts.stopwatch, logger: parts.logger)
        let exchange = Exchange(
            ExchangeConfiguration(
                log: log, quarantined: quarantines.map(\.log),
                proofs: quarantines.reduce(into: [:]) { $0[$1.log] = $1.proof }, witness: parts.keys.log, card: parts.card),
            store: parts.store, dialer: try dialer(allowList), allowList: allowList, clock: parts.clock, stopwatch: parts.stopwatch,
            random: parts.random, logger: parts.logger, desk: desk, logKey: { $0 == log.facility ? ownKey : facilities.logKey(of: $0) },
            observe: { event in await facilities.changing.through { await bookkeeping.note(event) } })
        try await exchange.load()
        await exchange.want(try await Self.wants(parts, facilities, vault))
        await exchange.peersChanged(facilities.all)
        try await Self.begin(parts, vault)
        self.parts = parts
        self.parts.registerKey = nil
        self.vault = vault
        self.facilities = facilities
        sensitive = try await SensitiveStanding(parts.sensitive, vault)
        self.exchange = exchange
        self.desk = desk
        ownLog = OwnLog(
            log: log, key: parts.keys.log, store: parts.store, clock: parts.clock, announce: { await exchange.ownLogAdvanced($0) })
        standing = OwnLogStanding(stopwatch: parts.stopwatch)
        startedAt = parts.clock.now()
    }

    /// What must be on the disk before anything comes from peers: the register's first key, and how much of the own log is known here.
    private static func begin(_ parts: NodeParts, _ vault: Vault) async throws {
        var changes: [RecordChange] = []
        if let key = parts.registerKey, try await vault.load(RegisterState.self, RegisterState.subject) == nil {
            changes.append(vault.seal(RegisterState(key: key)))
        }
        if try await vault.load(OwnLogMark.self, OwnLogMark.subject) == nil {
            let own = try await parts.store.logStates().filter { $0.log.facility == parts.card.id }
            changes.append(vault.seal(OwnLogMark(size: own.map(\.tree.size).reduce(0, +))))
        }
        if !changes.isEmpty { try await parts.store.apply(changes) }
    }

    /// Whose logs the node carries by its settings: those of its province, and those whose consents it holds, or all.
    private static func wants(_ parts: NodeParts, _ facilities: AcceptedFacilities, _ vault: Vault) async throws -> WantSet {
        guard parts.settings.wants == .province else { return WantSet() }
        var wanted = Set(facilities.all.filter { $0.card.province == parts.card.province }.map(\.record.id))
        try await vault.forEach(ConsentRecord.self) { wanted.insert($0.origin) }
        return WantSet(headers: .only(wanted), payloads: .only(wanted))
    }

    /// To be called when a facility or a consent came.
    func wantWhatIsCarried() async throws { await exchange.want(try await Self.wants(parts, facilities, vault)) }

    /// The newest incarnation that the disk knows of, or the next one.
    private static func ownLog(_ parts: NodeParts) async throws -> LogID {
        let known = try await parts.store.logStates().map(\.log).filter { $0.facility == parts.card.id }.max()
        let last = known ?? LogID(facility: parts.card.id, incarnation: 0)
        return parts.settings.opensIncarnation ? LogID(facility: last.facility, incarnation: last.incarnation + 1) : last
    }

    var me: FacilityID { parts.card.id }
    var store: any NodeStore { parts.store }
    var now: Timestamp { parts.clock.now() }
}
