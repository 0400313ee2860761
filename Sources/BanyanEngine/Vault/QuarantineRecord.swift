import BanyanCore
import BanyanLedger

/// A log whose owner signed two histories: the two checkpoints are the proof.
struct QuarantineRecord: VaultRecord {
    static let kind = RecordKind.node
    static let group: [CBOR] = [.text("quarantine")]
    let log: LogID
    let first: String
    let second: String

    var subject: [CBOR] { [.text("quarantine"), .bytes(log.facility), .int(Int64(log.incarnation))] }
    var group: [CBOR]? { Self.group }

    init(log: LogID, first: String, second: String) {
        self.log = log
        self.first = first
        self.second = second
    }

    var encoded: [UInt8] {
        CBOR.array([.bytes(log.facility), .int(Int64(log.incarnation)), .text(first), .text(second)]).encoded
    }

    init(encoded: [UInt8]) throws {
        guard let parts = try CBOR.decode(encoded, limit: Limits.checkpoint * 3).items, parts.count == 4,
            let facility = parts[0].byteString.flatMap({ FacilityID($0) }),
            let incarnation = parts[1].uint.flatMap({ UInt32(exactly: $0) }),
            let first = parts[2].string, let second = parts[3].string
        else { throw EngineFailure.damagedRecord }
        self.init(log: LogID(facility: facility, incarnation: incarnation), first: first, second: second)
    }
}
