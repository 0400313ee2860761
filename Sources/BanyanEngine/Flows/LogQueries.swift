public import BanyanAPI
public import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation

extension MisbehaviourView {
    init(_ proof: MisbehaviourProof, name: String?) {
        let (first, second) = (proof.misbehaviour.first.checkpoint, proof.misbehaviour.second.checkpoint)
        self.init(
            facility: proof.facility, name: name, incarnation: proof.log.incarnation,
            first: History(size: first.size, root: Hex.encode(first.root.bytes)),
            second: History(size: second.size, root: Hex.encode(second.root.bytes)), proof: proof.text)
    }
}

extension Node {
    /// Recomputes logs from what lies on the disk: every header into the tree, every payload against its header, the root
    /// against the newest signed checkpoint.
    public func verifyLog(_ facility: FacilityID?) async throws -> LogVerification {
        let states = try await store.logStates().filter { facility == nil || $0.log.facility == facility }
        if states.isEmpty, let facility { throw EngineFailure(.notFound, "no-such-log", "this node holds no log of \(name(of: facility))") }
        let cosignatures = try await store.cosignatures()
        var logs: [LogVerification.Log] = []
        for state in states {
            let (tree, damaged, missing) = try await store.recomputedRoot(of: state.log) { _ in }
            let key = logKey(of: state.log.facility)
            let matches: Bool
            if let checkpoint = state.checkpoint?.checkpoint {
                matches = tree == state.tree && (checkpoint.size > tree.size || checkpoint.root == tree.root)
            } else {
                matches = tree == state.tree && tree.size == 0
            }
            logs.append(
                LogVerification.Log(
                    facility: state.log.facility, name: name(of: state.log.facility), incarnation: state.log.incarnation, size: tree.size,
                    root: Hex.encode(tree.root.bytes), rootMatches: matches,
                    signatureValid: key.map { key in state.checkpoint?.isSigned(by: key) ?? (tree.size == 0) } ?? false, damaged: damaged,
                    missing: missing,
                    cosignatures: try await views(of: cosignatures.filter { $0.checkpoint.log == state.log }, over: tree)))
        }
        return LogVerification(logs: logs)
    }

    private func logKey(of facility: FacilityID) -> PublicKey? {
        facility == me ? parts.keys.log.publicKey : facilities[facility]?.card.logKey
    }

    /// - Parameter tree: what was recomputed from the disk.
    private func views(of cosignatures: [Cosignature], over tree: CompactTree) async throws -> [LogVerification.Cosignature] {
        var views: [LogVerification.Cosignature] = []
        for cosignature in cosignatures {
            let claimed = cosignature.checkpoint
            var isHeld = false
            if claimed.size <= tree.size {
                let proof = try await store.consistencyProof(in: claimed.log, from: claimed.size, to: tree.size)
                isHeld = MerkleProof.verifyConsistency(
                    from: claimed.size, root: claimed.root, to: tree.size, root: tree.root, proof: proof)
            }
            let isSigned = logKey(of: cosignature.witness).map { cosignature.isSigned(by: $0) } ?? false
            views.append(
                LogVerification.Cosignature(
                    witness: cosignature.witness, name: name(of: cosignature.witness), size: claimed.size, at: cosignature.time,
                    valid: isHeld && isSigned, note: cosignature.note))
        }
        return views
    }

    /// The proof that a facility signed two histories, for whoever should know.
    public func misbehaviour(_ facility: FacilityID, incarnation: UInt32?) async throws -> MisbehaviourView {
        let known = try await vault.loadAll(QuarantineRecord.self, group: QuarantineRecord.group)
            .filter { $0.log.facility == facility && (incarnation == nil || $0.log.incarnation == incarnation) }.sorted { $0.log < $1.log }
        guard let last = known.last(where: { $0.proof != nil }) ?? known.last else {
            throw EngineFailure(
                .notFound, "no-misbehaviour", "this node knows of no two histories of that log of \(name(of: facility))",
                hint: "banyan status")
        }
        guard let encoded = last.proof, let proof = try? MisbehaviourProof(encoded: encoded) else {
            throw EngineFailure(
                .notFound, "no-proof",
                "\(name(of: facility)) signed two histories, but nobody has given this node what proves it to others",
                hint: "ask other admins for their proof: banyan log misbehaviour \(facility)")
        }
        return MisbehaviourView(proof, name: name(of: facility))
    }

    /// An inclusion proof of one entry (RFC 9162 section 2.1.3) in the newest checkpoint's tree.
    public func proof(_ facility: FacilityID, index: UInt64) async throws -> ProofResult {
        let states = try await store.logStates().filter { $0.log.facility == facility }
        guard let state = states.last, let checkpoint = state.checkpoint, checkpoint.checkpoint.size <= state.tree.size else {
            throw EngineFailure(.notFound, "no-such-log", "this node holds no complete log of \(name(of: facility))")
        }
        let size = checkpoint.checkpoint.size
        guard index < size, let entry = try await store.entries(in: state.log, from: index, count: 1, maxBytes: 1).first else {
            throw EngineFailure(.notFound, "no-such-entry", "the log has \(size) entries, the last one is \(size == 0 ? 0 : size - 1)")
        }
        let proof = try await store.inclusionProof(in: state.log, index: index, size: size)
        return ProofResult(
            facility: facility, incarnation: state.log.incarnation, index: index, size: size, header: Hex.encode(entry.header.encoded),
            leaf: Hex.encode(entry.header.leaf.bytes), proof: proof.map { Hex.encode($0.bytes) }, checkpoint: checkpoint.note)
    }

    /// Sealed receipts under a wallet's tags in one reader's log, each with an inclusion proof where the newest checkpoint
    /// covers it. The node learns the tags and nothing of what they mean.
    /// - Throws: `log-not-carried` where this node holds no log of that reader: it can't say that nobody read.
    public func receipts(_ request: ReceiptLookup) async throws -> ReceiptLookupResult {
        guard request.tags.count <= 1024 else { throw EngineFailure(.usage, "too-many-tags", "at most 1024 tags a request") }
        let tags = try request.tags.map { text -> Tag in
            guard let tag = Hex.decode(text).flatMap({ Tag($0) }) else {
                throw EngineFailure(.usage, "malformed-tag", "a tag is 32 hexadecimal digits")
            }
            return tag
        }
        let states = try await store.logStates().filter { $0.log.facility == request.log }
        guard !states.isEmpty else {
            throw EngineFailure(
                .notFound, "log-not-carried", "this node holds no log of \(name(of: request.log))",
                hint: "ask a node that has accepted that facility, or the facility itself")
        }
        let times = try await store.logTimes()
        var result = ReceiptLookupResult(
            found: [], checkpoints: [:], logSize: states.map(\.tree.size).reduce(0, +), asOf: states.compactMap { times[$0.log] }.max())
        for state in states { result.checkpoints["\(state.log.incarnation)"] = state.checkpoint?.note }
        for entry in try await store.find(tags, in: request.log) {
            guard let payload = entry.payload, let state = states.first(where: { $0.log == entry.position.log }) else { continue }
            var proof: [Digest] = []
            if let size = state.checkpoint?.checkpoint.size, entry.position.index < size, size <= state.tree.size {
                proof = try await store.inclusionProof(in: state.log, index: entry.position.index, size: size)
            }
            result.found.append(
                ReceiptLookupResult.Found(
                    tag: Hex.encode(entry.tag.bytes), incarnation: state.log.incarnation, index: entry.position.index,
                    payload: Data(payload).base64EncodedString(), proof: proof.map { Hex.encode($0.bytes) }))
        }
        return result
    }
}
