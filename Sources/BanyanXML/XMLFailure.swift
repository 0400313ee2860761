public import BanyanCore

/// Why a document was refused, and on which line. Quotes nothing of it.
public struct XMLFailure: Failure, Hashable {
    public enum Kind: Hashable, Sendable {
        case empty
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        case tooManyElements(limit: Int)
        case tooManyAttributes(limit: Int)
        case textTooLong(limit: Int)
        /// The bytes are not UTF-8, or the declaration names another encoding.
        case notUTF8
        /// A document type declaration, whatever is in it.
        case doctype
        /// A reference to an entity that XML itself does not have.
        case entity
        /// The text ends inside an element.
        case truncated
        /// An element ends under another name than it began.
        case mismatch
        /// A file of certificates that is none, or one whose key may not verify anything here.
        case badCertificate(BadCertificate)
        /// A signature that is not one of the document, or not in a form that is taken.
        case badSignature(BadSignature)
        /// libxml2's number of what else breaks the grammar of XML 1.0.
        case malformed(Int32)
    }

    /// What is wrong with a file of certificates.
    public enum BadCertificate: String, Hashable, Sendable, CaseIterable {
        case none = "there is no certificate in PEM form in the file"
        case tooMany = "the file holds more certificates than are read"
        case privateKey = "the file holds a private key, which has no place beside a node's configuration"
        case unreadable = "a certificate in the file can't be read"
        case weakKey = "the key of a certificate is neither RSA of 2048 bits or more nor on a curve of 256 bits or more"
    }

    /// What is wrong with a signature.
    public enum BadSignature: String, Hashable, Sendable, CaseIterable {
        case shape = "what stands for a signature is no single XML signature (XMLDSig)"
        case several = "there is more than one signature in the file"
        case algorithm = "the signature uses an algorithm that is not taken: RSA or ECDSA with SHA-256, SHA-384 or SHA-512 is"
        case transform = "the signature changes the document before it is digested, in a way that is not taken"
        case external = "the signature refers to something outside the file"
        case coverage = "the signature does not cover what the file says"
        case altered = "the signature does not hold: what was signed has been changed"
        case otherKey = "the signature was not made with the key of a configured certificate"

        /// Short and stable.
        var code: String {
            switch self {
            case .shape, .several: "not-xmldsig"
            case .algorithm: "weak-signature"
            case .transform: "signature-transform"
            case .external: "signature-reference"
            case .coverage: "signature-coverage"
            case .altered: "bad-signature"
            case .otherKey: "other-signer"
            }
        }
    }

    public let kind: Kind
    /// From 1; 0 for the document as a whole.
    public let line: Int

    init(_ kind: Kind, line: Int = 0) {
        self.kind = kind
        self.line = line
    }

    public var category: FailureCategory {
        switch kind {
        case .badCertificate: .configuration
        case .badSignature: .trust
        default: .failed
        }
    }

    public var code: String {
        switch kind {
        case .empty, .mismatch, .malformed: "not-xml"
        case .tooLarge, .textTooLong: "too-large"
        case .tooDeep: "too-deep"
        case .tooManyElements, .tooManyAttributes: "too-many-parts"
        case .notUTF8: "not-utf8"
        case .doctype, .entity: "entities"
        case .truncated: "truncated"
        case .badCertificate: "bad-certificate"
        case .badSignature(let reason): reason.code
        }
    }

    public var message: String { line > 0 ? "\(reason), line \(line)" : reason }

    private var reason: String {
        switch kind {
        case .empty: "there is no XML element"
        case .tooLarge(let limit): "larger than \(limit) bytes"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .tooManyElements(let limit): "more than \(limit) elements"
        case .tooManyAttributes(let limit): "an element with more than \(limit) attributes"
        case .textTooLong(let limit): "an element with more than \(limit) bytes of text"
        case .notUTF8: "not UTF-8"
        case .doctype: "a document type declaration, which is never read"
        case .entity: "an entity that XML does not define"
        case .truncated: "the document ends too early"
        case .mismatch: "an element that is closed under another name"
        case .badCertificate(let reason): reason.rawValue
        case .badSignature(let reason): reason.rawValue
        case .malformed(let number): "not well-formed XML (libxml2 \(number))"
        }
    }

    public var hint: String? {
        switch kind {
        case .notUTF8: "export the file as UTF-8"
        case .doctype, .entity: "export the file without DOCTYPE and entities"
        case .badCertificate: "configure the facility's certificate as its authority issued it, as PEM text"
        case .badSignature(.otherKey): "configure the certificate that the facility signs with now"
        case .badSignature: "export and sign the file again"
        default: nil
        }
    }
}
