internal import BanyanCore
internal import BanyanEngine

/// Where a crash can hit a transaction.
public enum DiskTouch: Int, Sendable, CaseIterable {
    /// Before anything is written.
    case begun
    /// Part of it is written: reopening finds a torn tail and discards it.
    case torn
    /// All is written and not flushed: the system keeps it when the process alone dies; a power cut may take it.
    case written
    /// Flushed, and the caller not told.
    case flushed
}

/// A failure of the virtual disk, with the codes of the real store.
struct DiskFailure: Failure {
    let category: FailureCategory
    let code: String
    let message: String
    let hint: String? = nil

    init(_ code: String, _ message: String) { self.init(.failed, code, message) }

    init(_ category: FailureCategory, _ code: String, _ message: String) {
        self.category = category
        self.code = code
        self.message = message
    }

    static let full = DiskFailure("disk-full", "the disk is full: nothing of this was stored")
    static let otherHistory = DiskFailure(
        .trust, "cosignature-differs", "a cosignature is not of the entries that are stored, or contradicts an earlier one")
    static let closed = DiskFailure("store-closed", "the node's database is closed")
}

/// One machine's disk: what lies on it outlives the processes that use it.
final class VirtualDisk: @unchecked Sendable {
    /// What a reopening finds.
    var image = DiskImage()
    /// Bytes that it has room for.
    var capacity = Int.max
    /// Chance that the machine crashes, at each transaction.
    var crashChance = 0.0
    /// A crash at this touch of this transaction, counted from 1 over the disk's life.
    var crashPoint: (transaction: Int, touch: DiskTouch)?
    /// Whether such a crash cuts the power; otherwise the process alone dies.
    var cutsPower = false
    /// A broken flush: so many of the last transactions that were acknowledged may be lost with the power.
    var lies = 0
    /// Microseconds that a transaction takes, and bytes a second.
    var flush: ClosedRange<Int64> = 2_000...8_000
    var bytesPerSecond: Int64 = 50_000_000

    private(set) var transactions = 0
    private var undo: [Undo] = []
    private var busyUntil: Int64 = 0
    private var random: SeededRandom

    init(_ random: SeededRandom) { self.random = random }

    /// When a transaction that is given to it now is done: writes run one after another.
    func reserve(_ bytes: Int, now: Int64) -> Int64 {
        busyUntil = max(busyUntil, now) + random.number(flush) + Int64(bytes) * 1_000_000 / bytesPerSecond
        return busyUntil
    }

    /// Whether and where a crash hits the transaction that is due.
    func crash() -> DiskTouch? {
        transactions += 1
        if let point = crashPoint, point.transaction == transactions { return point.touch }
        guard random.happens(crashChance) else { return nil }
        return DiskTouch.allCases[random.number(below: DiskTouch.allCases.count)]
    }

    /// Whether a written transaction survives a crash at this touch.
    func survives(_ touch: DiskTouch) -> Bool {
        switch touch {
        case .begun, .torn: false
        case .written: cutsPower ? random.happens(0.5) : true
        case .flushed: true
        }
    }

    func committed(_ step: Undo) {
        guard lies > 0 else { return }
        undo.append(step)
        if undo.count > lies { undo.removeFirst(undo.count - lies) }
    }

    /// The power fails: what a lying flush left in its cache is lost, some of it or all.
    /// - Returns: how many transactions.
    func losePower() -> Int {
        guard !undo.isEmpty else { return 0 }
        let lost = 1 + random.number(below: undo.count)
        for _ in 0..<lost { undo.popLast()?.apply(to: &image) }
        undo = []
        return lost
    }

    /// A process opens it: what is there by now is written back.
    func reopen() {
        undo = []
        busyUntil = 0
    }
}
