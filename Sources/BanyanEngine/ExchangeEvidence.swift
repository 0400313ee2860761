internal import BanyanCore
internal import BanyanGossip
internal import BanyanLedger
internal import Logging

/// Proofs of misbehaviour: made of what was found, checked when a peer sends one (protocol section 3.9).
extension Exchange {
    /// The log's owner contradicted itself: told once without, and once with what convinces others.
    func quarantined(_ log: LogID, _ misbehaviour: Misbehaviour) {
        guard !engine.hasProof(of: log) else { return }
        let card = log.facility == configuration.log.facility ? configuration.card : cards[log.facility]
        let proof = card.flatMap { MisbehaviourProof(misbehaviour, inception: $0.inception, certificate: $0.logCertificate) }
        announce(log, misbehaviour, proof)
    }

    private func announce(_ log: LogID, _ misbehaviour: Misbehaviour, _ proof: MisbehaviourProof?) {
        logger.error(
            "a log has two histories and is not pulled any further",
            metadata: ["log": "\(log.origin)", "proved": "\(proof == nil ? "here alone" : "to all")"])
        tell(.quarantined(log, misbehaviour, proof))
        if let proof { handle(.proved(log, proof: proof.encoded)) }
    }

    /// A peer holds another root of a log than is provable here, in the same size.
    func judge(_ theirs: SignedCheckpoint, from peer: FacilityID) async {
        let claimed = theirs.checkpoint
        guard let key = await logKey(claimed.log.facility) else { return }
        guard theirs.isSigned(by: key) else { return handle(.accused(peer, code: "checkpoint-signature")) }
        guard let own = provable[claimed.log], own.checkpoint.size == claimed.size, own.checkpoint.root != claimed.root else { return }
        handle(.quarantined(claimed.log))
        quarantined(claimed.log, Misbehaviour(first: own, second: theirs))
    }

    /// A peer's word that a facility signed two histories: worth what it proves by itself.
    func check(_ encoded: [UInt8], of log: LogID, from peer: FacilityID) async {
        do {
            let proof = try await Self.verified(encoded)
            guard proof.log == log else { return handle(.proofRefused(peer, log, code: "proof-other-log")) }
            guard !engine.hasProof(of: log) else { return handle(.proved(log, proof: encoded)) }
            announce(log, proof.misbehaviour, proof)
        } catch {
            logger.warning("a proof was refused", metadata: ["peer": "\(peer.compact)", "reason": "\(error.code)"])
            handle(.proofRefused(peer, log, code: error.code))
        }
    }

    private nonisolated static func verified(_ encoded: [UInt8]) async throws(LedgerFailure) -> MisbehaviourProof {
        try MisbehaviourProof(encoded: encoded)
    }

    /// What leads from one size of a held log to another; empty when the store fails.
    func path(_ request: PathRequest) async -> [Digest] {
        let (log, from, to) = (request.log, request.from, request.to)
        do {
            let consistency = try await store.consistencyProof(in: log, from: from, to: to)
            let inclusion = HistoryPath.needsInclusion(from) ? try await store.inclusionProof(in: log, index: from, size: to) : []
            return HistoryPath.make(from: from, to: to, consistency: consistency, inclusion: inclusion)
        } catch {
            logger.error(
                "a path can't be read", metadata: ["log": "\(log.origin)", "reason": "\((error as? any Failure)?.code ?? "unknown")"])
            return []
        }
    }
}
