internal import CXML

/// Verifies the signature of a document that `XMLReader` took: its shape first, then with libxmlsec under the keys given alone.
enum SignatureCheck {
    static func verify(_ body: [UInt8], holder: String, content: [String], certificates: [XMLCertificate]) throws(XMLFailure) {
        SignatureLibrary.begin()
        let document = try parse(body)
        defer { xmlFreeDoc(document) }
        let shape = try SignatureShape(document, holder: holder, content: content)
        for certificate in certificates {
            switch try outcome(of: shape.signature, under: certificate) {
            case .holds: return
            case .altered: throw XMLFailure(.badSignature(.altered))
            case .otherKey: continue
            }
        }
        throw XMLFailure(.badSignature(.otherKey))
    }

    private enum Outcome { case holds, altered, otherKey }

    /// `XML_PARSE_HUGE` lifts bounds of libxml2 that are tighter than the caps under which the document was read already. There
    /// is no document type in it, so that no entity can grow.
    private static func parse(_ body: [UInt8]) throws(XMLFailure) -> xmlDocPtr {
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_IGNORE_ENC.rawValue
            | XML_PARSE_HUGE.rawValue
        let document = body.withUnsafeBytes {
            xmlReadMemory($0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: $0.count), nil, nil, Int32(options))
        }
        guard let document else { throw XMLFailure(.malformed(0)) }
        guard document.pointee.intSubset == nil, document.pointee.extSubset == nil else {
            xmlFreeDoc(document)
            throw XMLFailure(.doctype)
        }
        return document
    }

    private static func outcome(of signature: xmlNodePtr, under certificate: XMLCertificate) throws(XMLFailure) -> Outcome {
        let key = try certificate.key()
        guard let context = xmlSecDSigCtxCreate(nil) else {
            xmlSecKeyDestroy(key)
            throw XMLFailure(.badSignature(.shape))
        }
        // The context destroys the key.
        defer { xmlSecDSigCtxDestroy(context) }
        // With a key set, KeyInfo is not read; without a manager of keys none could come from it.
        context.pointee.signKey = key
        context.pointee.flags = 0x1  // XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS
        context.pointee.enabledReferenceUris = 0x1 | 0x2  // the empty one, and those within the document
        context.pointee.keyInfoReadCtx.maxRetrievalMethodLevel = 0
        context.pointee.keyInfoReadCtx.maxEncryptedKeyLevel = 0
        for transform in transforms() {
            guard xmlSecDSigCtxEnableReferenceTransform(context, transform) >= 0,
                xmlSecDSigCtxEnableSignatureTransform(context, transform) >= 0
            else { throw XMLFailure(.badSignature(.algorithm)) }
        }
        for transform in methods() where xmlSecDSigCtxEnableSignatureTransform(context, transform) < 0 {
            throw XMLFailure(.badSignature(.algorithm))
        }
        // An error beside a signature that does not hold is a key of another kind than the method's, or a value that is no number.
        guard xmlSecDSigCtxVerify(context, signature) >= 0 else { return .otherKey }
        if context.pointee.status == xmlSecDSigStatusSucceeded { return .holds }
        return hasWrongDigest(context) ? .altered : .otherKey
    }

    private static func hasWrongDigest(_ context: xmlSecDSigCtxPtr) -> Bool {
        withUnsafeMutablePointer(to: &context.pointee.signedInfoReferences) { list in
            (0..<xmlSecPtrListGetSize(list)).contains { index in
                xmlSecPtrListGetItem(list, index)?.assumingMemoryBound(to: xmlSecDSigReferenceCtx.self).pointee.status
                    != xmlSecDSigStatusSucceeded
            }
        }
    }

    private static func transforms() -> [xmlSecTransformId?] {
        [
            xmlSecTransformEnvelopedGetKlass(), xmlSecTransformInclC14NGetKlass(), xmlSecTransformInclC14N11GetKlass(),
            xmlSecTransformExclC14NGetKlass(), xmlSecOpenSSLTransformSha256GetKlass(), xmlSecOpenSSLTransformSha384GetKlass(),
            xmlSecOpenSSLTransformSha512GetKlass(),
        ]
    }

    private static func methods() -> [xmlSecTransformId?] {
        [
            xmlSecOpenSSLTransformRsaSha256GetKlass(), xmlSecOpenSSLTransformRsaSha384GetKlass(),
            xmlSecOpenSSLTransformRsaSha512GetKlass(), xmlSecOpenSSLTransformEcdsaSha256GetKlass(),
            xmlSecOpenSSLTransformEcdsaSha384GetKlass(), xmlSecOpenSSLTransformEcdsaSha512GetKlass(),
        ]
    }
}
