import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@testable import BanyanLedger

/// What a witness signs, and what is no cosignature.
struct CosignatureTests {
    private static let time = Timestamp(seconds: 1_795_000_000)
    private let log = TestLog(12, seed: 81)
    private let witness: FacilityKeys
    private let cosignature: Cosignature

    init() throws {
        witness = try TestFacility(seed: 82).keys
        cosignature = try #require(Cosignature.sign(log.state(12), as: witness.id, at: Self.time, with: witness.log))
    }

    private var name: String { "banyan/witness/\(witness.id.compact)" }
    private var key: PublicKey { witness.log.publicKey }

    /// A note by hand: what is signed, and what the line says.
    private func note(
        _ body: String? = nil, name: String? = nil, algorithm: UInt8 = 4, stamp: UInt64 = 1_795_000_000, signed: String? = nil,
        by signer: SigningKey? = nil, behind: [UInt8] = [], more: String = ""
    ) -> String {
        let body = body ?? log.checkpoint(12).checkpoint.body
        let (name, signer) = (name ?? self.name, signer ?? witness.log)
        let keyID = Digest.sha256(Array(name.utf8) + [10, algorithm] + signer.publicKey.bytes).bytes.prefix(4)
        let message = signed ?? "cosignature/v1\ntime \(stamp)\n\(body)"
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: stamp >> UInt64(56 - 8 * $0)) }
        let blob = Array(keyID) + bytes + signer.sign(Array(message.utf8)) + behind
        return "\(body)\n\u{2014} \(name) \(Base64.encode(blob))\n\(more)"
    }

    @Test func `a cosignature is the C2SP line over the time and the checkpoint's text`() throws {
        #expect(cosignature.note == note())
        #expect(cosignature.isSigned(by: key))
        #expect(
            cosignature.checkpoint == log.checkpoint(12).checkpoint && cosignature.witness == witness.id && cosignature.time == Self.time)
        #expect(try Cosignature(parsing: cosignature.note) == cosignature)
        let keyID = Digest.sha256(Array(name.utf8) + [10, 4] + key.bytes).bytes.prefix(4)
        #expect(
            Cosignature.verifierKey(of: witness.id, key: key) == "\(name)+\(Hex.encode(Array(keyID)))+\(Base64.encode([4] + key.bytes))")
    }

    @Test func `only what is held whole is cosigned, and nobody is their own witness`() {
        func sign(_ state: LogState, as id: FacilityID? = nil, at time: Timestamp = Self.time) -> Cosignature? {
            .sign(state, as: id ?? witness.id, at: time, with: witness.log)
        }
        #expect(sign(log.state(12)) != nil)
        #expect(sign(log.state(11, promised: 12)) == nil, "an entry is missing")
        #expect(sign(LogState(log: log.id, tree: log.tree(12), checkpoint: log.checkpoint(11))) == nil, "more than was signed")
        #expect(sign(LogState(log: log.id, tree: log.tree(12), checkpoint: nil)) == nil)
        #expect(sign(LogState(log: log.id, tree: log.tree(12), checkpoint: log.parted(at: 3).checkpoint(12))) == nil, "another root")
        #expect(sign(LogState(log: log.id, tree: CompactTree(), checkpoint: log.checkpoint(0))) == nil, "nothing to say")
        #expect(sign(log.state(12), as: log.id.facility) == nil)
        #expect(sign(log.state(12), at: Timestamp(seconds: 0)) == nil && sign(log.state(12), at: Timestamp(seconds: .max)) == nil)
    }

    @Test func `who else signs, and what else is signed, does not count`() throws {
        let stranger = TestLog(0, seed: 83).key
        func counts(_ note: String) throws -> Bool { try Cosignature(parsing: note).isSigned(by: key) }
        #expect(try counts(note()))
        #expect(!cosignature.isSigned(by: stranger.publicKey))
        #expect(try !counts(note(by: stranger)))
        #expect(try !counts(note(algorithm: 1)), "the key ID of a plain signature")
        let other = FacilityID(.sha256([1]))
        #expect(
            try Cosignature(parsing: note(name: "banyan/witness/\(other.compact)")).witness == other,
            "who is named is who is asked for a key")
        #expect(try !counts(note(signed: log.checkpoint(12).checkpoint.body)), "a checkpoint's signature is none")
        let body = log.checkpoint(12).checkpoint.body
        #expect(try !counts(note(signed: "cosignature/v1\ntime 1795000001\n\(body)")), "another time than the line's")
        #expect(try !counts(note(signed: "cosignature/v1\ntime 01795000000\n\(body)")))
        #expect(try !counts(note(signed: "cosignature/v1\ntime 1795000000\n\(log.checkpoint(11).checkpoint.body)")), "another size")
        #expect(try !counts(note(signed: "cosignature/v1\ntime 1795000000\n\(log.parted(at: 3).checkpoint(12).checkpoint.body)")))
        let next = TestLog(12, seed: 81, incarnation: 1)
        #expect(try !counts(note(signed: "cosignature/v1\ntime 1795000000\n\(next.checkpoint(12).checkpoint.body)")), "another incarnation")
    }

    @Test func `what is not exactly a cosignature is refused`() {
        let line = note().split(separator: "\n", omittingEmptySubsequences: false).suffix(2).joined(separator: "\n")
        let own = log.checkpoint(12).note.split(separator: "\n", omittingEmptySubsequences: false).suffix(2).joined(separator: "\n")
        let refused = [
            "", "\n", log.checkpoint(12).note, note(more: line), note(more: own), note(name: "banyan/log/\(witness.id.compact)/0"),
            note(name: "banyan/witness/\(witness.id)"), note(name: "banyan/witness/\(witness.id.compact)/0"), note(name: "banyan/witness/"),
            note(stamp: 0), note(stamp: 253_402_300_800), note(stamp: .max), note(behind: [0]),
            note("\(log.id.origin)\n0\n\(Base64.encode(Digest.sha256([]).bytes))\n"), note("\(log.id.origin)\n12\n"),
            note(log.checkpoint(12).checkpoint.body + "extension\n"), String(note().dropLast()),
            note() + String(repeating: " ", count: Limits.checkpoint),
        ]
        for text in refused { expectFailure("cosignature-malformed") { _ = try Cosignature(parsing: text) } }
    }

    @Test func `of two the one that says more is newer`() throws {
        func at(_ size: Int, _ seconds: Int64) throws -> Cosignature {
            try #require(.sign(log.state(size), as: witness.id, at: Self.time.adding(seconds), with: witness.log))
        }
        #expect(try at(12, 0).isNewer(than: nil) && at(12, 0).isNewer(than: at(11, 9)) && at(12, 1).isNewer(than: at(12, 0)))
        #expect(try !at(12, 0).isNewer(than: at(12, 0)) && !at(11, 9).isNewer(than: at(12, 0)))
    }
}
