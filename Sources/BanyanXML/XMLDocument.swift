/// A document that was read within its caps, with the bytes that it was read from: what a signature is checked against.
public struct XMLDocument: Sendable {
    public let root: XMLElement
    /// Without byte order mark and white space before the first character; no document type is in it.
    let body: [UInt8]

    /// Reads as `XMLReader.read` does, and keeps the bytes.
    public init(_ bytes: [UInt8], caps: XMLCaps) throws(XMLFailure) {
        (root, body) = try XMLReader.parse(bytes, caps: caps)
    }

    /// Checks the XML signature (W3C XML Signature 1.1) that stands alone in the root's child `holder`.
    ///
    /// Only this shape is taken: one `Signature` in the document; no `Manifest` is followed and nothing in `KeyInfo` is used;
    /// references lead to the whole document, to the root, to the root's children named in `content`, or to an `Object` of the
    /// signature itself, by `URI=""` or an ID that exactly one element has; together they cover the whole document or every
    /// child in `content`, each of which must stand there once. Canonicalization 1.0, 1.1 and exclusive, without comments;
    /// the enveloped transform; digests and signatures with SHA-256, SHA-384 and SHA-512; RSA (PKCS #1 v1.5) and ECDSA.
    ///
    /// - Parameter certificates: of which one must hold the key. Their dates and issuers are not looked at: the operator
    ///   pinned them.
    public func verifySignature(in holder: String, over content: [String], with certificates: [XMLCertificate]) throws(XMLFailure) {
        try SignatureCheck.verify(body, holder: holder, content: content, certificates: certificates)
    }
}
