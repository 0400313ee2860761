public import BanyanCore
internal import CSodium
internal import Crypto
internal import FoundationEssentials

/// libsodium is ready once this is touched; every entry point that may be the first does so.
enum Sodium {
    static let ready: Bool = sodium_init() >= 0
}

/// A secret in guarded, locked memory that is zeroed when the last reference goes (`SecretPool`).
///
/// It has no description, no Codable and no ordinary equality, so it can't end in a log or a file by accident. Where the
/// system refuses to lock memory (a small `RLIMIT_MEMLOCK`) the pages may be swapped; zeroing and guards remain.
///
/// `@unchecked Sendable`: the memory is written only inside initialisers, before the reference is shared.
public final class SecretBytes: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    public let count: Int

    /// Fills `count` bytes through `body`, which must write all of them. Zero bytes are a secret too: an empty passphrase is
    /// for its user to refuse.
    public init(count: Int, filledBy body: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        memory = SecretPool.allocate(count)
        self.count = count
        try body(UnsafeMutableRawBufferPointer(start: memory, count: count))
    }

    deinit { SecretPool.release(memory, count: count) }

    /// Copies bytes that already lie in ordinary memory; the caller's copy remains its own concern.
    public convenience init(copying bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Fresh random bytes.
    public convenience init(randomCount count: Int, using random: inout some RandomNumberGenerator) {
        self.init(count: count) { buffer in random.fill(buffer) }
    }

    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// The secret in ordinary memory, for an object that is sealed or handed over at once.
    public var exposed: [UInt8] { withBytes { Array($0) } }

    /// Compares in constant time.
    public func matches(_ other: SecretBytes) -> Bool {
        count == other.count && sodium_memcmp(memory, other.memory, count) == 0
    }
}

extension UnsafeRawBufferPointer {
    /// The octets as libsodium wants them. - Precondition: the buffer is a secret's, which has an address even when empty.
    var octets: UnsafePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("a secret has an address") }
        return start.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// As for `UnsafeRawBufferPointer`.
    var octets: UnsafeMutablePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("a secret has an address") }
        return start.assumingMemoryBound(to: UInt8.self)
    }
}

/// Constant-time comparison of values that are not in secret memory but decide about secrets.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && (a.isEmpty || sodium_memcmp(a, b, a.count) == 0)
}

extension RandomNumberGenerator {
    /// Random bytes from this generator, eight at a time, little-endian.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        out.withUnsafeMutableBytes { fill($0) }
        return out
    }

    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        if self is SodiumRandom, let start = buffer.baseAddress {
            // One call to the system instead of one for every eight bytes.
            return randombytes_buf(start, buffer.count)
        }
        var word: UInt64 = 0
        for i in 0..<buffer.count {
            if i.isMultiple(of: 8) { word = next() }
            buffer[i] = UInt8(truncatingIfNeeded: word)
            word >>= 8
        }
    }
}

/// The system's random source through libsodium.
public struct SodiumRandom: RandomNumberGenerator, Sendable {
    public init() { precondition(Sodium.ready, "libsodium is not usable") }
    public mutating func next() -> UInt64 {
        var value: UInt64 = 0
        randombytes_buf(&value, 8)
        return value
    }
}

extension SecretBytes {
    /// HMAC-SHA256 under this secret of the deterministic CBOR array `[label, context...]`: the one derivation of the
    /// protocol (section "Derivations"). The encoding is unambiguous, so no two (label, context) pairs share an input.
    public func derive(_ label: String, _ context: [CBOR] = []) -> SecretBytes {
        let code = mac(CBOR.array([.text(label)] + context).encoded)
        return code.withUnsafeBytes { code in SecretBytes(count: code.count) { $0.copyMemory(from: code) } }
    }

    /// The first 16 bytes of `derive(label, context)`, which are public once used.
    public func deriveTag(_ label: String, _ context: [CBOR] = []) -> Tag {
        Tag(Array(deriveOpenly(label, context).prefix(Tag.size))) ?? .open
    }

    /// `derive(label, context)` where the result is published, such as a commitment.
    public func deriveOpenly(_ label: String, _ context: [CBOR] = []) -> [UInt8] {
        Array(mac(CBOR.array([.text(label)] + context).encoded))
    }

    /// Applies `derive(label)` `steps` times in one buffer: for long hash chains.
    /// - Precondition: this secret is 32 bytes and `steps` not negative; both are the caller's own, never from outside.
    public func chained(_ label: String, steps: Int) -> SecretBytes {
        precondition(count == 32 && steps >= 0, "a chain goes forward from a 32-byte secret")
        let input = CBOR.array([.text(label)]).encoded
        return SecretBytes(count: 32) { buffer in
            withBytes { buffer.copyMemory(from: $0) }
            for _ in 0..<steps {
                let key = SymmetricKey(data: UnsafeRawBufferPointer(buffer))
                HMAC<SHA256>.authenticationCode(for: input, using: key).withUnsafeBytes { buffer.copyMemory(from: $0) }
            }
        }
    }

    private func mac(_ message: [UInt8]) -> HMAC<SHA256>.MAC {
        withBytes { HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: $0)) }
    }
}
