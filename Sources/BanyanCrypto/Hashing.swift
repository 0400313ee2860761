public import BanyanCore
internal import Crypto
internal import FoundationEssentials

extension BanyanCore.Digest {
    /// SHA-256 of the concatenation of `parts`.
    public static func sha256(_ parts: [UInt8]...) -> BanyanCore.Digest {
        var hash = SHA256()
        for part in parts { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return finish(hash)
    }

    /// SHA-256 of a prefix and `parts`, the leaves and interior nodes of RFC 9162 section 2.1.1, without joining arrays.
    public static func sha256(prefix: UInt8, _ parts: [UInt8]...) -> BanyanCore.Digest {
        var hash = SHA256()
        withUnsafeBytes(of: prefix) { hash.update(bufferPointer: $0) }
        for part in parts { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return finish(hash)
    }

    private static func finish(_ hash: SHA256) -> BanyanCore.Digest {
        let bytes = hash.finalize().withUnsafeBytes { result in
            [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: result)
                count = result.count
            }
        }
        guard let digest = BanyanCore.Digest(bytes) else { fatalError("SHA-256 is 32 bytes") }
        return digest
    }
}

/// HKDF-SHA256 (RFC 5869).
public enum KeyDerivation {
    /// - Parameter count: bytes of output, at most 255 * 32.
    /// - Returns: `nil` when `count` is out of range.
    public static func hkdf(secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8]? {
        guard (1...255 * 32).contains(count) else { return nil }
        let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), salt: salt, info: info, outputByteCount: count)
        return key.withUnsafeBytes { Array($0) }
    }

    /// HMAC-SHA256 (RFC 2104) over ordinary bytes.
    public static func hmac(key: [UInt8], message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
