internal import BanyanCore
internal import BanyanLedger
internal import Foundation
internal import GRDB

/// A log as the database holds it.
struct LogRow {
    /// The database's number of the log, 1 to 2^23 - 1.
    let id: Int64
    let log: LogID
    var tree: CompactTree
    var checkpoint: SignedCheckpoint?
    /// When the checkpoint was stored.
    var checkpointAt: Timestamp?

    var state: LogState { LogState(log: log, tree: tree, checkpoint: checkpoint) }

    private static let columns = "id, facility, incarnation, size, peaks, checkpoint, checkpoint_at"

    static func fetch(_ db: Database, _ log: LogID) throws -> LogRow? {
        let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM log WHERE facility = ? AND incarnation = ?")
        return try Row.fetchOne(statement, arguments: [Data(log.facility.bytes), Int64(log.incarnation)]).map(LogRow.init)
    }

    /// In the order of their identifiers.
    static func fetchAll(_ db: Database) throws -> [LogRow] {
        try Row.fetchAll(db, sql: "SELECT \(columns) FROM log ORDER BY facility, incarnation").map(LogRow.init)
    }

    static func fetchOrInsert(_ db: Database, _ log: LogID) throws -> LogRow {
        if let row = try fetch(db, log) { return row }
        try db.cachedStatement(sql: "INSERT INTO log (facility, incarnation, size, peaks) VALUES (?, ?, 0, x'')")
            .execute(arguments: [Data(log.facility.bytes), Int64(log.incarnation)])
        return LogRow(id: db.lastInsertedRowID, log: log, tree: CompactTree(), checkpoint: nil, checkpointAt: nil)
    }

    func update(_ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE log SET size = ?, peaks = ?, checkpoint = ?, checkpoint_at = ? WHERE id = ?")
            .execute(arguments: [Int64(tree.size), Data(tree.peaks.flatMap(\.bytes)), checkpoint?.note, checkpointAt?.seconds, id])
    }

    /// Takes a checkpoint; one that is already held keeps its time.
    mutating func take(_ new: SignedCheckpoint?, at now: Timestamp) {
        guard let new, new.note != checkpoint?.note else { return }
        checkpoint = new
        checkpointAt = now
    }
}

extension LogRow {
    fileprivate init(_ row: Row) throws {
        let peaks = row.bytes(4) ?? []
        guard let facility = row.bytes(1).flatMap({ FacilityID($0) }),
            let incarnation = UInt32(exactly: try row.decode(Int64.self, atIndex: 2)),
            let size = UInt64(exactly: try row.decode(Int64.self, atIndex: 3)), peaks.count.isMultiple(of: Digest.size),
            let tree = CompactTree(
                size: size,
                peaks: stride(from: 0, to: peaks.count, by: Digest.size).compactMap { Digest(Array(peaks[$0..<$0 + Digest.size])) })
        else { throw StoreFailure.damaged("a log's state can't be read") }
        id = try row.decode(Int64.self, atIndex: 0)
        log = LogID(facility: facility, incarnation: incarnation)
        self.tree = tree
        checkpointAt = try row.decode(Int64?.self, atIndex: 6).map { Timestamp(seconds: $0) }
        guard let note = try row.decode(String?.self, atIndex: 5) else { return }
        guard let checkpoint = try? SignedCheckpoint(parsing: note), checkpoint.checkpoint.log == log else {
            throw StoreFailure.damaged("a log's checkpoint can't be read")
        }
        self.checkpoint = checkpoint
    }
}

extension Row {
    /// A copy of a blob's bytes; `nil` for NULL.
    func bytes(_ index: Int) -> [UInt8]? { (try? withUnsafeData(atIndex: index) { $0.map { [UInt8]($0) } }) ?? nil }
}
