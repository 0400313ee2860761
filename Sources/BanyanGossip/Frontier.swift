public import BanyanCore
internal import BanyanLedger

/// How far somebody holds one log.
public struct FrontierItem: Hashable, Sendable {
    public let log: LogID
    /// Entries from 0 that can be had, 1 ... `Limits.logSize`.
    public let size: UInt64

    public init(log: LogID, size: UInt64) {
        self.log = log
        self.size = size
    }
}

/// What somebody holds: a size for each log (protocol section 8). Sizes only grow.
///
/// One item for each log, not for each facility: a node that has the second incarnation of a log can still show how much of the first one
/// it has.
public struct Frontier: Hashable, Sendable {
    private var sizes: [LogID: UInt64] = [:]

    public init() {}

    /// Entries of the log; 0 where it isn't named.
    public subscript(log: LogID) -> UInt64 { sizes[log] ?? 0 }

    public var count: Int { sizes.count }

    /// In the order of the logs.
    public var items: [FrontierItem] {
        sizes.map { FrontierItem(log: $0.key, size: $0.value) }.sorted { $0.log < $1.log }
    }

    /// Takes what is larger than what it has.
    mutating func raise(_ item: FrontierItem) {
        if item.size > self[item.log] { sizes[item.log] = item.size }
    }

    mutating func remove(_ log: LogID) { sizes[log] = nil }

    /// What this frontier has and `base` has not, in the order of the logs.
    public func changes(since base: Frontier) -> [FrontierItem] {
        sizes.filter { $0.value > base[$0.key] }.map { FrontierItem(log: $0.key, size: $0.value) }.sorted { $0.log < $1.log }
    }

    /// The RFC 9162 tree hash of the items in order. Item leaf: an entry header whose tag is incarnation (4, big-endian) || 0 (4) || size
    /// (8, big-endian), whose payload digest is the facility ID, and whose payload length is 0.
    public var digest: Digest {
        var tree = CompactTree()
        for item in items { tree.append(Self.leaf(item)) }
        return tree.root
    }

    private static func leaf(_ item: FrontierItem) -> Digest {
        let numbers = [UInt64(item.log.incarnation) << 32, item.size]
        let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) } }
        guard let tag = Tag(bytes), let facility = Digest(item.log.facility.bytes) else { fatalError("sizes of identifiers are fixed") }
        return EntryHeader(tag: tag, payloadDigest: facility, payloadLength: 0).leaf
    }
}
