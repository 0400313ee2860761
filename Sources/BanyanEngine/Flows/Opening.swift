import BanyanConsent
import BanyanCore
import BanyanCrypto
import BanyanRecords

extension Node {
    /// Tags, positions in the own replica, a receipt naming them, flushed; then open (protocol section 7). A further consent
    /// that leads to nothing new opens nothing, and leaves no receipt.
    func open(
        under consent: consuming VerifiedConsent, override: String?, _ reading: Reading, _ replica: Replication,
        _ progress: inout OriginProgress
    ) async throws {
        let (origin, sections, months) = (consent.origin, consent.sections, consent.months)
        let found: [FoundSnapshot]
        do {
            if try await !store.find([consent.nextMarker], in: origin).isEmpty {
                for section in sections { progress.cover(section) { $0.supersede() } }
                found = []
            } else {
                let streams = consent.streams.filter { progress.needs($0, replica) }
                found = try await Finder(store: store, origin: origin).newest(of: streams).filter { progress.isNew($0) }
                for section in sections { progress.cover(section) { $0.open(months: months) } }
            }
        } catch let failure as any Failure where failure.isOfSearch {
            for section in sections { progress.cover(section) { $0.failSearch() } }
            return
        }
        if progress.used != nil, found.isEmpty { return }
        let positions = found.flatMap { $0.parts.joined().map(\.position) }
        let (receipt, durable) = try await appendReceipt(for: consent, naming: positions, override: override, reading)
        progress.receipts.append(durable.position.index)
        progress.add(try consent.open(receipt, durable: durable, found: found, limit: progress.budget), of: positions)
    }

    /// Seals and appends the receipt. The counter under the receipt key is read and moved in one turn; a consent can't be
    /// copied into a closure, so the turn is entered and left by hand.
    private func appendReceipt(
        for consent: borrowing VerifiedConsent, naming positions: [EntryPosition], override: String?, _ reading: Reading
    ) async throws -> (SealedReceipt, DurableReceipt) {
        await writing.enter()
        do {
            let counter = try await receiptCounter(under: consent.receiptKey)
            var random = parts.random.generator()
            let receipt = try consent.sealReceipt(
                entries: positions, openedAt: now, role: reading.role, pseudonym: reading.user, override: override,
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
}
