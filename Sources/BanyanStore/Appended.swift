@_spi(Append) internal import BanyanConsent
internal import BanyanCore
@_spi(Append) internal import BanyanLedger

/// What one committed transaction appended. The licences that rest on durability are minted here and nowhere else, and a
/// value of this type leaves the store's `write` only after the commit was flushed.
struct Appended: Sendable {
    let log: LogID
    let positions: Range<UInt64>
    let tree: CompactTree

    var durable: DurableAppend { DurableAppend(log: log, positions: positions, tree: tree) }

    func receipt(at index: UInt64, digest: Digest) -> DurableReceipt {
        DurableReceipt(position: EntryPosition(log: log, index: index), digest: digest)
    }
}
