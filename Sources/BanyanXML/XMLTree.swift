internal import CXML

/// Grows the tree from libxml2's events, and stops the parser where a cap is reached.
///
/// A class because C hands it back as a pointer. One document, one thread.
final class XMLTree {
    private let caps: XMLCaps
    private(set) var root: XMLElement?
    private(set) var problem: XMLFailure?
    /// The parser whose events these are, while it runs.
    var context: xmlParserCtxtPtr?
    private var open: [XMLElement] = []
    private var texts: [[UInt8]] = []
    private var elements = 0
    /// Names that occurred, so that thousands of records share them.
    private var names: [String: String] = [:]

    init(caps: XMLCaps) { self.caps = caps }

    private func stop(_ kind: XMLFailure.Kind) {
        guard problem == nil else { return }
        problem = XMLFailure(kind, line: line)
        if let context { xmlStopParser(context) }
    }

    /// Whether an element has begun that has not ended.
    var isInside: Bool { !open.isEmpty }

    private var line: Int { context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0 }

    private func begin(_ name: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?, attributes: Int) {
        guard problem == nil, let name else { return }
        guard open.count < caps.depth else { return stop(.tooDeep(limit: caps.depth)) }
        guard elements < caps.elements else { return stop(.tooManyElements(limit: caps.elements)) }
        guard attributes <= caps.attributes else { return stop(.tooManyAttributes(limit: caps.attributes)) }
        elements += 1
        let text = String(cString: name)
        let shared = names[text] ?? text
        if names.count < 4096 { names[shared] = shared }
        open.append(XMLElement(name: shared, namespace: uri.map { String(cString: $0) }, line: line))
        texts.append([])
    }

    private func append(_ characters: UnsafePointer<xmlChar>?, _ count: Int32) {
        guard problem == nil, let characters, count > 0, let last = texts.indices.last else { return }
        guard texts[last].count + Int(count) <= caps.text else { return stop(.textTooLong(limit: caps.text)) }
        texts[last].append(contentsOf: UnsafeBufferPointer(start: characters, count: Int(count)))
    }

    private func end() {
        guard problem == nil, var element = open.popLast(), let text = texts.popLast() else { return }
        element.text = String(decoding: text, as: UTF8.self)
        if let parent = open.indices.last { open[parent].children.append(element) } else { root = element }
    }

    // MARK: What C calls

    private static func of(_ user: UnsafeMutableRawPointer?) -> XMLTree? {
        user.map { Unmanaged<XMLTree>.fromOpaque($0).takeUnretainedValue() }
    }

    /// No handler for entities, so that none but XML's own five are known, and none for comments and instructions.
    static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { user, _, _, _ in XMLTree.of(user)?.stop(.doctype) }
        handler.startElementNs = { user, name, _, uri, namespaces, _, attributes, _, _ in
            XMLTree.of(user)?.begin(name, uri, attributes: Int(attributes) + Int(namespaces))
        }
        handler.endElementNs = { user, _, _, _ in XMLTree.of(user)?.end() }
        handler.characters = { user, text, count in XMLTree.of(user)?.append(text, count) }
        handler.ignorableWhitespace = { user, text, count in XMLTree.of(user)?.append(text, count) }
        handler.cdataBlock = { user, text, count in XMLTree.of(user)?.append(text, count) }
        return handler
    }
}
