internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger
internal import Logging

/// Being a witness, and having witnesses (protocol section 3.8).
extension Exchange {
    /// Milliseconds between two searches for logs to cosign: those that grew within an hour of their last cosignature.
    private static let witnessing: Int64 = 60_000

    func loadCosignatures() async throws {
        for cosignature in try await store.cosignatures() where cosignature.witness == configuration.log.facility {
            noteCosigned(cosignature)
        }
    }

    func noteCosigned(_ cosignature: Cosignature) {
        let log = cosignature.checkpoint.log
        guard cosignature.isNewer(than: cosigned[log]) else { return }
        cosigned[log] = cosignature
        handle(.cosigned(cosignature))
    }

    /// This node's cosignature of what is held of a log, to be stored together with it: `nil` unless the log's owner is connected, every entry
    /// that its newest checkpoint covers is held, and the last cosignature is an hour old. (A clock that was set back counts as well, or a wrong
    /// year would silence the witness.)
    func cosignature(of state: LogState) -> Cosignature? {
        let log = state.log
        guard let key = configuration.witness, log.facility != configuration.log.facility, !engine.isQuarantined(log),
            let id = engine.connection(of: log.facility), engine.isReady(id)
        else { return nil }
        let now = clock.now()
        if let last = cosigned[log] {
            let age = now.seconds.subtractingReportingOverflow(last.time.seconds).partialValue.magnitude
            guard state.tree.size > last.checkpoint.size, age >= Cosignature.interval.magnitude else { return nil }
        }
        return Cosignature.sign(state, as: configuration.log.facility, at: now, with: key)
    }

    /// Cosigns what was stored while the last cosignature was too young.
    func witness() {
        let now = stopwatch.milliseconds()
        guard configuration.witness != nil, lastWitnessing.map({ now - $0 >= Self.witnessing }) ?? true else { return }
        lastWitnessing = now
        let due = states.sorted { $0.key < $1.key }.compactMap { cosignature(of: $0.value) }
        guard !due.isEmpty else { return }
        start { for cosignature in due { await self.keepOwn(cosignature) } }
    }

    private func keepOwn(_ cosignature: Cosignature) async {
        do { try await store.record(cosignature) } catch {
            // The log grew meanwhile, which brings a newer one; or the disk is full, and there will be another minute.
            return logger.debug("a cosignature was not kept", metadata: ["log": "\(cosignature.checkpoint.log.origin)"])
        }
        noteCosigned(cosignature)
    }

    /// A peer cosigned the own log: kept when it is signed by the peer's log key and of the history that is held.
    func take(_ cosignature: Cosignature) async {
        let witness = cosignature.witness
        guard let key = await logKey(witness) else { return }
        guard cosignature.isSigned(by: key) else { return handle(.accused(witness, code: "cosignature-signature")) }
        do {
            guard try await isHeld(cosignature.checkpoint) else {
                strayWitnesses.insert(witness)
                return logger.error("a peer cosigned another history of the own log", metadata: ["peer": "\(witness.compact)"])
            }
            try await store.record(cosignature)
        } catch {
            logger.error(
                "a cosignature can't be kept", metadata: ["reason": "\((error as? any Failure)?.code ?? "unknown")"])
        }
    }

    /// Whether the first entries held of a log are those of a checkpoint.
    private func isHeld(_ checkpoint: Checkpoint) async throws -> Bool {
        guard let tree = states[checkpoint.log]?.tree, (1...Limits.logSize).contains(checkpoint.size), checkpoint.size <= tree.size else {
            return false
        }
        let proof = try await store.consistencyProof(in: checkpoint.log, from: checkpoint.size, to: tree.size)
        return MerkleProof.verifyConsistency(
            from: checkpoint.size, root: checkpoint.root, to: tree.size, root: tree.root, proof: proof)
    }
}
