internal import BanyanCore
internal import BanyanCrypto

/// A C2SP signed note (c2sp.org/signed-note): text, a blank line, and one line for each signature.
struct SignedNote: Hashable, Sendable {
    /// One line: em dash, space, key name, space, base64 of key ID (4 bytes) || signature.
    struct Signature: Hashable, Sendable {
        let name: String
        let keyID: [UInt8]
        /// The algorithm's own bytes; for Ed25519 the 64 of RFC 8032.
        let bytes: [UInt8]
    }

    /// What is signed: it ends with a line break.
    let text: String
    let signatures: [Signature]

    private static let newline = UInt8(ascii: "\n")
    private static let dash = Array("\u{2014} ".utf8)
    /// The algorithm numbers in key IDs and verifier keys: a plain Ed25519 signature, and a timestamped cosignature.
    private static let ed25519: UInt8 = 1
    static let cosignature: UInt8 = 4

    /// Strict: no control characters but line breaks, no empty line within the text, at least one signature, every signature line well formed.
    /// - Returns: `nil` for anything else.
    init?(parsing note: String) {
        let bytes = Array(note.utf8)
        guard bytes.allSatisfy({ ($0 >= 0x20 && $0 != 0x7f) || $0 == Self.newline }), bytes.last == Self.newline else { return nil }
        let lines = bytes.dropLast().split(separator: Self.newline, omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(where: \.isEmpty), blank > 0, blank + 1 < lines.count else { return nil }
        var signatures: [Signature] = []
        for line in lines[(blank + 1)...] {
            guard let signature = Self.signature(line) else { return nil }
            signatures.append(signature)
        }
        text = lines[..<blank].map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        self.signatures = signatures
    }

    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        guard line.starts(with: dash) else { return nil }
        let parts = line.dropFirst(dash.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let blob = Base64.decode(parts[1]), blob.count > 4 else { return nil }
        let name = String(decoding: parts[0], as: UTF8.self)
        guard isKeyName(name) else { return nil }
        return Signature(name: name, keyID: Array(blob.prefix(4)), bytes: Array(blob.dropFirst(4)))
    }

    /// Key names are not empty and have no white space and no plus sign.
    private static func isKeyName(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" }
    }

    /// Whether exactly one line is of this key, and it verifies. A second one of the same key is refused, so that a note costs one verification.
    func isSigned(as name: String, by key: PublicKey) -> Bool {
        guard let own = signature(as: name, by: key) else { return false }
        return key.verifies(own.bytes, of: Array(text.utf8))
    }

    /// The one line of this key, not verified; `nil` where there is none or a second one.
    func signature(as name: String, by key: PublicKey) -> Signature? {
        let keyID = Self.keyID(name: name, key: key)
        let own = signatures.filter { $0.keyID == keyID && $0.name.utf8.elementsEqual(name.utf8) }
        return own.count == 1 ? own[0] : nil
    }

    /// The whole note: `text` with one Ed25519 signature.
    static func sign(_ text: String, as name: String, with key: SigningKey) -> String {
        compose(text, Signature(name: name, keyID: keyID(name: name, key: key.publicKey), bytes: key.sign(Array(text.utf8))))
    }

    /// The whole note: `text` with one signature line.
    static func compose(_ text: String, _ signature: Signature) -> String {
        "\(text)\n\u{2014} \(signature.name) \(Base64.encode(signature.keyID + signature.bytes))\n"
    }

    /// First four bytes of SHA-256(name || 0x0A || algorithm || key).
    static func keyID(name: String, key: PublicKey, algorithm: UInt8 = ed25519) -> [UInt8] {
        Array(Digest.sha256(Array(name.utf8) + [newline, algorithm] + key.bytes).bytes.prefix(4))
    }

    /// The verifier key in the text form of c2sp.org/signed-note: name `+` key ID in hexadecimal `+` base64 of algorithm || key.
    static func verifierKey(name: String, key: PublicKey, algorithm: UInt8 = ed25519) -> String {
        "\(name)+\(Hex.encode(keyID(name: name, key: key, algorithm: algorithm)))+\(Base64.encode([algorithm] + key.bytes))"
    }
}
