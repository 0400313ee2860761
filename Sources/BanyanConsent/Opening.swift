public import BanyanCore
internal import BanyanCrypto

/// Where a receipt lies, and that it lies there for good. Only the store's append makes one, after the entry is flushed.
public struct DurableReceipt: Sendable {
    public let position: EntryPosition
    /// SHA-256 of the payload that was appended.
    public let digest: Digest

    @_spi(Append) public init(position: EntryPosition, digest: Digest) {
        self.position = position
        self.digest = digest
    }
}

/// One payload of the replica.
public struct FoundPart: Sendable {
    public let position: EntryPosition
    public let payload: [UInt8]
    public init(position: EntryPosition, payload: [UInt8]) {
        self.position = position
        self.payload = payload
    }
}

/// What the replica holds of one snapshot.
public struct FoundSnapshot: Sendable {
    public let stream: GrantedStream
    public let n: UInt64
    /// For each part from 0 the payloads found under its tag, in log order: the first that opens counts. Empty where there is none.
    public let parts: [[FoundPart]]
    public init(stream: GrantedStream, n: UInt64, parts: [[FoundPart]]) {
        self.stream = stream
        self.n = n
        self.parts = parts
    }

    /// For a replica that has at most one payload a part.
    public init(stream: GrantedStream, n: UInt64, parts: [FoundPart?]) {
        self.init(stream: stream, n: n, parts: parts.map { $0.map { [$0] } ?? [] })
    }
}

/// What came of opening one snapshot.
public struct OpenedSnapshot: Sendable, Hashable {
    public let section: Section
    public let month: CivilMonth
    public let n: UInt64
    public let result: Result

    public enum Result: Sendable, Hashable {
        /// The snapshot as it was published.
        case json([UInt8])
        /// Found, and not what this stream's snapshot must be. The reason is for people and says nothing of the patient.
        case unreadable(reason: String)
        /// These parts (from 0) are not in the replica.
        case missing(parts: [Int])
    }
}

extension VerifiedConsent {
    /// Opens what was found, once a receipt that names all of it lies in the own log.
    ///
    /// - Parameters:
    ///   - receipt: made by `sealReceipt` of this very consent.
    ///   - durable: proof that this receipt was appended and flushed.
    ///   - found: what the replica holds.
    ///   - limit: most bytes of plaintext, all snapshots together; those beyond it are unreadable.
    /// - Throws: `ConsentFailure` when the receipt is not this one, not in the audience's log, or does not name an entry. Nothing
    ///   is opened then.
    public consuming func open(
        _ receipt: SealedReceipt, durable: DurableReceipt, found: [FoundSnapshot], limit: Int = Limits.openedAtOnce
    ) throws(ConsentFailure) -> [OpenedSnapshot] {
        guard role == .reader, receipt.receipt.tokenID == tokenID, durable.digest == .sha256(receipt.entry.payload),
            durable.position.log.facility == audience
        else { throw ConsentFailure(.failed, "receipt-mismatch", "the receipt is not the one of this consent, or not in this node's log") }
        let named = Set(receipt.receipt.entries)
        guard found.allSatisfy({ $0.parts.joined().allSatisfy { named.contains($0.position) } }) else {
            throw ConsentFailure(.failed, "receipt-incomplete", "the receipt does not name every entry that is to be opened")
        }
        var opened: [OpenedSnapshot] = []
        var left = limit
        for snapshot in found {
            let result = result(of: snapshot, limit: left)
            if case .json(let bytes) = result { left -= bytes.count }
            opened.append(
                OpenedSnapshot(section: snapshot.stream.section, month: snapshot.stream.month, n: snapshot.n, result: result))
        }
        return opened
    }

    private borrowing func result(of snapshot: FoundSnapshot, limit: Int) -> OpenedSnapshot.Result {
        let (section, month) = (snapshot.stream.section, snapshot.stream.month)
        guard sections.contains(section), let key = keyList.streamKey(section, month: month) else {
            return .unreadable(reason: "outside the consent")
        }
        guard let first = snapshot.parts.first, !first.isEmpty else { return .missing(parts: [0]) }
        guard limit > 0 else { return .unreadable(reason: Self.tooMuch) }
        guard let count = part(0, of: snapshot, key)?.parts else { return .unreadable(reason: "does not open") }
        var missing: [Int] = []
        var deflated: [UInt8] = []
        for number in 0..<count {
            guard snapshot.parts.indices.contains(number), !snapshot.parts[number].isEmpty else {
                missing.append(number)
                continue
            }
            guard let part = part(number, of: snapshot, key), part.parts == count else {
                return .unreadable(reason: "a part does not open")
            }
            deflated += part.chunk
        }
        guard missing.isEmpty else { return .missing(parts: missing) }
        guard let json = Deflate.inflate(deflated, limit: min(limit, Limits.snapshot)) else {
            return .unreadable(reason: limit < Limits.snapshot ? Self.tooMuch : "damaged or too large")
        }
        return .json(json)
    }

    private static let tooMuch = "more than may be opened at once"

    /// The first payload that opens as this part of this stream of this enrolment, in the origin's log.
    private borrowing func part(_ number: Int, of snapshot: FoundSnapshot, _ key: StreamKey) -> SnapshotPart? {
        let slot = key.slot(n: snapshot.n, part: number)
        for candidate in snapshot.parts[number] where candidate.position.log.facility == origin {
            guard let plaintext = try? slot.open(candidate.payload, in: origin), let part = SnapshotPart(encoded: plaintext) else {
                continue
            }
            if part.publicKey == enrolment.publicKey, part.section == key.section, part.month == key.month,
                part.generation == key.generation, part.part == number
            {
                return part
            }
        }
        return nil
    }
}
