public import BanyanCore
public import BanyanCrypto
internal import BanyanLedger

/// What a whole check of a node's database found: every log's tree recomputed, every sealed record opened.
public struct DiskCheck: Sendable {
    public struct Log: Sendable {
        public let log: LogID
        public let size: UInt64
        public let damaged: [UInt64]
        /// Whether headers and payloads are what the recorded tree and, of the own log, the signed checkpoint say.
        public let isRight: Bool
    }

    public private(set) var logs: [Log] = []
    public private(set) var records = 0
    public private(set) var unreadableRecords = 0

    public var isWhole: Bool { unreadableRecords == 0 && logs.allSatisfy { $0.isRight && $0.damaged.isEmpty } }

    /// - Parameters:
    ///   - facility: the node's own; its checkpoints must be signed by `key`.
    ///   - progress: called with entries and records checked.
    public static func run(
        _ store: any NodeStore, _ atRest: AtRestKey, facility: FacilityID, key: PublicKey, progress: @escaping @Sendable (UInt64) -> Void
    ) async throws -> DiskCheck {
        var check = DiskCheck()
        for state in try await store.logStates() {
            let (tree, damaged, _) = try await store.recomputedRoot(of: state.log, progress: progress)
            var isRight = tree == state.tree
            if let checkpoint = state.checkpoint, state.log.facility == facility {
                // Entries that were appended and not yet signed when the copy was made have no checkpoint yet.
                isRight = isRight && checkpoint.isSigned(by: key) && checkpoint.checkpoint.size <= tree.size
                if checkpoint.checkpoint.size == tree.size { isRight = isRight && checkpoint.checkpoint.root == tree.root }
            }
            check.logs.append(Log(log: state.log, size: tree.size, damaged: damaged, isRight: isRight))
        }
        for kind in RecordKind.allCases { try await check.open(kind, store, atRest, progress) }
        return check
    }

    private mutating func open(
        _ kind: RecordKind, _ store: any NodeStore, _ atRest: AtRestKey, _ progress: @Sendable (UInt64) -> Void
    ) async throws {
        var last: Digest?
        let page = 256
        while true {
            let found = try await store.records(kind, after: last, limit: page)
            for record in found {
                records += 1
                if atRest.open(record.value, purpose: "\(kind)", context: record.key.key.bytes) == nil { unreadableRecords += 1 }
            }
            progress(UInt64(records))
            guard found.count == page, let end = found.last else { return }
            last = end.key.key
        }
    }
}
