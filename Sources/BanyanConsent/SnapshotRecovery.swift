public import BanyanCore
internal import BanyanCrypto

/// The tag of the first snapshot of a stream that may exist.
public struct StreamStart: Hashable, Sendable {
    public let section: Section
    public let month: CivilMonth
    public let tag: Tag
}

/// What a facility finds again of its own published snapshots, by the link secret alone: after a lost disk, or an old backup.
///
/// This opens only what the facility sealed itself, in its own log: no consent and no receipt is involved, because nothing that
/// another facility knows becomes readable by it.
extension SnapshotSealer {
    /// The tags of number 0 of every stream that this enrolment can have: state sections in the publication months given, event
    /// sections in all months.
    public func starts(published months: ClosedRange<CivilMonth>) -> [StreamStart] {
        Section.allCases.flatMap { section in
            switch section.kind {
            case .state:
                (months.lowerBound.index...months.upperBound.index).map { index in
                    let month = CivilMonth(clamping: index)
                    return StreamStart(section: section, month: month, tag: stream(section, month: month).tag(n: 0))
                }
            case .event: eventStarts(section)
            }
        }
    }

    private func eventStarts(_ section: Section) -> [StreamStart] {
        let label = CBOR.array([.text(Label.tag)] + StreamKey.context(0, 0)).encoded
        var starts: [StreamStart] = []
        MonthTree.forEachLeaf(below: eventRoot(section), at: .root) { month, key in
            guard let tag = Tag(Array(KeyDerivation.hmac(key: key, message: label).prefix(Tag.size))) else { return }
            starts.append(StreamStart(section: section, month: month, tag: tag))
        }
        return starts
    }

    /// Opens an own snapshot.
    /// - Parameter parts: for each part from 0 the payloads found under its tag in the own log, in log order: the first that opens
    ///   counts.
    /// - Returns: the JSON that was published; `nil` where a part is missing or is not what this stream's snapshot must be.
    public func open(_ parts: [[[UInt8]]], section: Section, month: CivilMonth, n: UInt64) -> [UInt8]? {
        let key = stream(section, month: month)
        guard let first = parts.first, let count = part(0, of: first, key, n)?.parts, count <= parts.count else { return nil }
        var deflated: [UInt8] = []
        for number in 0..<count {
            guard let part = part(number, of: parts[number], key, n), part.parts == count else { return nil }
            deflated += part.chunk
        }
        return Deflate.inflate(deflated, limit: Limits.snapshot)
    }

    private func part(_ number: Int, of candidates: [[UInt8]], _ key: StreamKey, _ n: UInt64) -> SnapshotPart? {
        let slot = key.slot(n: n, part: number)
        for payload in candidates {
            guard let plaintext = try? slot.open(payload, in: facility), let part = SnapshotPart(encoded: plaintext) else { continue }
            if part.publicKey == publicKey, part.section == key.section, part.month == key.month, part.generation == generation,
                part.part == number
            {
                return part
            }
        }
        return nil
    }
}
