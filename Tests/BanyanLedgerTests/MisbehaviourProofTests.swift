import BanyanCore
import BanyanCrypto
import BanyanTestSupport
import Testing

@testable import BanyanLedger

/// A facility that keeps two histories, which part at entry 12, and what convicts it before a stranger.
struct MisbehaviourProofTests {
    private let facility: TestFacility
    private let log: TestLog
    private let other: TestLog

    init() throws {
        facility = try TestFacility(seed: 91)
        log = TestLog(40, of: facility.keys, seed: 92)
        other = log.parted(at: 12)
    }

    private var keys: FacilityKeys { facility.keys }

    private func proof(_ found: Misbehaviour) -> MisbehaviourProof? {
        MisbehaviourProof(found, inception: keys.inception, certificate: keys.logCertificate)
    }

    private func found(_ small: Int, _ large: Int) throws -> Misbehaviour {
        Misbehaviour(
            first: log.checkpoint(small), second: other.checkpoint(large), path: small == large ? [] : try other.path(small, large))
    }

    /// A proof object of any parts.
    private func object(
        label: String = "banyan/1 misbehaviour", inception: [UInt8]? = nil, certificate: [UInt8]? = nil, first: String? = nil,
        second: String? = nil, path: [UInt8]? = nil, more: [CBOR] = []
    ) throws -> [UInt8] {
        CBOR.array(
            [
                .text(label), .bytes(inception ?? keys.inception.encoded), .bytes(certificate ?? keys.logCertificate.encoded),
                .text(first ?? log.checkpoint(20).note), .text(second ?? other.checkpoint(33).note),
                .bytes(try path ?? other.path(20, 33).flatMap(\.bytes)),
            ] + more
        ).encoded
    }

    @Test(arguments: [(20, 20), (20, 33), (16, 40), (13, 14), (32, 33), (39, 40)])
    func `a proof convinces whoever has nothing else`(small: Int, large: Int) throws {
        let made = try #require(proof(try found(small, large)))
        let read = try MisbehaviourProof(file: Array(made.text.utf8))
        #expect(read == made && read.facility == keys.id && read.log == log.id)
        #expect(
            Set([read.misbehaviour.first.checkpoint.size, read.misbehaviour.second.checkpoint.size]) == [UInt64(small), UInt64(large)])
        #expect(read.misbehaviour.isProof(under: keys.log.publicKey))
        #expect(made.text.contains(keys.id.description) && made.encoded.count < MisbehaviourProof.limit)
    }

    @Test func `two checkpoints make one proof, whoever saw which first`() throws {
        let (a, b) = (log.checkpoint(20), other.checkpoint(20))
        let one = try #require(proof(Misbehaviour(first: a, second: b)))
        #expect(one == proof(Misbehaviour(first: b, second: a)))
        // Lines of others' keys don't make another one either.
        let line = "\u{2014} somebody.example \(Base64.encode([UInt8](repeating: 7, count: 68)))\n"
        #expect(one == proof(Misbehaviour(first: try SignedCheckpoint(parsing: a.note + line), second: b)))
    }

    @Test func `what does not prove anything makes no proof`() throws {
        let (a, b) = (log.checkpoint(20), other.checkpoint(33))
        let stranger = TestLog(0, seed: 93).key
        let nothing = [
            Misbehaviour(first: a, second: a), Misbehaviour(first: a, second: b),
            Misbehaviour(first: a, second: b, path: try log.path(20, 33)),
            Misbehaviour(first: log.checkpoint(20), second: log.checkpoint(33), path: try log.path(20, 33)),
            Misbehaviour(first: log.checkpoint(12), second: b, path: try other.path(12, 33)),
            Misbehaviour(first: a, second: other.checkpoint(20, by: stranger)),
            Misbehaviour(first: log.checkpoint(20, by: stranger), second: b, path: try other.path(20, 33)),
            Misbehaviour(first: a, second: other.checkpoint(20), path: [.sha256([])]),
        ]
        for found in nothing { #expect(proof(found) == nil) }
        #expect(MisbehaviourProof(try found(20, 33), inception: keys.inception, certificate: keys.tlsCertificate) == nil)
    }

    @Test func `each altered part is refused by name`() throws {
        func refused(_ code: String, _ object: [UInt8], _ location: SourceLocation = #_sourceLocation) {
            let failure = #expect(throws: LedgerFailure.self, sourceLocation: location) { try MisbehaviourProof(encoded: object) }
            #expect(failure?.code == code && failure?.category == .trust, sourceLocation: location)
        }
        #expect(try MisbehaviourProof(encoded: object()) == proof(found(20, 33)))
        let stranger = try TestFacility(seed: 94).keys
        let forger = TestLog(0, seed: 93).key
        let next = TestLog(40, of: keys, seed: 95, incarnation: 1)
        refused("proof-same-history", try object(second: log.checkpoint(33).note, path: log.path(20, 33).flatMap(\.bytes)))
        refused("proof-same-history", try object(second: log.checkpoint(20).note, path: []))
        refused("proof-path", try object(path: log.path(20, 33).flatMap(\.bytes)))
        refused("proof-path", try object(path: other.path(19, 33).flatMap(\.bytes)))
        refused("proof-path", try object(path: []))
        let pair = [log.checkpoint(20), other.checkpoint(20)].sorted { $0.checkpoint.root < $1.checkpoint.root }.map(\.note)
        #expect(try MisbehaviourProof(encoded: object(first: pair[0], second: pair[1], path: [])).log == log.id)
        refused("proof-path", try object(first: pair[0], second: pair[1]))
        refused("proof-malformed", try object(first: pair[1], second: pair[0], path: []))
        refused("proof-signature", try object(first: log.checkpoint(20, by: forger).note))
        refused("proof-signature", try object(second: other.checkpoint(33, by: forger).note))
        refused("proof-certificate", try object(certificate: keys.tlsCertificate.encoded))
        refused("proof-certificate", try object(certificate: stranger.logCertificate.encoded))
        refused("proof-other-facility", try object(inception: stranger.inception.encoded, certificate: stranger.logCertificate.encoded))
        refused("proof-other-facility", try object(second: next.checkpoint(33).note))
        refused("proof-other-facility", try object(second: TestLog(40, of: stranger, seed: 96).checkpoint(33).note))
        refused("proof-malformed", try object(label: "banyan/2 misbehaviour"))
        refused("proof-malformed", try object(path: [1, 2, 3]))
        refused("proof-malformed", try object(path: [UInt8](repeating: 0, count: 65 * 32)))
        refused("proof-malformed", try object(first: other.checkpoint(33).note, second: log.checkpoint(20).note))
        let line = "\u{2014} somebody.example \(Base64.encode([UInt8](repeating: 7, count: 68)))\n"
        refused("proof-malformed", try object(first: log.checkpoint(20).note + line))
        refused("proof-malformed", try object(more: [.int(1)]))
        refused("proof-malformed", try object(inception: [0]))
        refused("proof-malformed", [])
        refused("proof-malformed", try object() + [0])
    }

    @Test func `no bit of a proof can change`() throws {
        let bytes = try object()
        for index in bytes.indices {
            #expect(throws: LedgerFailure.self, "byte \(index)") { try MisbehaviourProof(encoded: bytes.flipped(index % 8, at: index)) }
        }
    }

    @Test func `the text forgives what mail does, and nothing else`() throws {
        let made = try #require(proof(try found(20, 33)))
        func read(_ text: String) -> Result<MisbehaviourProof, LedgerFailure> {
            Result { () throws(LedgerFailure) in try MisbehaviourProof(file: Array(text.utf8)) }
        }
        func code(_ text: String) -> String? { if case .failure(let failure) = read(text) { failure.code } else { nil } }
        let text = made.text
        let mailed = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " \r\n")
        #expect(try read("Dear colleague,\r\n\r\n" + mailed + "Regards").get() == made)
        #expect(code(text.replacing("entries", with: "entry")) == "proof-text-differs")
        #expect(code(text.replacing("Incarnation: 0", with: "Incarnation: 1")) == "proof-text-differs")
        #expect(code(text + text) == "proof-malformed")
        #expect(code("") == "proof-malformed" && code("hello") == "proof-malformed")
        #expect(code(text.replacing("-----END BANYAN PROOF-----", with: "")) == "proof-malformed")
        #expect(code(String(repeating: " ", count: Limits.smallFile) + text) == "proof-malformed")
        #expect(throws: LedgerFailure.self) { try MisbehaviourProof(file: [0xff] + Array(text.utf8)) }
    }
}
