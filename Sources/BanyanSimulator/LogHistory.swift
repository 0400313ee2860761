internal import BanyanCore
internal import BanyanLedger

/// One history of one log, shared by every replica that holds a prefix of it: its entries, the hashes of its tree, its tags.
///
/// Only grows. Replicas hold a number of entries of it, so a thousand copies of a log cost a thousand numbers and not a thousand logs.
final class LogHistory {
    let log: LogID
    private(set) var entries: [Entry] = []
    /// `levels[l][i]`: the hash of the perfect subtree of 2^l leaves, number i of its level.
    private var levels: [[Digest]] = [[]]
    private var tags: [Tag: [Int]] = [:]
    /// How many entries from the start a machine of the facility itself appended.
    private(set) var authored = 0

    init(_ log: LogID) { self.log = log }

    /// The same first entries, to go on differently.
    init(branching other: LogHistory, at size: Int) {
        log = other.log
        for entry in other.entries.prefix(size) { append(entry, isAuthored: false) }
        authored = min(other.authored, size)
    }

    var size: Int { entries.count }

    func append(_ entry: Entry, isAuthored: Bool) {
        if isAuthored, authored == entries.count { authored += 1 }
        tags[entry.header.tag, default: []].append(entries.count)
        entries.append(entry)
        var place = levels[0].count
        levels[0].append(entry.header.leaf)
        var level = 0
        while place & 1 == 1 {
            let hash = CompactTree.parent(levels[level][place - 1], levels[level][place])
            level += 1
            place >>= 1
            if levels.count == level { levels.append([]) }
            levels[level].append(hash)
        }
    }

    func noteAuthored(_ size: Int) { authored = max(authored, min(size, entries.count)) }

    func leaf(_ index: Int) -> Digest { levels[0][index] }

    /// - Precondition: the subtree lies within the entries.
    func node(_ level: Int, _ place: UInt64) -> Digest { levels[level][Int(place)] }

    /// The tree of the first `size` entries.
    func tree(_ size: Int) -> CompactTree {
        var peaks: [Digest] = []
        var start = 0
        for level in (0..<levels.count).reversed() where size >> level & 1 == 1 {
            peaks.append(levels[level][start >> level])
            start += 1 << level
        }
        guard let tree = CompactTree(size: UInt64(size), peaks: peaks) else { fatalError("one peak for each bit of the size") }
        return tree
    }

    /// Indexes below `size` under a tag.
    func positions(of tag: Tag, below size: Int) -> [Int] { (tags[tag] ?? []).filter { $0 < size } }

    /// Whether these entries follow the first `start` of this history, as far as it goes.
    func agrees(with new: [Entry], from start: Int) -> Bool {
        guard start <= size else { return false }
        return zip(entries[start...], new).allSatisfy { $0.header == $1.header }
    }
}

/// All histories that exist in a simulation, by log. The first of a log is the one that its facility began.
final class Histories {
    private var all: [LogID: [LogHistory]] = [:]

    /// The history that holds the first `start` entries of `present` followed by `new`, made where there is none.
    func following(_ present: LogHistory?, _ start: Int, _ new: [Entry], in log: LogID, isAuthored: Bool) -> LogHistory {
        let history = find(present, start, new, in: log)
        for entry in new.dropFirst(history.size - start) { history.append(entry, isAuthored: isAuthored) }
        if isAuthored { history.noteAuthored(start + new.count) }
        return history
    }

    private func find(_ present: LogHistory?, _ start: Int, _ new: [Entry], in log: LogID) -> LogHistory {
        let candidates = all[log] ?? []
        let root = present.map { $0.tree(start) } ?? CompactTree()
        // Not every branch may grow here: one that goes on beyond these entries has to agree with all of them.
        if let fitting = candidates.first(where: { $0.size >= start && $0.agrees(with: new, from: start) && $0.tree(start) == root }) {
            return fitting
        }
        let branch = present.map { LogHistory(branching: $0, at: start) } ?? LogHistory(log)
        all[log, default: []].append(branch)
        return branch
    }

    func histories(of log: LogID) -> [LogHistory] { all[log] ?? [] }
    var logs: [LogID] { all.keys.sorted() }
}
