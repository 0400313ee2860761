import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

extension Node {
    /// Tags, positions in the own replica, a receipt naming them, flushed; then open (protocol section 7).
    func open(
        under consent: consuming VerifiedConsent, _ reading: Reading, _ replica: Replication
    ) async throws -> (sections: [SectionReading], receipt: UInt64) {
        let (origin, sections) = (consent.origin, consent.sections)
        let superseded = try await !store.find([consent.nextMarker], in: origin).isEmpty
        let found = try await Finder(store: store, origin: origin).newest(of: consent.streams)
        let positions = found.flatMap { $0.parts.joined().map(\.position) }
        let (receipt, durable) = try await appendReceipt(for: consent, naming: positions, reading)
        let opened = try consent.open(receipt, durable: durable, found: found)
        return (sections.map { Self.reading(of: $0, opened, superseded: superseded, replica) }, durable.position.index)
    }

    /// Seals and appends the receipt. The counter under the receipt key is read and moved in one turn; a consent can't be
    /// copied into a closure, so the turn is entered and left by hand.
    private func appendReceipt(
        for consent: borrowing VerifiedConsent, naming positions: [EntryPosition], _ reading: Reading
    ) async throws -> (SealedReceipt, DurableReceipt) {
        await writing.enter()
        do {
            let counter = try await receiptCounter(under: consent.receiptKey)
            var random = SodiumRandom()
            let receipt = try consent.sealReceipt(
                entries: positions, openedAt: now, role: reading.role, pseudonym: reading.user, override: reading.override,
                counter: counter.next,
                using: &random)
            let durable = try await ownLog.append(
                receipt: receipt.entry, digest: .sha256(receipt.entry.payload),
                changes: [vault.seal(ReceiptCounter(firstTag: counter.firstTag, next: counter.next + 1))])
            await writing.leave()
            return (receipt, durable)
        } catch {
            await writing.leave()
            throw error
        }
    }

    /// The counter, moved past what the own log has already: after a restored backup it knows more.
    private func receiptCounter(under key: ReceiptKey) async throws -> ReceiptCounter {
        let first = key.tag(0)
        var counter = try await vault.load(ReceiptCounter.self, [.bytes(first)]) ?? ReceiptCounter(firstTag: first, next: 0)
        while try await !store.find([key.tag(counter.next)], in: me).isEmpty { counter.next += 1 }
        return counter
    }

    private static func reading(
        of section: Section, _ opened: [OpenedSnapshot], superseded: Bool, _ replica: Replication
    ) -> SectionReading {
        if superseded { return SectionReading(section: section, state: .superseded) }
        var snapshots: [[UInt8]] = []
        var state: SectionState?
        for snapshot in opened where snapshot.section == section {
            switch snapshot.result {
            case .json(let bytes): snapshots.append(bytes)
            case .missing: state = state ?? .notReplicated(asOf: replica.asOf)
            case .unreadable: state = .unreadable
            }
        }
        // Nothing found proves nothing while entries of the log are known to be missing here.
        if snapshots.isEmpty, state == nil { state = replica.isComplete ? .notRecorded : .notReplicated(asOf: replica.asOf) }
        return SectionReading(section: section, state: state, snapshots: snapshots)
    }
}
