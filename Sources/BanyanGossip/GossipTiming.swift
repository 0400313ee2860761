internal import BanyanCore

/// How long the engine waits for what, in milliseconds.
public struct GossipTiming: Hashable, Sendable {
    /// First delay between dials; doubles with each failure up to `dialCap`, and each delay is drawn from its upper half.
    public var dialBase: Int64 = 1_000
    public var dialCap: Int64 = 300_000
    /// How long a node that dials is without any peer before it dials accepted facilities that it was not told to connect to.
    public var alone: Int64 = 60_000
    /// A connection that ends sooner counts as a failed dial.
    public var shortLived: Int64 = 10_000
    /// From an authenticated connection to the peer's hello.
    public var hello: Int64 = 10_000
    /// Silence after which a peer is pinged, and after which it is given up. The latter has room for one payload of 1 MiB over 64 kbit/s.
    public var pingAfter: Int64 = 25_000
    public var silence: Int64 = 240_000
    /// From sending to everything on its way.
    public var drain: Int64 = 240_000
    /// From a request to its batch, if another peer could serve it; after twice the time it is given up in any case.
    public var stall: Int64 = 30_000
    /// How long a peer that shows more of the own log than is held may take to prove it, from its word or its last batch.
    public var proof: Int64 = 60_000
    /// An answer within `quick` doubles the next request's size, one after `slow` halves it.
    public var quick: Int64 = 500
    public var slow: Int64 = 4_000
    /// First penalty for a peer that broke the protocol; doubles up to the cap.
    public var penalty: Int64 = 30_000
    public var penaltyCap: Int64 = 3_600_000
    /// First pause for one log at one peer that could not serve it; doubles up to the cap.
    public var unavailable: Int64 = 5_000
    public var unavailableCap: Int64 = 600_000
    /// How long a log whose entries one peer pushes is not asked of another that announces more of it.
    public var graft: Int64 = 400
    /// Bytes of entries that go with an announcement at most, to peers that asked for the log before; 0: nothing is pushed, everything is
    /// announced and pulled.
    public var pushBytes = 64 << 10
    /// Between two announcements to one peer.
    public var announcements: Int64 = 200
    /// Between two reports that a peer was heard, and that it is synced.
    public var heardReports: Int64 = 30_000
    public var syncedReports: Int64 = 60_000
    /// First pause of pulling after the disk failed; doubles up to the cap.
    public var storagePause: Int64 = 2_000
    public var storagePauseCap: Int64 = 300_000
    /// Two connections in opposite directions within this time were dialled at once.
    public var simultaneous: Int64 = 5_000
    /// Within this time a peer may be served what it was served before: a log so many times over, and so many entries beside. Each such
    /// request counts as `repeatCost` entries more.
    public var repeatWindow: Int64 = 600_000
    public var repeats: UInt64 = 4
    public var repeatedEntries: UInt64 = 4_096
    public var repeatCost: UInt64 = 64
    /// Entries of one facility's logs, and bytes of these with their headers, that are taken at once, and again in each day, evenly.
    public var entriesPerDay: Int64 = Limits.entriesPerDay
    public var bytesPerDay: Int64 = Limits.logBytesPerDay

    /// How long a parcel that was handed over waits for its answer.
    public var parcelAnswer: Int64 = 120_000
    /// How long a sender waits for a receipt before it gives out new copies, and how often it looks.
    public var parcelSpread: Int64 = 21_600_000
    public var parcelWatch: Int64 = 60_000

    /// Between two comparisons with one peer, and between two of one log with it.
    public var comparisons: Int64 = 1_000
    public var comparedAgain: Int64 = 600_000

    public init() {}

    /// `base` doubled `times` times, at most `cap`.
    static func backedOff(_ base: Int64, times: Int, cap: Int64) -> Int64 {
        times >= 32 ? cap : min(cap, base << Int64(max(times, 0)))
    }
}
