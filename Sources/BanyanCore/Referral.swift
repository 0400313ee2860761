/// A referral's name: 16 random bytes, and the identifier of the grant that a patient signs with it.
public struct ReferralID: FixedBytes {
    public static let size = 16
    public let bytes: [UInt8]
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }
}

/// What the consent of a referral says, whatever the referral is about: the receiving facility may read for treatment, for ten days from
/// the signature.
public enum ReferralTerms {
    /// Seconds.
    public static let life: Int64 = 10 * 86_400
}

/// How far a referral is: the codes of FHIR's Task.status, those of them that occur.
public enum ReferralStatus: String, CaseIterable, Sendable, Codable {
    /// Made here; the patient has not signed.
    case draft
    /// Sent.
    case requested
    /// It arrived.
    case received
    case accepted
    case rejected
    case completed

    /// Whether nothing follows.
    public var isFinal: Bool { self == .rejected || self == .completed }

    /// Whether the receiving facility may say this after that.
    public func follows(_ former: ReferralStatus) -> Bool {
        switch (former, self) {
        case (.requested, .received), (.requested, .accepted), (.requested, .rejected), (.requested, .completed): true
        case (.received, .accepted), (.received, .rejected), (.received, .completed), (.accepted, .completed): true
        default: false
        }
    }
}
