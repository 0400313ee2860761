public import BanyanCore
internal import BanyanCrypto

/// That a facility signed two histories of one log, with all that a stranger needs to check it (protocol section 3.9): the CBOR array
/// `["banyan/1 misbehaviour", inception, log key certificate, smaller checkpoint, larger checkpoint, path]`.
///
/// A value of this type has been verified: the ID is the inception's hash, its root key certified the log key, that key signed both
/// checkpoints, and they contradict each other. It can only be made from what that key signed, so nobody else can be framed by it.
public struct MisbehaviourProof: Hashable, Sendable {
    /// Largest encoding, bytes.
    public static let limit = 16 << 10
    private static let label = "banyan/1 misbehaviour"

    public let inception: Inception
    public let certificate: KeyCertificate
    /// Of equal sizes the one with the smaller root comes first, so that two checkpoints make one proof.
    public let misbehaviour: Misbehaviour
    public let encoded: [UInt8]

    public var log: LogID { misbehaviour.first.checkpoint.log }
    public var facility: FacilityID { inception.id }

    /// Makes a proof from what was found and what the facility's card says of its keys.
    /// - Returns: `nil` where it would not convince a stranger.
    public init?(_ found: Misbehaviour, inception: Inception, certificate: KeyCertificate) {
        guard let key = PublicKey(certificate.key), let a = found.first.bare(under: key), let b = found.second.bare(under: key) else {
            return nil
        }
        let isOrdered = Self.isOrdered(a.checkpoint, b.checkpoint)
        let parts: [CBOR] = [
            .text(Self.label), .bytes(inception.encoded), .bytes(certificate.encoded), .text((isOrdered ? a : b).note),
            .text((isOrdered ? b : a).note), .bytes(found.path.flatMap(\.bytes)),
        ]
        do { try self.init(encoded: CBOR.array(parts).encoded) } catch { return nil }
    }

    /// Decodes and verifies.
    /// - Throws: `LedgerFailure` of category trust: `proof-malformed`, `proof-other-facility`, `proof-certificate`, `proof-signature`,
    ///   `proof-same-history`, `proof-path`.
    public init(encoded: [UInt8]) throws(LedgerFailure) {
        guard let item = try? CBOR.decode(encoded, limit: Self.limit), let parts = item.items, parts.count == 6,
            parts[0] == .text(Self.label), let inception = parts[1].byteString.flatMap({ try? Inception(encoded: $0) }),
            let certificate = parts[2].byteString, let first = Self.checkpoint(parts[3]), let second = Self.checkpoint(parts[4]),
            let path = parts[5].byteString.flatMap(Self.hashes), Self.isOrdered(first.checkpoint, second.checkpoint)
        else { throw Self.malformed }
        guard first.checkpoint.log == second.checkpoint.log, first.checkpoint.log.facility == inception.id else {
            throw Self.refused("proof-other-facility", "the checkpoints are not of one log of the facility that the proof names")
        }
        guard let certified = try? KeyCertificate(encoded: certificate, of: inception), certified.role == .log,
            let key = PublicKey(certified.key)
        else { throw Self.refused("proof-certificate", "the log key in the proof is not certified by the facility's root key") }
        let misbehaviour = Misbehaviour(first: first, second: second, path: path)
        try Self.check(misbehaviour, key)
        self.inception = inception
        self.certificate = certified
        self.misbehaviour = misbehaviour
        self.encoded = encoded
    }

    private static func check(_ found: Misbehaviour, _ key: PublicKey) throws(LedgerFailure) {
        guard found.first.isSigned(by: key), found.second.isSigned(by: key) else {
            throw refused("proof-signature", "a checkpoint in the proof is not signed by the facility's log key")
        }
        guard !found.isContradiction else { return }
        let (a, b) = (found.first.checkpoint, found.second.checkpoint)
        let isSame = a.size == b.size ? a.root == b.root : HistoryPath.verdict(found.path, from: a, to: b) == .agrees
        guard !isSame else { throw refused("proof-same-history", "both checkpoints are of one history: nothing is proved") }
        throw refused("proof-path", "the path in the proof does not lead to the larger checkpoint: nothing is proved")
    }

    /// A checkpoint's note with one line and no other: what else could stand there would make two proofs of one.
    private static func checkpoint(_ item: CBOR) -> SignedCheckpoint? {
        guard let note = item.string, let checkpoint = try? SignedCheckpoint(parsing: note), checkpoint.isBare else { return nil }
        return checkpoint
    }

    private static func hashes(_ bytes: [UInt8]) -> [Digest]? {
        guard bytes.count.isMultiple(of: Digest.size), bytes.count / Digest.size <= Limits.proofHashes else { return nil }
        return stride(from: 0, to: bytes.count, by: Digest.size).compactMap { Digest(Array(bytes[$0..<$0 + Digest.size])) }
    }

    private static func isOrdered(_ a: Checkpoint, _ b: Checkpoint) -> Bool {
        a.size == b.size ? !b.root.bytes.lexicographicallyPrecedes(a.root.bytes) : a.size < b.size
    }

    static func refused(_ code: String, _ message: String) -> LedgerFailure { LedgerFailure(.trust, code, message) }

    static var malformed: LedgerFailure {
        refused("proof-malformed", "this is not a proof of misbehaviour, or it was damaged on the way")
    }
}

/// The proof as a text that can be mailed and read. The readable lines are compared with what was signed.
extension MisbehaviourProof {
    private static let armor = Armor(header: "Banyan proof of misbehaviour", kind: "PROOF")

    /// The text, ending with a line break.
    public var text: String { Self.armor.text(readableLines, encoded) }

    private var readableLines: [String] {
        [
            "This facility signed two histories of one log. Check: banyan log verify --proof FILE", "Facility: \(facility)",
            "Incarnation: \(log.incarnation)", line("First", misbehaviour.first.checkpoint),
            line("Second", misbehaviour.second.checkpoint),
        ]
    }

    private func line(_ which: String, _ checkpoint: Checkpoint) -> String {
        "\(which) history: \(checkpoint.size) entries, root \(Base64.encode(checkpoint.root.bytes))"
    }

    /// Reads a proof file and verifies it. What mail does is forgiven as for a card.
    /// - Throws: `LedgerFailure` of category trust: as `init(encoded:)`, or `proof-text-differs`.
    public init(file: [UInt8]) throws(LedgerFailure) {
        guard file.count <= Limits.smallFile, let text = String(validating: file, as: UTF8.self),
            let (readable, block) = Self.armor.parts(of: text), let encoded = Base64.decode(block)
        else { throw Self.malformed }
        try self.init(encoded: encoded)
        guard readable == readableLines.map({ Array($0.utf8) }) else {
            throw Self.refused("proof-text-differs", "the readable part of the proof is not what was signed")
        }
    }
}
