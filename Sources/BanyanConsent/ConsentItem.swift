public import BanyanCore
internal import BanyanCrypto

/// What one bundle holds for one origin: the token and the keys that it grants. Kept sealed by the audience.
///
/// CBOR `{1: token, 2: entry key E, 3: key list, 4: tag of the next generation's marker, 5: receipt key}`.
public struct ConsentItem: Sendable {
    public let token: [UInt8]
    public let entryKey: EnrolmentEntryKey
    let keyList: KeyList
    /// An entry of the origin under this tag means that a newer generation exists and these keys are superseded.
    public let nextMarker: Tag
    let receiptSecret: SecretBytes
    /// The link, where the origin itself made the item to check a token.
    let link: EnrolmentLink?

    init(token: [UInt8], entryKey: EnrolmentEntryKey, keyList: KeyList, nextMarker: Tag, receiptSecret: SecretBytes) {
        self.token = token
        self.entryKey = entryKey
        self.keyList = keyList
        self.nextMarker = nextMarker
        self.receiptSecret = receiptSecret
        link = nil
    }

    /// What the origin checks a token with that somebody presents: every key recomputed from its own link.
    /// - Returns: `nil` when the token can't be read; `ConsentToken.peek` is then `nil` too.
    public init?(token: [UInt8], recomputedFrom link: EnrolmentLink) {
        guard let claims = ConsentToken.peek(token), let keyList = link.keyList(claims.scope) else { return nil }
        self.token = token
        entryKey = link.entry
        self.keyList = keyList
        nextMarker = link.markerTag(generation: claims.generation &+ 1)
        receiptSecret = link.receiptKey(reader: claims.audience).secret
        self.link = link
    }

    /// What the token says, unverified; `nil` when it can't be read.
    public var claims: ConsentClaims? { ConsentToken.peek(token) }

    /// Where the enrolment entry lies in the origin's log.
    public var enrolmentTag: Tag { entryKey.tag }

    /// Where a revocation lies in any log; `nil` when the token can't be read.
    public var revocationTag: Tag? { claims?.revocationTag }

    /// The key of the receipts that `reader`, the token's audience, leaves.
    public func receiptKey(reader: FacilityID) -> ReceiptKey { ReceiptKey(derived: receiptSecret, reader: reader) }

    /// Holds secrets: to be sealed at once.
    public var encoded: [UInt8] { record.encoded }

    var record: CBOR {
        .record([
            1: .bytes(token), 2: .bytes(entryKey.secret.exposed), 3: .bytes(keyList.encoded), 4: .bytes(nextMarker),
            5: .bytes(receiptSecret.exposed),
        ])
    }

    /// The inverse of `encoded`. - Returns: `nil` for anything else.
    public init?(encoded bytes: [UInt8]) {
        guard let item = try? CBOR.decode(bytes, limit: Limits.bundle) else { return nil }
        self.init(record: item)
    }

    init?(record item: CBOR) {
        let parsed = decodeRecord(item) { record in
            ConsentItem(
                token: try record.take(1) { $0.byteString.flatMap { $0.count <= Limits.token ? $0 : nil } },
                entryKey: try record.take(2) { Self.secret($0).flatMap { EnrolmentEntryKey($0) } },
                keyList: try record.take(3) { $0.byteString.flatMap { KeyList(encoded: $0) } },
                nextMarker: try record.take(4) { $0.fixed() }, receiptSecret: try record.take(5, Self.secret))
        }
        guard let parsed else { return nil }
        self = parsed
    }

    private static func secret(_ item: CBOR) -> SecretBytes? {
        item.byteString.flatMap { $0.count == 32 ? SecretBytes(copying: $0) : nil }
    }
}
