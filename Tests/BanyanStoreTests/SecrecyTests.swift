import BanyanCore
import BanyanCrypto
import BanyanEngine
import BanyanLedger
import BanyanTestSupport
import Foundation
import Testing

@testable import BanyanStore

struct SecrecyTests {
    /// Invented words that a search of the files must not find.
    static let words = ["Nguyễn Thị Thử Nghiệm", "000123456789", "Penicillin-thu", "MRN-0001-thu"]

    @Test func nothingThatWasSealedLiesInTheFilesInClear() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(directory: directory.url)
        var random = SeededRandom(seed: 42)
        let secret = random.bytes(32)
        let key = try #require(AtRestKey(SecretBytes(copying: secret)))
        let sealed = Self.words.map { word in
            SealedRecord(
                key: RecordKey(.patient, key.blindIndex("patient", [.text(word)])), group: key.blindIndex("group", [.text(word)]),
                value: key.seal(Array(word.utf8), purpose: "patient", using: &random))
        }
        try await store.apply([.put(sealed[0]), .put(sealed[1])])
        _ = try await store.append(try entries(3, seed: 1), to: logID("a"), changes: sealed.map { .put($0) }, at: noon)
        try expectNothing(in: try directory.bytes(), secret, sealed)
        try store.close()
        try expectNothing(in: try directory.bytes(), secret, sealed)
        let again = try SQLiteStore.open(directory: directory.url)
        for (word, record) in zip(Self.words, sealed) {
            let value = try #require(try await again.record(record.key)).value
            #expect(key.open(value, purpose: "patient") == Array(word.utf8))
        }
    }

    func expectNothing(in files: Data, _ secret: [UInt8], _ sealed: [SealedRecord]) throws {
        for word in Self.words { #expect(files.range(of: Data(word.utf8)) == nil) }
        #expect(files.range(of: Data(secret)) == nil)
        // The search does see what is there.
        for record in sealed { #expect(files.range(of: Data(record.value.bytes)) != nil) }
    }

    @Test func whatIsRemovedIsNotLeftInTheDatabase() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(directory: directory.url)
        var random = SeededRandom(seed: 43)
        let key = try #require(AtRestKey(SecretBytes(randomCount: 32, using: &random)))
        let record = SealedRecord(
            key: RecordKey(.consent, digest("c")), group: nil, value: key.seal(random.bytes(500), purpose: "consent", using: &random))
        try await store.apply([.put(record)])
        try await store.apply([.remove(record.key)])
        try store.close()
        #expect(try directory.bytes().range(of: Data(record.value.bytes.suffix(400))) == nil)
    }
}
