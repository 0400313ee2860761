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
        /// libxml2's number of what else breaks the grammar of XML 1.0.
        case malformed(Int32)
    }

    public let kind: Kind
    /// From 1; 0 for the document as a whole.
    public let line: Int

    init(_ kind: Kind, line: Int = 0) {
        self.kind = kind
        self.line = line
    }

    public var category: FailureCategory { .failed }

    public var code: String {
        switch kind {
        case .empty, .mismatch, .malformed: "not-xml"
        case .tooLarge, .textTooLong: "too-large"
        case .tooDeep: "too-deep"
        case .tooManyElements, .tooManyAttributes: "too-many-parts"
        case .notUTF8: "not-utf8"
        case .doctype, .entity: "entities"
        case .truncated: "truncated"
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
        case .malformed(let number): "not well-formed XML (libxml2 \(number))"
        }
    }

    public var hint: String? {
        switch kind {
        case .notUTF8: "export the file as UTF-8"
        case .doctype, .entity: "export the file without DOCTYPE and entities"
        default: nil
        }
    }
}
