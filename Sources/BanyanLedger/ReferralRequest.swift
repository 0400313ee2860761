public import BanyanCore
public import BanyanCrypto

/// What a facility asks a patient to sign: a referral to another facility, by whom, to whom and why.
///
/// A COSE_Sign1 by the referring facility's log key over the CBOR map `{1: referral ID, 2: its card, 3: the receiving facility's card,
/// 4: [sections], 5: reason, 6: created}`. The term and the purpose are not in it: they are the same for every referral.
public struct ReferralRequest: Hashable, Sendable {
    /// The COSE `typ`.
    public static let type = "application/banyan-referral-request+cbor"
    /// Largest encoding, bytes: two cards and a reason.
    public static let limit = Limits.smallFile
    /// How old a request may be that is signed, seconds.
    public static let life: Int64 = 7 * 86_400

    public let id: ReferralID
    /// The facility that refers, which holds the records.
    public let origin: FacilityCard
    /// The facility that is to read them.
    public let audience: FacilityCard
    /// Ascending, not empty.
    public let sections: [Section]
    /// In the words of who refers, at most `Limits.referralText` bytes.
    public let reason: String
    public let created: Timestamp

    /// - Throws: `LedgerFailure` with code `referral-request` for what no request may say.
    public static func sign(
        _ id: ReferralID, from origin: FacilityCard, to audience: FacilityCard, sections: [Section], reason: String, at created: Timestamp,
        with key: SigningKey
    ) throws(LedgerFailure) -> [UInt8] {
        let payload = CBOR.record([
            1: .bytes(id), 2: .bytes(origin.encoded), 3: .bytes(audience.encoded),
            4: .array(Set(sections).sorted().map { .unsigned(UInt64($0.rawValue)) }), 5: .text(reason), 6: .int(created.seconds),
        ]).encoded
        let signed = COSESign1.sign(payload, type: type, with: key)
        _ = try ReferralRequest(encoded: signed)
        return signed
    }

    /// Reads a request and checks both cards and the signature.
    /// - Throws: `LedgerFailure` with code `referral-request`, or a card's failure.
    public init(encoded bytes: [UInt8]) throws(LedgerFailure) {
        guard bytes.count <= Self.limit, let object = try? COSESign1(bytes, type: Self.type, limit: Self.limit),
            let fields = Fields(object.payload)
        else { throw Self.malformed }
        origin = try FacilityCard(encoded: fields.origin)
        audience = try FacilityCard(encoded: fields.audience)
        (id, sections, reason, created) = (fields.id, fields.sections, fields.reason, fields.created)
        guard object.isSigned(by: origin.logKey) else {
            throw LedgerFailure(.trust, "referral-request", "the referral request is not signed by the facility that it names")
        }
        guard origin.id != audience.id else { throw Self.malformed }
    }

    private static let malformed = LedgerFailure(
        .trust, "referral-request", "this is no referral request, or it was cut or altered", hint: "copy the file from the facility again")

    private struct Fields {
        let id: ReferralID
        let origin: [UInt8]
        let audience: [UInt8]
        let sections: [Section]
        let reason: String
        let created: Timestamp

        init?(_ payload: [UInt8]) {
            guard let decoded = try? CBOR.decode(payload, limit: ReferralRequest.limit), var record = try? CBORRecord(decoded),
                let id = try? record.take(1, { $0.byteString.flatMap { ReferralID($0) } }),
                let origin = try? record.take(2, \.byteString), let audience = try? record.take(3, \.byteString),
                let sections = try? record.take(4, { Self.sections($0) }), let reason = try? record.take(5, \.string),
                (1...Limits.referralText).contains(reason.utf8.count),
                let created = try? record.take(6, { $0.uint.flatMap { $0 <= 253_402_300_799 ? Timestamp(seconds: Int64($0)) : nil } }),
                (try? record.finish()) != nil
            else { return nil }
            (self.id, self.origin, self.audience) = (id, origin, audience)
            (self.sections, self.reason, self.created) = (sections, reason, created)
        }

        /// Ascending, without repetition, not empty.
        private static func sections(_ item: CBOR) -> [Section]? {
            guard let items = item.items, (1...Section.allCases.count).contains(items.count) else { return nil }
            let sections = items.compactMap { $0.uint.flatMap { UInt8(exactly: $0) }.flatMap { Section(rawValue: $0) } }
            guard sections.count == items.count, zip(sections, sections.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
            return sections
        }
    }
}
