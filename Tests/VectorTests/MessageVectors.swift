import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanGossip

/// Every message between nodes, and bytes that are none.
struct MessageVectors {
    let cast: Cast
    let log: LogVectors

    func file() throws -> VectorFile {
        var frontier = Frontier()
        for item in items { frontier.raise(item) }
        guard frontier.digest == frontierDigest else { throw Missing() }
        var vectors: [VectorValue] = []
        for (what, message) in try messages() {
            guard try GossipMessage(encoded: message.encoded) == message else { throw Missing() }
            vectors.append(["what": .text(what), "message": .hex(message.encoded)])
        }
        vectors.append([
            "what": "the frontier of the hello that names everything",
            "items": .list(
                items.map { item in
                    ["facility": .hex(item.log.facility), "incarnation": .number(UInt64(item.log.incarnation)), "size": .number(item.size)]
                }), "digest": .hex(frontierDigest),
        ])
        let (parcel, receipt) = try parcel()
        vectors.append([
            "what": "the parcel's ID and name, and the secret of its receipt", "secret": .hex(receipt.secret), "id": .hex(parcel.id),
            "name": .hex(parcel.name),
        ])
        vectors.append(["what": "acknowledge 1, framed", "frame": "00000003820201"])
        vectors += try refused()
        return VectorFile(
            name: "messages", about: "Every message between nodes, and bytes that must be refused", section: "section 8",
            seed: Cast.seed + ", log.json for the batch",
            fields: [
                "what": "what it is", "message": "the message without its frame", "items": "a frontier", "facility": "facility ID",
                "incarnation": "incarnation", "size": "entries held", "digest": "the frontier's digest", "frame": "length and message",
                "secret": "what the ID is the hash of", "id": "the parcel's ID", "name": "the hash of all that relays see",
                "refused": "not a message",
            ], vectors: vectors)
    }

    private var items: [FrontierItem] {
        [
            FrontierItem(log: cast.origin.log, size: 7), FrontierItem(log: LogID(facility: cast.origin.id, incarnation: 1), size: 70_000),
            FrontierItem(log: cast.audience.log, size: 1),
        ].sorted { $0.log < $1.log }
    }

    /// Written out once more here, so that the engine's own digest is not its only witness.
    private var frontierDigest: Digest {
        var tree = CompactTree()
        for item in items {
            func big(_ value: UInt64, _ count: Int) -> [UInt8] {
                (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) }
            }
            tree.append(
                .sha256(
                    [0] + big(UInt64(item.log.incarnation), 4) + [0, 0, 0, 0] + big(item.size, 8) + item.log.facility.bytes + [0, 0, 0, 0]))
        }
        return tree.root
    }

    private func messages() throws -> [(String, GossipMessage)] {
        let clock = Cast.day(0)
        func hello(_ base: FrontierUpdate.Base, _ number: UInt64, _ items: [FrontierItem]) -> GossipMessage {
            .hello(
                Hello(
                    versions: [1], facility: cast.origin.id, clock: clock, epoch: 0x1122_3344_5566_7788,
                    update: FrontierUpdate(number: number, base: base, items: items)))
        }
        let own = cast.origin.log
        let witness = WitnessVectors(cast: cast, log: log)
        let trace = PathRequest(log: own, from: 3, to: 7)
        let whole = Batch(log: own, start: 4, entries: Array(log.entries[4...]), checkpoint: log.checkpoint(7), consistency: [])
        let partial = Batch(
            log: own, start: 0, entries: [log.entries[0], try Entry(header: log.entries[1].header, payload: nil), log.entries[2]],
            checkpoint: log.checkpoint(7), consistency: try log.consistency(3, 7))
        return try [
            ("hello, the whole frontier", hello(.nothing, 1, items)), ("hello, nothing held", hello(.nothing, 1, [])),
            (
                "hello, changes since message 5",
                hello(.acknowledged(number: 5, digest: frontierDigest), 6, [FrontierItem(log: own, size: 9)])
            ),
            ("frontier, one change", .frontier(FrontierUpdate(number: 7, base: .previous, items: [FrontierItem(log: own, size: 10)]))),
            ("frontier, everything, as asked for", .frontier(FrontierUpdate(number: 8, base: .nothing, items: items))),
            ("acknowledge message 7", .acknowledge(7)), ("acknowledge 0: send everything", .acknowledge(0)),
            ("request entries 4 to 6 with payloads", .request(BatchRequest(log: own, from: 4, upTo: 7, bytes: 262_144, payloads: true))),
            ("request headers alone", .request(BatchRequest(log: own, from: 0, upTo: 70_000, bytes: 2_097_152, payloads: false))),
            ("batch up to its checkpoint", .batch(whole)), ("batch that stops short, entry 1 without payload", .batch(partial)),
            ("unavailable", .unavailable(own)), ("ping", .ping(clock: clock, token: 0)), ("pong", .pong(clock: clock, token: UInt64.max)),
            ("goodbye, stopping", .goodbye(.stopping)), ("goodbye, duplicate", .goodbye(.duplicate)),
            ("goodbye, no common version", .goodbye(.version)),
            ("cosignature of the receiver's log", .cosignature(try witness.cosignature())),
            ("trace from 3 to 7 entries", .trace(trace)), ("path from 3 to 7 entries", .path(trace, try log.consistency(3, 7))),
            ("path that the sender does not have", .path(trace, [])),
            ("proof of misbehaviour", .misbehaviour(own, proof: try witness.proof().encoded)),
            ("compare seven entries", .compare(log.checkpoint(7).checkpoint)),
            ("another root of that size", .checkpoint(log.checkpoint(7))),
            ("push, announcing what it carries", .push(number: 9, whole)), ("prune", .prune(own)),
            ("wants, the logs of two", .wants([cast.origin.id, cast.audience.id].sorted())), ("wants, everything", .wants(nil)),
        ] + parcels()
    }

    /// What lies in it opens for nobody: the messages do not look inside.
    private func parcel() throws -> (parcel: Parcel, receipt: ParcelReceipt) {
        let receipt = ParcelReceipt(secret: .sha256([1]))
        let sealed = [UInt8](repeating: 7, count: 40)
        let parcel = Parcel(recipient: cast.audience.id, id: receipt.parcel, expires: Cast.day(7), sealed: sealed)
        guard let parcel else { throw Missing() }
        return (parcel, receipt)
    }

    private func parcels() throws -> [(String, GossipMessage)] {
        let (parcel, receipt) = try parcel()
        let verdicts: [(ParcelVerdict, String)] = [
            (.kept, "kept"), (.known, "known"), (.noRoom, "no room"), (.refused, "refused"),
        ]
        return [
            ("parcel of which four nodes may keep a copy", .parcel(parcel, copies: 4)), ("its receipt", .parcelReceipt(receipt)),
        ] + verdicts.map { ("the answer to it: \($0.1)", .parcelVerdict(parcel.name, $0.0)) }
    }

    private func brokenParcels() throws -> [(String, CBOR)] {
        let parcel = try parcel().parcel
        func message(_ expires: CBOR, _ sealed: [UInt8], _ copies: Int) -> CBOR {
            .array([.int(18), .bytes(parcel.recipient), .bytes(parcel.id), expires, .bytes(sealed), .int(copies)])
        }
        return [
            ("parcel without content", message(.int(0), [], 1)), ("parcel without a copy", message(.int(0), [1], 0)),
            ("parcel of too many copies", message(.int(0), [1], 9)),
            ("parcel that expires beyond the year 9999", message(.unsigned(253_402_300_800), [1], 1)),
            ("receipt of half a secret", .array([.int(19), .bytes([UInt8](repeating: 1, count: 16))])),
            ("answer of unknown meaning", .array([.int(20), .bytes(parcel.name), .int(4)])),
        ]
    }

    private func refused() throws -> [VectorValue] {
        let id = CBOR.bytes(cast.origin.id)
        let other = CBOR.bytes(cast.audience.id)
        let (low, high) = cast.origin.id < cast.audience.id ? (id, other) : (other, id)
        func update(_ items: [CBOR]) -> CBOR { .array([.int(1), .int(7), .array([]), .array(items)]) }
        let broken: [(String, CBOR)] = [
            ("unknown type", .array([.unsigned(15)])), ("no array", .unsigned(2)), ("empty array", .array([])),
            ("a field too many", .array([.unsigned(2), .unsigned(1), .unsigned(1)])), ("a field too few", .array([.unsigned(2)])),
            ("frontier not in order", update([.array([high, .int(0), .int(1)]), .array([low, .int(0), .int(1)])])),
            ("frontier that names a log twice", update([.array([low, .int(0), .int(1)]), .array([low, .int(0), .int(2)])])),
            ("frontier item of size 0", update([.array([low, .int(0), .int(0)])])),
            ("frontier item beyond the largest log", update([.array([low, .int(0), .unsigned(1 << 40 + 1)])])),
            ("frontier on an acknowledged base", .array([.int(1), .int(7), .array([.int(5), .bytes(frontierDigest)]), .array([])])),
            ("hello on the previous base", .array([.int(0), .array([.int(1)]), id, .int(0), .int(0), .int(1), .array([]), .array([])])),
            ("hello without a version", .array([.int(0), .array([]), id, .int(0), .int(0), .int(1), .null, .array([])])),
            (
                "hello with versions out of order",
                .array([.int(0), .array([.int(2), .int(1)]), id, .int(0), .int(0), .int(1), .null, .array([])])
            ),
            (
                "hello beyond the year 9999",
                .array([.int(0), .array([.int(1)]), id, .unsigned(253_402_300_800), .int(0), .int(1), .null, .array([])])
            ),
            ("frontier message of number 0", .array([.int(1), .int(0), .array([]), .array([])])),
            ("request for nothing", .array([.int(3), id, .int(0), .int(5), .int(5), .int(1000), .bool(true)])),
            ("goodbye of unknown reason", .array([.int(8), .int(3)])),
            ("cosignature that is a checkpoint", .array([.int(9), .text(log.checkpoint(7).note)])),
            ("trace from nothing", .array([.int(10), id, .int(0), .int(0), .int(7)])),
            ("trace to the same size", .array([.int(10), id, .int(0), .int(7), .int(7)])),
            ("path with half a hash", .array([.int(11), id, .int(0), .int(3), .int(7), .bytes([UInt8](repeating: 1, count: 48))])),
            ("compare nothing", .array([.int(13), id, .int(0), .int(0), .bytes([UInt8](repeating: 1, count: 32))])),
            ("proof without content", .array([.int(12), id, .int(0), .bytes([])])),
            ("wants not in order", .array([.int(17), .array([high, low])])), ("prune without a log", .array([.int(16), id])),
        ]
        var vectors: [VectorValue] = []
        for (what, item) in broken + (try brokenParcels()) {
            guard (try? GossipMessage(encoded: item.encoded)) == nil else { throw Missing() }
            vectors.append(["what": .text(what), "refused": .hex(item.encoded)])
        }
        return vectors
    }
}
