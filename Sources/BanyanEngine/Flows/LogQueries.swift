public import BanyanAPI
public import BanyanCore
import BanyanCrypto
import BanyanLedger
import Foundation

extension Node {
    /// Recomputes logs from what lies on the disk: every header into the tree, every payload against its header, the root
    /// against the newest signed checkpoint.
    public func verifyLog(_ facility: FacilityID?) async throws -> LogVerification {
        let states = try await store.logStates().filter { facility == nil || $0.log.facility == facility }
        if states.isEmpty, let facility { throw EngineFailure(.notFound, "no-such-log", "this node holds no log of \(name(of: facility))") }
        var logs: [LogVerification.Log] = []
        for state in states {
            let (tree, damaged, missing) = try await store.recomputedRoot(of: state.log) { _ in }
            let key = state.log.facility == me ? parts.keys.log.publicKey : facilities[state.log.facility]?.card.logKey
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
                    missing: missing))
        }
        return LogVerification(logs: logs)
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
