import BanyanCore
import BanyanTestSupport
import Testing

@testable import BanyanCrypto

@Suite struct NodeKeyFileTests {
    private let dataKey = SecretBytes(copying: [UInt8](repeating: 0x5a, count: 32))
    private let keyFile = Unlock.keyFile(SecretBytes(copying: [UInt8](repeating: 6, count: 40)))

    private func passphrase(_ text: String) -> Unlock { .passphrase(SecretBytes(copying: Array(text.utf8))) }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? CryptoFailure)?.code }
        return nil
    }

    private func wrapped(_ unlock: Unlock) throws -> [UInt8] {
        var random = SeededRandom(seed: 1)
        return try NodeKeyFile.wrap(dataKey, for: unlock, using: &random)
    }

    @Test func `a passphrase opens what it wrapped, and no other does`() throws {
        let file = try wrapped(passphrase("một câu dài"))
        #expect(try NodeKeyFile.wantsPassphrase(file))
        #expect(try NodeKeyFile.unwrap(file, with: passphrase("một câu dài")).matches(dataKey))
        #expect(code { _ = try NodeKeyFile.unwrap(file, with: passphrase("một câu dái")) } == "wrong-unlock-secret")
        #expect(code { _ = try NodeKeyFile.unwrap(file, with: keyFile) } == "wrong-unlock-method")
    }

    @Test func `a key file opens what it wrapped, and no other does`() throws {
        let file = try wrapped(keyFile)
        #expect(try !NodeKeyFile.wantsPassphrase(file))
        #expect(try NodeKeyFile.unwrap(file, with: keyFile).matches(dataKey))
        let other = Unlock.keyFile(SecretBytes(copying: [UInt8](repeating: 7, count: 40)))
        #expect(code { _ = try NodeKeyFile.unwrap(file, with: other) } == "wrong-unlock-secret")
        #expect(code { _ = try NodeKeyFile.unwrap(file, with: passphrase("x")) } == "wrong-unlock-method")
    }

    @Test func `an empty passphrase and a short key file are refused`() throws {
        #expect(code { _ = try wrapped(passphrase("")) } == "empty-passphrase")
        #expect(code { _ = try wrapped(.keyFile(SecretBytes(copying: []))) } == "short-key-file")
        #expect(code { _ = try wrapped(.keyFile(SecretBytes(copying: [UInt8](repeating: 1, count: 31)))) } == "short-key-file")
        #expect(code { _ = try wrapped(.keyFile(SecretBytes(copying: [UInt8](repeating: 1, count: 32)))) } == nil)
    }

    @Test func `any altered or missing byte is refused`() throws {
        let file = try wrapped(keyFile)
        for bit in 0..<file.count * 8 {
            var altered = file
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            // Passes and memory mean nothing for a key file: within their bounds they may differ.
            guard let key = try? NodeKeyFile.unwrap(altered, with: keyFile) else { continue }
            #expect(key.matches(dataKey))
        }
        for length in 0..<file.count {
            #expect(code { _ = try NodeKeyFile.unwrap(Array(file.prefix(length)), with: keyFile) } == "damaged-key-file")
        }
        #expect(code { _ = try NodeKeyFile.unwrap(file + [0], with: keyFile) } == "damaged-key-file")
    }

    /// A forged file must not make a node spend what it asks for before it is refused.
    @Test(
        arguments: [
            (1, UInt64(4) << 30), (1, (1 << 30) + 1), (1, .max), (1, 0), (1, 8191), (0, 1 << 20), (11, 1 << 20), (.max, 1 << 20),
        ] as [(UInt64, UInt64)])
    func `a cost out of bounds is refused at once`(passes: UInt64, memory: UInt64) {
        let file = CBOR.record([
            1: .unsigned(1), 2: .unsigned(0), 3: .bytes([UInt8](repeating: 0, count: 16)), 4: .unsigned(passes), 5: .unsigned(memory),
            6: .bytes([UInt8](repeating: 0, count: 72)),
        ]).encoded
        #expect(code { _ = try NodeKeyFile.unwrap(file, with: passphrase("x")) } == "damaged-key-file")
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7])
    func `a file with a field more, less or of another kind is refused`(field: Int) throws {
        let pairs = try #require(try CBOR.decode(wrapped(keyFile), limit: 1024).pairs)
        let without = pairs.filter { $0.key != .int(field) }
        for value in [nil, CBOR.null, .bytes([]), .unsigned(99)] {
            let fields = without + (value.map { [CBOR.Pair(.int(field), $0)] } ?? [])
            if field == 7 && value == nil { continue }
            let file = CBOR.sortedMap(fields).encoded
            // Field 4 of a key-file node is a number without meaning; 99 is out of its bounds all the same.
            #expect(code { _ = try NodeKeyFile.unwrap(file, with: keyFile) } == "damaged-key-file")
        }
    }

    @Test func `two files for one key differ`() throws {
        var random = SeededRandom(seed: 2)
        #expect(try wrapped(keyFile) != NodeKeyFile.wrap(dataKey, for: keyFile, using: &random))
    }
}
