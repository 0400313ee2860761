import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Receipts")
struct ReceiptTests {
    private static func receipt(_ seed: UInt64, override: String? = nil) throws -> Receipt {
        var random = Seeded(seed)
        let logs = (0..<2).map { LogID(facility: random.fixed(), incarnation: UInt32($0)) }
        let entries = (0..<random.below(40)).map { _ in EntryPosition(log: logs[random.below(2)], index: random.next() >> 20) }
        return try #require(
            Receipt(
                tokenID: random.fixed(), entries: entries, sections: random.sections(), purpose: .treatment, openedAt: day(1),
                role: "nurse",
                pseudonym: "user-\(seed)", override: override))
    }

    @Test("a receipt decodes to itself", arguments: 0..<30 as Range<UInt64>)
    func codec(_ seed: UInt64) throws {
        let receipt = try Self.receipt(seed, override: seed.isMultiple(of: 2) ? nil : "papers seen")
        #expect(Receipt(encoded: receipt.encoded) == receipt)
        for count in receipt.encoded.indices { #expect(Receipt(encoded: Array(receipt.encoded.prefix(count))) == nil) }
    }

    @Test("the patient and the origin find and open what the reader sealed; counters and readers don't mix")
    func foundByPatient() throws {
        var scene = try Scene()
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        let sealed = try consent.sealReceipt(
            entries: [scene.origin.position(3)], openedAt: day(1), role: "physician", pseudonym: "user-17", override: "papers seen",
            counter: 2, using: &scene.random)
        let lookup = try #require(scene.wallet.receiptLookups(scene.grant, count: 4).first)
        #expect(lookup.tags.firstIndex(of: sealed.entry.tag) == 2)
        #expect(lookup.originName == "Bac Ninh" && lookup.token == consent.tokenID)
        #expect(lookup.key.open(sealed.entry.payload, counter: 2) == sealed.receipt)
        #expect(lookup.key.open(sealed.entry.payload, counter: 1) == nil)
        let asOrigin = scene.opened.link.receiptKey(reader: scene.audience.id)
        #expect(asOrigin.tag(2) == sealed.entry.tag)
        #expect(asOrigin.open(sealed.entry.payload, counter: 2)?.override == "papers seen")
        let otherReader = scene.opened.link.receiptKey(reader: scene.origin.id)
        #expect(otherReader.tag(2) != sealed.entry.tag)
        #expect(otherReader.open(sealed.entry.payload, counter: 2) == nil)
        for (_, payload) in flips(sealed.entry.payload).prefix(80) { #expect(lookup.key.open(payload, counter: 2) == nil) }
    }

    @Test("positions are written once, in order, log by log")
    func positions() throws {
        var random = Seeded(1)
        let log = LogID(facility: random.fixed(), incarnation: 0)
        let receipt = try #require(
            Receipt(
                tokenID: random.fixed(), entries: [5, 3, 5].map { EntryPosition(log: log, index: $0) }, sections: [.allergies],
                purpose: .treatment, openedAt: day(0), role: "nurse", pseudonym: "u", override: nil))
        #expect(receipt.entries.map(\.index) == [3, 5])
        let pairs = try #require(try CBOR.decode(receipt.encoded, limit: 4096).pairs)
        let reordered = CBOR.array([.array([.bytes(log.facility), .int(0), .array([.int(5), .int(3)])])])
        let changed = CBOR.sortedMap(pairs.filter { $0.key != .int(2) } + [CBOR.Pair(.int(2), reordered)])
        #expect(Receipt(encoded: changed.encoded) == nil)
    }

    @Test("texts that don't fit are refused", arguments: ["", "a\nb", String(repeating: "x", count: 257)])
    func texts(_ text: String) throws {
        var scene = try Scene()
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        do {
            _ = try consent.sealReceipt(entries: [], openedAt: day(1), role: text, pseudonym: "u", counter: 0, using: &scene.random)
            Issue.record("accepted")
        } catch { #expect(error.code == "receipt-text") }
    }

    @Test func fifteenThousandEntriesFit() throws {
        var scene = try Scene()
        let consent = try permit(verify(scene.item, in: scene.surroundings))
        let entries = (0..<15_000 as Range<UInt64>).map { scene.origin.position($0 * 1_000_003) }
        let sealed = try consent.sealReceipt(
            entries: entries, openedAt: day(1), role: "nurse", pseudonym: "u", counter: 0, using: &scene.random)
        #expect(scene.item.receiptKey(reader: scene.audience.id).open(sealed.entry.payload, counter: 0)?.entries == entries)
    }
}
