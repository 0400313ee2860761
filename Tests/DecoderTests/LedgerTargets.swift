import BanyanCore
import BanyanCrypto

@testable import BanyanLedger

extension FuzzTarget {
    static let ledger = [
        FuzzTarget("card", longest: 8192, seeds: { [try Cast.card().encoded, try Cast.card([]).encoded] }) { bytes in
            guard let card = try? FacilityCard(encoded: bytes) else { return false }
            try promise((try? FacilityCard(text: card.text)) == card, "a card does not read its own text")
            return try comesBack(card, as: bytes, \.encoded)
        },
        FuzzTarget("card-payload", longest: 8192, seeds: { try [Cast.card(), Cast.card([])].map { try payload($0.encoded) } }) { bytes in
            guard let fields = try? CardFields(bytes) else { return false }
            // Behind the signature: the facility itself may be the one that is hostile.
            _ = try? FacilityCard(encoded: COSESign1.sign(bytes, type: FacilityCard.type, with: Cast.keys.log))
            return try comesBack(fields, as: bytes, \.encoded)
        },
        FuzzTarget("card-text", longest: 12_288, seeds: { [Array(try Cast.card().text.utf8)] }) { bytes in
            guard let card = try? FacilityCard(file: bytes) else { return false }
            try promise((try? FacilityCard(text: card.text)) == card, "a card does not read its own text")
            return true
        },
        FuzzTarget("key-certificate", longest: 2048, seeds: { try Cast.keys.certificates.map { try payload($0.encoded) } }) { bytes in
            _ = try? KeyCertificate(encoded: bytes, of: Cast.keys.inception)
            let object = COSESign1.sign(bytes, type: KeyCertificate.type, with: Cast.keys.root)
            guard let read = try? KeyCertificate(encoded: object, of: Cast.keys.inception) else { return false }
            let again = try KeyCertificate.sign(
                read.key, as: read.role, number: read.number, notBefore: read.notBefore, notAfter: read.notAfter,
                formerLogEnd: read.formerLogEnd, for: Cast.keys.inception, with: Cast.keys.root)
            return try comesBack(again, as: object, \.encoded)
        },
        FuzzTarget("inception", longest: 256, seeds: { [Cast.keys.inception.encoded] }) { bytes in
            try comesBack(try? Inception(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("incarnation-notice", longest: 1024, seeds: { [try payload(notice.signed(by: Cast.keys.root))] }) { bytes in
            _ = IncarnationNotice(bytes, root: Cast.keys.root.publicKey)
            let object = COSESign1.sign(bytes, type: IncarnationNotice.type, with: Cast.keys.root)
            return try comesBack(IncarnationNotice(object, root: Cast.keys.root.publicKey), as: object) { $0.signed(by: Cast.keys.root) }
        },
        FuzzTarget("parcel", longest: 8192, seeds: { [try Cast.parcel().parcel.sealed] }) { bytes in
            let (sent, letter) = try Cast.parcel()
            guard let parcel = Parcel(recipient: Cast.keys.id, id: sent.id, expires: sent.expires, sealed: bytes) else { return false }
            let read = try? parcel.open(with: Cast.keys, at: Cast.now) { $0 == Cast.keys.id ? Cast.keys.log.publicKey : nil }
            try promise(read == nil || read == letter, "a parcel opens to something that was not sent")
            return read != nil
        },
        FuzzTarget("parcel-letter", longest: 4096, seeds: { [try Cast.parcel().letter.encoded] }) { bytes in
            try comesBack(ParcelLetter(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("referral-request", longest: 8192, seeds: { [try payload(Cast.referral())] }) { bytes in
            _ = try? ReferralRequest(encoded: bytes)
            // Behind the signature: the facility itself may be the one that is hostile.
            guard let read = try? ReferralRequest(encoded: COSESign1.sign(bytes, type: ReferralRequest.type, with: Cast.keys.log)) else {
                return false
            }
            let again = try ReferralRequest.sign(
                read.id, from: read.origin, to: read.audience, sections: read.sections, reason: read.reason, at: read.created,
                with: Cast.keys.log)
            return try comesBack(again, as: COSESign1.sign(bytes, type: ReferralRequest.type, with: Cast.keys.log)) { $0 }
        },
        FuzzTarget(
            "referral-letter", longest: 4096,
            seeds: {
                guard let id = ReferralID([UInt8](repeating: 3, count: 16)) else { return [] }
                return [
                    ReferralLetter(id: id, message: [1, 2]).encoded,
                    ReferralLetter(id: id, message: [1, 2], token: .sha256([1]), consent: [4, 5]).encoded,
                ]
            }
        ) { bytes in try comesBack(ReferralLetter(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget("facility-keys", longest: 8192, seeds: { [Cast.keys.encoded] }) { bytes in
            try comesBack(try? FacilityKeys(encoded: bytes), as: bytes, \.encoded)
        },
        FuzzTarget("checkpoint", longest: 4200, seeds: { [Array(Cast.checkpoint(of: [], in: ownLog).note.utf8)] }) { bytes in
            guard let note = String(validating: bytes, as: UTF8.self), SignedNote(parsing: note) != nil else { return false }
            guard let signed = try? SignedCheckpoint(parsing: note) else { return false }
            try promise(signed.note.utf8.elementsEqual(bytes), "a checkpoint's note is not what came")
            try promise(Checkpoint(body: signed.checkpoint.body) == signed.checkpoint, "a checkpoint does not read its own text")
            _ = signed.isSigned(by: Cast.keys.log.publicKey)
            return true
        },
        FuzzTarget("cosignature", longest: 4200) { bytes in
            guard let note = String(validating: bytes, as: UTF8.self) else { return false }
            return try comesBack(try? Cosignature(parsing: note), as: bytes) { Array($0.note.utf8) }
        },
        FuzzTarget("misbehaviour-proof", longest: 8192) { bytes in
            guard let proof = (try? MisbehaviourProof(encoded: bytes)) ?? (try? MisbehaviourProof(file: bytes)) else { return false }
            try promise(
                (try? MisbehaviourProof(file: Array(proof.text.utf8)))?.encoded == proof.encoded, "a proof does not read its own text")
            return true
        },
        FuzzTarget("entry-header", longest: 64) { bytes in try comesBack(EntryHeader(encoded: bytes), as: bytes, \.encoded) },
        FuzzTarget(
            "merkle-proof", longest: 2400, takesVectors: false, seeds: { (UInt8(0)..<12).map { Array($0...($0 + 90)) } }, ProofInput.run),
    ]

    private static let ownLog = LogID(facility: Cast.keys.id, incarnation: 0)
    private static let notice = IncarnationNotice(
        log: LogID(facility: Cast.keys.id, incarnation: 2), formerSize: 17, formerRoot: .sha256([1]))

    private static func payload(_ object: [UInt8]) throws -> [UInt8] { try COSESign1(object, limit: object.count).payload }
}

/// Proofs about small trees, true and altered; and numbers of any size with hashes that prove nothing.
private enum ProofInput {
    static func run(_ bytes: [UInt8]) throws -> Bool {
        var input = ByteInput(bytes)
        let leaves = (0...input.number(below: 40)).map { Digest.sha256([UInt8($0)]) }
        let size = UInt64(leaves.count)
        let (index, from) = (UInt64(input.byte()) % size, UInt64(input.byte()) % size + 1)
        let root = node(leaves, 0..<leaves.count)
        let old = node(leaves, 0..<Int(from))
        let inclusion = try MerkleProof.inclusion(index: index, size: size) { perfect(leaves, $0, $1) }
        let consistency = try MerkleProof.consistency(from: from, to: size) { perfect(leaves, $0, $1) }
        func holds(_ proof: [Digest]) -> Bool {
            MerkleProof.verifyInclusion(index: index, size: size, leaf: leaves[Int(index)], root: root, proof: proof)
        }
        func agrees(_ proof: [Digest]) -> Bool {
            MerkleProof.verifyConsistency(from: from, root: old, to: size, root: root, proof: proof)
        }
        try promise(holds(inclusion) && agrees(consistency), "a true proof is refused")
        let (one, two) = (altered(inclusion, &input), altered(consistency, &input))
        try promise(one == inclusion || !holds(one), "an altered proof of inclusion is accepted")
        try promise(two == consistency || !agrees(two), "an altered proof of consistency is accepted")
        try refuseAnyNumber(&input, leaves[0], root)
        return true
    }

    /// Roots that nobody hashed.
    private static func refuseAnyNumber(_ input: inout ByteInput, _ leaf: Digest, _ root: Digest) throws {
        let (first, second) = (input.uint64(), input.uint64())
        var proof: [Digest] = []
        while !input.isEmpty, proof.count < 70 { proof += [Digest.sha256(input.take(4))] }
        let isIncluded = MerkleProof.verifyInclusion(index: first, size: second, leaf: leaf, root: root, proof: proof)
        try promise(!isIncluded || (first == 0 && second == 1 && leaf == root), "hashes that prove nothing are accepted")
        let isConsistent = MerkleProof.verifyConsistency(from: first, root: root, to: second, root: leaf, proof: proof)
        try promise(!isConsistent || (first == second && root == leaf), "hashes that prove nothing are accepted")
    }

    private static func altered(_ proof: [Digest], _ input: inout ByteInput) -> [Digest] {
        var proof = proof
        switch input.number(below: 4) {
        case 0: proof.append(.sha256([input.byte()]))
        case 1: _ = proof.popLast()
        case 2 where !proof.isEmpty: proof[input.number(below: proof.count)] = .sha256([input.byte(), 1])
        case 3 where proof.count > 1: proof.swapAt(0, input.number(below: proof.count))
        default: break
        }
        return proof
    }

    /// RFC 9162 section 2.1.1, as it stands there.
    private static func node(_ leaves: [Digest], _ span: Range<Int>) -> Digest {
        guard span.count > 1 else { return leaves[span.lowerBound] }
        var split = 1
        while split * 2 < span.count { split *= 2 }
        let middle = span.lowerBound + split
        return CompactTree.parent(node(leaves, span.lowerBound..<middle), node(leaves, middle..<span.upperBound))
    }

    private static func perfect(_ leaves: [Digest], _ level: Int, _ index: UInt64) -> Digest {
        let start = Int(index) << level
        return node(leaves, start..<start + 1 << level)
    }
}
