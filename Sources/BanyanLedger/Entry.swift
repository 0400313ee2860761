public import BanyanCore
internal import BanyanCrypto

/// What the log commits to for one entry (protocol section 3): tag (16) || SHA-256 of the payload (32) || payload length (4,
/// big-endian). The payload itself is outside, so that it can be erased while the log still proves.
public struct EntryHeader: Hashable, Sendable {
    /// Length of the encoding in bytes.
    public static let size = 52

    /// The encoding itself is what is kept: a header is mostly stored, sent and hashed, and rarely looked into.
    public let encoded: [UInt8]

    public init(tag: Tag, payloadDigest: Digest, payloadLength: UInt32) {
        var out: [UInt8] = []
        out.reserveCapacity(Self.size)
        out.append(contentsOf: tag.bytes)
        out.append(contentsOf: payloadDigest.bytes)
        for place in 0..<4 { out.append(UInt8(truncatingIfNeeded: payloadLength >> UInt32(24 - 8 * place))) }
        encoded = out
    }

    /// - Returns: `nil` unless there are exactly 52 bytes.
    public init?(encoded: [UInt8]) {
        guard encoded.count == Self.size else { return nil }
        self.encoded = encoded
    }

    public var tag: Tag { Tag(Array(encoded[..<16]))! }
    public var payloadDigest: Digest { Digest(Array(encoded[16..<48]))! }
    public var payloadLength: UInt32 { encoded[48...].reduce(0) { $0 << 8 | UInt32($1) } }

    /// Whether this is the payload that the header names: its length and its digest.
    public func names(_ payload: [UInt8]) -> Bool {
        payload.count == Int(payloadLength) && Digest.sha256(payload).bytes.elementsEqual(encoded[16..<48])
    }

    /// The leaf hash of RFC 9162 section 2.1.1: SHA-256(0x00 || encoded).
    public var leaf: Digest { .sha256(prefix: 0, encoded) }
}

/// One entry of a log: a header and, where it is at hand, the payload. A payload that is not the header's can't be put into one.
public struct Entry: Hashable, Sendable {
    public let header: EntryHeader
    /// `nil`: not carried, or erased.
    public let payload: [UInt8]?

    /// An entry of one's own. A payload beyond `Limits.payload` makes an entry that every verification refuses.
    public init(tag: Tag, payload: [UInt8]) {
        header = EntryHeader(tag: tag, payloadDigest: .sha256(payload), payloadLength: UInt32(clamping: payload.count))
        self.payload = payload
    }

    /// An entry from outside.
    /// - Throws: `LedgerFailure` with code `payload-mismatch` when there is a payload and its length or digest is not the header's.
    public init(header: EntryHeader, payload: [UInt8]?) throws(LedgerFailure) {
        if let payload, !header.names(payload) {
            throw LedgerFailure(.trust, "payload-mismatch", "an entry's payload is not the one that its header names")
        }
        self.header = header
        self.payload = payload
    }
}
