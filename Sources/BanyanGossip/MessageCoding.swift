internal import BanyanCore
internal import BanyanLedger

/// Messages are CBOR arrays `[type, ...]` in the deterministic profile; each decodes in one way or not at all.
extension GossipMessage {
    /// The message's bytes, without the length that frames it.
    public var encoded: [UInt8] { item.encoded }

    /// - Throws: `GossipFailure` (`malformed-message`, `unknown-message`, `payload-mismatch`).
    public init(encoded: [UInt8]) throws(GossipFailure) {
        let decoded: CBOR
        do { decoded = try CBOR.decode(encoded, limit: Limits.frame) } catch { throw .malformed("encoding") }
        guard case .array(let parts) = decoded, let type = parts.first?.uint else { throw .malformed("type") }
        let fields = MessageFields(parts.dropFirst())
        switch type {
        case 0: self = .hello(try fields.hello())
        case 1: self = .frontier(try fields.update())
        case 2: self = .acknowledge(try fields.only { $0.number() })
        case 3: self = .request(try fields.request())
        case 4: self = .batch(try fields.batch())
        case 5: self = .unavailable(try fields.only { $0.log() })
        case 6:
            let (clock, token) = try fields.clockAndToken()
            self = .ping(clock: clock, token: token)
        case 7:
            let (clock, token) = try fields.clockAndToken()
            self = .pong(clock: clock, token: token)
        case 8: self = .goodbye(try fields.only { $0.number().flatMap { GoodbyeReason(rawValue: $0) } })
        case 9: self = .cosignature(try fields.only { $0.item()?.string.flatMap { try? Cosignature(parsing: $0) } })
        case 10: self = .trace(try fields.only { $0.pathRequest() })
        case 11:
            let (request, path) = try fields.path()
            self = .path(request, path)
        case 12:
            let (log, proof) = try fields.misbehaviour()
            self = .misbehaviour(log, proof: proof)
        case 13: self = .compare(try fields.only { $0.checkpoint() })
        case 14: self = .checkpoint(try fields.only { $0.item()?.string.flatMap { try? SignedCheckpoint(parsing: $0) } })
        case 15:
            var rest = fields
            guard let number = rest.updateNumber() else { throw .malformed("field") }
            self = .push(number: number, try rest.batch())
        case 17: self = .wants(try fields.only { $0.facilities() })
        case 16: self = .prune(try fields.only { $0.log() })
        case 18:
            let (parcel, copies) = try fields.parcel()
            self = .parcel(parcel, copies: copies)
        case 19: self = .parcelReceipt(try fields.only { $0.bytes().flatMap { Digest($0) }.map { ParcelReceipt(secret: $0) } })
        case 20:
            let (name, verdict) = try fields.parcelVerdict()
            self = .parcelVerdict(name, verdict)
        default: throw GossipFailure(.failed, "unknown-message", "a peer sent a message of an unknown type")
        }
    }

    private var item: CBOR {
        switch self {
        case .hello(let hello): .array([.unsigned(0)] + hello.fields)
        case .frontier(let update): .array([.unsigned(1)] + update.fields)
        case .acknowledge(let number): .array([.unsigned(2), .unsigned(number)])
        case .request(let request): .array([.unsigned(3)] + request.fields)
        case .batch(let batch): .array([.unsigned(4)] + batch.fields)
        case .unavailable(let log): .array([.unsigned(5)] + log.fields)
        case .ping(let clock, let token): .array([.unsigned(6), .int(clock.seconds), .unsigned(token)])
        case .pong(let clock, let token): .array([.unsigned(7), .int(clock.seconds), .unsigned(token)])
        case .goodbye(let reason): .array([.unsigned(8), .unsigned(reason.rawValue)])
        case .cosignature(let cosignature): .array([.unsigned(9), .text(cosignature.note)])
        case .trace(let request): .array([.unsigned(10)] + request.fields)
        case .path(let request, let path): .array([.unsigned(11)] + request.fields + [.bytes(path.flatMap(\.bytes))])
        case .misbehaviour(let log, let proof): .array([.unsigned(12)] + log.fields + [.bytes(proof)])
        case .compare(let claim): .array([.unsigned(13)] + claim.log.fields + [.unsigned(claim.size), .bytes(claim.root)])
        case .checkpoint(let checkpoint): .array([.unsigned(14), .text(checkpoint.note)])
        case .push(let number, let batch): .array([.unsigned(15), .unsigned(number)] + batch.fields)
        case .wants(let facilities): .array([.unsigned(17), facilities.map { .array($0.map { .bytes($0) }) } ?? .null])
        case .prune(let log): .array([.unsigned(16)] + log.fields)
        case .parcel(let parcel, let copies): .array([.unsigned(18)] + parcel.fields + [.int(copies)])
        case .parcelReceipt(let receipt): .array([.unsigned(19), .bytes(receipt.secret)])
        case .parcelVerdict(let name, let verdict): .array([.unsigned(20), .bytes(name), .unsigned(verdict.rawValue)])
        }
    }
}

extension LogID {
    fileprivate var fields: [CBOR] { [.bytes(facility), .unsigned(UInt64(incarnation))] }
}

extension Hello {
    fileprivate var fields: [CBOR] {
        [.array(versions.map { .unsigned($0) }), .bytes(facility), .int(clock.seconds), .unsigned(epoch)] + update.fields
    }
}

extension FrontierUpdate {
    fileprivate var fields: [CBOR] {
        let base: CBOR =
            switch base {
            case .nothing: .null
            case .acknowledged(let number, let digest): .array([.unsigned(number), .bytes(digest)])
            case .previous: .array([])
            }
        return [.unsigned(number), base, .array(items.map { .array($0.log.fields + [.unsigned($0.size)]) })]
    }
}

extension BatchRequest {
    fileprivate var fields: [CBOR] {
        log.fields + [.unsigned(from), .unsigned(upTo), .unsigned(UInt64(bytes)), .bool(payloads)]
    }
}

extension PathRequest {
    fileprivate var fields: [CBOR] { log.fields + [.unsigned(from), .unsigned(to)] }
}

/// The fields of a message behind its type, taken one by one.
struct MessageFields {
    private var rest: ArraySlice<CBOR>

    init(_ parts: ArraySlice<CBOR>) { rest = parts }

    var isEmpty: Bool { rest.isEmpty }

    mutating func item() -> CBOR? { rest.popFirst() }
    mutating func number() -> UInt64? { item()?.uint }
    mutating func bytes() -> [UInt8]? { item()?.byteString }

    /// A number of entries.
    mutating func size() -> UInt64? { number().flatMap { $0 <= Limits.logSize ? $0 : nil } }

    mutating func log() -> LogID? {
        guard let facility = bytes().flatMap({ FacilityID($0) }), let incarnation = number().flatMap({ UInt32(exactly: $0) }) else {
            return nil
        }
        return LogID(facility: facility, incarnation: incarnation)
    }

    /// Years 1970 to 9999: no arithmetic on a clock can overflow.
    mutating func clock() -> Timestamp? {
        number().flatMap { $0 <= 253_402_300_799 ? Timestamp(seconds: Int64($0)) : nil }
    }

    /// Exactly what `take` takes, and nothing behind it.
    func only<T>(_ take: (inout MessageFields) -> T?) throws(GossipFailure) -> T {
        var fields = self
        guard let value = take(&fields), fields.isEmpty else { throw .malformed("field") }
        return value
    }
}

extension MessageFields {
    fileprivate func clockAndToken() throws(GossipFailure) -> (Timestamp, UInt64) {
        try only { fields in
            guard let clock = fields.clock(), let token = fields.number() else { return nil }
            return (clock, token)
        }
    }

    fileprivate func hello() throws(GossipFailure) -> Hello {
        try only { fields in
            guard let versions = fields.item().flatMap(Self.versions), let facility = fields.bytes().flatMap({ FacilityID($0) }),
                let clock = fields.clock(), let epoch = fields.number(), let update = fields.frontierUpdate(), update.base != .previous
            else { return nil }
            return Hello(versions: versions, facility: facility, clock: clock, epoch: epoch, update: update)
        }
    }

    fileprivate func update() throws(GossipFailure) -> FrontierUpdate {
        try only { fields in
            guard let update = fields.frontierUpdate() else { return nil }
            if case .acknowledged = update.base { return nil }
            return update
        }
    }

    fileprivate func request() throws(GossipFailure) -> BatchRequest {
        try only { fields in
            guard let log = fields.log(), let from = fields.size(), let upTo = fields.size(), from < upTo,
                let bytes = fields.number().flatMap({ Int(exactly: $0) }), let payloads = fields.item()?.boolean
            else { return nil }
            return BatchRequest(log: log, from: from, upTo: upTo, bytes: bytes, payloads: payloads)
        }
    }

    fileprivate mutating func checkpoint() -> Checkpoint? {
        guard let log = log(), let size = size(), size > 0, let root = bytes().flatMap({ Digest($0) }) else { return nil }
        return Checkpoint(log: log, size: size, root: root)
    }

    fileprivate mutating func pathRequest() -> PathRequest? {
        guard let log = log(), let from = size(), let to = size(), from >= 1, from < to else { return nil }
        return PathRequest(log: log, from: from, to: to)
    }

    fileprivate func path() throws(GossipFailure) -> (PathRequest, [Digest]) {
        try only { fields in
            guard let request = fields.pathRequest(), let path = fields.bytes().flatMap(Self.hashes) else { return nil }
            return (request, path)
        }
    }

    fileprivate func misbehaviour() throws(GossipFailure) -> (LogID, [UInt8]) {
        try only { fields in
            guard let log = fields.log(), let proof = fields.bytes(), (1...MisbehaviourProof.limit).contains(proof.count) else {
                return nil
            }
            return (log, proof)
        }
    }

    private static func versions(_ item: CBOR) -> [UInt64]? {
        guard let items = item.items, (1...8).contains(items.count) else { return nil }
        let versions = items.compactMap(\.uint)
        guard versions.count == items.count, zip(versions, versions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        return versions
    }

    /// - Returns: the list, or a `nil` within where all are meant.
    fileprivate mutating func facilities() -> [FacilityID]?? {
        guard let item = item() else { return nil }
        if item == .null { return .some(nil) }
        guard let items = item.items, items.count <= Limits.facilities else { return nil }
        let facilities = items.compactMap { $0.byteString.flatMap { FacilityID($0) } }
        guard facilities.count == items.count, zip(facilities, facilities.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        return .some(facilities)
    }

    fileprivate mutating func updateNumber() -> UInt64? {
        number().flatMap { (1...UInt64(Int64.max)).contains($0) ? $0 : nil }
    }

    private mutating func frontierUpdate() -> FrontierUpdate? {
        guard let number = updateNumber(), let base = item().flatMap(Self.base),
            let items = item()?.items.flatMap(Self.items)
        else { return nil }
        return FrontierUpdate(number: number, base: base, items: items)
    }

    private static func base(_ item: CBOR) -> FrontierUpdate.Base? {
        if item == .null { return .nothing }
        guard let parts = item.items else { return nil }
        if parts.isEmpty { return .previous }
        guard parts.count == 2, let number = parts[0].uint, let digest = parts[1].byteString.flatMap({ Digest($0) }) else { return nil }
        return .acknowledged(number: number, digest: digest)
    }

    private static func items(_ list: [CBOR]) -> [FrontierItem]? {
        guard list.count <= Limits.frontierItems else { return nil }
        var items: [FrontierItem] = []
        items.reserveCapacity(list.count)
        for element in list {
            guard let parts = element.items, parts.count == 3 else { return nil }
            var fields = MessageFields(parts[...])
            guard let log = fields.log(), let size = fields.size(), size > 0 else { return nil }
            if let last = items.last, last.log >= log { return nil }
            items.append(FrontierItem(log: log, size: size))
        }
        return items
    }
}
