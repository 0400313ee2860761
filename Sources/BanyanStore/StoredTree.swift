internal import BanyanCore
internal import BanyanLedger
internal import GRDB

/// The Merkle tree of one stored log: hashes of perfect subtrees, some of them kept, the others made from those or from headers.
///
/// A proof asks for one subtree a level at most. Below level 8 that reads at most 255 headers that lie together; between kept
/// levels at most 255 hashes.
struct StoredTree {
    /// Levels whose complete subtrees are rows of `tree_node`; none below `VerifiedBatch.smallestSubtree`.
    static let keptLevels = [8, 16, 24, 32]

    let db: Database
    let log: Int64

    /// The hash of the perfect subtree of 2^level leaves, number `place` of its level.
    /// - Throws: `database-damaged` where a row that must exist is missing.
    func node(_ level: Int, _ place: UInt64) throws -> Digest {
        guard let base = Self.keptLevels.last(where: { $0 <= level }) else {
            return try subtree(of: leaves(from: place << UInt64(level), count: 1 << level))
        }
        let rise = level - base
        return try subtree(of: kept(base, from: place << UInt64(rise), count: 1 << rise))
    }

    private func subtree(of hashes: [Digest]) throws -> Digest {
        var tree = CompactTree()
        for hash in hashes { tree.append(hash) }
        return tree.root
    }

    private func leaves(from index: UInt64, count: Int) throws -> [Digest] {
        let statement = try db.cachedStatement(sql: "SELECT \(EntryRow.headerColumns) FROM entry WHERE id BETWEEN ? AND ? ORDER BY id")
        let first = EntryKey(log: log, index: index).raw
        let rows = try Row.fetchCursor(statement, arguments: [first, first + Int64(count) - 1])
        var leaves: [Digest] = []
        while let row = try rows.next() { leaves.append(try EntryRow.header(row).leaf) }
        guard leaves.count == count else { throw StoreFailure.damaged("entries of a log are missing") }
        return leaves
    }

    private func kept(_ level: Int, from place: UInt64, count: Int) throws -> [Digest] {
        let statement = try db.cachedStatement(
            sql: "SELECT hash FROM tree_node WHERE log = ? AND level = ? AND place BETWEEN ? AND ? ORDER BY place")
        let rows = try Row.fetchCursor(statement, arguments: [log, level, Int64(place), Int64(place) + Int64(count) - 1])
        var hashes: [Digest] = []
        while let row = try rows.next() {
            guard let hash = row.bytes(0).flatMap({ Digest($0) }) else {
                throw StoreFailure.damaged("a hash of a log's tree can't be read")
            }
            hashes.append(hash)
        }
        guard hashes.count == count else { throw StoreFailure.damaged("hashes of a log's tree are missing") }
        return hashes
    }
}
