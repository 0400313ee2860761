public import BanyanCore
internal import BanyanCrypto

/// What a reader leaves in its own log before it opens anything: for the patient, who holds the key, and for the origin.
///
/// CBOR `{1: token ID, 2: [[facility, incarnation, [index...]]...], 3: sections, 4: purpose, 5: time, 6: role, 7: pseudonym,
/// 8: override}`; logs and indexes ascend.
public struct Receipt: Hashable, Sendable {
    public let tokenID: TokenID
    /// Every entry that is to be opened, ascending.
    public let entries: [EntryPosition]
    public let sections: [Section]
    public let purpose: Purpose
    public let openedAt: Timestamp
    /// The user's role, such as `physician`.
    public let role: String
    /// The user's pseudonym at the reader.
    public let pseudonym: String
    /// The reason that a named member of staff gave for overriding a rule, if any.
    public let override: String?

    init?(
        tokenID: TokenID, entries: [EntryPosition], sections: [Section], purpose: Purpose, openedAt: Timestamp, role: String,
        pseudonym: String, override: String?
    ) {
        guard isLine(role), isLine(pseudonym), override.map(isLine) ?? true else { return nil }
        self.tokenID = tokenID
        self.entries = Set(entries).sorted()
        self.sections = sections
        self.purpose = purpose
        self.openedAt = openedAt
        self.role = role
        self.pseudonym = pseudonym
        self.override = override
    }

    var encoded: [UInt8] {
        CBOR.record([
            1: .bytes(tokenID), 2: .array(entriesByLog), 3: .sections(sections), 4: .text(purpose.rawValue), 5: .time(openedAt),
            6: .text(role), 7: .text(pseudonym), 8: override.map { .text($0) },
        ]).encoded
    }

    private var entriesByLog: [CBOR] {
        var logs: [(log: LogID, indexes: [CBOR])] = []
        for entry in entries {
            if logs.last?.log != entry.log { logs.append((entry.log, [])) }
            logs[logs.count - 1].indexes.append(.unsigned(entry.index))
        }
        return logs.map { .array([.bytes($0.log.facility), .unsigned(UInt64($0.log.incarnation)), .array($0.indexes)]) }
    }
}

extension Receipt {
    init?(encoded bytes: [UInt8]) {
        let parsed = decodeRecord(bytes, limit: Limits.payload) { record in
            Receipt(
                tokenID: try record.take(1) { $0.fixed() }, entries: try record.take(2, Self.entries),
                sections: try record.take(3) { $0.sections }, purpose: try record.take(4) { $0.named() },
                openedAt: try record.take(5) { $0.timestamp }, role: try record.take(6) { $0.line },
                pseudonym: try record.take(7) { $0.line }, override: try record.takeIfPresent(8) { $0.line })
        }
        guard let parsed, let parsed, parsed.encoded == bytes else { return nil }
        self = parsed
    }

    private static func entries(_ item: CBOR) -> [EntryPosition]? {
        all(item.items, atMost: Limits.payload) { group -> [EntryPosition]? in
            guard let parts = group.items, parts.count == 3, let facility = parts[0].fixed(FacilityID.self),
                let incarnation = parts[1].uint32
            else { return nil }
            let log = LogID(facility: facility, incarnation: incarnation)
            return all(parts[2].items, atMost: Limits.payload) { $0.uint.map { EntryPosition(log: log, index: $0) } }
        }.map { Array($0.joined()) }
    }
}

/// A receipt and the entry that it was sealed into: only sealing makes one, so the two belong together.
public struct SealedReceipt: Sendable {
    public let receipt: Receipt
    public let entry: SealedEntry
}

/// The key of the receipts that one reader leaves about one enrolment, whatever the grant; derived from L and the reader.
public struct ReceiptKey: Sendable {
    let secret: SecretBytes
    /// Whose log the receipts lie in.
    public let reader: FacilityID

    init(derived secret: SecretBytes, reader: FacilityID) {
        self.secret = secret
        self.reader = reader
    }

    /// The tag of receipt `counter` (from 0, without gaps).
    public func tag(_ counter: UInt64) -> Tag { secret.deriveTag(Label.tag, [.unsigned(counter)]) }

    func seal(_ receipt: Receipt, counter: UInt64, using random: inout some RandomNumberGenerator) throws(ConsentFailure) -> SealedReceipt {
        let entry = try EntrySlot(secret, [.unsigned(counter)]).seal(receipt.encoded, in: reader, using: &random)
        return SealedReceipt(receipt: receipt, entry: entry)
    }

    /// - Returns: `nil` when the payload is not receipt `counter` of this key in the reader's log.
    public func open(_ payload: [UInt8], counter: UInt64) -> Receipt? {
        guard let plaintext = try? EntrySlot(secret, [.unsigned(counter)]).open(payload, in: reader) else { return nil }
        return Receipt(encoded: plaintext)
    }
}

extension VerifiedConsent {
    /// Makes the receipt for opening `entries` under this consent; append `entry`, then `open`.
    /// - Parameters:
    ///   - entries: every position that will be opened.
    ///   - counter: the first that has no entry yet under `receiptKey.tag`.
    ///   - override: the reason of a rule overridden by a person, at most 256 bytes on one line.
    /// - Throws: `ConsentFailure` for a role, pseudonym or reason that does not fit, or more entries than a receipt holds.
    public func sealReceipt(
        entries: [EntryPosition], openedAt: Timestamp, role: String, pseudonym: String, override: String? = nil, counter: UInt64,
        using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedReceipt {
        let receipt = Receipt(
            tokenID: tokenID, entries: entries, sections: sections, purpose: purpose, openedAt: openedAt, role: role,
            pseudonym: pseudonym, override: override)
        guard let receipt else {
            throw ConsentFailure(.usage, "receipt-text", "role, pseudonym and reason are 1 to \(Limits.name) bytes on one line each")
        }
        return try receiptKey.seal(receipt, counter: counter, using: &random)
    }
}
