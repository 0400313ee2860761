import BanyanCore
import BanyanCrypto
import BanyanGossip
import BanyanLedger
import Logging
import Synchronization

/// The node's post: what comes sealed to this facility is opened, checked and laid into the inbox; what the flows send is sealed and given to
/// the exchange.
///
/// A flow takes parcels of its kind from the inbox and, in one transaction, stores what they bring and empties their place. From then
/// on the receipt is known to this node until the parcel has expired, and a parcel that comes again is answered with it: each parcel has its
/// effect once, whatever dies in between.
struct ParcelDesk: Sendable {
    let keys: FacilityKeys
    let vault: Vault
    let facilities: AcceptedFacilities
    let clock: any WallClock
    let stopwatch: any Stopwatch
    let logger: Logger
    /// Between the check whether a parcel was seen and its storing nothing else may settle it.
    private let turnstile = Turnstile()
    /// A record of the outbox is read and written in one go.
    private let outbox = Turnstile()
    private let quotas = SenderQuotas()
    /// Says that something came, or may be waiting.
    let arrivals: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(
        keys: FacilityKeys, vault: Vault, facilities: AcceptedFacilities, clock: any WallClock, stopwatch: any Stopwatch, logger: Logger
    ) {
        self.keys = keys
        self.vault = vault
        self.facilities = facilities
        self.clock = clock
        self.stopwatch = stopwatch
        self.logger = logger
        arrivals = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        arrivals.continuation.yield()
    }

    private var store: any NodeStore { vault.store }

    /// Opens a parcel for this node and puts it into the inbox.
    /// - Returns: the answer to whoever brought it, and who is to have the receipt one day.
    func open(_ parcel: Parcel, from bringer: FacilityID) async -> (verdict: ParcelVerdict, tell: [FacilityID]) {
        let now = clock.now()
        let letter: ParcelLetter
        do {
            letter = try parcel.open(with: keys, at: now) { sender in
                facilities[sender].flatMap { $0.record.state == .active ? $0.card.logKey : nil }
            }
        } catch {
            logger.notice("a parcel was refused", metadata: ["peer": "\(bringer.compact)", "reason": "\(error.code)"])
            return (.refused, [])
        }
        do {
            let verdict = try await turnstile.through { try await lay(ArrivedParcel(letter, from: bringer, at: now)) }
            if verdict == .kept { arrivals.continuation.yield() }
            return (verdict, [bringer, letter.sender])
        } catch {
            logger.error("a parcel can't be stored", metadata: ["reason": "\((error as? any Failure)?.code ?? "unknown")"])
            return (.noRoom, [])
        }
    }

    private func lay(_ parcel: ArrivedParcel) async throws -> ParcelVerdict {
        guard try await vault.load(ArrivedParcel.self, parcel.subject) == nil else { return .known }
        guard try await !store.isSettled(parcel.id) else { return .known }
        let waiting = try await vault.loadAll(ArrivedParcel.self, group: ArrivedParcel.group(of: parcel.sender)).count
        guard waiting < Limits.parcelsFromSender, quotas.take(parcel.sender, at: stopwatch.milliseconds()) else { return .noRoom }
        try await store.apply([vault.seal(parcel)])
        return .kept
    }

    /// What waits in the inbox of this kind, the oldest first.
    func inbox(_ purpose: String) async throws -> [ArrivedParcel] {
        var parcels: [ArrivedParcel] = []
        try await vault.forEach(ArrivedParcel.self) { if $0.purpose == purpose { parcels.append($0) } }
        return parcels.sorted { ($0.sent, $0.id) < ($1.sent, $1.id) }
    }

    /// A flow has done with a parcel: what it stores and the receipt become durable together.
    /// - Returns: `nil` where the parcel was taken before, and nothing was stored now.
    func acknowledge(_ parcel: ArrivedParcel, changes: [RecordChange]) async throws -> SettledParcel? {
        let settled = SettledParcel(receipt: parcel.receipt, expires: parcel.expires, bringers: [parcel.bringer, parcel.sender])
        return try await turnstile.through {
            guard try await vault.load(ArrivedParcel.self, parcel.subject) != nil else { return nil }
            try await store.settle(settled, changes: [vault.removal(of: parcel)] + changes)
            return settled
        }
    }

    /// A peer took an own parcel over: noted in the outbox the first time.
    func handed(_ name: ParcelName, _ id: ParcelID, to peer: FacilityID, copies: Int) async throws {
        try await outbox.through {
            var sent = try await vault.load(SentParcel.self, [.bytes(id)])
            if sent?.handed != nil { sent = nil }
            sent?.handed = clock.now()
            sent?.taker = peer
            try await store.handed(name, copies: copies, changes: sent.map { [vault.seal($0)] } ?? [])
        }
    }

    /// The recipient's receipt of an own parcel came.
    func acknowledged(_ settled: SettledParcel) async throws {
        try await outbox.through {
            var sent = try await vault.load(SentParcel.self, [.bytes(settled.receipt.parcel)])
            if sent?.acknowledged == nil { sent?.acknowledged = clock.now() }
            try await store.settle(settled, changes: sent.map { [vault.seal($0)] } ?? [])
        }
    }

    /// Inbox and outbox without what is past.
    func forgetPast() async throws {
        let now = clock.now()
        var changes: [RecordChange] = []
        try await vault.forEach(ArrivedParcel.self) { if $0.expires <= now { changes.append(vault.removal(of: $0)) } }
        try await vault.forEach(SentParcel.self) { if $0.expires.adding(SentParcel.kept) <= now { changes.append(vault.removal(of: $0)) } }
        if !changes.isEmpty { try await store.apply(changes) }
    }
}

/// How many parcels each sender has put into the inbox of late.
///
/// A class with a lock, because it is asked in the middle of a flow that must not wait.
private final class SenderQuotas: Sendable {
    private static let day: Int64 = 86_400_000
    private let used = Mutex<[FacilityID: (count: Int, since: Int64)]>([:])

    func take(_ sender: FacilityID, at ticks: Int64) -> Bool {
        used.withLock { used in
            var present = used[sender] ?? (0, ticks)
            if ticks - present.since >= Self.day { present = (0, ticks) }
            guard present.count < Limits.parcelsFromSenderPerDay else { return false }
            used[sender] = (present.count + 1, present.since)
            return true
        }
    }
}
