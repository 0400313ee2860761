public import BanyanCore
public import BanyanCrypto

/// What a wallet needs to know of a facility, taken from its verified card.
public struct WalletFacility: Sendable {
    public let id: FacilityID
    public let name: String
    public let kind: FacilityKind
    public let code: FacilityCode
    public let kem: KEMPublicKey
    public let kemNumber: UInt64
    public let logKey: PublicKey

    public init(
        id: FacilityID, name: String, kind: FacilityKind, code: FacilityCode, kem: KEMPublicKey, kemNumber: UInt64, logKey: PublicKey
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.code = code
        self.kem = kem
        self.kemNumber = kemNumber
        self.logKey = logKey
    }
}

/// A facility where the patient enrolled. CBOR `{1: facility, 2: name, 3: kind, 4: code, 5: number, 6: time}`.
public struct WalletEnrolment: Hashable, Sendable {
    public let facility: FacilityID
    public let name: String
    public let kind: FacilityKind
    public let code: FacilityCode
    public let number: UInt32
    public let enrolledAt: Timestamp

    var record: CBOR {
        .record([
            1: .bytes(facility), 2: .text(name), 3: .text(kind.rawValue), 4: .text(code.description), 5: .unsigned(UInt64(number)),
            6: .time(enrolledAt),
        ])
    }
}

/// One token of a grant. CBOR `{1: token ID, 2: origin, 3: enrolment number, 4: sections, 5: months, 6: purpose, 7: issued,
/// 8: not before, 9: expires, 10: generation}`.
public struct WalletToken: Hashable, Sendable {
    public let id: TokenID
    public let origin: FacilityID
    public let enrolment: UInt32
    public let sections: [Section]
    public let months: ClosedRange<CivilMonth>
    public let purpose: Purpose
    public let issued: Timestamp
    public let notBefore: Timestamp
    public let expires: Timestamp
    public let generation: UInt32

    var record: CBOR {
        .record([
            1: .bytes(id), 2: .bytes(origin), 3: .unsigned(UInt64(enrolment)), 4: .sections(sections), 5: .months(months),
            6: .text(purpose.rawValue), 7: .time(issued), 8: .time(notBefore), 9: .time(expires), 10: .unsigned(UInt64(generation)),
        ])
    }
}

/// What the wallet remembers of a grant: enough to show it, to revoke it and to find its receipts. CBOR `{1: grant, 2: audience,
/// 3: name, 4: kind, 5: log key, 6: time, 7: [token...]}`.
public struct WalletGrant: Hashable, Sendable {
    public let id: GrantID
    public let audience: FacilityID
    public let audienceName: String
    public let audienceKind: FacilityKind
    /// Verifies the checkpoints under which receipts are proved.
    public let audienceLogKey: PublicKey
    public let created: Timestamp
    public let tokens: [WalletToken]

    var record: CBOR {
        .record([
            1: .bytes(id), 2: .bytes(audience), 3: .text(audienceName), 4: .text(audienceKind.rawValue), 5: .bytes(audienceLogKey),
            6: .time(created), 7: .array(tokens.map(\.record)),
        ])
    }
}

extension WalletEnrolment {
    init?(record item: CBOR) {
        let parsed = decodeRecord(item) { record in
            WalletEnrolment(
                facility: try record.take(1) { $0.fixed() }, name: try record.take(2) { $0.line }, kind: try record.take(3) { $0.named() },
                code: try record.take(4) { $0.string.flatMap { FacilityCode($0) } }, number: try record.take(5) { $0.uint32 },
                enrolledAt: try record.take(6) { $0.timestamp })
        }
        guard let parsed else { return nil }
        self = parsed
    }
}

extension WalletToken {
    init?(record item: CBOR) {
        let parsed = decodeRecord(item) { record in
            WalletToken(
                id: try record.take(1) { $0.fixed() }, origin: try record.take(2) { $0.fixed() },
                enrolment: try record.take(3) { $0.uint32 },
                sections: try record.take(4) { $0.sections }, months: try record.take(5) { $0.months },
                purpose: try record.take(6) { $0.named() }, issued: try record.take(7) { $0.timestamp },
                notBefore: try record.take(8) { $0.timestamp }, expires: try record.take(9) { $0.timestamp },
                generation: try record.take(10) { $0.uint32 })
        }
        guard let parsed else { return nil }
        self = parsed
    }
}

extension WalletGrant {
    init?(record item: CBOR) {
        let parsed = decodeRecord(item) { record in
            WalletGrant(
                id: try record.take(1) { $0.fixed() }, audience: try record.take(2) { $0.fixed() },
                audienceName: try record.take(3) { $0.line }, audienceKind: try record.take(4) { $0.named() },
                audienceLogKey: try record.take(5) { $0.fixed() }, created: try record.take(6) { $0.timestamp },
                tokens: try record.take(7) { all($0.items, atMost: Limits.originsPerGrant) { WalletToken(record: $0) } })
        }
        guard let parsed else { return nil }
        self = parsed
    }
}
