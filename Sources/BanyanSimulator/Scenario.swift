internal import BanyanCore
public import BanyanGossip

/// All that decides what happens in a simulation: the same scenario gives the same events, on every machine.
public struct Scenario: Sendable {
    /// What a site runs.
    public enum MemberKind: String, Sendable, CaseIterable {
        /// A whole node with patients, consents and readings.
        case full
        /// The exchange of logs alone, over entries that mean nothing: for many facilities.
        case light
    }

    public enum Mode: String, Sendable, CaseIterable {
        /// Faults all the time; nothing false may happen.
        case safety
        /// Faults stop; then everybody must come to hold everything within a bounded time.
        case liveness
    }

    public var seed: UInt64
    public var topology: Topology
    public var members: MemberKind
    public var mode: Mode
    /// Virtual seconds in which things happen.
    public var duration: Int64
    /// Virtual seconds after that in which, without faults, everybody must have caught up.
    public var settling: Int64 = 1_800
    public var faults: FaultSet
    /// Which of the timed faults take place, by number; `nil`: all. What shrinking leaves.
    public var only: [Int]?
    public var timing = GossipTiming()
    /// Light members append this often in the mean, seconds; 0: nothing is appended by itself.
    public var publishEvery: Double = 30
    /// Entries of each such append, and bytes of their payloads.
    public var entries: ClosedRange<Int64> = 1...4
    public var payload: ClosedRange<Int64> = 1_024...4_096
    /// Patients of a simulation with whole nodes, and the seconds between two acts in the mean.
    public var patients = 8
    public var actEvery: Double = 20
    /// The ways between two sites, by their provinces.
    public var quality: @Sendable (_ from: Topology.Site, _ to: Topology.Site) -> LinkQuality = { _, _ in .regional }

    public init(
        seed: UInt64, topology: Topology, members: MemberKind, mode: Mode = .liveness, duration: Int64 = 600, faults: FaultSet = []
    ) {
        self.seed = seed
        self.topology = topology
        self.members = members
        self.mode = mode
        self.duration = duration
        self.faults = faults
    }
}

/// The kinds of faults.
public struct FaultSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Segments lost and sent again, connections reset.
    public static let loss = FaultSet(rawValue: 1 << 0)
    /// Messages that take seconds; connections overtake each other.
    public static let delay = FaultSet(rawValue: 1 << 1)
    /// Whole connections twice: a dial that succeeded at the far end alone.
    public static let duplicate = FaultSet(rawValue: 1 << 2)
    /// Walls between groups of machines, both ways.
    public static let partition = FaultSet(rawValue: 1 << 3)
    /// Walls that stop one direction.
    public static let oneWay = FaultSet(rawValue: 1 << 4)
    /// Lines of a few kilobytes a second, and processes that read nothing for minutes.
    public static let slow = FaultSet(rawValue: 1 << 5)
    /// Connections that die without anybody being told.
    public static let halfOpen = FaultSet(rawValue: 1 << 6)
    /// Wall clocks that jump, by minutes or by years.
    public static let clock = FaultSet(rawValue: 1 << 7)
    /// Processes killed, at any touch of the disk and at any other time.
    public static let crash = FaultSet(rawValue: 1 << 8)
    /// Machines without power: torn writes, writes lost because they were not flushed.
    public static let power = FaultSet(rawValue: 1 << 9)
    /// Disks without room.
    public static let full = FaultSet(rawValue: 1 << 10)
    /// A fifth of the machines switched off at once.
    public static let death = FaultSet(rawValue: 1 << 11)
    /// An old backup started in place of the disk.
    public static let backup = FaultSet(rawValue: 1 << 12)
    /// A copy of a machine started beside it.
    public static let clone = FaultSet(rawValue: 1 << 13)
    /// Disks that lose with the power what they said was flushed.
    public static let lyingDisk = FaultSet(rawValue: 1 << 14)

    /// The faults after which a facility's disk may lack what it acknowledged.
    public static let rollback: FaultSet = [.backup, .clone, .lyingDisk]

    public static let names: [(name: String, fault: FaultSet)] = [
        ("loss", .loss), ("delay", .delay), ("duplicate", .duplicate), ("partition", .partition), ("one-way", .oneWay), ("slow", .slow),
        ("half-open", .halfOpen), ("clock", .clock), ("crash", .crash), ("power", .power), ("full", .full), ("death", .death),
        ("backup", .backup), ("clone", .clone), ("lying-disk", .lyingDisk),
    ]

    public static let all = FaultSet(names.map(\.fault))

    /// `all`, `none`, or names joined by commas.
    public init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "none": self = []
        default:
            var faults: FaultSet = []
            for word in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let known = Self.names.first(where: { $0.name == word }) else { return nil }
                faults.insert(known.fault)
            }
            self = faults
        }
    }

    public var text: String {
        if isEmpty { return "none" }
        if self == .all { return "all" }
        return Self.names.filter { contains($0.fault) }.map(\.name).joined(separator: ",")
    }
}
