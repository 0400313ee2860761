import BanyanCore
import BanyanCrypto
import BanyanGossip
@_spi(Append) import BanyanLedger
import BanyanTestSupport

/// A facility with a log that it writes itself.
struct TestFacility {
    let key: SigningKey
    let id: FacilityID

    init(_ number: UInt8) {
        key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: number, count: 32)))!
        id = FacilityID(.sha256(Array("invented facility \(number)".utf8)))
    }

    var log: LogID { LogID(facility: id, incarnation: 0) }
}

/// A log in memory with everything that the store keeps of it.
struct TestLog {
    var entries: [Entry] = []
    var state: LogState
    /// Newest checkpoint of which every entry is held.
    var provable: SignedCheckpoint?

    init(_ log: LogID) { state = .empty(log) }

    var holding: LogHolding {
        LogHolding(
            log: state.log, held: state.tree.size, promised: state.checkpoint?.checkpoint.size ?? 0,
            provable: provable?.checkpoint.size ?? 0)
    }

    mutating func append(_ new: [Entry], signedBy key: SigningKey) {
        var tree = state.tree
        for entry in new { tree.append(entry.header.leaf) }
        let durable = DurableAppend(log: state.log, positions: state.tree.size..<tree.size, tree: tree)
        entries += new
        provable = .sign(durable, with: key)
        state = LogState(log: state.log, tree: tree, checkpoint: provable)
    }

    mutating func store(_ batch: VerifiedBatch) {
        entries += batch.entries
        state = batch.state
        if let checkpoint = state.checkpoint, checkpoint.checkpoint.size <= state.tree.size { provable = checkpoint }
    }

    func batch(for request: BatchRequest, most: Int = Limits.batchEntries) -> Batch? {
        guard let provable, request.from < provable.checkpoint.size else { return nil }
        let end = min(Int(min(request.upTo, provable.checkpoint.size)), Int(request.from) + most)
        return batch(Int(request.from)..<end, under: provable)
    }

    func batch(_ range: Range<Int>, under checkpoint: SignedCheckpoint) -> Batch {
        let size = checkpoint.checkpoint.size
        let end = UInt64(range.upperBound)
        let proof = end < size ? (try? MerkleProof.consistency(from: end, to: size, node: node)) ?? [] : []
        return Batch(
            log: state.log, start: UInt64(range.lowerBound), entries: Array(entries[range]), checkpoint: checkpoint, consistency: proof)
    }

    /// What leads from one size to another; of a log in memory, so by its tree's definition.
    func path(_ from: UInt64, _ to: UInt64) -> [Digest] {
        let proof = (try? MerkleProof.consistency(from: from, to: to, node: node)) ?? []
        return from.nonzeroBitCount == 1 ? [node(level: from.trailingZeroBitCount, index: 0)] + proof : proof
    }

    /// The checkpoint of the first entries.
    func checkpoint(_ size: Int, by key: SigningKey) -> SignedCheckpoint {
        var tree = CompactTree()
        for entry in entries.prefix(size) { tree.append(entry.header.leaf) }
        return .sign(DurableAppend(log: state.log, positions: 0..<UInt64(size), tree: tree), with: key)
    }

    private func node(level: Int, index: UInt64) -> Digest {
        if level == 0 { return entries[Int(index)].header.leaf }
        return CompactTree.parent(node(level: level - 1, index: index * 2), node(level: level - 1, index: index * 2 + 1))
    }
}

/// Entries without meaning.
func makeEntries(_ count: Int, bytes: Int = 40, _ random: inout SeededRandom) -> [Entry] {
    (0..<count).map { _ in Entry(tag: Tag(random.bytes(16))!, payload: random.bytes(bytes)) }
}
