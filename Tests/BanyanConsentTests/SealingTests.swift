import BanyanCore
import BanyanCrypto
import Testing

@testable import BanyanConsent

@Suite("Sealing")
struct SealingTests {
    private static func slot(_ seed: UInt64) -> EntrySlot {
        var random = Seeded(seed)
        return EntrySlot(SecretBytes(randomCount: 32, using: &random))
    }

    @Test(
        "padded sizes",
        arguments: [
            (0, 1024), (1, 1024), (1024, 1024), (1025, 1088), (1088, 1088), (1089, 1152), (2048, 2048), (2049, 2176), (100_000, 100_352),
            (1 << 20, 1 << 20), ((1 << 20) - 1, 1 << 20),
        ])
    func padded(_ size: Int, _ expected: Int) { #expect(Padding.padded(size) == expected) }

    @Test("padding is monotone, costs at most 12 % above the floor, and is stable", arguments: 0..<50 as Range<UInt64>)
    func paddingProperties(_ seed: UInt64) {
        var random = Seeded(seed)
        let size = 1024 + random.below(1 << 20)
        let padded = Padding.padded(size)
        #expect(padded >= size && padded - size <= size * 12 / 100)
        #expect(Padding.padded(padded) == padded)
        #expect(Padding.padded(size + 1) >= padded)
    }

    @Test("opens what it sealed", arguments: [0, 1, 947, 948, 949, 5000, 1_048_500])
    func roundTrip(_ count: Int) throws {
        var random = Seeded(UInt64(count))
        let facility: FacilityID = random.fixed()
        let plaintext = random.bytes(count)
        let entry = try Self.slot(1).seal(plaintext, in: facility, using: &random)
        #expect(entry.payload.count == Padding.padded(count + EntrySlot.overhead))
        #expect(entry.payload.count <= Limits.payload)
        #expect(try Self.slot(1).open(entry.payload, in: facility) == plaintext)
    }

    @Test func tooLargeIsRefused() throws {
        var random = Seeded(1)
        let facility: FacilityID = random.fixed()
        let largest = [UInt8](repeating: 1, count: EntrySlot.capacity)
        #expect(try Self.slot(1).seal(largest, in: facility, using: &random).payload.count == Limits.payload)
        #expect(throws: ConsentFailure.self) { try Self.slot(1).seal(largest + [1], in: facility, using: &random) }
    }

    @Test("every flipped byte is noticed: first the commitment, then the rest")
    func flippedBytes() throws {
        var random = Seeded(1)
        let facility: FacilityID = random.fixed()
        let entry = try Self.slot(1).seal([1, 2, 3], in: facility, using: &random)
        for (index, payload) in flips(entry.payload) {
            #expect(throws: index < 32 ? SealProblem.commitment : .authentication) { try Self.slot(1).open(payload, in: facility) }
        }
        for count in [0, 31, 72, 1023] {
            #expect(throws: SealProblem.size) { try Self.slot(1).open(Array(entry.payload.prefix(count)), in: facility) }
        }
        #expect(throws: SealProblem.size) { try Self.slot(1).open([UInt8](repeating: 0, count: Limits.payload + 1), in: facility) }
    }

    @Test("an entry opens under its own secret, in its own log, under its own tag alone")
    func bound() throws {
        var random = Seeded(1)
        let (facility, other): (FacilityID, FacilityID) = (random.fixed(), random.fixed())
        let base = SecretBytes(randomCount: 32, using: &random)
        let entry = try EntrySlot(base, [.unsigned(0)]).seal([1], in: facility, using: &random)
        #expect(throws: SealProblem.commitment) { try Self.slot(2).open(entry.payload, in: facility) }
        #expect(throws: SealProblem.commitment) { try EntrySlot(base, [.unsigned(1)]).open(entry.payload, in: facility) }
        #expect(throws: SealProblem.authentication) { try EntrySlot(base, [.unsigned(0)]).open(entry.payload, in: other) }
    }

    @Test("what is sealed twice shares nothing but the tag and the commitment")
    func nonces() throws {
        var random = Seeded(1)
        let facility: FacilityID = random.fixed()
        let (a, b) = (
            try Self.slot(1).seal([1], in: facility, using: &random), try Self.slot(1).seal([1], in: facility, using: &random)
        )
        #expect(a.tag == b.tag && a.payload.prefix(32) == b.payload.prefix(32))
        #expect(a.payload.dropFirst(32) != b.payload.dropFirst(32))
    }

    @Test(
        "padding that is not zeros, or a wrong length, is refused",
        arguments: [
            [0, 0, 0, 1, 5, 0, 1], [0, 0, 0, 9, 5], [255, 255, 255, 255, 1], [0, 0, 0], [],
        ] as [[UInt8]])
    func badPadding(_ bytes: [UInt8]) { #expect(Padding.unpad(bytes) == nil) }

    @Test func paddingRoundTrip() {
        #expect(Padding.unpad(Padding.pad([5, 6], to: 20)) == [5, 6])
        #expect(Padding.unpad([0, 0, 0, 0]) == [])
    }
}
