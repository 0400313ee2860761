import BanyanCore
import BanyanCrypto
import BanyanTestSupport

@testable @_spi(Append) import BanyanLedger

/// Cosignatures of the log in log.json, proofs that its owner signed two histories, and what looks like either.
struct WitnessVectors {
    let cast: Cast
    let log: LogVectors
    /// Parts from the log at entry 5 and has nine entries.
    private let other: CompactTree
    private let leaves: [Digest]

    init(cast: Cast, log: LogVectors) {
        self.cast = cast
        self.log = log
        leaves = log.entries.prefix(5).map(\.header.leaf) + (0..<4).map { Digest.sha256([UInt8($0)]) }
        var tree = CompactTree()
        for leaf in leaves { tree.append(leaf) }
        other = tree
    }

    private func otherCheckpoint(_ size: Int) -> SignedCheckpoint {
        var tree = CompactTree()
        for leaf in leaves.prefix(size) { tree.append(leaf) }
        let append = DurableAppend(log: cast.origin.log, positions: UInt64(size)..<UInt64(size), tree: tree)
        return SignedCheckpoint.sign(append, with: cast.origin.keys.log)
    }

    private func path(from: UInt64) -> [Digest] { HistoryPath.make(from: from, after: CompactTree(), leaves: leaves) }

    func cosignature() throws -> Cosignature {
        let state = LogState(log: cast.origin.log, tree: log.trees[7], checkpoint: log.checkpoint(7))
        return try need(Cosignature.sign(state, as: cast.audience.id, at: Cast.day(0), with: cast.audience.keys.log))
    }

    func proof(from size: Int = 7, to larger: Int = 9) throws -> MisbehaviourProof {
        let found = Misbehaviour(
            first: log.checkpoint(size), second: otherCheckpoint(larger), path: size == larger ? [] : path(from: UInt64(size)))
        return try need(
            MisbehaviourProof(found, inception: cast.origin.keys.inception, certificate: cast.origin.keys.logCertificate))
    }

    func file() throws -> VectorFile {
        let cosignature = try cosignature()
        guard cosignature.isSigned(by: cast.audience.keys.log.publicKey) else { throw Missing() }
        var vectors: [VectorValue] = [
            [
                "what": "the audience cosigns seven entries of the origin's log", "witness": .hex(cast.audience.id),
                "witness_key": .hex(cast.audience.keys.log.publicKey.bytes), "time": .number(UInt64(cosignature.time.seconds)),
                "verifier_key": .text(Cosignature.verifierKey(of: cast.audience.id, key: cast.audience.keys.log.publicKey)),
                "cosignature": .text(cosignature.note),
            ]
        ]
        for (what, size, larger) in [
            ("a path", 7, 9), ("a path from a perfect tree, which stands in front of it", 6, 9), ("one size, two roots", 7, 7),
        ] {
            let proof = try proof(from: size, to: larger)
            guard try MisbehaviourProof(file: Array(proof.text.utf8)) == proof else { throw Missing() }
            vectors.append([
                "what": .text("two histories: " + what), "facility": .hex(proof.facility), "proof": .hex(proof.encoded),
                "text": .text(proof.text),
            ])
        }
        vectors += try refused()
        return VectorFile(
            name: "witness", about: "A cosignature, proofs of two histories, and what is refused as either",
            section: "sections 3.8 and 3.9",
            seed: Cast.seed + ", log.json for the log; its other history has the leaves SHA-256 of the bytes 0, 1, 2, 3 behind entry 4",
            fields: [
                "what": "what it is", "witness": "facility ID of the witness", "witness_key": "its log key", "time": "of the cosignature",
                "verifier_key": "the key as tools for C2SP cosignatures take it", "cosignature": "the note that travels",
                "facility": "facility ID of who signed two histories", "proof": "the proof object", "text": "the proof file",
                "refused_cosignature": "no cosignature of this witness", "refused_proof": "no proof", "code": "why",
            ], vectors: vectors)
    }

    private func refused() throws -> [VectorValue] {
        var vectors: [VectorValue] = []
        let note = try cosignature().note
        let otherTime = note.replacing("\n7\n", with: "\n6\n")
        for (what, text) in [
            ("another size than was cosigned", otherTime), ("a checkpoint's own signature", log.checkpoint(7).note),
            ("two lines", note + line(note)),
        ] {
            if let read = try? Cosignature(parsing: text), read.isSigned(by: cast.audience.keys.log.publicKey) { throw Missing() }
            vectors.append(["what": .text(what), "refused_cosignature": .text(text)])
        }
        let keys = cast.origin.keys
        let good: [CBOR] = [
            .text("banyan/1 misbehaviour"), .bytes(keys.inception.encoded), .bytes(keys.logCertificate.encoded),
            .text(log.checkpoint(7).note), .text(otherCheckpoint(9).note), .bytes(path(from: 7).flatMap(\.bytes)),
        ]
        func bent(_ index: Int, _ item: CBOR) -> [CBOR] {
            var parts = good
            parts[index] = item
            return parts
        }
        let stranger = cast.audience.keys
        for (what, parts) in [
            ("another facility's inception", bent(1, .bytes(stranger.inception.encoded))),
            ("the TLS key's certificate", bent(2, .bytes(keys.tlsCertificate.encoded))),
            ("a checkpoint that another key signed", bent(3, .text(SignedCheckpoint.sign(durable(7), with: stranger.log).note))),
            ("both of one history", bent(3, .text(otherCheckpoint(7).note))), ("no path", bent(5, .bytes([]))),
            ("the path from another size", bent(5, .bytes(path(from: 6).flatMap(\.bytes)))), ("a part too many", good + [.int(0)]),
        ] as [(String, [CBOR])] {
            let object = CBOR.array(parts).encoded
            let code: String
            do {
                _ = try MisbehaviourProof(encoded: object)
                throw Missing()
            } catch let failure as LedgerFailure { code = failure.code }
            vectors.append(["what": .text(what), "refused_proof": .hex(object), "code": .text(code)])
        }
        return vectors
    }

    private func durable(_ size: Int) -> DurableAppend {
        DurableAppend(log: cast.origin.log, positions: UInt64(size)..<UInt64(size), tree: log.trees[size])
    }

    /// The signature line of a note with one.
    private func line(_ note: String) -> String { note.split(separator: "\n").last.map { $0 + "\n" } ?? "" }
}
