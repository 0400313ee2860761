internal import BanyanCore
internal import BanyanGossip
public import BanyanLedger
internal import Logging

/// Batches in and out of the store.
extension Exchange {
    /// The own log grew and its checkpoint is recorded: the peers may know.
    public func ownLogAdvanced(_ checkpoint: SignedCheckpoint) async {
        let log = checkpoint.checkpoint.log
        let former = provable[log]?.checkpoint.size ?? 0
        do { remember(try await store.logState(log)) } catch {
            logger.error("the own log's state can't be read", metadata: ["reason": "\((error as? any Failure)?.code ?? "unknown")"])
        }
        if checkpoint.checkpoint.size > former { provable[log] = checkpoint }
        let batch = await news(of: log, since: former)
        handle(.appended(holding(of: log), batch))
    }

    /// What was appended, where a peer is to be sent it unasked.
    private func news(of log: LogID, since size: UInt64) async -> Batch? {
        guard engine.pushes(log), let end = provable[log]?.checkpoint.size, end > size else { return nil }
        let bytes = configuration.timing.pushBytes
        return await read(BatchRequest(log: log, from: size, upTo: end, bytes: bytes, payloads: true))
    }

    func remember(_ state: LogState) {
        guard state.tree.size >= states[state.log]?.tree.size ?? 0 else { return }
        states[state.log] = state
        guard let checkpoint = state.checkpoint, checkpoint.checkpoint.size <= state.tree.size else { return }
        provable[state.log] = checkpoint
    }

    func holding(of log: LogID) -> LogHolding {
        let state = states[log] ?? .empty(log)
        return LogHolding(
            log: log, held: state.tree.size, promised: state.checkpoint?.checkpoint.size ?? 0, provable: provable[log]?.checkpoint.size ?? 0
        )
    }

    /// Verifies and stores one batch; the engine never has two of one log under way.
    func ingest(_ batch: Batch, from peer: FacilityID) async {
        let log = batch.log
        guard let key = await logKey(log.facility) else { return handle(.batchRefused(log, .unknownKey)) }
        let verified: VerifiedBatch
        let basis = basis(of: log)
        do { verified = try await Self.verified(batch, after: basis, key) } catch {
            logger.warning("a batch was refused", metadata: ["peer": "\(peer.compact)", "log": "\(log.origin)", "reason": "\(error.code)"])
            let refusal = Self.refusal(error, of: batch, after: basis, signed: states[log]?.checkpoint)
            if refusal == .outdated { await reload(log) }
            return handle(.batchRefused(log, refusal))
        }
        guard opensRightly(verified) else { return handle(.batchRefused(log, .invalid(code: "no-incarnation-notice"))) }
        let cosignature = cosignature(of: verified.state)
        do { try await store.store(verified, cosignature: cosignature, at: clock.now()) } catch { return await storeFailed(log, error) }
        remember(verified.state)
        if let cosignature { noteCosigned(cosignature) }
        handle(.batchStored(holding(of: log)))
        tell(.advanced(log, size: verified.state.tree.size))
    }

    /// What a batch is verified against. Own entries that an earlier run appended without living to sign them have no checkpoint yet.
    private func basis(of log: LogID) -> LogState {
        let state = states[log] ?? .empty(log)
        guard let checkpoint = state.checkpoint, checkpoint.checkpoint.size < state.tree.size else { return state }
        return LogState(log: log, tree: state.tree, checkpoint: nil)
    }

    /// A further incarnation begins with its notice, signed by the root key of the facility's card: a stolen log key can't open one.
    private func opensRightly(_ batch: VerifiedBatch) -> Bool {
        guard batch.log.incarnation > 0, batch.start == 0, let first = batch.entries.first, let card = cards[batch.log.facility] else {
            return true
        }
        guard first.header.tag == .open, let object = first.payload else { return false }
        return IncarnationNotice(object, root: card.inception.rootKey)?.log == batch.log
    }

    private nonisolated static func verified(_ batch: Batch, after state: LogState, _ key: PublicKey) async throws(LedgerFailure)
        -> VerifiedBatch
    {
        try verify(batch, after: state, key: key)
    }

    /// - Parameter signed: the newest checkpoint known that the owner signed.
    private static func refusal(
        _ failure: LedgerFailure, of batch: Batch, after basis: LogState, signed: SignedCheckpoint?
    ) -> BatchRefusal {
        if let misbehaviour = failure.misbehaviour { return .fork(misbehaviour) }
        switch failure.code {
        case "older-checkpoint", "wrong-start": return .outdated
        case "damaged-log-state": return .storage
        // By then the checkpoint is known to be the owner's. From an empty log every batch must lead to it.
        case "wrong-root", "wrong-proof":
            let known = max(basis.tree.size, basis.checkpoint?.checkpoint.size ?? 0)
            let claimed = batch.checkpoint.checkpoint.size
            guard basis.tree.size > 0, claimed > known else { return .invalid(code: failure.code) }
            return .differing(known: signed, claimed: batch.checkpoint)
        default: return .invalid(code: failure.code)
        }
    }

    /// The disk is full or broken, or the log was changed meanwhile by an own append.
    private func storeFailed(_ log: LogID, _ error: any Error) async {
        logger.error(
            "a batch can't be stored", metadata: ["log": "\(log.origin)", "reason": "\((error as? any Failure)?.code ?? "unknown")"])
        let known = states[log]?.tree.size ?? 0
        await reload(log)
        let grew = (states[log]?.tree.size ?? 0) > known
        handle(.batchRefused(log, grew ? .outdated : .storage))
    }

    private func reload(_ log: LogID) async {
        if let state = try? await store.logState(log) { remember(state) }
        handle(.held(holding(of: log)))
    }

    /// Entries from a log with the proof that they are its owner's; `nil` when the store fails.
    func read(_ request: BatchRequest) async -> Batch? {
        let log = request.log
        guard let checkpoint = provable[log] else { return nil }
        let size = checkpoint.checkpoint.size
        guard request.from < min(request.upTo, size) else { return nil }
        let count = min(UInt64(Limits.batchEntries), min(request.upTo, size) - request.from)
        do {
            let read = try await store.entries(in: log, from: request.from, count: Int(count), maxBytes: request.bytes)
            let entries = Self.trimmed(read.prefix(Int(count)), payloads: request.payloads)
            guard !entries.isEmpty else { return nil }
            let end = request.from + UInt64(entries.count)
            let proof = end < size ? try await store.consistencyProof(in: log, from: end, to: size) : []
            return Batch(log: log, start: request.from, entries: entries, checkpoint: checkpoint, consistency: proof)
        } catch {
            logger.error(
                "a batch can't be read", metadata: ["log": "\(log.origin)", "reason": "\((error as? any Failure)?.code ?? "unknown")"])
            return nil
        }
    }

    /// As many entries as a batch may have, at least one; none where payloads are asked for and the first is not held. What lacks its
    /// payload is not sent to a peer that asked for it.
    private static func trimmed(_ entries: ArraySlice<Entry>, payloads: Bool) -> [Entry] {
        let sent =
            payloads ? Array(entries.prefix { $0.payload != nil }) : entries.compactMap { try? Entry(header: $0.header, payload: nil) }
        var bytes = 0
        let fitting = sent.prefix { entry in
            bytes += EntryHeader.size + (entry.payload?.count ?? 0)
            return bytes <= Limits.batchBytes
        }
        return fitting.isEmpty ? Array(sent.prefix(1)) : Array(fitting)
    }
}
