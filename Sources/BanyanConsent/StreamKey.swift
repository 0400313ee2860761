public import BanyanCore
internal import BanyanCrypto

/// The key of one stream: one section of one enrolment and generation, for one month (protocol section 6). Publicly it gives
/// tags alone; sealing and opening stay inside this module.
public struct StreamKey: Sendable {
    public let section: Section
    public let generation: UInt32
    /// Publication month of a state section, clinical month of an event section.
    public let month: CivilMonth
    private let secret: SecretBytes

    init(section: Section, generation: UInt32, month: CivilMonth, secret: SecretBytes) {
        self.section = section
        self.generation = generation
        self.month = month
        self.secret = secret
    }

    /// The tag of part `part` (from 0) of snapshot `n` (from 0).
    public func tag(n: UInt64, part: Int = 0) -> Tag { secret.deriveTag(Label.tag, Self.context(n, part)) }

    func slot(n: UInt64, part: Int) -> EntrySlot { EntrySlot(secret, Self.context(n, part)) }

    static func context(_ n: UInt64, _ part: Int) -> [CBOR] { [.unsigned(n), .int(part)] }

    func matches(_ other: StreamKey) -> Bool { secret.matches(other.secret) }
}
