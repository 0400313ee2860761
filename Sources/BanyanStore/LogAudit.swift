public import BanyanCore
internal import BanyanEngine
public import BanyanLedger
internal import GRDB

extension SQLiteStore {
    /// Entries that one read transaction of an audit covers, so that a long audit doesn't hold the write-ahead log.
    private static let auditStep: UInt64 = 4096

    /// Recomputes a log's tree from the stored headers and re-hashes every payload that is held.
    /// - Parameter progress: called with the number of entries checked so far.
    /// - Returns: `tree`: equal to the log's recorded one unless a header changed; `damaged`: indexes of entries whose row is
    ///   missing, unreadable or not in the index of tags, or whose payload is not the header's; `missing`: how many payloads are not held.
    public func recomputedRoot(
        of log: LogID, progress: @Sendable (UInt64) -> Void
    ) async throws -> (tree: CompactTree, damaged: [UInt64], missing: UInt64) {
        var audit = LogAudit()
        guard let (id, size) = try await read({ db in try LogRow.fetch(db, log).map { ($0.id, $0.tree.size) } }) else {
            return (audit.tree, [], 0)
        }
        while audit.tree.size < size {
            let (now, end) = (audit, min(audit.tree.size + Self.auditStep, size))
            audit = try await read { db in try now.continued(to: end, of: id, db) }
            progress(audit.tree.size)
        }
        return (audit.tree, audit.damaged, audit.missing)
    }
}

/// What was found so far; `tree.size` entries were checked.
private struct LogAudit: Sendable {
    var tree = CompactTree()
    var damaged: [UInt64] = []
    var missing: UInt64 = 0

    func continued(to end: UInt64, of log: Int64, _ db: Database) throws -> LogAudit {
        var audit = self
        // What the index of tags lacks would never be found: a section would look empty, a revocation would be overlooked.
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(EntryRow.columns),
                    EXISTS (SELECT 1 FROM tag_index WHERE prefix = substr(header, 1, 8) AND tag_index.entry = entry.id) AS indexed
                FROM entry WHERE id BETWEEN ? AND ? ORDER BY id
                """)
        let rows = try Row.fetchCursor(
            statement, arguments: [EntryKey(log: log, index: tree.size).raw, EntryKey(log: log, index: end).raw - 1])
        while let row = try rows.next() {
            let index = EntryKey(raw: try row.decode(Int64.self, atIndex: 0)).index
            audit.skip(to: index)
            audit.check(row, isIndexed: row["indexed"] ?? false)
        }
        audit.skip(to: end)
        return audit
    }

    /// Rows that are not there. Their leaf is unknown: the tree gets one that no header has, so that its root can't be right.
    private mutating func skip(to index: UInt64) {
        while tree.size < index { noteDamage() }
    }

    private mutating func noteDamage() {
        damaged.append(tree.size)
        tree.append(CompactTree().root)
    }

    private mutating func check(_ row: Row, isIndexed: Bool) {
        guard let header = EntryRow.readableHeader(row) else { return noteDamage() }
        let payload = EntryRow.payload(row)
        let isWhole = payload.map { (try? Entry(header: header, payload: $0)) != nil } ?? true
        if !isWhole || !isIndexed { damaged.append(tree.size) }
        if payload == nil { missing += 1 }
        tree.append(header.leaf)
    }
}
