import BanyanCore
import BanyanLedger

/// A log whose owner signed two histories: the two checkpoints, and the proof that convinces others where there is one.
struct QuarantineRecord: VaultRecord {
    static let kind = RecordKind.node
    static let group: [CBOR] = [.text("quarantine")]
    let log: LogID
    let first: String
    let second: String
    /// A `MisbehaviourProof`, encoded.
    let proof: [UInt8]?

    var subject: [CBOR] { [.text("quarantine"), .bytes(log.facility), .int(Int64(log.incarnation))] }
    var group: [CBOR]? { Self.group }

    init(log: LogID, first: String, second: String, proof: [UInt8]?) {
        self.log = log
        self.first = first
        self.second = second
        self.proof = proof
    }

    /// Without a proof it is what versions before 0.2 wrote.
    var encoded: [UInt8] {
        let parts: [CBOR] = [.bytes(log.facility), .int(Int64(log.incarnation)), .text(first), .text(second)]
        return CBOR.array(parts + (proof.map { [.bytes($0)] } ?? [])).encoded
    }

    init(encoded: [UInt8]) throws {
        let limit = Limits.checkpoint * 3 + MisbehaviourProof.limit
        guard let parts = try CBOR.decode(encoded, limit: limit).items, (4...5).contains(parts.count),
            let facility = parts[0].byteString.flatMap({ FacilityID($0) }),
            let incarnation = parts[1].uint.flatMap({ UInt32(exactly: $0) }),
            let first = parts[2].string, let second = parts[3].string
        else { throw EngineFailure.damagedRecord }
        let proof = parts.count == 5 ? parts[4].byteString : nil
        guard parts.count == 4 || proof != nil else { throw EngineFailure.damagedRecord }
        self.init(log: LogID(facility: facility, incarnation: incarnation), first: first, second: second, proof: proof)
    }
}
