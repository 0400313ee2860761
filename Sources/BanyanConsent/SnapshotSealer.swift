public import BanyanCore
internal import BanyanCrypto

/// Seals the snapshots of one enrolment for its facility's log.
public struct SnapshotSealer: Sendable {
    private let link: EnrolmentLink
    let publicKey: PublicKey
    let facility: FacilityID
    public let generation: UInt32

    /// - Parameters:
    ///   - publicKey: the enrolment's P, repeated inside every snapshot.
    ///   - facility: whose log it is.
    public init(link: EnrolmentLink, publicKey: PublicKey, facility: FacilityID, generation: UInt32 = 0) {
        self.link = link
        self.publicKey = publicKey
        self.facility = facility
        self.generation = generation
    }

    /// The stream of a section and month, for looking up what is already there.
    public func stream(_ section: Section, month: CivilMonth) -> StreamKey {
        link.streamKey(section, generation: generation, month: month)
    }

    /// The root of an event section's month tree.
    func eventRoot(_ section: Section) -> SecretBytes { link.root(section, generation) }

    /// Seals one snapshot.
    /// - Parameters:
    ///   - json: at most `Limits.snapshot` bytes.
    ///   - month: publication month (UTC) of a state section, clinical month of an event section.
    ///   - n: the counter in this stream; the caller allots each once.
    /// - Returns: the parts in order; all of them belong into the log.
    public func seal(
        json: [UInt8], section: Section, month: CivilMonth, n: UInt64, using random: inout some RandomNumberGenerator
    ) throws(ConsentFailure) -> [SealedEntry] {
        guard json.count <= Limits.snapshot else { throw Self.tooLarge }
        let deflated = Deflate.compress(json)
        let parts = max(1, (deflated.count + SnapshotPart.chunk - 1) / SnapshotPart.chunk)
        guard parts <= Limits.snapshotParts else { throw Self.tooLarge }
        let key = stream(section, month: month)
        var entries: [SealedEntry] = []
        for part in 0..<parts {
            let start = part * SnapshotPart.chunk
            let plaintext = SnapshotPart(
                publicKey: publicKey, section: section, month: month, generation: generation, parts: parts, part: part,
                chunk: Array(deflated[start..<min(start + SnapshotPart.chunk, deflated.count)]))
            entries.append(try key.slot(n: n, part: part).seal(plaintext.encoded, in: facility, using: &random))
        }
        return entries
    }

    private static var tooLarge: ConsentFailure {
        ConsentFailure(.failed, "snapshot-too-large", "a section's snapshot holds at most \(Limits.snapshot >> 20) MiB")
    }
}
