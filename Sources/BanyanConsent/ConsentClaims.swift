public import BanyanCore

/// For whom the granter consents.
public enum GranterCapacity: UInt8, CaseIterable, Sendable, Hashable {
    case oneself = 1
    case parent = 2
    case guardian = 3

    public var name: String { self == .oneself ? "self" : "\(self)" }
}

/// How consent was expressed: the methods of Decree 356/2025/ND-CP article 6.
public enum ConsentMethod: UInt8, CaseIterable, Sendable, Hashable {
    case writing = 1
    case recordedCall = 2
    case sms = 3
    case electronic = 4
    case other = 5

    public var name: String { self == .recordedCall ? "recorded-call" : "\(self)" }
}

/// What a token says (protocol section 7). Not verified by being decoded.
///
/// A CWT claims set: the registered claims of RFC 8392 where they fit, and one private-use claim (-70001) that is a record:
/// `{3: audience, 4: expires, 5: not before, 6: issued, 7: token ID, -70001: {1: origin, 2: sections, 3: months, 4: purpose,
/// 5: erase by, 6: capacity, 7: method, 8: key list digest, 9: rh, 10: generation}}`.
public struct ConsentClaims: Hashable, Sendable {
    public let tokenID: TokenID
    public let origin: FacilityID
    public let audience: FacilityID
    /// Ascending, without repetition, not empty.
    public let sections: [Section]
    /// Clinical months of event sections.
    public let months: ClosedRange<CivilMonth>
    public let purpose: Purpose
    public let issued: Timestamp
    public let notBefore: Timestamp
    public let expires: Timestamp
    /// When the audience must have erased what it keeps.
    public let eraseBy: Timestamp
    public let capacity: GranterCapacity
    public let method: ConsentMethod
    public let keyListDigest: Digest
    /// SHA-256 of the secret that revokes the token.
    public let revocationHash: Digest
    public let generation: UInt32

    static let audiencePrefix = "banyan:"
    static let privateClaim = -70_001

    /// What the key list must open.
    public var scope: GrantScope {
        GrantScope(sections: sections, months: months, generation: generation, expiry: expires.month)
    }

    /// The tag under which a revocation would lie in any log.
    public var revocationTag: Tag { Revocation.tag(hash: revocationHash) }

    var encoded: [UInt8] {
        let own = CBOR.record([
            1: .bytes(origin), 2: .sections(sections), 3: .months(months), 4: .text(purpose.rawValue), 5: .time(eraseBy),
            6: .unsigned(UInt64(capacity.rawValue)), 7: .unsigned(UInt64(method.rawValue)), 8: .bytes(keyListDigest),
            9: .bytes(revocationHash), 10: .unsigned(UInt64(generation)),
        ])
        return CBOR.record([
            3: .text(Self.audiencePrefix + audience.compact), 4: .time(expires), 5: .time(notBefore), 6: .time(issued),
            7: .bytes(tokenID), Self.privateClaim: own,
        ]).encoded
    }

}

extension ConsentClaims {
    /// - Parameter ignoringOthers: whether claims that this version does not know are passed over.
    /// - Returns: `nil` unless every claim is there and well-formed.
    init?(encoded bytes: [UInt8], ignoringOthers: Bool = false) {
        guard let item = try? CBOR.decode(bytes, limit: bytes.count) else { return nil }
        do {
            var outer = try CBORRecord(item)
            var inner = try CBORRecord(try outer.take(Int64(Self.privateClaim)) { $0 })
            audience = try outer.take(3, Self.audience)
            expires = try outer.take(4) { $0.timestamp }
            notBefore = try outer.take(5) { $0.timestamp }
            issued = try outer.take(6) { $0.timestamp }
            tokenID = try outer.take(7) { $0.fixed() }
            origin = try inner.take(1) { $0.fixed() }
            sections = try inner.take(2) { $0.sections.flatMap { $0.isEmpty ? nil : $0 } }
            months = try inner.take(3) { $0.months }
            purpose = try inner.take(4) { $0.named() }
            eraseBy = try inner.take(5) { $0.timestamp }
            capacity = try inner.take(6) { $0.coded() }
            method = try inner.take(7) { $0.coded() }
            keyListDigest = try inner.take(8) { $0.fixed() }
            revocationHash = try inner.take(9) { $0.fixed() }
            generation = try inner.take(10) { $0.uint32 }
            guard !ignoringOthers else { return }
            try outer.finish()
            try inner.finish()
        } catch { return nil }
    }

    /// The one text of an identifier: prefix and 52 characters of base32.
    private static func audience(_ item: CBOR) -> FacilityID? {
        guard let text = item.string, text.hasPrefix(audiencePrefix) else { return nil }
        return FacilityID(compact: String(text.dropFirst(audiencePrefix.count)))
    }
}
