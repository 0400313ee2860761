internal import CXML

/// A certificate (X.509) that an operator configured: whoever holds its key is believed to be the facility.
public struct XMLCertificate: Hashable, Sendable {
    /// Bytes of one file of certificates.
    public static let limit = 64 << 10
    /// Certificates in one file.
    public static let count = 8

    /// From BEGIN to END CERTIFICATE.
    let pem: [UInt8]

    /// The certificates of a file, in PEM form (RFC 7468); text around them is passed over.
    /// - Throws: `badCertificate` with what is wrong; among it a private key in the file and a key that is too weak.
    public static func read(_ bytes: [UInt8]) throws(XMLFailure) -> [XMLCertificate] {
        guard bytes.count <= limit else { throw XMLFailure(.tooLarge(limit: limit)) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.firstRange(of: "PRIVATE KEY-----") == nil else { throw XMLFailure(.badCertificate(.privateKey)) }
        var found: [XMLCertificate] = []
        var rest = text[...]
        while let begin = rest.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            let end = rest[begin.upperBound...].firstRange(of: "-----END CERTIFICATE-----")
        {
            guard found.count < count else { throw XMLFailure(.badCertificate(.tooMany)) }
            let certificate = XMLCertificate(pem: Array((rest[begin.lowerBound..<end.upperBound] + "\n").utf8))
            xmlSecKeyDestroy(try certificate.key())
            found.append(certificate)
            rest = rest[end.upperBound...]
        }
        guard !found.isEmpty else { throw XMLFailure(.badCertificate(.none)) }
        return found
    }

    /// libxmlsec's key object of the certificate, to be destroyed by the caller.
    func key() throws(XMLFailure) -> xmlSecKeyPtr {
        SignatureLibrary.begin()
        let loaded = pem.withUnsafeBufferPointer { buffer -> xmlSecKeyPtr? in
            xmlSecOpenSSLAppKeyLoadMemory(
                buffer.baseAddress, UInt32(buffer.count), xmlSecKeyDataFormatCertPem, nil, nil, nil)
        }
        guard let key = loaded else { throw XMLFailure(.badCertificate(.unreadable)) }
        guard Self.isStrong(key) else {
            xmlSecKeyDestroy(key)
            throw XMLFailure(.badCertificate(.weakKey))
        }
        return key
    }

    private static func isStrong(_ key: xmlSecKeyPtr) -> Bool {
        guard let data = xmlSecKeyGetValue(key), let id = data.pointee.id else { return false }
        let bits = xmlSecKeyDataGetSize(data)
        switch id {
        case xmlSecOpenSSLKeyDataRsaGetKlass(): return (2048...16_384).contains(bits)
        // Up to libxmlsec 1.2 the size of a curve is told in bytes, later in bits.
        case xmlSecOpenSSLKeyDataEcdsaGetKlass(): return (32...66).contains(bits) || bits >= 256
        default: return false
        }
    }
}

/// libxmlsec and its backend, started once a process: silent, and without any way to open a file or an address.
enum SignatureLibrary {
    static func begin() { _ = isReady }

    private static let isReady: Bool = {
        xmlInitParser()
        guard xmlSecInit() >= 0, xmlSecOpenSSLAppInit(nil) >= 0, xmlSecOpenSSLInit() >= 0 else { return false }
        xmlSecErrorsDefaultCallbackEnableOutput(0)
        xmlSecIOCleanupCallbacks()
        return true
    }()
}
