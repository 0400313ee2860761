public import BanyanCore
internal import BanyanCrypto

/// The identifier of one grant: 16 random bytes, shared by the tokens of one bundle and by its slip.
public struct GrantID: FixedBytes {
    public static let size = 16
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}

/// What a patient hands over: for each origin a token and exactly the keys that it grants.
///
/// CBOR `{1: audience, 2: grant, 3: created, 4: [item...]}`, one item an origin.
public struct ConsentBundle: Sendable {
    public let audience: FacilityID
    public let grant: GrantID
    public let created: Timestamp
    public let items: [ConsentItem]

    var encoded: [UInt8] {
        CBOR.record([1: .bytes(audience), 2: .bytes(grant), 3: .time(created), 4: .array(items.map(\.record))]).encoded
    }

    init(audience: FacilityID, grant: GrantID, created: Timestamp, items: [ConsentItem]) {
        self.audience = audience
        self.grant = grant
        self.created = created
        self.items = items
    }

    init?(encoded bytes: [UInt8]) {
        let parsed = decodeRecord(bytes, limit: Limits.bundle) { record in
            ConsentBundle(
                audience: try record.take(1) { $0.fixed() }, grant: try record.take(2) { $0.fixed() },
                created: try record.take(3) { $0.timestamp },
                items: try record.take(4) { all($0.items, atMost: Limits.originsPerGrant) { ConsentItem(record: $0) } })
        }
        guard let parsed, !parsed.items.isEmpty else { return nil }
        self = parsed
    }
}

/// The file that carries a bundle: sealed to the audience's X-Wing key.
public enum SealedBundle {
    /// For whom a file is, read from its clear header.
    public static func recipient(of file: [UInt8]) throws(ConsentFailure) -> FacilityID {
        try SealedFile.parse(file, .bundle).header.recipient
    }

    static func seal(_ bundle: ConsentBundle, kem: KEMPublicKey, kemNumber: UInt64) throws(ConsentFailure) -> [UInt8] {
        try SealedFile(kind: .bundle, recipient: bundle.audience, number: kemNumber).seal(bundle.encoded, to: kem)
    }

    /// Opens a file as facility `me`. The tokens in it are not verified yet; that is `verify`, at presentation and at every read.
    /// - Throws: `ConsentFailure`: sealed to another facility or an unknown key, altered, malformed.
    public static func open(_ file: [UInt8], as me: FacilityID, keys: [RecipientKey]) throws(ConsentFailure) -> ConsentBundle {
        guard let bundle = ConsentBundle(encoded: try SealedFile.open(file, .bundle, as: me, keys: keys)) else {
            throw ConsentFailure(.trust, "bundle-malformed", "the content of this bundle is malformed")
        }
        guard bundle.audience == me else {
            throw ConsentFailure(.denied, "bundle-other-recipient", "the content of this bundle names another facility: \(bundle.audience)")
        }
        return bundle
    }
}
