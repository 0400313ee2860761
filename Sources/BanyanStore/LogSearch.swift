public import BanyanCore
public import BanyanEngine
internal import BanyanLedger
internal import Foundation
internal import GRDB

extension SQLiteStore {
    /// Bytes of payload that one search may return: hostile logs repeat tags as often as they like.
    static let searchBytes = 256 << 20

    /// All entries under the tags, ordered by position. Payloads are as stored: what opens them notices damage.
    /// - Throws: `StoreFailure` `search-too-large` beyond `searchBytes`, rather than leave some of them out.
    public func find(_ tags: [Tag], in facility: FacilityID?) async throws -> [FoundEntry] {
        try await read { db in
            var search = LogSearch(db: db, facility: facility)
            for tag in Set(tags).sorted() { try search.look(for: tag) }
            return search.found.sorted { $0.position < $1.position }
        }
    }
}

/// One search through the tag index.
private struct LogSearch {
    let db: Database
    let facility: FacilityID?
    private(set) var found: [FoundEntry] = []
    private var bytes = 0
    private var logs: [Int64: LogID] = [:]

    init(db: Database, facility: FacilityID?) {
        self.db = db
        self.facility = facility
    }

    mutating func look(for tag: Tag) throws {
        let index = try db.cachedStatement(sql: "SELECT entry FROM tag_index WHERE prefix = ? ORDER BY entry")
        let entry = try db.cachedStatement(sql: "SELECT payload FROM entry WHERE id = ? AND substr(header, 1, 16) = ?")
        for raw in try Int64.fetchAll(index, arguments: [Data(tag.bytes.prefix(8))]) {
            let key = EntryKey(raw: raw)
            let log = try log(key.log)
            // Before the payload is read: other facilities' entries under the same tag must cost nothing.
            guard facility == nil || log.facility == facility else { continue }
            guard let row = try Row.fetchOne(entry, arguments: [raw, Data(tag.bytes)]) else { continue }
            let payload = row.bytes(0)
            bytes += payload?.count ?? 0
            guard bytes <= SQLiteStore.searchBytes else {
                throw StoreFailure(
                    .failed, "search-too-large", "more than \(SQLiteStore.searchBytes) bytes of entries lie under these tags")
            }
            found.append(FoundEntry(tag: tag, position: EntryPosition(log: log, index: key.index), payload: payload))
        }
    }

    private mutating func log(_ id: Int64) throws -> LogID {
        if let known = logs[id] { return known }
        let statement = try db.cachedStatement(sql: "SELECT facility, incarnation FROM log WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]), let facility = row.bytes(0).flatMap({ FacilityID($0) }),
            let incarnation = UInt32(exactly: try row.decode(Int64.self, atIndex: 1))
        else { throw StoreFailure.damaged("the tag index names a log that does not exist") }
        let log = LogID(facility: facility, incarnation: incarnation)
        logs[id] = log
        return log
    }
}
