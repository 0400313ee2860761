public import BanyanCore

/// A COSE_Sign1 message (RFC 9052 section 4.2) with EdDSA (algorithm -8, RFC 9053 section 2.2) over Ed25519: tagged (18),
/// deterministic CBOR, payload inside.
public struct COSESign1: Sendable, Hashable {
    /// The header labels that this profile knows.
    enum Header {
        static let algorithm: Int64 = 1
        static let critical: Int64 = 2
        static let keyID: Int64 = 4
        static let type: Int64 = 16
    }

    /// Largest protected header in bytes.
    private static let protectedLimit = 1024

    public let protected: CBOR
    public let unprotected: CBOR
    public let payload: [UInt8]
    public let signature: [UInt8]
    private let protectedBytes: [UInt8]

    /// The `typ` header (RFC 9596): what kind of object the payload is. Signatures of one kind never pass for another.
    public var type: String? { header(Header.type)?.string }
    /// The `kid` header of the protected part.
    public var keyID: [UInt8]? { header(Header.keyID)?.byteString }

    private func header(_ label: Int64) -> CBOR? { protected.pairs?.first { $0.key == .int(label) }?.value }

    /// Signs `payload` as an object of `type`.
    /// - Returns: the encoded message.
    public static func sign(_ payload: [UInt8], type: String, keyID: [UInt8]? = nil, with key: SigningKey) -> [UInt8] {
        let protected = CBOR.record([1: .int(-8), 4: keyID.map { .bytes($0) }, 16: .text(type)]).encoded
        let signature = key.sign(toBeSigned(protected: protected, external: [], payload: payload))
        return CBOR.tagged(18, .array([.bytes(protected), .map([]), .bytes(payload), .bytes(signature)])).encoded
    }

    /// Decodes any COSE_Sign1 with EdDSA; does not verify.
    ///
    /// Refused besides what is not of that shape: a header label that is neither integer nor text, one that occurs in both
    /// parts (RFC 9052 section 3), a critical-header list, which would have to be understood (section 3.1, label 2: this
    /// profile defines none), and a payload that is carried elsewhere.
    /// - Parameter limit: largest accepted message in bytes.
    public init(_ bytes: [UInt8], limit: Int) throws(COSEProblem) {
        let item: CBOR
        do { item = try CBOR.decode(bytes, limit: limit) } catch { throw .malformed }
        guard case .tagged(18, .array(let parts)) = item, parts.count == 4, let protectedBytes = parts[0].byteString,
            let open = parts[1].pairs, let payload = parts[2].byteString, let signature = parts[3].byteString, signature.count == 64
        else { throw .malformed }
        let protected: CBOR
        do { protected = try CBOR.decode(protectedBytes, limit: Self.protectedLimit) } catch { throw .malformed }
        guard let pairs = protected.pairs, Self.areHeaders(pairs.map(\.key) + open.map(\.key)) else { throw .malformed }
        guard pairs.first(where: { $0.key == .int(Header.algorithm) })?.value == .int(-8) else { throw .algorithm }
        self.protected = protected
        self.protectedBytes = protectedBytes
        self.unprotected = parts[1]
        self.payload = payload
        self.signature = signature
    }

    /// Decodes one of Banyan's own objects: of exactly this type, nothing unprotected, no other header. Does not verify.
    public init(_ bytes: [UInt8], type: String, limit: Int) throws(COSEProblem) {
        try self.init(bytes, limit: limit)
        guard header(Header.type) == .text(type) else { throw .type }
        let known = [Header.algorithm, Header.keyID, Header.type].map { CBOR.int($0) }
        guard unprotected == .map([]), let pairs = protected.pairs, pairs.allSatisfy({ known.contains($0.key) }) else { throw .malformed }
    }

    private static func areHeaders(_ labels: [CBOR]) -> Bool {
        let areLabels = labels.allSatisfy { $0.integer != nil || $0.string != nil }
        return areLabels && Set(labels).count == labels.count && !labels.contains(.int(Header.critical))
    }

    /// Whether `key` signed the protected header, `external` (data that both sides know and the message does not carry) and
    /// the payload.
    public func isSigned(by key: PublicKey, external: [UInt8] = []) -> Bool {
        key.verifies(signature, of: Self.toBeSigned(protected: protectedBytes, external: external, payload: payload))
    }

    private static func toBeSigned(protected: [UInt8], external: [UInt8], payload: [UInt8]) -> [UInt8] {
        CBOR.array([.text("Signature1"), .bytes(protected), .bytes(external), .bytes(payload)]).encoded
    }
}

/// Why bytes are not a signed object of the kind asked for.
public enum COSEProblem: Error, Equatable, Sendable {
    case malformed
    /// Another algorithm than EdDSA.
    case algorithm
    /// Another `typ`.
    case type
}
