internal import CXML

/// Reads a document through libxml2's SAX interface into a tree whose every bound is set beforehand.
///
/// The size is checked first, then the encoding: UTF-8 (RFC 3629), with or without a byte order mark, whatever the declaration
/// says must agree. Parsing stops at a document type declaration, before anything in it is looked at, so there are no
/// entities, no external subsets and no default attributes; the network and catalogues are never asked. It stops likewise
/// at the first cap that is reached and at the first thing that is not well-formed XML 1.0 with namespaces.
public enum XMLReader {
    /// Bytes that are handed to libxml2 at a time.
    private static let piece = 64 << 10

    /// - Returns: the root element.
    public static func read(_ bytes: [UInt8], caps: XMLCaps) throws(XMLFailure) -> XMLElement { try parse(bytes, caps: caps).root }

    /// - Returns: the root element, and the bytes that libxml2 was given.
    static func parse(_ bytes: [UInt8], caps: XMLCaps) throws(XMLFailure) -> (root: XMLElement, body: [UInt8]) {
        guard bytes.count <= caps.size else { throw XMLFailure(.tooLarge(limit: caps.size)) }
        var body = bytes[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        guard String(validating: body, as: UTF8.self) != nil, declaresUTF8(body) else { throw XMLFailure(.notUTF8) }
        // White space before the declaration is a fault of exporters that XML does not forgive and nobody is harmed by.
        body = body.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard !body.isEmpty else { throw XMLFailure(.empty) }
        let tree = XMLTree(caps: caps)
        let result = body.withUnsafeBufferPointer { parse($0, into: tree) }
        if let problem = tree.problem { throw problem }
        if let problem = result { throw problem }
        guard let root = tree.root else { throw XMLFailure(.empty) }
        return (root, Array(body))
    }

    /// Whether the XML declaration, if there is one, names UTF-8 or nothing. The bytes are UTF-8 already, so no other encoding
    /// that they might be in has a declaration that this would not see.
    private static func declaresUTF8(_ body: ArraySlice<UInt8>) -> Bool {
        let start = body.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard start.starts(with: Array("<?xml".utf8)) else { return true }
        let declaration = String(decoding: start.prefix(256).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        guard let name = declaration.firstRange(of: "encoding") else { return true }
        let value = declaration[name.upperBound...].drop { " \t\r\n=\"'".contains($0) }.prefix { !"\"'? ".contains($0) }
        return ["utf-8", "utf8"].contains(value.lowercased())
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, into tree: XMLTree) -> XMLFailure? {
        xmlInitParser()
        var handler = XMLTree.handler
        let user = Unmanaged.passUnretained(tree).toOpaque()
        guard let context = xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else { return XMLFailure(.malformed(0)) }
        defer {
            if let document = context.pointee.myDoc { xmlFreeDoc(document) }
            xmlFreeParserCtxt(context)
        }
        tree.context = context
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        var offset = 0
        var number: Int32 = 0
        while offset < bytes.count, number == 0, tree.problem == nil {
            let count = min(piece, bytes.count - offset)
            guard let base = bytes.baseAddress else { break }
            number = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                xmlParseChunk(context, $0 + offset, Int32(count), 0)
            }
            offset += count
        }
        // What goes wrong only when nothing more comes, inside an element, is that something is missing.
        var isMissing = false
        if number == 0, tree.problem == nil {
            number = xmlParseChunk(context, nil, 0, 1)
            isMissing = tree.isInside
        }
        tree.context = nil
        // A prefix that nothing declares is no error to libxml2's chunk parser, only a mark.
        if number == 0, context.pointee.nsWellFormed == 0 { number = Int32(bitPattern: XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue) }
        return number == 0 ? nil : failure(number, in: context, isMissing: isMissing)
    }

    private static func failure(_ number: Int32, in context: xmlParserCtxtPtr, isMissing: Bool) -> XMLFailure {
        let line = xmlCtxtGetLastError(context).map { Int($0.pointee.line) } ?? 0
        switch UInt32(bitPattern: number) {
        case XML_ERR_DOCUMENT_EMPTY.rawValue: return XMLFailure(.empty)
        case _ where isMissing: return XMLFailure(.truncated, line: line)
        case XML_ERR_TAG_NAME_MISMATCH.rawValue: return XMLFailure(.mismatch, line: line)
        case XML_ERR_UNDECLARED_ENTITY.rawValue: return XMLFailure(.entity, line: line)
        default: return XMLFailure(.malformed(number), line: line)
        }
    }
}
