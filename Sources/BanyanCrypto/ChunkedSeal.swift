internal import BanyanCore

/// Sealing of a stream in chunks, so that a file of any size is written and read with little memory, and a chunk that is altered,
/// repeated, moved or missing, or an end that is cut off, is noticed.
///
/// Chunk i (from 0) is XChaCha20-Poly1305 with nonce `15 zeros || i (8, big-endian) || 1 for the last chunk, else 0` and the SHA-256 of
/// the stream's header as associated data. The key must be fresh for each stream.
public struct ChunkedSeal: Sendable {
    /// Bytes of every chunk but the last, which has 0 to as many.
    public static let chunk = 64 << 10
    public static let sealedChunk = chunk + AEAD.overhead

    private let key: SecretBytes
    private let associated: [UInt8]
    private var index: UInt64 = 0

    /// - Returns: `nil` unless the key is 32 bytes.
    public init?(key: SecretBytes, header: [UInt8]) {
        guard key.count == 32 else { return nil }
        self.key = key.derive("banyan/1 chunks")
        associated = Digest.sha256(header).bytes
    }

    public mutating func seal(_ chunk: [UInt8], isLast: Bool) -> [UInt8] {
        AEAD.seal(chunk, key: key, nonce: nonce(isLast), associated: associated)
    }

    /// - Returns: `nil` for anything but the next chunk of the stream.
    public mutating func open(_ sealed: [UInt8], isLast: Bool) -> [UInt8]? {
        AEAD.open(sealed, key: key, nonce: nonce(isLast), associated: associated)
    }

    private mutating func nonce(_ isLast: Bool) -> [UInt8] {
        let number = (0..<8).map { UInt8(truncatingIfNeeded: index >> UInt64(56 - $0 * 8)) }
        index += 1
        return [UInt8](repeating: 0, count: 15) + number + [isLast ? 1 : 0]
    }
}
