public import BanyanCore
public import BanyanCrypto

/// The key of one entry of a facility's register: the copy of its enrolments and presented consents that it keeps sealed in its
/// own log (protocol section 3).
///
/// A symmetric ratchet: each key seals one entry and gives the next key, and none gives the one before. The first key is on the
/// recovery sheet alone; the node keeps the next one. Without a key an entry is random bytes like any other.
public struct RegisterKey: Sendable {
    /// 32 bytes; for sealing at rest alone.
    public let secret: SecretBytes
    /// Largest content of one entry, bytes.
    public static let capacity = EntrySlot.capacity

    /// - Returns: `nil` unless the secret is 32 bytes.
    public init?(_ secret: SecretBytes) {
        guard secret.count == 32 else { return nil }
        self.secret = secret
    }

    private init(derived secret: SecretBytes) { self.secret = secret }

    /// k_i+1 = HMAC(k_i).
    public var next: RegisterKey { RegisterKey(derived: secret.derive(Label.register)) }

    /// The tag under which this key's entry lies in the facility's own log.
    public var tag: Tag { slot.tag }

    private var slot: EntrySlot { EntrySlot(secret) }

    /// - Parameters:
    ///   - content: at most `capacity` bytes.
    ///   - facility: whose log the entry goes into.
    public func seal(
        _ content: [UInt8], in facility: FacilityID, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> SealedEntry {
        try slot.seal(content, in: facility, using: &random)
    }

    /// - Returns: `nil` for what was not sealed under this key for this facility's log.
    public func open(_ payload: [UInt8], in facility: FacilityID) -> [UInt8]? { try? slot.open(payload, in: facility) }
}
