import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport
import Testing

@testable import BanyanGossip

/// Examples of every message.
enum MessageExamples {
    static let facility = TestFacility(1)
    static let other = TestFacility(2)

    static var filled: TestLog {
        var random = SeededRandom(seed: 11)
        var log = TestLog(facility.log)
        log.append(makeEntries(12, &random), signedBy: facility.key)
        return log
    }

    static var headersOnly: Batch {
        let batch = filled.batch(0..<9, under: filled.provable!)
        let entries = batch.entries.enumerated().map { index, entry in
            index.isMultiple(of: 4) ? entry : (try? Entry(header: entry.header, payload: nil)) ?? entry
        }
        return Batch(log: batch.log, start: 0, entries: entries, checkpoint: batch.checkpoint, consistency: batch.consistency)
    }

    static var items: [FrontierItem] {
        [
            FrontierItem(log: facility.log, size: 300), FrontierItem(log: other.log, size: 1),
            FrontierItem(log: LogID(facility: other.id, incarnation: .max), size: Limits.logSize),
        ].sorted { $0.log < $1.log }
    }

    static var all: [GossipMessage] {
        let clock = Timestamp(seconds: 1_790_000_000)
        let digest = Digest.sha256([1])
        func hello(_ base: FrontierUpdate.Base) -> GossipMessage {
            .hello(
                Hello(
                    versions: [1, 2], facility: facility.id, clock: clock, epoch: .max,
                    update: FrontierUpdate(number: 3, base: base, items: items)))
        }
        return [
            hello(.nothing), hello(.acknowledged(number: 2, digest: digest)),
            .frontier(FrontierUpdate(number: 1, base: .nothing, items: [])),
            .frontier(FrontierUpdate(number: 9, base: .previous, items: items)),
            .acknowledge(0), .acknowledge(7), .request(BatchRequest(log: other.log, from: 3, upTo: 99, bytes: 4096, payloads: false)),
            .batch(filled.batch(0..<12, under: filled.provable!)), .batch(filled.batch(3..<7, under: filled.provable!)),
            .batch(headersOnly),
            .unavailable(other.log), .ping(clock: clock, token: 1), .pong(clock: clock, token: .max), .goodbye(.version),
            .trace(PathRequest(log: other.log, from: 1, to: Limits.logSize)), .path(PathRequest(log: other.log, from: 3, to: 9), []),
            .path(PathRequest(log: facility.log, from: 8, to: 12), filled.path(8, 12)), .misbehaviour(other.log, proof: [1, 2, 3]),
            .compare(Checkpoint(log: other.log, size: Limits.logSize, root: digest)), .checkpoint(filled.provable!),
            .push(number: 4, filled.batch(3..<12, under: filled.provable!)), .prune(other.log),
            .wants(nil), .wants([]), .wants([facility.id, other.id].sorted()),
        ] + cosignatures + parcels
    }

    static var cosignatures: [GossipMessage] {
        let time = Timestamp(seconds: 1_790_000_000)
        return [Cosignature.sign(filled.state, as: other.id, at: time, with: other.key)].compactMap { $0 }.map { .cosignature($0) }
    }
}

struct MessageCodingTests {
    @Test(arguments: MessageExamples.all) func everyMessageSurvivesTheWire(_ message: GossipMessage) throws {
        #expect(try GossipMessage(encoded: message.encoded) == message)
    }

    @Test(arguments: MessageExamples.all) func whatIsCutOffOrHasMoreBehindItIsRefused(_ message: GossipMessage) {
        let bytes = message.encoded
        for length in 0..<bytes.count { #expect(throws: GossipFailure.self) { try GossipMessage(encoded: Array(bytes.prefix(length))) } }
        #expect(throws: GossipFailure.self) { try GossipMessage(encoded: bytes + [0]) }
    }

    /// What decodes, encodes to the same bytes: there is one way to say a thing.
    @Test(arguments: MessageExamples.all) func anyChangedByteIsRefusedOrMeansSomethingElse(_ message: GossipMessage) {
        let bytes = message.encoded
        for index in bytes.indices {
            for change: UInt8 in [1, 0x20, 0x80, 0xff] {
                var changed = bytes
                changed[index] ^= change
                guard let decoded = try? GossipMessage(encoded: changed) else { continue }
                #expect(decoded != message && decoded.encoded == changed)
            }
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededRandom(seed: 21)
        for _ in 0..<20_000 {
            var bytes = random.bytes(Int(random.next() % 120))
            if bytes.count > 2 {
                bytes[0] = 0x80 | UInt8(random.next() % 12)
                bytes[1] = UInt8(random.next() % 16)
            }
            _ = try? GossipMessage(encoded: bytes)
        }
    }

    @Test func aMessageBeyondTheFrameIsRefused() {
        #expect(throws: GossipFailure.self) { try GossipMessage(encoded: [UInt8](repeating: 0, count: Limits.frame + 1)) }
    }

    private static let facility = CBOR.bytes(MessageExamples.facility.id)
    private static let other = CBOR.bytes(MessageExamples.other.id)
    private static let sorted = [facility, other].sorted { $0.byteString!.lexicographicallyPrecedes($1.byteString!) }

    private static func frontier(_ items: [CBOR]) -> CBOR { .array([.unsigned(1), .unsigned(1), .array([]), .array(items)]) }
    private static func item(_ facility: CBOR, _ size: UInt64, incarnation: UInt64 = 0) -> CBOR {
        .array([facility, .unsigned(incarnation), .unsigned(size)])
    }

    @Test(
        arguments: [
            frontier([item(sorted[1], 1), item(sorted[0], 1)]), frontier([item(facility, 1), item(facility, 2)]),
            frontier([item(facility, 0)]),
            frontier([item(facility, Limits.logSize + 1)]), frontier([item(facility, 1, incarnation: 1 << 32)]),
            .array([.unsigned(1), .unsigned(0), .array([]), .array([])]), .array([.unsigned(1), .unsigned(.max), .array([]), .array([])]),
            .array([.unsigned(1), .unsigned(2), .array([.unsigned(1), .bytes([UInt8](repeating: 0, count: 32))]), .array([])]),
            .array([.unsigned(3), facility, .unsigned(0), .unsigned(5), .unsigned(5), .unsigned(1), .bool(true)]),
            .array([.unsigned(3), facility, .unsigned(0), .unsigned(0), .unsigned(5), .unsigned(.max), .bool(true)]),
            .array([.unsigned(6), .unsigned(253_402_300_800), .unsigned(1)]), .array([.unsigned(6), .int(-1), .unsigned(1)]),
            .array([.unsigned(8), .unsigned(3)]), .array([.unsigned(9)]), .array([]), .unsigned(1), .array([.unsigned(15)]),
            .array([.unsigned(13), facility, .unsigned(0), .unsigned(0), .bytes([UInt8](repeating: 0, count: 32))]),
            .array([.unsigned(13), facility, .unsigned(0), .unsigned(1), .bytes([UInt8](repeating: 0, count: 31))]),
            .array([.unsigned(14), .text("banyan")]), .array([.unsigned(14), .text(MessageExamples.filled.provable!.note), .null]),
            .array([.unsigned(9), .text(MessageExamples.filled.provable!.note)]), .array([.unsigned(9), .text("")]),
            .array([.unsigned(10), facility, .unsigned(0), .unsigned(0), .unsigned(5)]),
            .array([.unsigned(10), facility, .unsigned(0), .unsigned(5), .unsigned(5)]),
            .array([.unsigned(10), facility, .unsigned(0), .unsigned(1), .unsigned(Limits.logSize + 1)]),
            .array([.unsigned(11), facility, .unsigned(0), .unsigned(1), .unsigned(5), .bytes([1])]),
            .array([.unsigned(11), facility, .unsigned(0), .unsigned(1), .unsigned(5), .bytes([UInt8](repeating: 0, count: 65 * 32))]),
            .array([.unsigned(12), facility, .unsigned(0), .bytes([])]),
            .array([.unsigned(12), facility, .unsigned(0), .bytes([UInt8](repeating: 0, count: MisbehaviourProof.limit + 1))]),
            .array([.unsigned(0), .array([]), facility, .unsigned(1), .unsigned(1), .unsigned(1), .null, .array([])]),
            .array([
                .unsigned(0), .array([.unsigned(2), .unsigned(1)]), facility, .unsigned(1), .unsigned(1), .unsigned(1), .null, .array([]),
            ]),
            .array([.unsigned(0), .array([.unsigned(1)]), facility, .unsigned(1), .unsigned(1), .unsigned(1), .array([]), .array([])]),
        ] as [CBOR]) func malformedFieldsAreRefused(_ message: CBOR)
    {
        #expect(throws: GossipFailure.self) { try GossipMessage(encoded: message.encoded) }
    }

    @Test func theSiblingsOfTheMalformedOnesAreAccepted() throws {
        for message in [
            Self.frontier([Self.item(Self.sorted[0], 1), Self.item(Self.sorted[1], 1)]),
            Self.frontier([Self.item(Self.facility, Limits.logSize)]),
            .array([.unsigned(3), Self.facility, .unsigned(0), .unsigned(4), .unsigned(5), .unsigned(1), .bool(true)]),
            .array([.unsigned(6), .unsigned(253_402_300_799), .unsigned(1)]), .array([.unsigned(8), .unsigned(2)]),
            .array([.unsigned(10), Self.facility, .unsigned(0), .unsigned(1), .unsigned(Limits.logSize)]),
            .array([.unsigned(11), Self.facility, .unsigned(0), .unsigned(1), .unsigned(5), .bytes([UInt8](repeating: 0, count: 64 * 32))]),
            .array([.unsigned(12), Self.facility, .unsigned(0), .bytes([UInt8](repeating: 0, count: MisbehaviourProof.limit))]),
            .array([.unsigned(0), .array([.unsigned(1)]), Self.facility, .unsigned(1), .unsigned(1), .unsigned(1), .null, .array([])]),
        ] as [CBOR] { _ = try GossipMessage(encoded: message.encoded) }
    }

    /// The fields of a batch message, to be bent.
    private func batchFields() throws -> [CBOR] {
        let batch = MessageExamples.filled.batch(0..<12, under: MessageExamples.filled.provable!)
        return try #require(try CBOR.decode(GossipMessage.batch(batch).encoded, limit: Limits.frame).items)
    }

    private func code(_ fields: [CBOR]) -> String? {
        do {
            _ = try GossipMessage(encoded: CBOR.array(fields).encoded)
            return nil
        } catch { return error.code }
    }

    @Test func bentBatchesAreRefused() throws {
        let good = try batchFields()
        func bent(_ index: Int, _ value: CBOR) -> String? {
            var fields = good
            fields[index] = value
            return code(fields)
        }
        let headers = good[4].byteString!
        let payloads = good[6].byteString!
        #expect(code(good) == nil)
        #expect(bent(4, .bytes([])) == "malformed-message")
        #expect(bent(4, .bytes(Array(headers.dropLast()))) == "malformed-message")
        #expect(bent(4, .bytes([UInt8](repeating: 0, count: 52 * (Limits.batchEntries + 1)))) == "malformed-message")
        #expect(bent(5, .bytes([0xff, 0xf0])) == "malformed-message", "the long form of all")
        #expect(bent(5, .bytes([0xff])) == "malformed-message")
        #expect(bent(5, .bytes([0x7f, 0xf8])) == "malformed-message", "a bit behind the last entry")
        #expect(bent(6, .bytes(payloads + [0])) == "malformed-message")
        #expect(bent(6, .bytes(Array(payloads.dropLast()))) == "malformed-message")
        #expect(bent(6, .bytes(Array(payloads.dropLast()) + [payloads.last! ^ 1])) == "payload-mismatch")
        #expect(bent(7, .text("banyan")) == "malformed-message")
        #expect(bent(8, .bytes([0])) == "malformed-message")
        #expect(bent(8, .bytes([UInt8](repeating: 0, count: 32 * (Limits.proofHashes + 1)))) == "malformed-message")
        var huge = headers
        huge.replaceSubrange(48..<52, with: [0xff, 0xff, 0xff, 0xff])
        #expect(bent(4, .bytes(huge)) == "malformed-message", "a length of 4 GiB")
    }

    @Test func theDigestOfAFrontierIsTheTreeOfItsItems() throws {
        var frontier = Frontier()
        #expect(frontier.digest == .sha256([]))
        let log = LogID(facility: MessageExamples.facility.id, incarnation: 2)
        frontier.raise(FrontierItem(log: log, size: 258))
        let header: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2] + log.facility.bytes + [0, 0, 0, 0]
        #expect(frontier.digest == .sha256([0] + header))
        frontier.raise(FrontierItem(log: log, size: 257))
        #expect(frontier[log] == 258)
    }
}
