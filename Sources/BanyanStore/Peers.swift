internal import BanyanCore
public import BanyanEngine
internal import Foundation
internal import GRDB

extension SQLiteStore {
    /// Ordered by identifier.
    public func peers() async throws -> [PeerRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT id, card, state, connects, added_at, last_heard, last_synced FROM peer ORDER BY id").map(
                PeerRow.decode)
        }
    }

    /// Adds or replaces. - Throws: `StoreFailure` `peer-removed` for a removed facility that would come back,
    /// `too-many-facilities` beyond `Limits.facilities`.
    public func save(_ peer: PeerRecord) async throws {
        try await write { db in
            let id = Data(peer.id.bytes)
            if let state = try String.fetchOne(db, sql: "SELECT state FROM peer WHERE id = ?", arguments: [id]) {
                guard state != PeerState.removed.rawValue || peer.state == .removed else {
                    throw StoreFailure(
                        .trust, "peer-removed", "this facility was removed from the node, and removed stays removed",
                        hint: "the facility must come back under a new identity ('banyan init')")
                }
            } else if try Int.fetchOne(db, sql: "SELECT count(*) FROM peer") ?? 0 >= Limits.facilities {
                throw StoreFailure(.failed, "too-many-facilities", "a node accepts at most \(Limits.facilities) facilities")
            }
            try PeerRow.put(peer, db)
        }
    }
}

/// Rows of `peer`.
private enum PeerRow {
    static func decode(_ row: Row) throws -> PeerRecord {
        guard let id = row.bytes(0).flatMap({ FacilityID($0) }), let state = PeerState(rawValue: try row.decode(String.self, atIndex: 2))
        else {
            throw StoreFailure.damaged("an accepted facility can't be read")
        }
        return PeerRecord(
            id: id, card: try row.decode(String.self, atIndex: 1), state: state, connects: try row.decode(Int64.self, atIndex: 3) != 0,
            addedAt: Timestamp(seconds: try row.decode(Int64.self, atIndex: 4)),
            lastHeard: try row.decode(Int64?.self, atIndex: 5).map { Timestamp(seconds: $0) },
            lastSynced: try row.decode(Int64?.self, atIndex: 6).map { Timestamp(seconds: $0) })
    }

    static func put(_ peer: PeerRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO peer (id, card, state, connects, added_at, last_heard, last_synced) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET card = excluded.card, state = excluded.state, connects = excluded.connects,
                    added_at = excluded.added_at, last_heard = excluded.last_heard, last_synced = excluded.last_synced
                """)
        try statement.execute(arguments: [
            Data(peer.id.bytes), peer.card, peer.state.rawValue, peer.connects ? 1 : 0, peer.addedAt.seconds, peer.lastHeard?.seconds,
            peer.lastSynced?.seconds,
        ])
    }
}
