public import BanyanCore
public import BanyanCrypto

/// The link secret L between one patient and one facility: what the facility keeps of an enrolment, and all that it needs
/// to publish (protocol sections 5 and 6).
public struct EnrolmentLink: Sendable {
    /// 32 bytes; for sealing at rest alone.
    public let secret: SecretBytes

    /// - Returns: `nil` unless the secret is 32 bytes.
    public init?(_ secret: SecretBytes) {
        guard secret.count == 32 else { return nil }
        self.secret = secret
    }

    /// SHA-256 of L: names the link in the proof of possession and in the enrolment entry.
    public var commitment: Digest { .sha256(secret.exposed) }

    /// The key of the enrolment entry.
    public var entry: EnrolmentEntryKey { EnrolmentEntryKey(derived: secret.derive(Label.enrolmentEntry)) }

    /// The key of a state section's publication month.
    public func stateKey(_ section: Section, generation: UInt32, month: CivilMonth) -> StreamKey {
        StreamKey(
            section: section, generation: generation, month: month,
            secret: root(section, generation).chained(Label.chain, steps: CivilMonth.count - month.index))
    }

    /// The key of an event section's clinical month.
    public func eventKey(_ section: Section, generation: UInt32, month: CivilMonth) -> StreamKey {
        StreamKey(
            section: section, generation: generation, month: month,
            secret: MonthTree.descend(root(section, generation), from: .root, to: MonthTree.leaf(month)))
    }

    /// The key of a stream of either kind.
    public func streamKey(_ section: Section, generation: UInt32, month: CivilMonth) -> StreamKey {
        switch section.kind {
        case .state: stateKey(section, generation: generation, month: month)
        case .event: eventKey(section, generation: generation, month: month)
        }
    }

    /// The keys that open exactly `scope`.
    /// - Returns: `nil` when the scope names no section.
    public func keyList(_ scope: GrantScope) -> KeyList? {
        KeyList(
            scope: scope,
            keys: scope.sections.map { section in
                let root = root(section, scope.generation)
                return switch section.kind {
                case .state: [root.chained(Label.chain, steps: CivilMonth.count - scope.expiry.index)]
                case .event: MonthTree.cover(scope.months).map { MonthTree.descend(root, from: .root, to: $0) }
                }
            })
    }

    /// The tag of the entry that opens a generation and supersedes the one before.
    public func markerTag(generation: UInt32) -> Tag {
        secret.derive(Label.marker, [.unsigned(UInt64(generation))]).deriveTag(Label.tag)
    }

    /// The key of the receipts that `reader` leaves in its own log.
    public func receiptKey(reader: FacilityID) -> ReceiptKey {
        ReceiptKey(derived: secret.derive(Label.receipt, [.bytes(reader)]), reader: reader)
    }

    func root(_ section: Section, _ generation: UInt32) -> SecretBytes {
        secret.derive(Label.section, [.section(section), .unsigned(UInt64(generation))])
    }
}

/// What a key list opens: sections, the months of event sections, the generation, and the month up to which state sections
/// open, which is the month (UTC) in which the grant expires.
public struct GrantScope: Hashable, Sendable {
    /// Ascending, without repetition.
    public let sections: [Section]
    public let months: ClosedRange<CivilMonth>
    public let generation: UInt32
    public let expiry: CivilMonth

    public init(sections: [Section], months: ClosedRange<CivilMonth>, generation: UInt32, expiry: CivilMonth) {
        self.sections = Section.allCases.filter { sections.contains($0) }
        self.months = months
        self.generation = generation
        self.expiry = expiry
    }
}
