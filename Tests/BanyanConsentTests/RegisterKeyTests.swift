import BanyanCore
import BanyanCrypto
import Foundation
import Testing

@testable import BanyanConsent

@Suite("The register's ratchet")
struct RegisterKeyTests {
    private func keys(_ count: Int, seed: UInt64 = 1) throws -> [RegisterKey] {
        var random = Seeded(seed)
        var keys = [try #require(RegisterKey(SecretBytes(randomCount: 32, using: &random)))]
        while keys.count < count { keys.append(keys[keys.count - 1].next) }
        return keys
    }

    @Test("each key opens its own entry in its own log, and no other")
    func entries() throws {
        var random = Seeded(2)
        let keys = try keys(6)
        let (here, there): (FacilityID, FacilityID) = (random.fixed(), random.fixed())
        let content = Array("content".utf8)
        for (number, key) in keys.enumerated() {
            let entry = try key.seal(content, in: here, using: &random)
            #expect(entry.tag == key.tag)
            #expect(key.open(entry.payload, in: here) == content)
            #expect(key.open(entry.payload, in: there) == nil)
            // Neither an earlier nor a later key: what a stolen node has left opens nothing that lies behind it.
            for (other, wrong) in keys.enumerated() where other != number { #expect(wrong.open(entry.payload, in: here) == nil) }
            for (_, payload) in flips(entry.payload).prefix(60) { #expect(key.open(payload, in: here) == nil) }
        }
        #expect(Set(keys.map(\.tag)).count == keys.count)
    }

    @Test("from the first key all that follow are found, and a key is 32 bytes")
    func ratchet() throws {
        let (once, again) = (try keys(40), try keys(40))
        #expect(once.map(\.tag) == again.map(\.tag))
        #expect(once.map(\.tag) != (try keys(40, seed: 3)).map(\.tag))
        for count in [0, 31, 33] { #expect(RegisterKey(SecretBytes(copying: [UInt8](repeating: 1, count: count))) == nil) }
    }

    @Test("an entry is padded like every other, and is never larger than an entry may be", arguments: [0, 1, 900, 5000, 100_000])
    func padding(_ count: Int) throws {
        var random = Seeded(4)
        let key = try keys(1)[0]
        let facility: FacilityID = random.fixed()
        let entry = try key.seal([UInt8](repeating: 7, count: count), in: facility, using: &random)
        #expect(entry.payload.count == Padding.padded(count + EntrySlot.overhead))
        #expect(throws: ConsentFailure.self) {
            try key.seal([UInt8](repeating: 7, count: RegisterKey.capacity + 1), in: facility, using: &random)
        }
    }
}
