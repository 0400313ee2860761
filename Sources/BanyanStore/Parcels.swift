public import BanyanCore
public import BanyanEngine
public import BanyanLedger
internal import Foundation
internal import GRDB

extension SQLiteStore {
    public func parcels() async throws -> (held: [ParcelHolding], settled: [SettledParcel]) {
        try await read { db in
            let held = try Row.fetchAll(
                db, sql: "SELECT name, id, recipient, expires, length(sealed), bringer, copies FROM parcel ORDER BY name")
            let settled = try Row.fetchAll(db, sql: "SELECT secret, expires, bringers FROM parcel_receipt ORDER BY id")
            return (try held.map(ParcelRow.holding), try settled.map(ParcelRow.settled))
        }
    }

    public func parcel(_ name: ParcelName) async throws -> Parcel? {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT recipient, id, expires, sealed FROM parcel WHERE name = ?")
            return try Row.fetchOne(statement, arguments: [Data(name.bytes)]).map { try ParcelRow.parcel($0, name) }
        }
    }

    public func isSettled(_ id: ParcelID) async throws -> Bool {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM parcel_receipt WHERE id = ?")
            return try Int.fetchOne(statement, arguments: [Data(id.bytes)]) != nil
        }
    }

    public func keep(_ parcel: Parcel, _ holding: ParcelHolding, changes: [RecordChange]) async throws {
        try await write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO parcel (name, id, recipient, expires, bringer, copies, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO NOTHING
                    """
            ).execute(arguments: [
                Data(parcel.name.bytes), Data(parcel.id.bytes), Data(parcel.recipient.bytes), parcel.expires.seconds,
                holding.bringer.map { Data($0.bytes) }, holding.copies, Data(parcel.sealed),
            ])
            for change in changes { try RecordRow.apply(change, db) }
        }
    }

    public func handed(_ name: ParcelName, copies: Int, changes: [RecordChange]) async throws {
        try await write { db in
            try db.cachedStatement(sql: "UPDATE parcel SET copies = ? WHERE name = ?").execute(arguments: [copies, Data(name.bytes)])
            for change in changes { try RecordRow.apply(change, db) }
        }
    }

    public func settle(_ settled: SettledParcel, changes: [RecordChange]) async throws {
        try await write { db in
            let id = Data(settled.receipt.parcel.bytes)
            try db.cachedStatement(sql: "DELETE FROM parcel WHERE id = ?").execute(arguments: [id])
            try db.cachedStatement(
                sql: """
                    INSERT INTO parcel_receipt (id, secret, expires, bringers) VALUES (?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET expires = max(expires, excluded.expires), bringers = excluded.bringers
                    """
            ).execute(arguments: [
                id, Data(settled.receipt.secret.bytes), settled.expires.seconds, Data(settled.bringers.flatMap(\.bytes)),
            ])
            for change in changes { try RecordRow.apply(change, db) }
        }
    }

    public func forgetParcels(expiredBy time: Timestamp) async throws {
        try await write { db in
            try db.execute(sql: "DELETE FROM parcel WHERE expires <= ?", arguments: [time.seconds])
            try db.execute(sql: "DELETE FROM parcel_receipt WHERE expires <= ?", arguments: [time.seconds])
        }
    }
}

/// Rows of `parcel` and `parcel_receipt`.
private enum ParcelRow {
    static let damaged = StoreFailure.damaged("a parcel can't be read")

    static func holding(_ row: Row) throws -> ParcelHolding {
        guard let name = row.bytes(0).flatMap({ ParcelName($0) }), let id = row.bytes(1).flatMap({ ParcelID($0) }),
            let recipient = row.bytes(2).flatMap({ FacilityID($0) })
        else { throw damaged }
        let bringer = row.bytes(5).map { FacilityID($0) }
        if bringer == .some(nil) { throw damaged }
        return ParcelHolding(
            name: name, id: id, recipient: recipient, expires: Timestamp(seconds: try row.decode(Int64.self, atIndex: 3)),
            bytes: try row.decode(Int.self, atIndex: 4), bringer: bringer ?? nil, copies: try row.decode(Int.self, atIndex: 6))
    }

    static func settled(_ row: Row) throws -> SettledParcel {
        guard let secret = row.bytes(0).flatMap({ Digest($0) }), let bringers = row.bytes(2) else { throw damaged }
        let facilities = stride(from: 0, to: bringers.count, by: FacilityID.size).compactMap {
            FacilityID(Array(bringers[$0..<min($0 + FacilityID.size, bringers.count)]))
        }
        return SettledParcel(
            receipt: ParcelReceipt(secret: secret), expires: Timestamp(seconds: try row.decode(Int64.self, atIndex: 1)),
            bringers: facilities)
    }

    static func parcel(_ row: Row, _ name: ParcelName) throws -> Parcel {
        guard let recipient = row.bytes(0).flatMap({ FacilityID($0) }), let id = row.bytes(1).flatMap({ ParcelID($0) }),
            let sealed = row.bytes(3)
        else { throw damaged }
        let expires = Timestamp(seconds: try row.decode(Int64.self, atIndex: 2))
        let parcel = Parcel(recipient: recipient, id: id, expires: expires, sealed: sealed)
        guard let parcel, parcel.name == name else { throw damaged }
        return parcel
    }
}
