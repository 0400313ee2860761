public import BanyanAPI
import BanyanConsent
import BanyanCore
public import BanyanCrypto
public import BanyanLedger
public import BanyanRecords
public import Logging

/// What a node is made of; the composition hands it over once.
public struct NodeParts: Sendable {
    public var keys: FacilityKeys
    public var atRest: AtRestKey
    public var card: FacilityCard
    public var incarnation: UInt32
    public var store: any NodeStore
    public var clock: any WallClock
    public var facilities: AcceptedFacilities
    public var exchange: Exchange
    public var sensitive: SensitiveCodes
    public var settings: NodeSettings
    public var logger: Logger

    public init(
        keys: FacilityKeys, atRest: AtRestKey, card: FacilityCard, incarnation: UInt32, store: any NodeStore, clock: any WallClock,
        facilities: AcceptedFacilities, exchange: Exchange, sensitive: SensitiveCodes, settings: NodeSettings, logger: Logger
    ) {
        self.keys = keys
        self.atRest = atRest
        self.card = card
        self.incarnation = incarnation
        self.store = store
        self.clock = clock
        self.facilities = facilities
        self.exchange = exchange
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

    public init(version: String, listen: String, tickSeconds: Int64) {
        self.version = version
        self.listen = listen
        self.tickSeconds = tickSeconds
    }
}

/// A facility's node: the flows over the ports. It holds no state of its own but the turnstile that orders its writes;
/// everything else lies in the store.
public struct Node: NodeAPI {
    let parts: NodeParts
    let vault: Vault
    let ownLog: OwnLog
    /// Orders all flows that read a counter and append.
    let writing = Turnstile()
    let startedAt: Timestamp
    let dirty = DirtyPatients()

    public init(_ parts: NodeParts) {
        self.parts = parts
        vault = Vault(key: parts.atRest, store: parts.store)
        let exchange = parts.exchange
        ownLog = OwnLog(
            log: LogID(facility: parts.card.id, incarnation: parts.incarnation), key: parts.keys.log, store: parts.store, clock: parts.clock,
            announce: { await exchange.ownLogAdvanced($0) })
        startedAt = parts.clock.now()
    }

    var me: FacilityID { parts.card.id }
    var store: any NodeStore { parts.store }
    var now: Timestamp { parts.clock.now() }
}

/// Patients whose records changed since they were last published.
actor DirtyPatients {
    private var keys: Set<PatientKey> = []

    func insert(_ key: PatientKey) { keys.insert(key) }
    /// All of them, in an order that does not depend on the process.
    func take() -> [PatientKey] {
        defer { keys = [] }
        return keys.sorted { ($0.system, $0.value) < ($1.system, $1.value) }
    }
}
