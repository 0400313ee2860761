import BanyanCore
import BanyanCrypto
import BanyanLedger
import BanyanTestSupport

@testable import BanyanConsent

/// What a recovery code stands for, and the first entries of a register.
enum RegisterVectors {
    private static let codeBytes: [UInt8] = (0..<32).map { $0 * 7 + 1 }

    static func register(_ cast: Cast) throws -> VectorFile {
        let recovery = try RecoverySecret(typed: CheckedText.encode(codeBytes))
        var random = SeededRandom(seed: 9)
        let keys = try FacilityKeys.generate(from: recovery, at: Cast.day(0), using: &random)
        var key = try need(RegisterKey(recovery.registerKey))
        var vectors: [VectorValue] = [
            [
                "what": "recovery code", "code": .text(recovery.text), "secret": .hex(codeBytes), "root_seed": .hex(keys.root.seed.exposed),
                "next_root_seed": .hex(recovery.nextRoot.seed.exposed), "log_seed": .hex(keys.log.seed.exposed),
                "tls_seed": .hex(keys.tls.seed.exposed), "k": .hex(key.secret.exposed), "facility": .hex(keys.id),
            ]
        ]
        for (number, items) in [[card("card text")], [], [card("a"), card("b")]].enumerated() {
            let content = CBOR.array([.unsigned(1), .array(items)]).encoded
            let entry = try key.seal(content, in: keys.id, using: &random)
            vectors.append([
                "what": .text("register entry \(number)"), "k": .hex(key.secret.exposed), "tag": .hex(entry.tag), "content": .hex(content),
                "payload": .hex(entry.payload), "next_k": .hex(key.next.secret.exposed),
            ])
            key = key.next
        }
        return VectorFile(
            name: "register", about: "What a recovery code stands for, and entries of a facility's register", section: "section 3.10",
            seed: "the secret is 1, 8, 15, ... modulo 256; seed 9 for nonces, after the X-Wing key of a facility",
            fields: [
                "what": "what it is", "code": "the code as it stands on the sheet", "secret": "its 32 bytes", "root_seed": "Ed25519 seed",
                "next_root_seed": "Ed25519 seed", "log_seed": "Ed25519 seed", "tls_seed": "Ed25519 seed", "k": "register key",
                "facility": "the facility's ID", "tag": "the entry's tag", "content": "its content", "payload": "its payload",
                "next_k": "the next register key",
            ], vectors: vectors)
    }

    private static func card(_ text: String) -> CBOR { .array([.unsigned(5), .text(text)]) }
}
