public import BanyanCore
internal import BanyanLedger

/// How much of one facility's logs may still be taken from peers: a day's amount at once, and as much again in each day, evenly.
struct DailyQuota: Sendable {
    private static let day: Int64 = 86_400_000

    /// Entries and bytes, each in parts of which a day's milliseconds make one; below zero by what the last batch exceeded it.
    private var entries: Int64
    private var bytes: Int64
    private var filledAt: Int64

    /// Full.
    init(_ timing: GossipTiming, at ticks: Int64) {
        (entries, bytes) = (Self.parts(timing.entriesPerDay), Self.parts(timing.bytesPerDay))
        filledAt = ticks
    }

    private static func parts(_ amount: Int64) -> Int64 { max(1, min(amount, .max / day / 2)) * day }

    mutating func fill(_ timing: GossipTiming, at ticks: Int64) {
        let elapsed = min(max(ticks - filledAt, 0), Self.day)
        filledAt = max(filledAt, ticks)
        entries = Self.filled(entries, to: Self.parts(timing.entriesPerDay), elapsed)
        bytes = Self.filled(bytes, to: Self.parts(timing.bytesPerDay), elapsed)
    }

    private static func filled(_ left: Int64, to most: Int64, _ elapsed: Int64) -> Int64 { min(most, left + most / day * elapsed) }

    /// Whole entries that may be taken now.
    var left: UInt64 { bytes > 0 ? UInt64(max(0, entries / Self.day)) : 0 }

    mutating func take(_ cost: BatchCost) {
        // A batch is bounded by `Limits`, and no other is taken before the debt is gone.
        entries -= Int64(cost.entries) * Self.day
        bytes -= Int64(cost.bytes) * Self.day
    }
}

/// What a batch takes of its owner's quota.
struct BatchCost: Sendable {
    let entries: Int
    let bytes: Int

    init(_ batch: Batch) {
        entries = batch.entries.count
        bytes = batch.entries.reduce(0) { $0 + EntryHeader.size + ($1.payload?.count ?? 0) }
    }
}

/// A quota of entries and bytes for each facility and day (protocol section 8): what an accepted facility that turned bad, or whoever has its
/// log key, can put on this node's disk. It slows down and never quarantines: what was said stays said and is taken later. All incarnations
/// count together, or each new one would be as much again. The own log is taken back without a bound.
extension GossipEngine {
    /// Below this part of a day's entries nothing is asked for, unless it is all there is: trickles would cost more than they bring.
    private static let smallestPart: Int64 = 256

    /// How many entries of a log may be asked for now; `nil`: none before time has passed.
    mutating func ration(_ log: LogID, lacking: UInt64, _ turn: Turn) -> UInt64? {
        guard log.facility != own else { return lacking }
        var quota = quotas[log.facility] ?? DailyQuota(timing, at: turn.ticks)
        quota.fill(timing, at: turn.ticks)
        quotas[log.facility] = quota
        let waiting = logs[log].map { $0.received - $0.held } ?? 0
        let left = quota.left > waiting ? quota.left - waiting : 0
        let least = UInt64(max(1, min(timing.entriesPerDay / Self.smallestPart, Int64(Limits.batchEntries))))
        guard left >= min(least, lacking), left > 0 else {
            if waiting == 0, slowed.insert(log.facility).inserted { counters.slowed += 1 }
            return nil
        }
        slowed.remove(log.facility)
        return min(left, lacking)
    }

    mutating func charge(_ cost: BatchCost, to log: LogID, _ turn: Turn) {
        guard log.facility != own else { return }
        quotas[log.facility, default: DailyQuota(timing, at: turn.ticks)].take(cost)
    }

    /// The operator wants the rest at once.
    mutating func liftQuota(of facility: FacilityID) {
        quotas[facility] = nil
        slowed.remove(facility)
    }

    /// Facilities whose quota is used up, so that the rest of their logs is taken slowly, in order.
    public var slowedFacilities: [FacilityID] { slowed.sorted() }
}
