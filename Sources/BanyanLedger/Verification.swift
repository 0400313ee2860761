public import BanyanCore

/// Proves a batch against what is known of its log and against one signature (protocol section 3).
///
/// In this order: the state itself; limits; the log and the place; the checkpoint's size and signature; the checkpoint against the one known
/// before; payload sizes; the root, recomputed from every entry; the path from it to the checkpoint; the known checkpoint, where these entries pass it.
/// - Parameters:
///   - batch: what a peer sent.
///   - state: what is known of the log so far.
///   - key: the log key in force for the batch's entries.
/// - Throws: `LedgerFailure`. `fork` means that the log's owner contradicted itself and carries both checkpoints; every other code speaks of
///   the peer that sent the batch or, for `damaged-log-state`, of the own store.
public func verify(_ batch: Batch, after state: LogState, key: PublicKey) throws(LedgerFailure) -> VerifiedBatch {
    guard state.isCoherent else { throw LedgerFailure(.failed, "damaged-log-state", "what is stored of a log does not fit its checkpoint") }
    try checkShape(batch, after: state)
    try checkCheckpoint(batch, after: state, key: key)
    let notCarried = try checkPayloads(batch)
    let replayed = replay(batch, after: state)
    try checkPath(batch, from: replayed.tree)
    let checkpoint = try newest(batch, after: state, replayed: replayed)
    let after = LogState(log: state.log, tree: replayed.tree, checkpoint: checkpoint)
    return VerifiedBatch(
        log: batch.log, start: batch.start, entries: batch.entries, notCarried: notCarried, base: state.tree, subtrees: replayed.subtrees,
        state: after)
}

private func refused(_ code: String, _ message: String) -> LedgerFailure { LedgerFailure(.trust, code, message) }

private func checkShape(_ batch: Batch, after state: LogState) throws(LedgerFailure) {
    guard batch.entries.count <= Limits.batchEntries, batch.consistency.count <= Limits.proofHashes else {
        throw refused("batch-too-large", "a batch has too many entries or proof hashes")
    }
    var bytes = 0
    for entry in batch.entries { bytes += EntryHeader.size + (entry.payload?.count ?? 0) }
    guard bytes <= Limits.batchBytes else {
        throw refused("batch-too-large", "a batch has more than \(Limits.batchBytes) bytes of entries")
    }
    guard batch.log == state.log, batch.checkpoint.checkpoint.log == state.log else {
        throw refused("wrong-log", "a batch or its checkpoint is of another log than the one asked for")
    }
    guard batch.start == state.tree.size else {
        throw refused("wrong-start", "a batch starts at entry \(batch.start) where entry \(state.tree.size) comes next")
    }
}

private func checkCheckpoint(_ batch: Batch, after state: LogState, key: PublicKey) throws(LedgerFailure) {
    let claimed = batch.checkpoint.checkpoint
    guard claimed.size >= batch.start, claimed.size - batch.start >= UInt64(batch.entries.count) else {
        throw refused("checkpoint-too-small", "a batch goes beyond its checkpoint")
    }
    guard batch.checkpoint.isSigned(by: key) else {
        throw refused("checkpoint-signature", "a checkpoint is not signed by the log's key")
    }
    guard let known = state.checkpoint else { return }
    guard claimed.size >= known.checkpoint.size else {
        throw refused("older-checkpoint", "a checkpoint of \(claimed.size) entries came after one of \(known.checkpoint.size)")
    }
    if claimed.size == known.checkpoint.size, claimed.root != known.checkpoint.root { throw fork(known, batch.checkpoint, path: []) }
}

/// The one place that says what a payload may be here: at most `Limits.payload` bytes and not empty, so that one which is absent is never
/// mistaken for one that is empty; absent means "not carried" and is listed.
private func checkPayloads(_ batch: Batch) throws(LedgerFailure) -> [UInt64] {
    var notCarried: [UInt64] = []
    for (offset, entry) in batch.entries.enumerated() {
        guard (1...UInt32(Limits.payload)).contains(entry.header.payloadLength) else {
            throw refused("payload-size", "an entry's payload is empty or larger than \(Limits.payload) bytes")
        }
        if entry.payload == nil { notCarried.append(batch.start + UInt64(offset)) }
    }
    return notCarried
}

private struct Replayed {
    var tree: CompactTree
    /// The root at the size of the checkpoint known before, where the entries pass it.
    var rootAtKnown: Digest?
    var subtrees: [Subtree]
}

private func replay(_ batch: Batch, after state: LogState) -> Replayed {
    let known = state.checkpoint?.checkpoint.size
    var tree = state.tree
    var rootAtKnown: Digest?
    var subtrees: [Subtree] = []
    for entry in batch.entries {
        tree.append(entry.header.leaf) { level, place, hash in
            if level >= VerifiedBatch.smallestSubtree { subtrees.append(Subtree(level: level, place: place, hash: hash)) }
        }
        if tree.size == known { rootAtKnown = tree.root }
    }
    return Replayed(tree: tree, rootAtKnown: rootAtKnown, subtrees: subtrees)
}

private func checkPath(_ batch: Batch, from tree: CompactTree) throws(LedgerFailure) {
    let claimed = batch.checkpoint.checkpoint
    guard tree.size < claimed.size else {
        guard tree.root == claimed.root else { throw refused("wrong-root", "a batch's entries are not those of its checkpoint") }
        guard batch.consistency.isEmpty else { throw refused("needless-proof", "a batch that reaches its checkpoint came with a proof") }
        return
    }
    // Every log has the empty tree as its beginning: nothing to prove, and nothing may pretend to.
    let proved =
        tree.size == 0
        ? batch.consistency.isEmpty
        : MerkleProof.verifyConsistency(from: tree.size, root: tree.root, to: claimed.size, root: claimed.root, proof: batch.consistency)
    guard proved else { throw refused("wrong-proof", "a batch's entries are not proved to be those of its checkpoint") }
}

/// The checkpoint to remember. By now the batch's own one stands for its entries, so if they disagree with the known one, the log forked.
private func newest(_ batch: Batch, after state: LogState, replayed: Replayed) throws(LedgerFailure) -> SignedCheckpoint {
    guard let known = state.checkpoint else { return batch.checkpoint }
    if let root = replayed.rootAtKnown, root != known.checkpoint.root {
        throw fork(known, batch.checkpoint, path: path(from: known, to: batch, after: state))
    }
    let isPassed = known.checkpoint.size <= replayed.tree.size
    return isPassed || known.checkpoint.size == batch.checkpoint.checkpoint.size ? batch.checkpoint : known
}

/// The path that makes the contradiction a proof for others. Where the batch stops short of its checkpoint, its sender has to be asked for it.
private func path(from known: SignedCheckpoint, to batch: Batch, after state: LogState) -> [Digest] {
    guard state.tree.size + UInt64(batch.entries.count) == batch.checkpoint.checkpoint.size else { return [] }
    return HistoryPath.make(from: known.checkpoint.size, after: state.tree, leaves: batch.entries.map(\.header.leaf))
}

private func fork(_ known: SignedCheckpoint, _ new: SignedCheckpoint, path: [Digest]) -> LedgerFailure {
    LedgerFailure(
        .trust, "fork",
        "a log has two histories: its checkpoints of \(known.checkpoint.size) and \(new.checkpoint.size) entries contradict each other",
        misbehaviour: Misbehaviour(first: known, second: new, path: path))
}
