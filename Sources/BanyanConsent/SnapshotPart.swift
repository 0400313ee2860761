internal import BanyanCore

/// The plaintext of one part of a snapshot: CBOR `[enrolment key P, section, month, generation, parts, part, chunk]`, where the
/// chunks of all parts in order are the deflated JSON.
struct SnapshotPart: Equatable {
    /// Bytes of a chunk: what an entry holds, less the largest array head and fields.
    static let chunk = EntrySlot.capacity - 64

    let publicKey: PublicKey
    let section: Section
    let month: CivilMonth
    let generation: UInt32
    let parts: Int
    let part: Int
    let chunk: [UInt8]

    var encoded: [UInt8] {
        CBOR.array([
            .bytes(publicKey), .section(section), .month(month), .unsigned(UInt64(generation)), .int(parts), .int(part), .bytes(chunk),
        ]).encoded
    }
}

extension SnapshotPart {
    /// - Returns: `nil` for anything but exactly one such array.
    init?(encoded bytes: [UInt8]) {
        guard let items = (try? CBOR.decode(bytes, limit: Limits.payload))?.items, items.count == 7,
            let publicKey = items[0].fixed(PublicKey.self), let section = items[1].section, let month = items[2].month,
            let generation = items[3].uint32, let parts = items[4].uint, (1...UInt64(Limits.snapshotParts)).contains(parts),
            let part = items[5].uint, part < parts, let chunk = items[6].byteString
        else { return nil }
        self.init(
            publicKey: publicKey, section: section, month: month, generation: generation, parts: Int(parts), part: Int(part), chunk: chunk)
    }
}
